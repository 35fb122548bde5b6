//! Commands, ticks, queries and entries over the small district.
//!
//! `[mode, ...]`: from 0xF0 on the mode is followed by any bytes, read as a command, a query, an entry and a row; below
//! it chooses ruleset and first instant, and records follow: `[what, actor, case, a, b, wait, wait, flags]`.

use std::sync::OnceLock;

use civigrid::{Algorithm, Engine, Entry, Instant, Row, Rulesets, wire};
use serde_json::{Value, json};

use crate::bytes::{Record, pick, records, wide};
use crate::district;
use crate::edit::{edit, words};
use crate::host::{Host, State};
use crate::moves;
use crate::mutate::Shape;

/// From this mode on the bytes are no records.
pub const RAW: u8 = 0xF0;
/// Records of one run.
const STEPS: usize = 32;
/// When a run begins: before a make-up Saturday, in a plain week, at the end of the calendar, at the end of time.
const STARTS: [&str; 4] = [
    "2026-02-13T09:00:00+08:00",
    "2025-01-02T08:00:00+08:00",
    "2026-12-28T09:00:00+08:00",
    "2199-12-20T12:00:00+08:00",
];
const CATEGORIES: [&str; 8] = ["0101", "02", "0102", "03", "0401", "01", "99", "0402"];
const GROUNDS: [&str; 7] =
    ["not_ours", "not_a_matter", "reported_in_error", "came_back", "wrong_place", "not_settled", "unheard_of"];
const ROLES: [&str; 9] = [
    "resident",
    "grid_worker",
    "community_clerk",
    "street_clerk",
    "department_clerk",
    "district_clerk",
    "intake",
    "host",
    "mayor",
];

// The bits of the last byte of a record.
/// Another actor than the one whose business it is.
pub const STRANGER: u8 = 1;
/// It happened before it is told.
pub const LATE: u8 = 2;
/// The next record is an edit of the command.
pub const EDITED: u8 = 4;
/// The command has an id that was used.
pub const REPEATED: u8 = 8;
/// What is due is not carried out before.
pub const EARLY: u8 = 16;

/// Steps are records: mostly plain ones, and close together.
pub const SHAPE: Shape = Shape {
    is_records: |mode| mode < RAW,
    fresh: |rng| {
        let mut record = rng.bits().to_le_bytes();
        record[0] %= 32;
        record[5] = if rng.chance(60) { 0 } else { record[5] % 16 };
        record[7] = if rng.chance(70) { 0 } else { 1 << rng.below(5) | record[7] & 0xE0 };
        record
    },
};

/// Runs one input.
pub fn run(data: &[u8]) {
    let Some((mode, rest)) = data.split_first() else { return };
    if *mode >= RAW {
        return read_anything(rest);
    }
    let (host, at) = loaded(*mode);
    let rulesets = district::rulesets_from(usize::from(*mode) / STARTS.len());
    let mut run = Run { host: host.clone(), rulesets, at: *at, given: Vec::new(), edit: None };
    let mut steps = records(rest).take(STEPS);
    while let Some(step) = steps.next() {
        run.edit = if step[7] & EDITED == 0 { None } else { steps.next() };
        run.step(step);
    }
    run.host.check_snapshot();
    run.check_replay();
}

/// A host with the directory for each mode, and the instant of the load.
fn loaded(mode: u8) -> &'static (Host, Instant) {
    static LOADED: OnceLock<Vec<(Host, Instant)>> = OnceLock::new();
    let all = LOADED.get_or_init(|| {
        let firsts = 0..district::rulesets().len();
        firsts.flat_map(|first| STARTS.map(|start| load(first, start))).collect()
    });
    pick(all, mode.into())
}

fn load(first: usize, start: &str) -> (Host, Instant) {
    let rulesets = district::rulesets_from(first);
    let at = start.parse().expect("an instant");
    let engine = Engine::new(rulesets.clone()).expect("the first ruleset is given");
    let mut host = Host::new(engine, rulesets, State::Grown);
    let command = moves::command("load", ("host", "host"), "directory.load", &district::small().load);
    host.give(command.to_string().as_bytes(), at);
    assert!(host.fire(at), "the load is not carried out");
    (host, at)
}

