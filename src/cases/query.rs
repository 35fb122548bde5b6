//! Questions about cases, answered inside a view.

use super::facts::CaseFacts;
use super::state::{Case, ClockName, Status};
use crate::directory::within;
use crate::error::{Code, Rejection};
use crate::facts::Stop;
use crate::hash::Digest;
use crate::id::{CaseId, Name, NodeCode, UnitId};
use crate::time::{Date, Instant};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// `case.get`: one case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GetCase {
    /// Which.
    pub case: CaseId,
}

/// `case.explain`: why a case stands where it stands, and when it is due.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExplainCase {
    /// Which.
    pub case: CaseId,
}

/// `cases.waiting`: cases whose clocks wait for a calendar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ListWaiting {}

/// A clock as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClockAnswer {
    /// Which clock.
    pub clock: ClockName,
    /// By which limit.
    pub limit: Name,
    /// The last instant on time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
    /// The first date that the calendar does not cover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<Date>,
}

/// A case as it is shown. What lies outside the view is left out; the callers' ids stay inside, their number is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CaseAnswer {
    /// Which.
    pub case: CaseId,
    /// Where it stands.
    pub status: Status,
    /// Where it lies.
    pub node: NodeCode,
    /// Whether its place was found.
    pub located: bool,
    /// Its category.
    pub category: Name,
    /// Its grade.
    pub severity: Option<Name>,
    /// The tier that must settle it.
    pub tier: Option<Name>,
    /// The unit that leads, if it lies in the view.
    pub lead: Option<UnitId>,
    /// Its clocks.
    pub clocks: Vec<ClockAnswer>,
    /// How many callers it has.
    pub callers: u32,
    /// How often it was dispatched.
    pub dispatches: u32,
    /// How often it rose.
    pub escalations: u32,
    /// How often it was returned.
    pub returns: u32,
    /// How often it was done again.
    pub reworks: u32,
    /// How many supervision orders were given.
    pub supervisions: u32,
    /// How many clocks were broken.
    pub breaches: u32,
    /// How often it was reopened.
    pub reopenings: u32,
    /// The case of which it became part, if that lies in the view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<CaseId>,
}

/// One clock's arithmetic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClockExplained {
    /// Which clock.
    pub clock: ClockName,
    /// By which limit of the ruleset.
    pub limit: Name,
    /// The instant from which it counts.
    pub from: Instant,
    /// The last instant on time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
    /// When a breach fires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fires_at: Option<Instant>,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
}

/// Why a case stands where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseExplained"))]
#[serde(deny_unknown_fields)]
pub struct Explained {
    /// Which.
    pub case: CaseId,
    /// The ruleset under which it runs.
    pub ruleset: Digest,
    /// The triage rule that applies to it, as `table/rule`.
    pub triage: Option<String>,
    /// Its grade and tier in Chinese.
    pub zh: String,
    /// Its grade and tier in English.
    pub en: String,
    /// Its clocks.
    pub clocks: Vec<ClockExplained>,
}

/// One waiting case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WaitingCase {
    /// Which.
    pub case: CaseId,
    /// The first date that its calendar does not cover.
    pub waits_for: Date,
}

/// The waiting cases of a view, by id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CasesWaiting"))]
#[serde(deny_unknown_fields)]
pub struct Waiting {
    /// At most [`crate::bounds::ANSWER_ROWS`] of them.
    #[cfg_attr(feature = "schema", schemars(length(max = crate::bounds::ANSWER_ROWS)))]
    pub cases: Vec<WaitingCase>,
}

fn find<'f>(facts: &'f dyn CaseFacts, root: &NodeCode, id: &CaseId) -> Result<&'f Case, Stop> {
    let absent = || Stop::from(Rejection::new(Code::CaseNotFound, "/data/case"));
    let case = facts.case(id)?.ok_or_else(absent)?;
    if within(facts, &case.node, root)? { Ok(case) } else { Err(absent()) }
}

