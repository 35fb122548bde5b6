//! A valid message of every kind, with every member that it can have.

use super::{COMMAND, ENTRY, QUERY, ROW, Reader};
use serde_json::{Value, json};

const SM3: &str = "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";

fn asked(kind: &str, data: &Value) -> Value {
    json!({
        "id": "c-1",
        "actor": {"id": "p-1", "role": "grid_worker"},
        "occurred_at": "2026-02-13T09:30:00+08:00",
        "type": kind,
        "data": data,
    })
}

pub(crate) fn commands() -> Vec<Value> {
    let ring = json!([[118.1, 39.5], [118.2, 39.5], [118.2, 39.6], [118.1, 39.5]]);
    let post = |role: &str| json!({"unit": "u-1", "role": role, "from": "2026-01-01T00:00:00+08:00"});
    let mut ended = post("clerk");
    ended["until"] = json!("2026-02-01T00:00:00+08:00");
    let place = json!({"position": [118.1871, 39.6243], "datum": "cgcs2000"});
    vec![
        asked(
            "directory.load",
            &json!({
                "nodes": [
                    {"code": "130202", "name": {"zh": "路南区"}, "level": "district"},
                    {
                        "code": "130202001", "name": {"zh": "学院南路街道", "en": "Xueyuan 😀"}, "level": "street",
                        "parent": "130202", "kind": "street", "unit": "u-1", "departments": {"城管": "u-2"},
                        "boundary": {"type": "Polygon", "coordinates": [ring]},
                    },
                    {
                        "code": "130202002", "name": {"zh": "友谊街道"}, "level": "street", "parent": "130202",
                        "boundary": {"type": "MultiPolygon", "coordinates": [[ring], [ring, ring]]},
                    },
                ],
                "units": [{"id": "u-1", "name": {"zh": "街道办"}, "node": "130202001", "kind": "territory"}],
                "people": [{"id": "p-1", "home": "130202001", "posts": [ended, post("grid_worker")]}],
            }),
        ),
        asked("directory.appoint", &json!({"person": "p-1", "unit": "u-1", "role": "grid_worker"})),
        asked("directory.relieve", &json!({"person": "p-1", "unit": "u-1", "role": "grid_worker"})),
        asked(
            "case.report",
            &json!({"case": "2026-000123", "category": "0101", "place": place, "people": 3, "danger": true}),
        ),
        asked("case.sign", &json!({"case": "2026-000123"})),
        asked("case.return", &json!({"case": "2026-000123", "grounds": "not_ours"})),
        asked("case.reply", &json!({"case": "2026-000123", "helpers": ["p-2", "p-3"]})),
        asked("case.inspect", &json!({"case": "2026-000123", "passed": true})),
        asked("case.complete", &json!({"case": "2026-000123"})),
        asked("case.reopen", &json!({"case": "2026-000123", "grounds": "came_back"})),
        asked("case.refuse", &json!({"case": "2026-000123", "grounds": "in_court"})),
        asked("case.void", &json!({"case": "2026-000123", "grounds": "no_such_place"})),
        asked("case.merge", &json!({"case": "2026-000123", "into": "2026-000124"})),
        asked("points.claim", &json!({"account": "p-2", "act": "patrol", "hours": "1.5", "act_key": "a/b/c"})),
        asked("ruleset.adopt", &json!({"fingerprint": SM3, "running": "keep"})),
    ]
}

pub(crate) fn command(kind: &str) -> Value {
    commands().into_iter().find(|sample| sample["type"] == kind).unwrap()
}

pub(crate) fn queries() -> Vec<Value> {
    let message = |kind: &str, data: Value| json!({"type": kind, "data": data});
    vec![
        message("case.get", json!({"case": "2026-000123"})),
        message("case.explain", json!({"case": "2026-000123"})),
        message("cases.waiting", json!({})),
        message("indicators.counts", json!({"node": "130202001"})),
        message("indicators.value", json!({"indicator": "completion_rate", "node": "130202001"})),
        message("points.balance", json!({"account": "p-2"})),
        message("points.board", json!({"node": "130202001", "period": "2026-02", "top": 10})),
        message("directory.node", json!({"node": "130202001"})),
        message("directory.locate", json!({"position": [118.1871, 39.6243]})),
        message("tables.show", json!({"table": "points.award", "node": "130202001", "on": "2026-02-13"})),
        message("tables.check", json!({"table": "cases.triage", "boxes": 1_000})),
        message(
            "tables.evaluate",
            json!({"table": "authority", "given": {"role": "host"}, "node": "130202", "on": "2026-02-13"}),
        ),
    ]
}

pub(crate) fn query(kind: &str) -> Value {
    queries().into_iter().find(|sample| sample["type"] == kind).unwrap()
}

