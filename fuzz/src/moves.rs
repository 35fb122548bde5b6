//! Commands and queries as JSON: by the person whose business they are, or by anybody.

use civigrid::cases::{Case, Status};
use civigrid::{Body, Engine, Key};
use serde_json::{Value, json};

use crate::district;

/// A case as the engine has it.
#[must_use]
pub fn case<'e>(engine: &'e Engine, id: &str) -> Option<&'e Case> {
    match &engine.row(&Key::Case(id.parse().ok()?))?.body {
        Body::Case(case) => Some(case),
        _ => None,
    }
}

/// The ids of the first cases.
#[must_use]
pub fn cases(engine: &Engine, at_most: usize) -> Vec<String> {
    let ids = engine.rows().filter_map(|(key, _)| if let Key::Case(id) = key { Some(id.to_string()) } else { None });
    ids.take(at_most).collect()
}

/// A command's text.
#[must_use]
pub fn command(id: &str, actor: (&str, &str), kind: &str, data: &Value) -> Value {
    json!({"id": id, "actor": {"id": actor.0, "role": actor.1}, "type": kind, "data": data})
}

/// The person, with the role, whose business a command is.
#[must_use]
pub fn actor(engine: &Engine, kind: &str, id: &str) -> (String, String) {
    let case = case(engine, id);
    let named = |person: &str, role: &str| (person.to_owned(), role.to_owned());
    match kind {
        "case.report" => named("r-130202001001001-1", "resident"),
        "case.sign" | "case.return" | "case.reply" => {
            let lead = case.and_then(|case| case.lead.as_ref()).map(ToString::to_string).unwrap_or_default();
            district::small().staff.get(&lead).cloned().unwrap_or_else(|| named("p-d-130202", "district_clerk"))
        }
        "case.inspect" | "case.complete" => match case {
            Some(case) if case.node.as_str().len() < 12 => named("p-d-130202", "district_clerk"),
            _ => named("p-c-130202001001", "community_clerk"),
        },
        "case.reopen" => {
            let caller = case.and_then(|case| case.callers.first()).map(ToString::to_string);
            (caller.unwrap_or_else(|| "r-130202001001001-1".into()), "resident".into())
        }
        "case.refuse" | "case.void" | "case.merge" => named("p-i-130202", "intake"),
        "points.claim" => named("p-c-130202001001", "community_clerk"),
        _ => named("host", "host"),
    }
}

/// The move that leads a case on, with its data; nothing for one that has ended.
#[must_use]
pub fn next_move(engine: &Engine, id: &str) -> Option<(&'static str, Value)> {
    Some(match case(engine, id)?.status {
        Status::Dispatched => ("case.sign", json!({"case": id})),
        Status::Handling => {
            ("case.reply", json!({"case": id, "helpers": ["r-130202001001001-2", "r-130202001001002-1"]}))
        }
        Status::Replied => ("case.inspect", json!({"case": id, "passed": true})),
        Status::Inspected => ("case.complete", json!({"case": id})),
        Status::Completed => ("case.reopen", json!({"case": id, "grounds": "came_back"})),
        Status::Refused | Status::Void | Status::Merged => return None,
    })
}

/// How many queries [`query`] can make.
pub const QUERIES: usize = 9;

/// A query's text; `case`, `node` and `person` are what it may be about.
#[must_use]
pub fn query(which: usize, case: &str, node: &str, person: &str, top: u16) -> Value {
    let (kind, data) = match which % QUERIES {
        0 => ("case.get", json!({"case": case})),
        1 => ("case.explain", json!({"case": case})),
        2 => ("cases.waiting", json!({})),
        3 => ("indicators.counts", json!({"node": node})),
        4 => (
            "indicators.value",
            json!({"indicator": if top.is_multiple_of(2) { "completion_rate" } else { "settled_in_grid" }}),
        ),
        5 => ("points.balance", json!({"account": person})),
        6 => ("points.board", json!({"period": (["all", "2026", "2026-02"][usize::from(top % 3)]), "top": top})),
        7 => ("directory.node", json!({"node": node})),
        _ => ("directory.locate", json!({"position": place(top)["position"]})),
    };
    json!({"type": kind, "data": data})
}

/// A place to report at: in a grid, at its corner, outside of everything, or a node.
#[must_use]
pub fn place(by: u16) -> Value {
    let district = district::small();
    let number = usize::from(by / 8);
    let grid = &district.grids[number % district.grids.len()];
    let degrees = |(lon, lat): (i64, i64)| json!({"position": [lon as f64 / 1e7, lat as f64 / 1e7]});
    match by % 8 {
        0..=3 => degrees(grid.centre),
        4 => degrees(grid.corner),
        5 => json!({"position": [118.9, 39.9]}),
        6 => json!({"node": district::codes()[number % district::codes().len()]}),
        _ => json!({"node": grid.code}),
    }
}
