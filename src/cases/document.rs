//! The sections `tiers`, `severities` and `cases` of a ruleset.

use super::compiled::{Rules, Tier};
use crate::bounds;
use crate::clock::{Limits, OnBreach};
use crate::document::{Object, Reader};
use crate::error::Code;
use crate::id::Name;
use crate::tables::{Codes, Column, Kind, References, Route, Table, Use, read_codes, read_table};
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// Reads a name of something defined elsewhere.
fn reference<'n>(reader: &Reader<'_>, known: impl Iterator<Item = &'n Name>) -> Option<Name> {
    let name: Name = reader.id()?;
    if !known.into_iter().any(|other| *other == name) {
        reader.report(Code::UnknownReference, &[&name]);
    }
    Some(name)
}

/// The counter of cases that are completed at a tier.
pub(crate) fn completed_counter(tier: &Name) -> Option<Name> {
    Name::new(&alloc::format!("completed_at.{tier}")).ok()
}

/// What the rest of the ruleset defines, for references.
pub(crate) struct Known<'a> {
    pub(crate) levels: &'a [Name],
    pub(crate) limits: &'a Limits,
    /// Every limit that is defined, also one that could not be read.
    pub(crate) limit_names: &'a [Name],
}

/// Reads `[{"id": "grid", "name": "网格", "level": "grid", "limit": "simple"}, ...]`, lowest first. A tier that cannot be
/// read keeps its id, so that references to it are not told as well.
pub(crate) fn read_tiers(reader: &Reader<'_>, levels: &[Name], limits: &[Name]) -> Vec<(Name, Option<Tier>)> {
    let mut tiers: Vec<(Name, Option<Tier>)> = Vec::new();
    for item in reader.list() {
        let Some(object) = item.object(&["id", "name", "level", "limit"]) else { continue };
        let _name = object.need("name").and_then(|name| name.text());
        let id = object.need("id").and_then(|id| id.id::<Name>());
        let level = object.need("level").and_then(|level| reference(&level, levels.iter()));
        let limit = object.need("limit").and_then(|limit| reference(&limit, limits.iter()));
        let Some(id) = id else { continue };
        if completed_counter(&id).is_none() {
            item.report(Code::NameSyntax, &[]); // too long for the counter that is named after it
        }
        if tiers.iter().any(|(known, _)| *known == id) {
            item.report(Code::Duplicate, &[&id]);
        }
        // Escalation goes up: each tier's level lies above that of the tier before.
        let rank = |level: &Name| levels.iter().position(|known| known == level);
        if let (Some(Some(below)), Some(level)) = (tiers.last().map(|(_, tier)| tier), &level)
            && rank(level).zip(rank(&below.level)).is_some_and(|(this, below)| this >= below)
        {
            item.report(Code::BadValue, &[&alloc::format!("level above {}", below.level)]);
        }
        let tier = level.zip(limit).map(|(level, limit)| Tier { id: id.clone(), level, limit });
        tiers.push((id, tier));
    }
    if tiers.is_empty() {
        reader.report(Code::BadValue, &[&"[{id, name, level, limit}]"]);
    }
    tiers
}

/// Reads `{"小": "grid", "大": "community", "难": "street"}`; a severity keeps its name where its tier is unknown.
pub(crate) fn read_severities(reader: &Reader<'_>, tiers: &[(Name, Option<Tier>)]) -> BTreeMap<Name, Option<usize>> {
    let mut out = BTreeMap::new();
    for (severity, item) in reader.entries() {
        let Ok(name) = Name::new(severity) else {
            item.report(Code::NameSyntax, &[]);
            continue;
        };
        let tier = reference(&item, tiers.iter().map(|(id, _)| id));
        out.insert(name, tier.and_then(|tier| tiers.iter().position(|(id, _)| *id == tier)));
    }
    out
}

/// The facts that a triage table may read.
pub(crate) fn triage_facts() -> [Column; 3] {
    [
        Column::new("category", Kind::Code),
        Column::new("people", Kind::Integer).between(1, i64::from(bounds::PEOPLE)),
        Column::new("danger", Kind::Boolean),
    ]
}

fn read_triage(
    reader: &Reader<'_>,
    severities: &BTreeMap<Name, Option<usize>>,
    limits: &[Name],
    references: References<'_>,
) -> Option<Table> {
    let needed = [
        Column::of("severity", Kind::Text, severities.keys()),
        Column::of("limit", Kind::Limit, limits),
        Column::new("lead", Kind::Unit),
    ];
    read_table(reader, "cases.triage", Some(Use { facts: &triage_facts(), needed: &needed }), references)
}

fn read_grounds(object: &Object<'_>, name: &str) -> Vec<Name> {
    object.need(name).map(|grounds| grounds.list().iter().filter_map(Reader::id).collect()).unwrap_or_default()
}