struct Run {
    host: Host,
    rulesets: Rulesets,
    at: Instant,
    /// Commands that were given, to be repeated.
    given: Vec<Value>,
    edit: Option<Record>,
}

impl Run {
    fn step(&mut self, step: Record) {
        let [what, _, _, a, b, ..] = step;
        self.wait(step);
        if step[7] & EARLY == 0 {
            self.host.fire(self.at);
        }
        match what % 32 {
            0..=3 => self.give("case.report", step),
            4 | 5 => self.give("case.sign", step),
            6 | 7 => self.give("case.reply", step),
            8 => self.give("case.return", step),
            9 => self.give("case.inspect", step),
            10 => self.give("case.complete", step),
            11 => self.give("case.reopen", step),
            12 => self.give("case.refuse", step),
            13 => self.give("case.void", step),
            14 => self.give("case.merge", step),
            15 | 16 => self.give("points.claim", step),
            17 => self.give("directory.appoint", step),
            18 => self.give("directory.relieve", step),
            19 => self.give("directory.load", step),
            20 => self.give("ruleset.adopt", step),
            21..=24 => self.give_next(step),
            25 | 26 => {
                self.host.fire(self.at);
            }
            27 => self.restore(),
            28 => self.forge(step),
            _ => {
                let person = pick(district::people(), b.into());
                let node: &String = pick(district::codes(), b.into());
                let query = moves::query(a.into(), &self.some_case(step[2]), node, person, b.into());
                let view = if what % 2 == 0 { "130202" } else { pick(district::codes(), (a / 16).into()) };
                self.host.ask(self.edited(query).to_string().as_bytes(), view, self.at);
            }
        }
    }

    /// Time goes on: by nothing, by a span, to just before or after what fires next; now and then it goes back.
    fn wait(&mut self, step: Record) {
        let (kind, amount) = (step[5], i64::from(step[6]));
        let next = self.host.engine.next_firing();
        let to = match kind % 16 {
            0..=4 => Some(self.at),
            5 => self.at.plus(amount),
            6 => self.at.plus(amount * 60),
            7 => self.at.plus(amount * 3_600),
            8 => self.at.plus(amount * 86_400),
            9 => next.and_then(|next| next.plus(-1)),
            10 | 11 => next,
            12 => next.and_then(|next| next.plus(1)),
            13 => self.at.plus(-amount),
            14 => self.host.engine.last_at(),
            _ => self.at.plus(amount * 4 * 86_400),
        };
        self.at = to.unwrap_or(self.at);
    }

    /// A case that is there, or now and then one that is not.
    fn some_case(&self, by: u8) -> String {
        let all = moves::cases(&self.host.engine, 8);
        if all.is_empty() || by >= 240 { "c-none".into() } else { pick(&all, by.into()).clone() }
    }

    /// The case that a command is about: a new one for a report, now and then one that is there.
    fn case_of(&self, kind: &str, step: Record) -> String {
        let number = moves::cases(&self.host.engine, 100).len();
        if kind == "case.report" && step[2] < 240 { format!("c-{number}") } else { self.some_case(step[2]) }
    }

    fn give(&mut self, kind: &str, step: Record) {
        let id = self.case_of(kind, step);
        let data = self.data(kind, &id, step);
        self.give_data(kind, &id, &data, step);
    }

    fn give_next(&mut self, step: Record) {
        let id = self.some_case(step[2]);
        match moves::next_move(&self.host.engine, &id) {
            Some((kind, data)) => self.give_data(kind, &id, &data, step),
            None => self.give("case.report", step),
        }
    }

