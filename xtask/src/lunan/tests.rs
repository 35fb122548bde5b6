//! Exact checks of the committed directory: they read the file, not the code that wrote it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::lattice::FRAME;

/// A position in 1e-7 degree as (lon, lat).
type Position = (i64, i64);

const DISTRICTS: usize = 1;
const STREETS: usize = 11;
const COMMUNITIES: usize = 138;
const GRIDS: usize = 432;

fn load() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/rulesets/lunan/directory.json");
    let text = std::fs::read_to_string(&path).expect("directory.json is committed");
    let mut document: Value = serde_json::from_str(&text).expect("it is JSON");
    document["load"].take()
}

fn list<'a>(load: &'a Value, name: &str) -> &'a [Value] {
    load[name].as_array().expect("a list")
}

fn string<'a>(object: &'a Value, field: &str) -> &'a str {
    object[field].as_str().unwrap_or_else(|| panic!("`{field}` of {object}"))
}

/// Degrees with at most seven decimals come back from a double exactly.
fn e7(degrees: &Value) -> i64 {
    let degrees = degrees.as_f64().expect("a number");
    let e7 = (degrees * 1e7).round();
    assert_eq!(e7 / 1e7, degrees, "more than seven decimals");
    e7 as i64
}

/// Grid code to closed ring.
fn rings(load: &Value) -> BTreeMap<&str, Vec<Position>> {
    let grids = list(load, "nodes").iter().filter(|node| node["level"] == "grid");
    let ring = |node: &Value| {
        let boundary = &node["boundary"];
        assert_eq!(boundary["type"], "Polygon");
        assert_eq!(boundary["coordinates"].as_array().map(Vec::len), Some(1), "no holes");
        let positions = boundary["coordinates"][0].as_array().expect("a ring");
        positions.iter().map(|position| (e7(&position[0]), e7(&position[1]))).collect()
    };
    grids.map(|node| (string(node, "code"), ring(node))).collect()
}

fn doubled_area(ring: &[Position]) -> i128 {
    let cross = |pair: &[Position]| {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        i128::from(x0) * i128::from(y1) - i128::from(x1) * i128::from(y0)
    };
    ring.windows(2).map(cross).sum()
}

/// On which side of a-b the position c is.
fn side(a: Position, b: Position, c: Position) -> i128 {
    let (ab, ac) = ((b.0 - a.0, b.1 - a.1), (c.0 - a.0, c.1 - a.1));
    (i128::from(ab.0) * i128::from(ac.1) - i128::from(ab.1) * i128::from(ac.0)).signum()
}

fn within_box(a: Position, b: Position, c: Position) -> bool {
    (a.0.min(b.0)..=a.0.max(b.0)).contains(&c.0) && (a.1.min(b.1)..=a.1.max(b.1)).contains(&c.1)
}

/// Whether two segments have a position in common.
fn meet(a: Position, b: Position, c: Position, d: Position) -> bool {
    let sides = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
    (sides[0] * sides[1] < 0 && sides[2] * sides[3] < 0)
        || (sides[0] == 0 && within_box(a, b, c))
        || (sides[1] == 0 && within_box(a, b, d))
        || (sides[2] == 0 && within_box(c, d, a))
        || (sides[3] == 0 && within_box(c, d, b))
}

#[test]
fn every_division_is_there_and_answers_for_itself() {
    let load = load();
    let mut levels: BTreeMap<&str, usize> = BTreeMap::new();
    let mut levels_seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut children: BTreeMap<&str, usize> = BTreeMap::new();
    for node in list(&load, "nodes") {
        let (code, level) = (string(node, "code"), string(node, "level"));
        *levels.entry(level).or_default() += 1;
        let (digits, parent_level) = match level {
            "district" => (6, None),
            "street" => (9, Some("district")),
            "community" => (12, Some("street")),
            _ => (15, Some("community")),
        };
        assert_eq!(code.len(), digits);
        if let Some(parent_level) = parent_level {
            let parent = string(node, "parent");
            assert_eq!(levels_seen.get(parent), Some(&parent_level), "the parent of {code} comes before it");
            assert!(code.starts_with(parent));
            *children.entry(parent).or_default() += 1;
        }
        assert_eq!(string(node, "unit"), format!("u-{code}"));
        assert_eq!(levels_seen.insert(code, level), None, "{code} twice");
    }
    let expected = [("community", COMMUNITIES), ("district", DISTRICTS), ("grid", GRIDS), ("street", STREETS)];
    assert_eq!(levels, BTreeMap::from(expected));
    let grids = children.iter().filter(|(code, _)| code.len() == 12).map(|(_, grids)| *grids);
    assert_eq!(grids.clone().filter(|grids| *grids == 4).count(), GRIDS - 3 * COMMUNITIES);
    assert!(grids.clone().all(|grids| grids == 3 || grids == 4));
}

