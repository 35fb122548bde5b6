//! The whole document: sections are read in the order in which they refer to one another.

use super::counters;
use super::examples::run_examples;
use super::reactions::read_reactions;
use super::{Command, Compiled, Parts};
use crate::bounds;
use crate::calendar::{Calendar, read_calendar};
use crate::cases;
use crate::clock::{Limit, Limits, read_limit};
use crate::directory;
use crate::document::{Object, Problems, Reader};
use crate::error::{Code, Rejection};
use crate::hash::{Algorithm, Digest};
use crate::id::Name;
use crate::indicators;
use crate::json::{Value, canonical, parse};
use crate::points;
use crate::tables::{Codes, References, Table, read_basis, read_codes, read_table};
use crate::time::Date;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

const SECTIONS: [&str; 23] = [
    "format",
    "id",
    "name",
    "in_force",
    "basis",
    "offset",
    "hash",
    "jurisdiction",
    "remember_ids",
    "backdate",
    "calendars",
    "limits",
    "levels",
    "roles",
    "authority",
    "tiers",
    "severities",
    "cases",
    "points",
    "reactions",
    "indicators",
    "tables",
    "examples",
];

pub(super) fn read(document: &[u8], parts: &Parts<'_>, problems: &Problems) -> Option<Compiled> {
    let value = parse(document, bounds::RULESET_BYTES).map_err(|problem| problems.add(None, problem)).ok()?;
    let trees = read_parts(parts, problems);
    let reader = Reader::new(&value, None, problems);
    let object = reader.object(&SECTIONS)?;
    if object.need("format")?.whole(0, u32::MAX)? != 1 {
        object.need("format")?.report(Code::RulesetFormat, &[]);
        return None;
    }
    if let Some(offset) = object.need("offset")
        && offset.str().is_some_and(|text| text != "+08:00")
    {
        offset.report(Code::NotSupported, &[&"offset"]);
    }
    let head = read_head(&object);
    let (limits, limit_names) = read_limits(&object, parts, &trees);
    let rules = read_rules(&object, &limits, &limit_names);
    let award = rules.as_ref().map(|rules| &rules.points.award);
    let reactions = object.maybe("reactions").map(|list| read_reactions(&list, award)).unwrap_or_default();
    let algorithm = object.need("hash").and_then(|hash| {
        hash.one_of(&[("none", Algorithm::None), ("sha-256", Algorithm::Sha256), ("sm3", Algorithm::Sm3)])
    });
    let (head, rules, algorithm) = (head?, rules?, algorithm?);
    let compiled = Compiled {
        id: head.id,
        name: head.name,
        in_force: head.in_force,
        fingerprint: fingerprint(&value, parts, algorithm.or_sha256()),
        algorithm,
        remember: head.remember,
        backdate: head.backdate,
        limits,
        directory: rules.directory,
        cases: rules.cases,
        points: rules.points,
        indicators: rules.indicators,
        reactions,
        tables: rules.tables,
    };
    if let Some(examples) = object.maybe("examples") {
        // On rules that are not right yet an example would only repeat their problems.
        run_examples(&examples, &compiled, problems.is_empty());
    }
    Some(compiled)
}

/// Reads a calendar that stands alone, as a ruleset's section `calendars` holds it.
pub(super) fn read_calendar_alone(document: &[u8], parts: &Parts<'_>, problems: &Problems) -> Option<Calendar> {
    let value = parse(document, bounds::RULESET_BYTES).map_err(|problem| problems.add(None, problem)).ok()?;
    let trees = read_parts(parts, problems);
    let mut used = BTreeSet::new();
    let reader = Reader::new(&value, None, problems);
    let calendar = read_calendar(&reader, &trees, &mut used);
    for name in parts.keys().filter(|name| !used.contains(**name)) {
        reader.report(Code::PartUnused, &[name]);
    }
    calendar
}

fn fingerprint(document: &Value, parts: &Parts<'_>, algorithm: Algorithm) -> Digest {
    let mut text = String::new();
    canonical(document, &mut text);
    for (name, bytes) in parts {
        text.push('\n');
        text.push_str(name);
        text.push(' ');
        text.push_str(&algorithm.digest(bytes).to_string());
    }
    algorithm.digest(text.as_bytes())
}

fn read_parts<'p>(parts: &Parts<'p>, problems: &Problems) -> BTreeMap<&'p str, Value> {
    let mut trees = BTreeMap::new();
    for (name, bytes) in parts {
        match parse(bytes, bounds::RULESET_BYTES) {
            Ok(value) => {
                trees.insert(*name, value);
            }
            Err(problem) => {
                let unread = Rejection::new(Code::PartSyntax, problem.pointer()).with(name).with(&problem.en());
                problems.add(Some(name), unread);
                trees.insert(*name, Value::Null);
            }
        }
    }
    trees
}

