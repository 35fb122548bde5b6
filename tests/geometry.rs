//! Areas: of cells that share their edges exactly one holds each position, by the rule "just east, then just north".

use civigrid::directory::{LoadNode, Map, Node};
use civigrid::geometry::{Area, AreaFault};
use civigrid::wire::columns::{self, RowStatus};
use civigrid::wire::rows;
use civigrid::{Code, Command, CommandData, Engine, NodeCode, Position, Query, Ruleset, View, directory};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A point in units of 1e-7 degree.
type Point = (i32, i32);
type Ring = Vec<Point>;

fn position(point: Point) -> Position {
    Position::from_e7(point.0, point.1).unwrap()
}

fn coordinates(rings: &[Ring]) -> String {
    let position = |point: &Point| serde_json::to_string(&position(*point)).unwrap();
    let ring = |ring: &Ring| format!("[{}]", ring.iter().map(position).collect::<Vec<_>>().join(","));
    format!("[{}]", rings.iter().map(ring).collect::<Vec<_>>().join(","))
}

fn area(text: &str) -> Area {
    serde_json::from_str(text).unwrap_or_else(|problem| panic!("{problem}: {text}"))
}

fn polygon(rings: &[Ring]) -> Area {
    area(&format!("{{\"type\":\"Polygon\",\"coordinates\":{}}}", coordinates(rings)))
}

fn multi(polygons: &[Vec<Ring>]) -> Area {
    let all: Vec<String> = polygons.iter().map(|rings| coordinates(rings)).collect();
    area(&format!("{{\"type\":\"MultiPolygon\",\"coordinates\":[{}]}}", all.join(",")))
}

fn square(west: i32, south: i32, size: i32) -> Ring {
    let (east, north) = (west + size, south + size);
    vec![(west, south), (east, south), (east, north), (west, north), (west, south)]
}

fn reversed(ring: &Ring) -> Ring {
    ring.iter().rev().copied().collect()
}

/// On which side of the line from a to b the point lies after a step east and a much smaller one north: 1 is left.
fn side(a: Point, b: Point, p: Point) -> i128 {
    let [ax, ay, bx, by, px, py] = [a.0, a.1, b.0, b.1, p.0, p.1].map(i128::from);
    let exact = ((bx - ax) * (py - ay) - (by - ay) * (px - ax)).signum();
    // The step east counts first, the step north only where the line runs along it.
    [exact, (ay - by).signum(), (bx - ax).signum()].into_iter().find(|sign| *sign != 0).unwrap_or(0)
}

/// The reference: edges crossed by a ray that runs north, where the library's runs east.
fn holds(rings: &[Ring], p: Point) -> bool {
    let crossed = |edge: &&[Point]| {
        let (a, b) = (edge[0], edge[1]);
        let (west, east) = if a.0 <= b.0 { (a, b) } else { (b, a) };
        // The point stands just east of its own meridian, and below the edge if it is on the right of it.
        west.0 <= p.0 && p.0 < east.0 && side(west, east, p) < 0
    };
    rings.iter().flat_map(|ring| ring.windows(2)).filter(crossed).count() % 2 == 1
}

