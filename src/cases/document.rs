//! The sections `tiers`, `severities` and `cases` of a ruleset.

use super::compiled::{Rules, Tier};
use crate::clock::{Limits, OnBreach};
use crate::document::{Object, Reader};
use crate::error::Code;
use crate::id::Name;
use crate::tables::{Codes, Column, Kind, Route, Table, Words, read_codes, read_table};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Reads a name of something defined elsewhere.
fn reference<'n>(reader: &Reader<'_>, known: impl Iterator<Item = &'n Name>) -> Option<Name> {
    let name: Name = reader.id()?;
    if !known.into_iter().any(|other| *other == name) {
        reader.report(Code::UnknownReference, &[&name]);
    }
    Some(name)
}

/// Reads `[{"id": "grid", "name": "网格", "level": "grid", "limit": "simple"}, ...]`, lowest first.
pub(crate) fn read_tiers(reader: &Reader<'_>, levels: &[Name], limits: &Limits) -> Vec<Tier> {
    let mut tiers: Vec<Tier> = Vec::new();
    for item in reader.list() {
        let Some(object) = item.object(&["id", "name", "level", "limit"]) else { continue };
        let _name = object.need("name").and_then(|name| name.text());
        let id = object.need("id").and_then(|id| id.id::<Name>());
        let level = object.need("level").and_then(|level| reference(&level, levels.iter()));
        let limit = object.need("limit").and_then(|limit| reference(&limit, limits.limits.keys()));
        let (Some(id), Some(level), Some(limit)) = (id, level, limit) else { continue };
        if tiers.iter().any(|tier| tier.id == id) {
            item.report(Code::Duplicate, &[&id]);
        }
        tiers.push(Tier { id, level, limit });
    }
    if tiers.is_empty() {
        reader.report(Code::BadValue, &[&"[{id, name, level, limit}]"]);
    }
    tiers
}

/// Reads `{"小": "grid", "大": "community", "难": "street"}`.
pub(crate) fn read_severities(reader: &Reader<'_>, tiers: &[Tier]) -> BTreeMap<Name, usize> {
    let mut out = BTreeMap::new();
    for (severity, item) in reader.entries() {
        let Ok(name) = Name::new(severity) else {
            item.report(Code::NameSyntax, &[]);
            continue;
        };
        let Some(tier) = reference(&item, tiers.iter().map(|tier| &tier.id)) else { continue };
        if let Some(index) = tiers.iter().position(|known| known.id == tier) {
            out.insert(name, index);
        }
    }
    out
}

/// The facts that a triage table may read.
pub(crate) fn triage_facts() -> [Column; 3] {
    [Column::new("category", Kind::Code), Column::new("people", Kind::Number), Column::new("danger", Kind::Boolean)]
}

fn read_triage(
    reader: &Reader<'_>,
    severities: &BTreeMap<Name, usize>,
    limits: &Limits,
    words: &Words<'_>,
) -> Option<Table> {
    let needed = [
        Column::of("severity", Kind::Text, severities.keys()),
        Column::of("limit", Kind::Limit, limits.limits.keys()),
        Column::new("lead", Kind::Unit),
    ];
    read_table(reader, "cases.triage", &triage_facts(), &needed, words)
}

fn read_grounds(object: &Object<'_>, name: &str) -> Vec<Name> {
    object.need(name).map(|grounds| grounds.list().iter().filter_map(Reader::id).collect()).unwrap_or_default()
}

/// A limit of a stage after the reply: its breach cannot raise the tier, since the lead has done its part.
fn stage_limit(object: &Object<'_>, name: &str, limits: &Limits) -> Option<Name> {
    let reader = object.need(name)?;
    let limit = reference(&reader, limits.limits.keys())?;
    if limits.get(&limit).is_some_and(|limit| limit.on_breach() == OnBreach::Escalate) {
        reader.report(Code::BadValue, &[&"on_breach: supervise"]);
    }
    Some(limit)
}

/// Reads the section `cases`.
pub(crate) fn read_cases(
    reader: &Reader<'_>,
    tiers: Vec<Tier>,
    severities: BTreeMap<Name, usize>,
    limits: &Limits,
    levels: &[Name],
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
    let words = Words { codes: &categories, levels };
    let triage = object.need("triage").and_then(|triage| read_triage(&triage, &severities, limits, &words));
    let inspection = object.need("stages").map(|stages| read_stages(&stages));
    let returns = object.need("return").and_then(|section| read_returns(&section, limits));
    let backstop = object.need("backstop").and_then(|route| read_backstop(&route, levels));
    let grounds = (read_grounds(&object, "refuse"), read_grounds(&object, "void"), read_grounds(&object, "reopen"));
    let (inspect_limit, complete_limit, supervise_limit) = (
        stage_limit(&object, "inspect", limits),
        stage_limit(&object, "complete", limits),
        stage_limit(&object, "supervise", limits),
    );
    let returns = returns?;
    Some(Rules {
        tiers,
        severities,
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

fn read_returns(reader: &Reader<'_>, limits: &Limits) -> Option<Returns> {
    let object = reader.object(&["window", "grounds", "silence", "designate_after"])?;
    let window = object.need("window").and_then(|window| reference(&window, limits.limits.keys()));
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
    pub(crate) fn codes(&self) -> &Codes {
        &self.categories
    }
}
