//! What the targets begin with: the example's own files and what becomes of them.

use civigrid::Engine;
use civigrid_simulator::City;

use crate::bytes::{Record, pick};
use crate::commands::{EDITED, LATE, RAW, REPEATED, STRANGER};
use crate::{district, moves, snapshot};

/// Bytes of a message: longer ones, such as a load, teach nothing that short ones do not.
const MESSAGE: usize = 4_096;

/// The seeds of a target; none for a name that is no target's.
#[must_use]
pub fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "ruleset" => rulesets(),
        "commands" => runs().into_iter().chain(messages()).collect(),
        "snapshot" => snapshots(),
        "c_api" => calls(),
        "table" => tables(),
        _ => Vec::new(),
    }
}

/// Calls of the C ABI: each once on a loaded engine, and a case from report to snapshot.
fn calls() -> Vec<Vec<u8>> {
    let load: Record = [4, 1, 0, 0, 0, 3, 0, 0];
    let each = (0..32).map(|call| [load, [call, 1, 0, 0, 0, 4, 1, 1], [call, 1, 0, 9, 0, 5, 2, 0]].concat());
    let story = [
        load,
        [10, 1, 0, 0, 0, 4, 0, 0],
        [15, 1, 5, 1, 0, 0, 0, 0],
        [14, 1, 0, 0, 0, 12, 0, 0],
        [19, 1, 0, 3, 0, 12, 0, 0],
        [18, 1, 0, 0, 0, 200, 0, 0],
        [20, 1, 0, 0, 0, 0, 0, 0],
        [3, 1, 5, 4, 0, 0, 1, 0],
        [21, 2, 0, 0, 0, 0, 0, 0],
    ];
    each.chain([story.concat()]).collect()
}

/// The tables of the examples, documents that use what those do not, and cells of every type.
fn tables() -> Vec<Vec<u8>> {
    let documents = district::documents().iter().map(|example| &example.document);
    let places = ["/cases/triage", "/points/award", "/authority", "/tables/subsidy"];
    let examples = documents.flat_map(|document| places.iter().filter_map(|place| document.pointer(place)));
    let mut seeds: Vec<Vec<u8>> = examples.map(|table| seed(0, table.to_string().as_bytes())).collect();
    seeds.extend([TABLE_OF_EVERYTHING, TABLE_OF_CODES].map(|document| seed(0, document.as_bytes())));
    for kinds in 0..10_u8 {
        for hit in 0..11_u8 {
            let cells = pick(&CELLS, usize::from(kinds) + usize::from(hit));
            seeds.push(seed(2 * kinds + 1, &[&[hit], cells.join("\n").as_bytes()].concat()));
        }
    }
    seeds
}

const TABLE_OF_EVERYTHING: &str = r#"{"hit": "collect", "aggregate": "sum", "facts": [{"name": "rate", "label": "税率", "type": "number"}],
    "inputs": [{"name": "age", "label": "年龄", "type": "integer", "values": ["[0..150]"], "default": "18"},
        {"name": "tax", "type": "number", "expression": "(rate + 1) * -2 ** 2 / 3", "nullable": false},
        {"name": "day", "type": "date", "nullable": true}],
    "outputs": [{"name": "sum", "type": "number", "default": "0"}],
    "rules": [{"id": "1", "when": ["[18..65)", "> 1.5", "< 2026-02-13"], "then": ["年龄 * 50"],
        "basis": [{"document": {"zh": "办法"}, "issuer": {"zh": "区政府"}, "clause": {"zh": "第一条"}}]}],
    "editions": [{"from": "2026-07-01", "rules": [{"id": "1", "when": ["-", "-", "not(null)"], "then": ["1"]}]}]}"#;