    fn give_data(&mut self, kind: &str, case: &str, data: &Value, step: Record) {
        let [_, actor, _, _, b, _, wait, flags] = step;
        let mut id = self.host.fresh_id();
        if flags & REPEATED != 0 && !self.given.is_empty() {
            let before = pick(&self.given, actor.into());
            if b % 2 == 0 {
                let before = before.to_string();
                return self.host.give(before.as_bytes(), self.at);
            }
            id = before["id"].as_str().unwrap_or_default().into();
        }
        let (mut person, mut role) = moves::actor(&self.host.engine, kind, case);
        if flags & STRANGER != 0 {
            person.clone_from(pick(district::people(), actor.into()));
            role = (*pick(&ROLES, (flags >> 5).into())).into();
        }
        let mut command = moves::command(&id, (&person, &role), kind, data);
        if flags & LATE != 0 {
            let occurred_at = self.at.plus(1_800 - 3_600 * i64::from(wait));
            command["occurred_at"] = json!(occurred_at.unwrap_or(self.at).to_string());
        }
        let command = self.edited(command);
        self.host.give(command.to_string().as_bytes(), self.at);
        self.given.push(command);
    }

    fn edited(&self, mut message: Value) -> Value {
        if let Some(record) = self.edit {
            edit(&mut message, record);
        }
        message
    }

    fn data(&self, kind: &str, id: &str, step: Record) -> Value {
        let [_, actor, _, a, b, ..] = step;
        let grounds = |default: usize| json!({"case": id, "grounds": pick(&GROUNDS, default + usize::from(a / 64))});
        let unit = pick(district::units(), b.into());
        let person = pick(district::people(), a.into());
        match kind {
            "case.report" => {
                let people = *pick(&[1_u32, 4, 5, 19, 20, 10_000_000], (b / 2).into());
                let category = pick(&CATEGORIES, a.into());
                json!({"case": id, "category": category, "place": moves::place(wide(actor, a / 8) as u16), "people": people, "danger": b % 2 == 1})
            }
            "case.reply" => {
                let helpers: Vec<&String> =
                    (0..b % 4).map(|n| pick(district::people(), usize::from(a) + usize::from(n) * 5)).collect();
                json!({"case": id, "helpers": helpers})
            }
            "case.inspect" => json!({"case": id, "passed": a % 4 != 0}),
            "case.return" => grounds(0),
            "case.refuse" => grounds(1),
            "case.void" => grounds(2),
            "case.reopen" => grounds(3),
            "case.merge" => json!({"case": id, "into": self.some_case(a)}),
            "points.claim" => {
                let act = pick(&["patrol", "donation", "case_helped", "unheard_of"], (b / 8).into());
                let mut data = json!({"account": person, "act": act, "hours": (b % 8).to_string()});
                if b >= 128 {
                    data["act_key"] = json!(format!("activity/{}", b % 4));
                }
                data
            }
            "directory.appoint" | "directory.relieve" => {
                json!({"person": person, "unit": unit, "role": pick(&ROLES, (b / 8).into())})
            }
            "directory.load" => self.more(a, b),
            "ruleset.adopt" => {
                let all = district::rulesets();
                json!({"fingerprint": pick(all, a.into()).fingerprint().to_string()})
            }
            _ => json!({"case": id}),
        }
    }

    /// A small load: new people and grids, or ones that are there.
    fn more(&self, a: u8, b: u8) -> Value {
        let from = self.at.plus(i64::from(a) * 3_600).unwrap_or(self.at).to_string();
        let unit = pick(district::units(), b.into());
        let post = json!({"unit": unit, "role": pick(&ROLES, (a / 8).into()), "from": from});
        let code = format!("13020200100100{}", a % 10);
        let parent = pick(district::codes(), (b / 8).into());
        json!({
            "nodes": [{"code": code, "name": {"zh": "新网格"}, "level": "grid", "parent": parent, "unit": unit}],
            "people": [{"id": format!("n-{}", b % 4), "home": pick(district::codes(), a.into()), "posts": [post]}]
        })
    }

    fn restore(&mut self) {
        let bytes = self.host.engine.snapshot();
        let restored = Engine::restore(self.rulesets.clone(), &bytes);
        self.host.engine = restored.unwrap_or_else(|fault| panic!("{fault:?}: its own snapshot"));
    }