#[test]
fn units_and_people_refer_to_what_exists() {
    let load = load();
    let codes: BTreeSet<&str> = list(&load, "nodes").iter().map(|node| string(node, "code")).collect();
    let units: BTreeMap<&str, &Value> = list(&load, "units").iter().map(|unit| (string(unit, "id"), unit)).collect();
    assert_eq!(units.len(), list(&load, "units").len());
    assert_eq!(units.len(), codes.len() + STREETS);
    assert!(units.values().all(|unit| codes.contains(string(unit, "node"))));
    for node in list(&load, "nodes") {
        assert_eq!(units[string(node, "unit")]["node"], node["code"]);
        assert_eq!(node["departments"].is_object(), node["level"] == "street");
        if node["level"] == "street" {
            let department = units[string(&node["departments"], "城管")];
            assert_eq!((&department["node"], &department["kind"]), (&node["code"], &Value::from("department")));
        }
    }
    let mut ids = BTreeSet::new();
    let mut roles: BTreeMap<&str, usize> = BTreeMap::new();
    for person in list(&load, "people") {
        assert!(ids.insert(string(person, "id")));
        assert!(codes.contains(string(person, "home")) && string(person, "home").len() == 15);
        let posts = person["posts"].as_array().expect("posts");
        assert_eq!(posts.is_empty(), string(person, "id").starts_with("r-"));
        for post in posts {
            assert!(units.contains_key(string(post, "unit")));
            *roles.entry(string(post, "role")).or_default() += 1;
        }
    }
    let expected = [
        ("community_clerk", COMMUNITIES),
        ("department_clerk", STREETS),
        ("district_clerk", DISTRICTS),
        ("grid_worker", GRIDS),
        ("intake", DISTRICTS),
        ("street_clerk", STREETS),
    ];
    assert_eq!(roles, BTreeMap::from(expected));
    assert_eq!(ids.len(), roles.values().sum::<usize>() + 3 * GRIDS);
}

#[test]
fn grids_tile_the_frame_and_share_their_edges() {
    let load = load();
    let rings = rings(&load);
    let (west, south, east, north) = FRAME;
    let mut edges: BTreeSet<(Position, Position)> = BTreeSet::new();
    for (code, ring) in &rings {
        assert_eq!(ring.first(), ring.last(), "{code} is closed");
        assert!(doubled_area(ring) > 0, "{code} is counter-clockwise");
        for edge in ring.windows(2) {
            assert!(edges.insert((edge[0], edge[1])), "{code} runs along an edge of another grid in its direction");
        }
    }
    for &(from, to) in &edges {
        let on_frame =
            (from.0 == to.0 && [west, east].contains(&to.0)) || (from.1 == to.1 && [south, north].contains(&to.1));
        assert_ne!(edges.contains(&(to, from)), on_frame, "{from:?} to {to:?} is either shared or on the frame");
    }
    let total: i128 = rings.values().map(|ring| doubled_area(ring)).sum();
    assert_eq!(total, 2 * i128::from(east - west) * i128::from(north - south));
}

#[test]
fn grids_are_simple() {
    let load = load();
    for (code, ring) in rings(&load) {
        let segments: Vec<&[Position]> = ring.windows(2).collect();
        let last = segments.len() - 1;
        for (i, a) in segments.iter().enumerate() {
            for (j, b) in segments.iter().enumerate().skip(i + 1) {
                if j == i + 1 || (i, j) == (0, last) {
                    // Neighbours share one end; they must not fold back on each other.
                    let (before, corner, after) = if j == i + 1 { (a[0], a[1], b[1]) } else { (b[0], b[1], a[1]) };
                    let folds = side(before, corner, after) == 0 && !within_box(before, after, corner);
                    assert!(!folds, "{code} folds at {corner:?}");
                } else {
                    assert!(!meet(a[0], a[1], b[0], b[1]), "{code} crosses itself at {a:?} and {b:?}");
                }
            }
        }
    }
}

#[test]
fn grids_of_a_community_hang_together_and_are_numbered_from_the_west() {
    let load = load();
    let mut communities: BTreeMap<&str, Vec<&Vec<Position>>> = BTreeMap::new();
    let rings = rings(&load);
    for (code, ring) in &rings {
        communities.entry(&code[..12]).or_default().push(ring);
    }
    for (code, rings) in communities {
        let ends = |ring: &Vec<Position>| ring.iter().copied().collect::<BTreeSet<_>>();
        let mut reached = ends(rings[0]);
        for _ in &rings {
            // An edge has at least three positions, so more than one in common is more than a corner.
            let near = |ring: &&&Vec<Position>| ends(ring).intersection(&reached).count() > 1;
            let more: Vec<_> = rings.iter().filter(near).flat_map(|ring| ends(ring)).collect();
            reached.extend(more);
        }
        assert!(rings.iter().all(|ring| ends(ring).is_subset(&reached)), "{code} is in pieces");
        let west = |ring: &Vec<Position>| ring[0].0;
        let cell = (FRAME.2 - FRAME.0) / 24;
        assert!(rings.windows(2).all(|pair| west(pair[0]) < west(pair[1]) + cell / 2), "{code} is not numbered so");
    }
}