const TABLE_OF_CODES: &str = r#"{"hit": "output order", "codes": [{"code": "01", "name": {"zh": "环境"}, "children": [
        {"code": "0101", "name": {"zh": "垃圾"}}]}], "levels": ["street"],
    "inputs": [{"name": "category", "type": "code"}, {"name": "at", "type": "date and time"}, {"name": "b", "type": "boolean"}],
    "outputs": [{"name": "tier", "type": "string", "values": ["high", {"value": "low", "label": {"zh": "低"}}]},
        {"name": "unit", "type": "unit"}],
    "rules": [{"id": "1", "when": ["in 01", "< date and time(\"2026-02-13T10:00:00\")", "是"], "then": ["high", "@street"]},
        {"id": "2", "when": ["垃圾", "-", "not(true)"], "then": ["低", "-"]}]}"#;

/// Rules of cells, four each: the columns take what they can.
const CELLS: [&[&str]; 5] = [
    &["\"high\"", "> 0", "true", "1", "not(\"high\")", "<= 0", "false", "2", "-", "[0..5)", "-", "i1 * 2"],
    &["high, low", "2026-02-13", "\"中\"", "-1.5", "中", "> date(\"2026-02-13\")", "not(\"中\", \"\")", "3 ** 2"],
    &[
        "5",
        "< date and time(\"2026-02-13T10:00:00\")",
        "in 01",
        "1",
        "not(5)",
        ">= 2026-02-13T10:00:00",
        "0101, 02",
        "1 / 0",
    ],
    &[
        "（1..5］",
        "PT1H",
        "P1Y",
        "2",
        "]5..18[",
        "< duration(\"P1D\")",
        ">= duration(\"P1Y1M\")",
        "(1 + 2) * -i0",
        "null",
        "> PT1H",
        "-",
        "1",
    ],
    &[
        "not(null)",
        "[2026-02-12..2026-02-14]",
        "< 18, 20",
        "1",
        "null",
        "2199-12-31",
        "!= 18",
        "0.0000000000000000000000000001",
    ],
];

fn seed(mode: u8, rest: &[u8]) -> Vec<u8> {
    let mut seed = vec![mode];
    seed.extend_from_slice(rest);
    seed
}

/// Each document as it is, one with its parts, and one edit of each kind.
fn rulesets() -> Vec<Vec<u8>> {
    let documents = district::documents();
    let mut seeds: Vec<Vec<u8>> =
        documents.iter().map(|example| seed(0, example.document.to_string().as_bytes())).collect();
    let mut whole = seed(0, &district::small().document);
    for (_, part) in &documents[0].parts {
        whole.push(0xFF);
        whole.extend_from_slice(part);
    }
    seeds.push(whole);
    for number in 0..documents.len() as u8 {
        seeds.push(vec![2 * number + 1]);
    }
    for what in 0..14 {
        for place in [3, 40, 160] {
            seeds.push(seed(1, &[what, 0, place, 0, 7 * what, 1, 2, 0]));
            seeds.push(seed(1, &[what, 0, place, 0, 7 * what, 1, 2, 1]));
        }
    }
    seeds
}