#[test]
fn the_rule_on_four_squares() {
    // c d
    // a b
    let squares =
        [("a", square(0, 0, 10)), ("b", square(10, 0, 10)), ("c", square(0, 10, 10)), ("d", square(10, 10, 10))];
    for turned in [false, true] {
        let cells: Vec<(&str, Area)> = squares
            .iter()
            .map(|(name, ring)| (*name, polygon(&[if turned { reversed(ring) } else { ring.clone() }])))
            .collect();
        let owners = |point: Point| {
            let owners = cells.iter().filter(|(_, area)| area.contains(position(point)));
            owners.map(|(name, _)| *name).collect::<String>()
        };
        for (point, expected) in [
            ((5, 5), "a"),
            ((10, 10), "d"), // the common corner
            ((10, 5), "b"),  // a common edge: just east of it
            ((10, 15), "d"),
            ((5, 10), "c"), // just east lies on the edge still, just north decides
            ((15, 10), "d"),
            ((0, 0), "a"), // the western and the southern rim belong to the block
            ((0, 5), "a"),
            ((0, 10), "c"),
            ((5, 0), "a"),
            ((10, 0), "b"),
            ((20, 0), ""), // the eastern and the northern rim do not
            ((20, 5), ""),
            ((20, 10), ""),
            ((0, 20), ""),
            ((5, 20), ""),
            ((10, 20), ""),
            ((20, 20), ""),
            ((-1, 5), ""),
            ((5, -1), ""),
            ((21, 5), ""),
            ((5, 21), ""),
        ] {
            assert_eq!(owners(point), expected, "{point:?}");
            let expected: String = squares
                .iter()
                .filter(|(_, ring)| holds(std::slice::from_ref(ring), point))
                .map(|(name, _)| *name)
                .collect();
            assert_eq!(owners(point), expected, "the reference differs at {point:?}");
        }
    }
}

#[test]
fn slanted_edges_go_to_the_east() {
    let diamond = polygon(&[vec![(0, -10), (10, 0), (0, 10), (-10, 0), (0, -10)]]);
    for (point, inside) in [
        ((0, 0), true),
        ((-10, 0), true), // the western corner: just east is inside
        ((10, 0), false),
        ((0, -10), false), // the southern corner: the step east leaves it, the smaller one north does not lead back
        ((0, 10), false),
        ((-5, 5), true),
        ((-5, -5), true),
        ((5, 5), false),
        ((5, -5), false),
    ] {
        assert_eq!(diamond.contains(position(point)), inside, "{point:?}");
    }
}

#[test]
fn holes_and_exclaves() {
    let (outer, hole) = (square(0, 0, 30), square(10, 10, 10));
    let ring = polygon(&[outer.clone(), reversed(&hole)]);
    let island = polygon(std::slice::from_ref(&hole));
    // Also with a hole that is not turned the other way round, as many writers have it.
    let same = polygon(&[outer.clone(), hole.clone()]);
    for (point, in_ring, in_hole) in [
        ((5, 5), true, false),
        ((15, 15), false, true),
        ((10, 15), false, true), // the western edge of the hole: just east of it is the hole
        ((20, 15), true, false),
        ((15, 10), false, true),
        ((15, 20), true, false),
        ((10, 10), false, true),
        ((20, 10), true, false),
        ((10, 20), true, false),
        ((20, 20), true, false),
        ((0, 0), true, false),
        ((30, 15), false, false),
    ] {
        let at = position(point);
        assert_eq!(
            (ring.contains(at), same.contains(at), island.contains(at)),
            (in_ring, in_ring, in_hole),
            "{point:?}"
        );
    }
    let both = multi(&[vec![outer, hole], vec![square(100, 100, 10)], vec![square(110, 110, 5)]]);
    assert_eq!(both.check(), Ok(()));
    for (point, inside) in
        [((5, 5), true), ((15, 15), false), ((105, 105), true), ((112, 112), true), ((112, 105), false)]
    {
        assert_eq!(both.contains(position(point)), inside, "{point:?}");
    }
    // Parts that meet in a point or along an edge.
    let touching = multi(&[vec![square(0, 0, 10)], vec![square(10, 0, 10)], vec![square(20, 10, 10)]]);
    for (point, inside) in [((10, 5), true), ((10, 0), true), ((20, 10), true), ((20, 5), false), ((5, 10), false)] {
        assert_eq!(touching.contains(position(point)), inside, "{point:?}");
    }
}

const SIDE: usize = 5;
const STEP: i32 = 1_000;
/// Where the prime meridian meets the equator, around it, in Lunan, and where the globe ends.
const ORIGINS: &[Point] = &[(0, 0), (-2_500, -2_500), (1_181_300_000, 395_300_000), (1_799_990_000, 899_990_000)];