    /// The last entry once more with other content and the hash that belongs to it: all of it is taken, or nothing.
    fn forge(&self, step: Record) {
        let Some(last) = self.host.journal.last() else { return };
        let mut engine = self.host.engine.clone();
        let mut entry: Value = serde_json::from_slice(last).unwrap_or_default();
        entry["seq"] = json!(engine.seq() + 1);
        entry["prev"] = json!(engine.head().to_string());
        entry["at"] = json!(self.at.to_string());
        if step[3].is_multiple_of(2) {
            // The same events cannot happen to the same rows: they happen to the next versions.
            for event in entry["events"].as_array_mut().into_iter().flatten() {
                let key = event["key"].as_str().and_then(|key| civigrid::Key::parse(key).ok());
                let version = key.and_then(|key| engine.row(&key)).map_or(0, |row| row.version);
                event["version"] = json!(version + 1);
            }
        }
        let entry = self.edited(entry).to_string();
        let Ok(entry) = Entry::from_json(entry.as_bytes()) else { return };
        let Some(entry) = rehashed(&entry) else { return };
        let before = engine.snapshot();
        match engine.commit(&entry) {
            Ok(()) => {
                let mut host = Host::new(engine, self.rulesets.clone(), State::Foreign);
                host.check_snapshot();
                host.work_on();
            }
            Err(_) => assert!(engine.snapshot() == before, "an entry that was refused changed the state"),
        }
    }

    fn check_replay(&self) {
        let entries: Vec<Entry> =
            self.host.journal.iter().map(|bytes| Entry::from_json(bytes).expect("it was read before")).collect();
        let replayed = Engine::replay(self.rulesets.clone(), &entries).expect("it was committed before");
        assert_eq!(replayed.digest(), self.host.engine.digest(), "replayed to another state");
    }
}

/// The entry with the hash of what it says.
fn rehashed(entry: &Entry) -> Option<Entry> {
    let bytes = entry.to_json();
    let algorithm = entry.ruleset().algorithm();
    let end = bytes.windows(8).rposition(|window| window == b",\"hash\":")?;
    let mut unhashed = bytes.get(..end)?.to_vec();
    let mut hashed = unhashed.clone();
    unhashed.push(b'}');
    let of = |algorithm: Algorithm| algorithm.digest(&unhashed);
    // An unchained ruleset has a fingerprint all the same; its entries name no hash.
    let hash = if entry.hash().algorithm() == Algorithm::None { "none".into() } else { of(algorithm).to_string() };
    hashed.extend_from_slice(format!(",\"hash\":\"{hash}\"}}").as_bytes());
    Entry::from_json(&hashed).ok()
}

/// Any bytes as anything that is read: what is read is written back as itself.
fn read_anything(bytes: &[u8]) {
    let (host, at) = loaded(0);
    if let Ok(entry) = Entry::from_json(bytes) {
        let written = entry.to_json();
        let again = Entry::from_json(&written).unwrap_or_else(|fault| panic!("{fault:?}: its own bytes are no entry"));
        assert_eq!(again.to_json(), written, "canonical bytes are a fixed point");
        let mut engine = host.engine.clone();
        let before = engine.digest();
        if engine.commit(&entry).is_err() {
            assert_eq!(engine.digest(), before, "an entry that was refused changed the state");
        }
    }
    if let Ok((key, row)) = Row::from_json(bytes) {
        let written = row.to_json(&key);
        let again = Row::from_json(&written).unwrap_or_else(|fault| panic!("{fault:?}: its own bytes are no row"));
        assert_eq!(again.1.to_json(&again.0), written, "canonical bytes are a fixed point");
    }
    let mut host = host.clone();
    host.ask(bytes, "130202", *at);
    let words = words();
    let view = bytes.first().map_or("", |first| pick(words, (*first).into()).as_str());
    let _any = wire::query(&host.engine, bytes, view, *at);
    host.give(bytes, *at);
    host.check_snapshot();
}