struct Head {
    id: Name,
    name: crate::text::Text,
    in_force: Date,
    remember: i64,
    backdate: BTreeMap<String, i64>,
}

fn read_head(object: &Object<'_>) -> Option<Head> {
    let id = object.need("id").and_then(|id| id.id());
    let name = object.need("name").and_then(|name| name.text());
    let in_force = object.need("in_force").and_then(|dates| {
        let dates = dates.object(&["from"])?;
        dates.need("from")?.parse(|text| text.parse::<Date>().map_err(|_| Rejection::new(Code::DateSyntax, "")))
    });
    if let Some(basis) = object.maybe("basis") {
        read_basis(&basis);
    }
    let remember = object.need("remember_ids").and_then(|span| {
        let seconds = read_span(&span)?;
        if seconds == 0 {
            span.report(Code::BadValue, &[&"90d"]); // no repeat could be told
        }
        Some(seconds)
    });
    let mut backdate = BTreeMap::new();
    if let Some(spans) = object.maybe("backdate") {
        for (kind, span) in spans.entries() {
            if !actions().contains(&kind) {
                span.report(Code::UnknownReference, &[&kind]);
            }
            if let Some(seconds) = read_span(&span) {
                backdate.insert(kind.into(), seconds);
            }
        }
    }
    Some(Head { id: id?, name: name?, in_force: in_force?, remember: remember?, backdate })
}

/// Reads a plain span of time such as `90d`, `48h` or `30min`, in seconds.
fn read_span(reader: &Reader<'_>) -> Option<i64> {
    let text = reader.str()?;
    let units = [("min", 60_i64), ("h", 3_600), ("d", 86_400)];
    let seconds = units.iter().find_map(|(suffix, each)| {
        let digits = text.strip_suffix(suffix)?;
        let amount: u32 = digits.parse().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))?;
        i64::from(amount).checked_mul(*each)
    });
    let seconds = seconds.filter(|seconds| *seconds <= bounds::LIMIT_DAYS.saturating_mul(86_400));
    if seconds.is_none() {
        reader.report(Code::BadValue, &[&"90d | 48h | 30min"]);
    }
    seconds
}

/// What can be read of both sections, with the names of all limits: one that cannot be read is still defined, so that
/// its problem is told once and not at every place that names it.
fn read_limits(object: &Object<'_>, parts: &Parts<'_>, trees: &BTreeMap<&str, Value>) -> (Limits, Vec<Name>) {
    let mut used = BTreeSet::new();
    let mut calendars: BTreeMap<Name, Option<Calendar>> = BTreeMap::new();
    if let Some(section) = object.need("calendars") {
        for (id, item) in section.entries() {
            let calendar = read_calendar(&item, trees, &mut used);
            calendars.extend(entry_name(id, &item).map(|name| (name, calendar)));
        }
        for name in parts.keys().filter(|name| !used.contains(**name)) {
            section.report(Code::PartUnused, &[name]);
        }
    }
    let declared: Vec<Name> = calendars.keys().cloned().collect();
    let mut limits: BTreeMap<Name, Option<Limit>> = BTreeMap::new();
    for (id, item) in object.need("limits").map(|section| section.entries()).unwrap_or_default() {
        let limit = read_limit(&item, &declared);
        limits.extend(entry_name(id, &item).map(|name| (name, limit)));
    }
    let names = limits.keys().cloned().collect();
    // Maps are extended and not collected, here and elsewhere: collecting sorts, and each sort is a kilobyte of wasm.
    let (mut known_calendars, mut known_limits) = (BTreeMap::new(), BTreeMap::new());
    known_calendars.extend(calendars.into_iter().filter_map(|(name, calendar)| Some((name, calendar?))));
    known_limits.extend(limits.into_iter().filter_map(|(name, limit)| Some((name, limit?))));
    (Limits { calendars: known_calendars, limits: known_limits }, names)
}

fn entry_name(text: &str, item: &Reader<'_>) -> Option<Name> {
    let name = Name::new(text).ok();
    if name.is_none() {
        item.report(Code::NameSyntax, &[]);
    }
    name
}

struct Rules {
    directory: directory::Rules,
    cases: cases::Rules,
    points: points::Rules,
    indicators: indicators::Rules,
    tables: BTreeMap<String, Table>,
}