pub(crate) fn get_case(facts: &dyn CaseFacts, root: &NodeCode, query: &GetCase) -> Result<CaseAnswer, Stop> {
    let case = find(facts, root, &query.case)?;
    let lead = match &case.lead {
        Some(id) => match facts.unit(id)? {
            Some(unit) if within(facts, &unit.node, root)? => Some(id.clone()),
            _ => None,
        },
        None => None,
    };
    let merged_into = match &case.merged_into {
        Some(id) => find(facts, root, id).is_ok().then(|| id.clone()),
        None => None,
    };
    Ok(CaseAnswer {
        case: query.case.clone(),
        status: case.status,
        node: case.node.clone(),
        located: case.located,
        category: case.category.clone(),
        severity: case.severity.clone(),
        tier: case.tier.clone(),
        lead,
        clocks: clock_answers(case),
        callers: u32::try_from(case.callers.len()).unwrap_or(u32::MAX),
        dispatches: case.dispatches,
        escalations: case.escalations,
        returns: case.returns,
        reworks: case.reworks,
        supervisions: case.supervisions,
        breaches: case.breaches,
        reopenings: case.reopenings,
        merged_into,
    })
}

fn clock_answers(case: &Case) -> Vec<ClockAnswer> {
    case.clocks
        .iter()
        .map(|(name, clock)| ClockAnswer {
            clock: *name,
            limit: clock.limit.clone(),
            due: clock.due,
            waits_for: clock.waits_for,
        })
        .collect()
}

pub(crate) fn explain_case(facts: &dyn CaseFacts, root: &NodeCode, query: &ExplainCase) -> Result<Explained, Stop> {
    let case = find(facts, root, &query.case)?;
    let book = facts.book_of(&case.ruleset)?;
    let report = super::intake::triage_of(facts, &book, case)?;
    let word = |name: &Option<Name>| name.as_ref().map(ToString::to_string).unwrap_or_default();
    let (severity, tier) = (word(&case.severity), word(&case.tier));
    Ok(Explained {
        case: query.case.clone(),
        ruleset: case.ruleset,
        triage: report,
        zh: format!(
            "轻重为“{severity}”，由层级 {tier} 办结；已派遣 {} 次，提级 {} 次",
            case.dispatches, case.escalations
        ),
        en: format!(
            "graded `{severity}`, to be settled at tier `{tier}`; dispatches: {}, escalations: {}",
            case.dispatches, case.escalations
        ),
        clocks: case.clocks.iter().map(|(name, clock)| explain_clock(&book, *name, clock)).collect(),
    })
}

fn explain_clock(book: &super::facts::Book<'_>, name: ClockName, clock: &crate::clock::Clock) -> ClockExplained {
    let (zh, en) = match (book.limits.get(&clock.limit), clock.due, clock.waits_for) {
        (Some(limit), Some(due), _) => {
            let (zh, en) = limit.words();
            (
                format!("自 {} 起算 {zh}，{due} 前（含）为按时", clock.from),
                format!("{en} counted from {}: on time up to and including {due}", clock.from),
            )
        }
        (_, _, Some(date)) => (
            format!("日历尚未公布至 {date}，公布后再定时限"),
            format!("the calendar does not cover {date} yet: timed once it does"),
        ),
        _ => (String::new(), String::new()),
    };
    ClockExplained {
        clock: name,
        limit: clock.limit.clone(),
        from: clock.from,
        due: clock.due,
        fires_at: clock.fires_at(),
        zh,
        en,
    }
}

/// A case's entry in the list of waiting ones, if it waits and lies in the view.
pub(crate) fn waiting_case(facts: &dyn CaseFacts, root: &NodeCode, id: &CaseId) -> Result<Option<WaitingCase>, Stop> {
    let Some(case) = facts.case(id)? else { return Ok(None) };
    let date = case.clocks.values().filter_map(|clock| clock.waits_for).min();
    let Some(waits_for) = date else { return Ok(None) };
    Ok(within(facts, &case.node, root)?.then(|| WaitingCase { case: id.clone(), waits_for }))
}