/// Runs of the small district: the ways that a case can go.
fn runs() -> Vec<Vec<u8>> {
    let report = [0, 0, 0, 0, 2, 0, 0, 0];
    let next = |wait: u8, amount: u8| [21, 0, 0, 0, 0, wait, amount, 0];
    let tick = [25, 0, 0, 0, 0, 11, 0, 0];
    let to_the_end = [report, next(6, 30), next(6, 30), next(7, 1), next(7, 1), [29, 0, 0, 0, 0, 0, 0, 0]];
    let mut runs: Vec<Vec<Record>> = vec![
        to_the_end.to_vec(),
        [&to_the_end[..], &[next(8, 1)], &to_the_end[1..]].concat(),
        [&[report][..], &[tick; 12]].concat(),
        // Returned three times, then designated.
        [&[report][..], &[[8, 0, 0, 0, 0, 6, 10, 0]; 4]].concat(),
        // Inspected and found wanting.
        vec![report, next(6, 5), next(6, 5), [9, 0, 0, 0, 0, 6, 5, 0], next(6, 5), next(6, 5), next(6, 5)],
        // Two reports of one matter, and a third that is refused.
        vec![
            report,
            [0, 0, 1, 0, 2, 6, 1, 0],
            [14, 0, 1, 0, 0, 6, 1, 0],
            [0, 0, 2, 1, 0, 0, 0, 0],
            [12, 0, 2, 0, 0, 0, 0, 0],
        ],
        vec![report, [13, 0, 0, 0, 0, 6, 1, 0], tick],
        // Told later than it happened.
        vec![[0, 0, 0, 3, 3, 0, 2, LATE], tick, tick],
        // Claims, one of them twice.
        vec![
            [15, 0, 0, 6, 3, 0, 0, 0],
            [15, 0, 0, 6, 131, 0, 0, 0],
            [15, 0, 0, 6, 131, 0, 0, 0],
            [30, 0, 0, 6, 10, 0, 0, 0],
        ],
        // Another ruleset while clocks wait.
        vec![report, [0, 0, 1, 1, 4, 0, 0, 0], [20, 0, 0, 1, 0, 7, 1, 0], tick, tick, [27; 8], tick],
        vec![[17, 0, 0, 6, 1, 0, 0, 0], [18, 0, 0, 6, 1, 7, 1, 0], [19, 0, 0, 5, 1, 0, 0, 0], report, tick],
        vec![report, [0, 0, 0, 0, 0, 0, 0, REPEATED], [0, 0, 0, 0, 1, 0, 0, REPEATED], [4, 9, 0, 0, 0, 0, 0, STRANGER]],
        vec![report, [28, 0, 0, 0, 0, 0, 0, EDITED], [0, 0, 9, 0, 40, 0, 0, 0], next(0, 0), [28, 0, 0, 0, 0, 0, 0, 0]],
    ];
    let queries = (0..moves::QUERIES as u8).map(|which| [29, 0, 0, which, 3, 0, 0, 0]);
    runs.push([report].into_iter().chain(queries).collect());
    let modes = (0..20_u8).cycle();
    let seeds = runs.iter().cycle().take(4 * runs.len()).zip(modes);
    seeds.map(|(run, mode)| seed(mode, &run.concat())).collect()
}

/// Commands, queries, entries and rows as they are written.
fn messages() -> Vec<Vec<u8>> {
    let district = district::small();
    let start = "2026-02-13T09:00:00+08:00".parse().expect("an instant");
    let mut engine = Engine::new(district::rulesets_from(0)).expect("the first ruleset is given");
    let mut city = City::new(district.clone(), 7, start, 20_000);
    let mut seeds = Vec::new();
    engine.apply(&district.load_command().expect("the example is a load"), start).expect("nothing is there yet");
    for _ in 0..40 {
        let step = city.step(&engine);
        seeds.push(step.command.to_json());
        if let Ok(civigrid::Applied::New(entries)) = engine.apply(&step.command, step.at) {
            seeds.extend(entries.iter().map(civigrid::Entry::to_json));
        }
    }
    seeds.extend(engine.rows().map(|(key, row)| row.to_json(key)));
    for which in 0..moves::QUERIES {
        seeds.push(moves::query(which, "c-0", "130202001", "r-130202001001001-1", 3).to_string().into_bytes());
    }
    seeds.iter().filter(|seed| seed.len() < MESSAGE).map(|bytes| seed(RAW, bytes)).collect()
}

/// Real snapshots, with and without their digest, and edits of each kind.
fn snapshots() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for real in snapshot::real() {
        seeds.push(seed(0, real));
        seeds.push(seed(1, &snapshot::lines(real).join(&b'\n')));
    }
    for mode in 2..2 + snapshot::real().len() as u8 {
        seeds.push(vec![mode]);
        for what in 0..16 {
            let inner = (what + mode) % 14;
            seeds.push(seed(mode, &[what, 0, 3 * inner + what, 3, 0, 0, 0, 0, inner, 0, 9, 0, 30, 4, 3, 0]));
        }
    }
    seeds
}