/// Every type of command: the actions of the authority table.
pub(super) fn actions() -> Vec<&'static str> {
    let lists = [directory::Command::KINDS, cases::Command::KINDS, points::Command::KINDS, Command::KINDS];
    lists.into_iter().flatten().copied().collect()
}

fn read_rules(object: &Object<'_>, limits: &Limits, limit_names: &[Name]) -> Option<Rules> {
    let jurisdiction = object.need("jurisdiction").and_then(|code| code.id());
    let levels = object.need("levels").map(|levels| directory::read_levels(&levels)).unwrap_or_default();
    let roles = object.need("roles").map(|roles| directory::read_roles(&roles)).unwrap_or_default();
    let none = Arc::new(Codes::default());
    let references = References { codes: &none, levels: &levels };
    let authority =
        object.need("authority").and_then(|table| directory::read_authority(&table, &roles, &actions(), references));
    let tiers = object.need("tiers").map(|tiers| cases::read_tiers(&tiers, &levels, limit_names)).unwrap_or_default();
    let severities = object.need("severities").map(|list| cases::read_severities(&list, &tiers)).unwrap_or_default();
    let counters = counters::all(tiers.iter().map(|(id, _)| id));
    let known = cases::Known { levels: &levels, limits, limit_names };
    let cases = object.need("cases").and_then(|section| cases::read_cases(&section, tiers, severities, &known));
    let points = object.need("points").and_then(|section| points::read_points(&section, jurisdiction.as_ref()));
    let categories = cases.as_ref().map(|cases| Arc::clone(cases.codes())).unwrap_or_default();
    let indicators = object.maybe("indicators").map(|list| indicators::read_indicators(&list, &counters));
    let tables = object.maybe("tables").map(|section| read_tables(&section, &categories, &levels));
    Some(Rules {
        directory: directory::Rules { jurisdiction: jurisdiction?, levels, roles, authority: authority? },
        cases: cases?,
        points: points?,
        indicators: indicators.unwrap_or_default(),
        tables: tables.unwrap_or_default(),
    })
}

/// Reads `{"subsidy": {table}, ...}`: tables that no domain of this version uses. Their codes are the categories of cases.
fn read_tables(section: &Reader<'_>, codes: &Arc<Codes>, levels: &[Name]) -> BTreeMap<String, Table> {
    let mut tables = BTreeMap::new();
    let all = section.entries();
    if all.len() > bounds::TABLES {
        section.report(Code::BadValue, &[&format!("<= {} tables", bounds::TABLES)]);
    }
    for (id, item) in all.into_iter().take(bounds::TABLES) {
        let Some(name) = entry_name(id, &item) else { continue };
        let name = format!("tables.{name}");
        if Name::new(&name).is_err() {
            item.report(Code::NameSyntax, &[]); // queries name it
        }
        let table = read_table(&item, &name, None, References { codes, levels });
        tables.extend(table.map(|table| (name, table)));
    }
    tables
}

/// Reads a table that stands alone, perhaps with its own `codes` and `levels`.
pub(super) fn read_table_alone(document: &[u8], problems: &Problems) -> Option<Table> {
    let mut value = parse(document, bounds::RULESET_BYTES).map_err(|problem| problems.add(None, problem)).ok()?;
    let mut taken = BTreeMap::new();
    if let Value::Object(members) = &mut value {
        for name in ["codes", "levels"] {
            let place = members.iter().position(|(member, _)| member == name);
            taken.extend(place.map(|place| (name, members.remove(place).1)));
        }
    }
    let part = |name: &str| taken.get(name).map(|value| Reader::new(value, None, problems).under(name));
    let codes = Arc::new(part("codes").map(|list| read_codes(&list)).unwrap_or_default());
    let levels: Vec<Name> =
        part("levels").map(|list| list.list().iter().filter_map(Reader::id).collect()).unwrap_or_default();
    let references = References { codes: &codes, levels: &levels };
    read_table(&Reader::new(&value, None, problems), "table", None, references)
}

/// Adopting is only possible with a ruleset of the same jurisdiction, from its first day in force on.
pub(crate) fn judge_adoption(now: &Compiled, next: &Compiled, today: Date) -> Result<(), Rejection> {
    if now.directory.jurisdiction != next.directory.jurisdiction {
        return Err(Rejection::new(Code::JurisdictionChanged, "/data/fingerprint"));
    }
    if now.directory.levels != next.directory.levels {
        return Err(Rejection::new(Code::LevelsChanged, "/data/fingerprint"));
    }
    if today < next.in_force {
        return Err(Rejection::new(Code::RulesetNotYet, "/data/fingerprint").with(&next.in_force));
    }
    Ok(())
}