/// Triangles that cover a jittered square: vertices even, so that the middle of every edge is a position.
fn triangulation(jitter: &[Point], diagonals: &[bool], origin: Point) -> Vec<Ring> {
    let vertex = |column: usize, row: usize| {
        let (dx, dy) = jitter[row * (SIDE + 1) + column];
        let along = |index: usize| i32::try_from(index).unwrap() * STEP;
        (origin.0 + along(column) + 2 * dx, origin.1 + along(row) + 2 * dy)
    };
    let mut triangles = Vec::new();
    for row in 0..SIDE {
        for column in 0..SIDE {
            let corners =
                [vertex(column, row), vertex(column + 1, row), vertex(column + 1, row + 1), vertex(column, row + 1)];
            let turn = if diagonals[row * SIDE + column] { [0, 1, 2, 3] } else { [1, 2, 3, 0] };
            let [a, b, c, d] = turn.map(|index| corners[index]);
            triangles.extend([vec![a, b, c, a], vec![c, a, d, c]]);
        }
    }
    triangles
}

fn middle(a: Point, b: Point) -> Point {
    (i32::midpoint(a.0, b.0), i32::midpoint(a.1, b.1))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn every_position_of_a_triangulation_has_one_owner(
        jitter in prop::collection::vec((-110_i32..=110, -110_i32..=110), (SIDE + 1) * (SIDE + 1)),
        flat in any::<bool>(),
        diagonals in prop::collection::vec(any::<bool>(), SIDE * SIDE),
        origin in prop::sample::select(ORIGINS),
        points in prop::collection::vec((0_i32..5_000, 0_i32..5_000), 40),
    ) {
        // Every other triangulation has rows and columns on one line: the more ties.
        let jitter: Vec<Point> = jitter.into_iter().map(|(dx, dy)| if flat { (dx, 0) } else { (dx, dy) }).collect();
        let triangles = triangulation(&jitter, &diagonals, origin);
        let areas: Vec<Area> = triangles.iter().map(|ring| polygon(std::slice::from_ref(ring))).collect();
        let tried = triangles
            .iter()
            .flat_map(|ring| ring.windows(2).flat_map(|edge| [edge[0], middle(edge[0], edge[1])]))
            .chain(points.iter().map(|(x, y)| (origin.0 + x, origin.1 + y)));
        for point in tried {
            let owners: Vec<usize> = (0..areas.len()).filter(|index| areas[*index].contains(position(point))).collect();
            // Inside a triangle the moved point is on the same side of all three edges.
            let expected: Vec<usize> = (0..triangles.len())
                .filter(|index| {
                    let ring = &triangles[*index];
                    let sides: Vec<i128> = ring.windows(2).map(|edge| side(edge[0], edge[1], point)).collect();
                    sides.iter().all(|side| *side == sides[0])
                })
                .collect();
            prop_assert_eq!(&owners, &expected, "{:?}", point);
            prop_assert!(owners.len() <= 1, "{:?} has {} owners", point, owners.len());
            // The jitter moves the rim by at most 220 units.
            let (x, y) = (point.0 - origin.0, point.1 - origin.1);
            let inside = (221..4_779).contains(&x) && (221..4_779).contains(&y);
            prop_assert!(!inside || owners.len() == 1, "{:?} has no owner", point);
        }
    }

    /// Rings of few small coordinates, crossing themselves at will: every kind of tie, against the ray that runs north.
    #[test]
    fn any_rings_agree_with_the_reference(
        rings in prop::collection::vec(prop::collection::vec((0_i32..6, 0_i32..6), 3..8), 1..4),
        scale in prop_oneof![Just(1), Just(100_000_000)],
    ) {
        let rings: Vec<Ring> = rings
            .into_iter()
            .map(|ring| ring.into_iter().map(|(x, y)| ((x - 3) * scale, (y - 3) * scale)).collect::<Ring>())
            .map(|mut ring| { ring.push(ring[0]); ring })
            .collect();
        let (one, many) = (polygon(&rings), multi(&rings.iter().map(|ring| vec![ring.clone()]).collect::<Vec<_>>()));
        for x in -4..=3 {
            for y in -4..=3 {
                let point = (x * scale, y * scale);
                let expected = holds(&rings, point);
                prop_assert_eq!(one.contains(position(point)), expected, "{:?} in {:?}", point, rings);
                prop_assert_eq!(many.contains(position(point)), expected, "{:?} in {:?}", point, rings);
            }
        }
    }
}