fn clock() -> Value {
    json!({
        "limit": "sign", "set_at": "2026-02-13T10:00:00+08:00", "from": "2026-02-13T09:30:00+08:00",
        "due": "2026-02-13T16:00:00+08:00",
    })
}

pub(crate) fn rows() -> Vec<Value> {
    let row = |key: &str, body: Value| json!({"key": key, "version": 3, "body": body});
    let mut case = row(
        "case/2026-000123",
        json!({
            "status": "dispatched", "ruleset": SM3, "node": "130202001", "located": true,
            "position": [118.1871, 39.6243], "category": "0101", "people": 3, "danger": false, "callers": ["p-1"],
            "received_at": "2026-02-13T10:00:00+08:00", "occurred_at": "2026-02-13T09:30:00+08:00", "severity": "小",
            "tier": "grid", "limit": "simple", "lead": "u-1", "dispatches": 1, "clocks": {"sign": clock()},
            "escalations": 0, "returns": 0, "reworks": 0, "supervisions": 0, "breaches": 0, "late": false, "reopenings": 0,
            "helpers": ["p-2"], "completed_at": "2026-02-13T10:00:00+08:00", "merged_into": "2026-000124",
        }),
    );
    // One second past due: the first of its clocks.
    case["next_firing"] = json!("2026-02-13T16:00:01+08:00");
    let load = command("directory.load");
    let node = &load["data"]["nodes"][1];
    let mut body = node.clone();
    body.as_object_mut().unwrap().remove("code");
    let mut work = row(
        "work/c-1",
        json!({
            "kind": "load", "seq": 1, "at": "2026-02-13T10:00:00+08:00", "done": 128, "after": "2026-000123",
            "load": load["data"],
        }),
    );
    work["next_firing"] = json!("2026-02-13T10:00:00+08:00");
    vec![
        row("account/p-1", json!({"home": "130202001", "balance": "3.5", "earned": {"2026-02": "3.5"}})),
        row("act/R1/case/2026-000123/p-2", json!({"account": "p-2", "points": "2"})),
        case,
        row("command/c-1", json!({"digest": SM3, "seq": 1, "at": "2026-02-13T10:00:00+08:00"})),
        row("node/130202", body),
        row("person/p-1", load["data"]["people"][0].clone()).tap_without("/body", "id"),
        row("reaction/R1", json!({"refusals": 2})),
        row("rules/current", json!({"fingerprint": SM3, "from": "2026-02-13T10:00:00+08:00"})),
        row("tally/130202", json!({"open": 1, "received": 2, "completed_at.grid": 1})),
        row("unit/u-1", load["data"]["units"][0].clone()).tap_without("/body", "id"),
        work,
    ]
}

trait TapWithout {
    /// The same value, without one member of an object in it.
    fn tap_without(self, pointer: &str, name: &str) -> Self;
}

impl TapWithout for Value {
    fn tap_without(mut self, pointer: &str, name: &str) -> Self {
        self.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(name);
        self
    }
}

pub(crate) fn row(key: &str) -> Value {
    rows().into_iter().find(|sample| sample["key"] == key).unwrap()
}

/// An entry with this cause: `due`, `command` or `work`.
pub(crate) fn entry(cause: &str) -> Value {
    let at = "2026-02-13T10:00:00+08:00";
    let event = |kind: &str, key: &str, version: u64, data: Value| {
        let because = ["cases.triage/T6"];
        json!({"type": kind, "key": key, "version": version, "because": because, "data": data})
    };
    let cause = match cause {
        "due" => json!({"due": at}),
        "work" => json!({"seq": 1, "from": 128}),
        _ => json!({"command": command("case.report")}),
    };
    json!({
        "format": 1, "seq": 412, "at": at, "asked_at": "2026-02-13T09:59:00+08:00", "ruleset": SM3, "cause": cause,
        "events": [
            event("case.signed", "case/2026-000123", 4, json!({"by": "silence", "clocks": {"sign": clock()}})),
            event("case.escalated", "case/2026-000123", 5, json!({"from": "grid", "to": "street", "escalations": 1})),
            event("work.done", "work/c-1", 2, json!({"done": 300})),
        ],
        "prev": SM3, "hash": SM3,
    })
}

/// Every sample with its reader.
pub(crate) fn all() -> Vec<(Reader, Value)> {
    let of = |reader: Reader, samples: Vec<Value>| samples.into_iter().map(move |sample| (reader, sample));
    let entries = ["due", "work", "command"].map(entry).to_vec();
    of(COMMAND, commands()).chain(of(QUERY, queries())).chain(of(ROW, rows())).chain(of(ENTRY, entries)).collect()
}