/// A limit of a stage after the reply: its breach cannot raise the tier, since the lead has done its part.
fn stage_limit(object: &Object<'_>, name: &str, known: &Known<'_>) -> Option<Name> {
    let reader = object.need(name)?;
    let limit = reference(&reader, known.limit_names.iter())?;
    check_running(&reader, &limit, known);
    Some(limit)
}

/// A limit that runs from what is done in the office, and whose breach does not raise the case: settings that would be
/// ignored here are refused.
fn check_running(reader: &Reader<'_>, limit: &Name, known: &Known<'_>) {
    let Some(limit) = known.limits.get(limit) else { return };
    if limit.on_breach() == OnBreach::Escalate {
        reader.report(Code::BadValue, &[&"on_breach: supervise"]);
    }
    if limit.counts_from_occurrence() {
        reader.report(Code::BadValue, &[&"counts_from: recorded"]);
    }
}

/// Reads the section `cases`.
pub(crate) fn read_cases(
    reader: &Reader<'_>,
    tiers: Vec<(Name, Option<Tier>)>,
    severities: BTreeMap<Name, Option<usize>>,
    known: &Known<'_>,
) -> Option<Rules> {
    let object = reader.object(&[
        "stages",
        "categories",
        "triage",
        "return",
        "refuse",
        "void",
        "reopen",
        "inspect",
        "complete",
        "supervise",
        "escalate",
        "backstop",
    ])?;
    object.not_supported(&["escalate"]);
    let categories = object.need("categories").map(|categories| read_codes(&categories)).unwrap_or_default();
    let categories = Arc::new(categories);
    let words = References { codes: &categories, levels: known.levels };
    let triage = object.need("triage").and_then(|triage| read_triage(&triage, &severities, known.limit_names, words));
    let inspection = object.need("stages").map(|stages| read_stages(&stages));
    let returns = object.need("return").and_then(|section| read_returns(&section, known));
    let backstop = object.need("backstop").and_then(|route| read_backstop(&route, known.levels));
    let grounds = (read_grounds(&object, "refuse"), read_grounds(&object, "void"), read_grounds(&object, "reopen"));
    let (inspect_limit, complete_limit, supervise_limit) = (
        stage_limit(&object, "inspect", known),
        stage_limit(&object, "complete", known),
        stage_limit(&object, "supervise", known),
    );
    let returns = returns?;
    let tiers: Option<Vec<Tier>> = tiers.into_iter().map(|(_, tier)| tier).collect();
    let tiers = tiers?;
    let mut tier_of = BTreeMap::new();
    for (severity, tier) in severities {
        tier_of.insert(severity, tier?);
    }
    Some(Rules {
        tiers,
        severities: tier_of,
        triage: triage?,
        inspection: inspection?,
        sign_limit: returns.window,
        inspect_limit: inspect_limit?,
        complete_limit: complete_limit?,
        supervise_limit: supervise_limit?,
        return_grounds: returns.grounds,
        designate_after: returns.designate_after,
        refuse_grounds: grounds.0,
        void_grounds: grounds.1,
        reopen_grounds: grounds.2,
        backstop: backstop?,
        categories,
    })
}

struct Returns {
    window: Name,
    grounds: Vec<Name>,
    designate_after: u32,
}

fn read_returns(reader: &Reader<'_>, known: &Known<'_>) -> Option<Returns> {
    let object = reader.object(&["window", "grounds", "silence", "designate_after"])?;
    let window = object.need("window").and_then(|window| {
        let limit = reference(&window, known.limit_names.iter())?;
        check_running(&window, &limit, known);
        Some(limit)
    });
    let grounds = read_grounds(&object, "grounds");
    if let Some(silence) = object.need("silence")
        && silence.one_of(&[("accept", true), ("remind", false), ("escalate", false)]) == Some(false)
    {
        silence.report(Code::NotSupported, &[&"silence"]);
    }
    let designate_after = object.need("designate_after").and_then(|n| n.whole(1, 100));
    Some(Returns { window: window?, grounds, designate_after: designate_after? })
}

fn read_backstop(reader: &Reader<'_>, levels: &[Name]) -> Option<Route> {
    let route = reader.str()?.parse::<Route>().ok();
    match &route {
        None => reader.report(Code::BadValue, &[&"@district"]),
        Some(route) if !levels.contains(&route.level) => reader.report(Code::UnknownReference, &[&route.level]),
        Some(_) => {}
    }
    route
}

fn read_stages(reader: &Reader<'_>) -> bool {
    let mut inspection = false;
    for stage in reader.list() {
        let known = [
            ("inspection", true),
            ("verification", false),
            ("registration", false),
            ("call_back", false),
            ("publicity", false),
        ];
        match stage.one_of(&known) {
            Some(true) => inspection = true,
            Some(false) => stage.report(Code::NotSupported, &[&"stage"]),
            None => {}
        }
    }
    inspection
}

impl Rules {
    /// The category list, for the examples beside the triage table.
    pub(crate) fn codes(&self) -> &Arc<Codes> {
        &self.categories
    }
}