#[test]
fn geojson_is_read_in_any_order_of_keys_and_written_in_one() {
    let polygon_text = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#;
    let multi_text =
        r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[2,2],[3,2],[3,3],[2,2]]]]}"#;
    let single = r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}"#;
    for text in [polygon_text, multi_text, single] {
        let value: Value = serde_json::from_str(text).unwrap();
        let turned = format!("{{\"coordinates\": {},\n \"type\": {}}}", value["coordinates"], value["type"]);
        assert_eq!(area(&turned), area(text));
        assert_eq!(serde_json::to_string(&area(&turned)).unwrap(), text);
        assert!(area(&turned).contains(position((9_000_000, 1))));
    }
    let broken = [
        r#"{"type":"Point","coordinates":[0,0]}"#,
        r#"{"type":"polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#,
        r#"{"type":"Polygon","coordinates":[[0,0],[1,0],[1,1],[0,0]]}"#,
        r#"{"type":"MultiPolygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#,
        r#"{"type":"Polygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}"#,
        r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,91],[0,0]]]}"#,
        r#"{"type":"Polygon","coordinates":null}"#,
        r#"{"type":"Polygon"}"#,
        r#"{"coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#,
        r#"{"type":"Polygon","coordinates":[],"bbox":[0,0,1,1]}"#,
        r#"[[[0,0],[1,0],[1,1],[0,0]]]"#,
    ];
    for text in broken {
        assert!(serde_json::from_str::<Area>(text).is_err(), "{text}");
    }
}

#[test]
fn areas_that_cannot_be_used_say_why() {
    use AreaFault::{NoArea, OpenRing, TooManyVertices};
    let good = square(0, 0, 10);
    let polygons: [(Vec<Ring>, AreaFault); 9] = [
        (vec![], NoArea),
        (vec![vec![]], OpenRing),
        (vec![vec![(0, 0)]], OpenRing),
        (vec![vec![(0, 0), (10, 0), (0, 0)]], OpenRing),
        (vec![vec![(0, 0), (10, 0), (10, 10), (0, 10)]], OpenRing),
        (vec![vec![(0, 0), (10, 0), (10, 10), (1, 0)]], OpenRing),
        (vec![vec![(0, 0), (0, 0), (0, 0), (0, 0)]], NoArea),
        (vec![vec![(0, 0), (5, 5), (10, 10), (0, 0)]], NoArea),
        // There and back on one line; and a good ring with a hole that is none.
        (vec![good.clone(), vec![(1, 1), (2, 1), (3, 1), (2, 1), (1, 1)]], NoArea),
    ];
    for (rings, fault) in polygons {
        assert_eq!(polygon(&rings).check(), Err(fault), "{rings:?}");
        if !rings.is_empty() {
            assert_eq!(multi(&[vec![good.clone()], rings.clone()]).check(), Err(fault), "{rings:?}");
        }
    }
    assert_eq!(multi(&[]).check(), Err(NoArea));
    assert_eq!(multi(&[vec![good.clone()], vec![]]).check(), Err(NoArea));
    assert_eq!(polygon(&[good]).check(), Ok(()));
    // 20,000 vertices are the bound: here a triangle with one side cut into small pieces.
    let comb = |vertices: i32| {
        let mut ring: Ring = (0..vertices - 2).map(|x| (x, 0)).collect();
        ring.extend([(0, 10), (0, 0)]);
        polygon(&[ring])
    };
    assert_eq!(comb(20_000).check(), Ok(()));
    assert_eq!(comb(20_001).check(), Err(TooManyVertices));
    assert_eq!([OpenRing, NoArea, TooManyVertices].map(AreaFault::name), ["open ring", "no area", "too many vertices"]);
}

fn example(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/examples/rulesets/lunan/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn load(data: &Value) -> Command {
    let message =
        json!({"id": "load", "actor": {"id": "host", "role": "host"}, "type": "directory.load", "data": data});
    Command::from_json(message.to_string().as_bytes()).unwrap()
}

fn engine() -> Engine {
    let years = ["holiday-cn/2025.json", "holiday-cn/2026.json"].map(|name| (name, example(name)));
    let parts = years.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    Engine::new(Ruleset::compile(&example("ruleset.json"), &parts).unwrap()).unwrap()
}

#[test]
fn a_load_with_a_boundary_that_cannot_be_used_is_refused_whole() {
    let node = |coordinates: Value| {
        let boundary = json!({"type": "Polygon", "coordinates": coordinates});
        json!({"nodes": [
            {"code": "130202", "name": {"zh": "路南区"}, "level": "district"},
            {"code": "130202001", "name": {"zh": "街道"}, "level": "street", "parent": "130202", "boundary": boundary},
        ]})
    };
    let at = "2026-02-13T10:00:00+08:00".parse().unwrap();
    for (coordinates, fault) in [
        (json!([[[118.1, 39.5], [118.2, 39.5], [118.2, 39.6], [118.1, 39.6]]]), "open ring"),
        (json!([[[118.1, 39.5], [118.2, 39.5], [118.1, 39.5], [118.1, 39.5]]]), "no area"),
        (json!([]), "no area"),
    ] {
        let refused = engine().decide(&load(&node(coordinates)), at).unwrap_err();
        assert_eq!((refused.code(), refused.pointer()), (Code::BoundaryUnfit, "/data/nodes/1/boundary"));
        assert_eq!(refused.en(), format!("the boundary cannot be used: {fault}"));
    }
    let good = node(json!([[[118.1, 39.5], [118.2, 39.5], [118.2, 39.6], [118.1, 39.5]]]));
    assert!(engine().decide(&load(&good), at).is_ok());
}

/// A host that keeps its own rows replaces them in the engine: a node that lost its boundary is found no longer, its
/// number stays its own, and an engine that is built anew from the same rows answers alike.
#[test]
fn a_node_that_loses_its_boundary_leaves_the_map() {
    let row = |boundary: Option<Value>, version: u64| {
        let mut body = json!({"name": {"zh": "街道"}, "level": "street", "parent": "130202"});
        if let Some(boundary) = boundary {
            body["boundary"] = boundary;
        }
        let row = json!({"key": "node/130202001", "version": version, "body": body});
        format!(
            "{{\"key\":\"node/130202\",\"version\":1,\"body\":{{\"name\":{{\"zh\":\"路南区\"}},\"level\":\"district\"}}}}\n{row}"
        )
    };
    let square = json!({"type": "Polygon", "coordinates": [[[118.1, 39.5], [118.2, 39.5], [118.2, 39.6], [118.1, 39.6], [118.1, 39.5]]]});
    let inside = Position::from_e7(1_181_500_000, 395_500_000).unwrap();
    let found = |engine: &Engine| {
        let map = engine.map();
        let mut columns = ([0], [0]);
        columns::locate_many(map, &[inside.lon_e7()], &[inside.lat_e7()], &mut columns.0, &mut columns.1).unwrap();
        (map.locate(inside).map(ToString::to_string), columns, map.len(), map.is_empty(), map.codes().len())
    };
    let here = (Some("130202001".to_owned()), ([0], [RowStatus::Answered.number()]), 1, false, 1);
    let nowhere = |codes| (None, ([columns::NO_CELL], [RowStatus::None.number()]), 0, true, codes);

    let mut engine = engine();
    assert_eq!(found(&engine), nowhere(0));
    rows::load(&mut engine, row(Some(square.clone()), 1).as_bytes()).unwrap();
    assert_eq!(found(&engine), here);
    rows::load(&mut engine, row(None, 2).as_bytes()).unwrap();
    assert_eq!(found(&engine), nowhere(1));
    let restored = Engine::restore(engine.rulesets().clone(), &engine.snapshot()).unwrap();
    assert_eq!(restored.digest(), engine.digest());
    assert_eq!(found(&restored), nowhere(0));
    rows::load(&mut engine, row(Some(square), 3).as_bytes()).unwrap();
    assert_eq!(found(&engine), here);
}

fn cells(nodes: &[LoadNode]) -> BTreeMap<&NodeCode, &Area> {
    nodes.iter().filter_map(|node| Some((&node.code, node.boundary.as_ref()?))).collect()
}

/// SOURCES.md of the example: 432 grids tile 118.13 to 118.30 east, 39.53 to 39.65 north, and neighbours share each
/// point of their common edge.
#[test]
fn the_example_district_is_tiled_without_gap_or_overlap() {
    let document: Value = serde_json::from_slice(&example("directory.json")).unwrap();
    let command = load(&document["load"]);
    let CommandData::Directory(directory::Command::Load(loaded)) = command.data() else { panic!("a load") };
    let cells = cells(&loaded.nodes);
    assert_eq!(cells.len(), 432);
    assert!(cells.values().all(|area| area.check() == Ok(())));

    let mut map = Map::new();
    for node in loaded.nodes.iter().filter(|node| node.boundary.is_some()) {
        let mut value = serde_json::to_value(node).unwrap();
        value.as_object_mut().unwrap().remove("code");
        let node_body: Node = serde_json::from_value(value).unwrap();
        map.put(&node.code, &node_body);
    }
    let mut engine = engine();
    engine.apply(&command, "2025-01-02T08:00:00+08:00".parse().unwrap()).unwrap();

    let nodes = document["load"]["nodes"].as_array().unwrap();
    let units = |value: &Value| serde_json::from_value::<Position>(value.clone()).unwrap();
    let rings: Vec<Ring> = nodes
        .iter()
        .filter_map(|node| node["boundary"]["coordinates"][0].as_array())
        .map(|ring| ring.iter().map(|p| (units(p).lon_e7(), units(p).lat_e7())).collect())
        .collect();
    let (west, south, east, north) = (1_181_300_000, 395_300_000, 1_183_000_000, 396_500_000);
    let (mut inside, mut rim) = (0, 0);
    for (index, edge) in rings.iter().flat_map(|ring| ring.windows(2)).enumerate() {
        for point in [edge[0], middle(edge[0], edge[1])] {
            let at = position(point);
            let owners: Vec<&NodeCode> =
                cells.iter().filter(|(_, area)| area.contains(at)).map(|(code, _)| *code).collect();
            // The eastern and the northern rim lie outside, all else has one owner.
            let expected = usize::from(point.0 < east && point.1 < north);
            assert_eq!(owners.len(), expected, "{point:?}: {owners:?}");
            assert_eq!(
                rings.iter().filter(|ring| holds(std::slice::from_ref(ring), point)).count(),
                expected,
                "{point:?}"
            );
            assert_eq!(map.locate(at), owners.first().copied());
            assert_eq!(engine.map().locate(at), owners.first().copied());
            let strictly = west < point.0 && point.0 < east && south < point.1 && point.1 < north;
            inside += usize::from(strictly);
            rim += usize::from(!strictly);
            if index % 500 == 0 {
                assert_eq!(located(&engine, at), owners.first().map(ToString::to_string));
            }
        }
    }
    assert!(inside > 5_000 && rim > 100, "{inside} inside, {rim} on the rim");
}

/// What a query answers in the view of the whole district.
fn located(engine: &Engine, at: Position) -> Option<String> {
    let query = json!({"type": "directory.locate", "data": {"position": at}}).to_string();
    let query = Query::from_json(query.as_bytes()).unwrap();
    let answer = engine.query(&query, &View::of("130202").unwrap(), "2025-01-02T08:00:00+08:00".parse().unwrap());
    let answer: Value = serde_json::from_slice(&answer.unwrap().to_json()).unwrap();
    answer["data"]["node"].as_str().map(str::to_owned)
}
