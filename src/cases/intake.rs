//! Intake: a report is located, triaged and dispatched in one entry. Nothing reported is lost: what cannot be located
//! goes to the backstop.

use super::command::{Place, Report};
use super::dispatch::{dispatched, emit, lead_for};
use super::event::{Event, Reported, Triaged};
use super::evolve::evolve;
use super::facts::{Book, CaseFacts};
use super::state::Case;
use crate::decimal::Decimal;
use crate::directory::{Relation, authorise, chain, standing};
use crate::error::{Code, Rejection};
use crate::facts::{Asked, Emit, Stop};
use crate::id::{Name, NodeCode};
use crate::tables::{Applied, Route, Scope, Value};
use alloc::string::String;
use alloc::vec::Vec;

struct Triage {
    severity: Name,
    limit: Name,
    route: Route,
    reason: String,
}

pub(super) fn decide_report(
    facts: &dyn CaseFacts,
    asked: &Asked<'_>,
    report: &Report,
    kind: &str,
) -> Result<Vec<Emit<Event>>, Stop> {
    let book = facts.book();
    let (node, located) = locate(facts, &book, &report.place)?;
    let standing = standing(facts, asked)?;
    let allowed = authorise(book.directory, asked, &standing, kind, &[Relation::Any])?;
    if facts.case(&report.case)?.is_some() {
        return Err(Rejection::new(Code::CaseIdTaken, "/data/case").into());
    }
    if !book.rules.categories.contains(report.category.as_str()) {
        return Err(Rejection::new(Code::CategoryUnknown, "/data/category").into());
    }
    let scope = Scope { on: asked.at.date(), nodes: &nodes(facts, &book, &node)? };
    let triage = triage(&book, report, scope)?;
    let tier_index = book.rules.severities.get(&triage.severity).copied();
    let tier = tier_index.and_then(|index| book.rules.tiers.get(index));
    let tier = tier.ok_or_else(|| Rejection::new(Code::NoTriageRule, "/data"))?;

    let reported = Event::Reported(Reported {
        ruleset: book.fingerprint,
        node: node.clone(),
        located,
        position: report.place.position,
        category: report.category.clone(),
        people: report.people,
        danger: report.danger,
        reporter: asked.actor.id.clone(),
        at: asked.at,
        occurred_at: asked.occurred_at,
    });
    let triaged = Event::Triaged(Triaged {
        severity: triage.severity.clone(),
        tier: tier.id.clone(),
        limit: triage.limit.clone(),
    });
    let (lead, backstop) = lead_for(facts, &book, &node, &triage.route)?;
    let handling = book.limits.start_later(book.later, &triage.limit, asked.at, asked.occurred_at)?;
    let case = evolve(None, &reported).ok_or_else(|| Rejection::new(Code::RowUnfit, ""))?;
    let dispatched = dispatched(&book, &case, lead, Some(handling), asked.at)?;
    let owner = if backstop { String::from("cases.backstop") } else { triage.reason.clone() };
    Ok(Vec::from([
        emit(&report.case, Vec::from([allowed]), reported),
        emit(&report.case, Vec::from([triage.reason]), triaged),
        emit(&report.case, Vec::from([owner]), dispatched),
    ]))
}

fn locate(facts: &dyn CaseFacts, book: &Book<'_>, place: &Place) -> Result<(NodeCode, bool), Stop> {
    if let Some(code) = &place.node {
        let found = facts.node(code)?;
        return match found {
            Some(_) => Ok((code.clone(), true)),
            None => Err(Rejection::new(Code::NodeNotFound, "/data/place/node").into()),
        };
    }
    let found = place.position.and_then(|position| facts.locate(position));
    let located = found.is_some();
    Ok((found.unwrap_or_else(|| book.directory.jurisdiction.clone()), located))
}

/// The facts that the triage table reads.
struct Graded<'a> {
    category: &'a Name,
    people: u32,
    danger: bool,
}

impl Graded<'_> {
    fn apply<'b>(&self, book: &Book<'b>, scope: Scope<'_>) -> Result<Option<Applied<'b>>, Rejection> {
        book.rules.triage.apply(scope, |input| match input {
            "category" => Value::text(self.category.as_str()),
            "people" => Value::Number(Decimal::whole(i64::from(self.people))),
            "danger" => Value::Bool(self.danger),
            _ => Value::Null,
        })
    }
}

/// The node of a case and those above it, where the table asks for them.
fn nodes(facts: &dyn CaseFacts, book: &Book<'_>, node: &NodeCode) -> Result<Vec<NodeCode>, Stop> {
    if !book.rules.triage.has_overrides() {
        return Ok(Vec::new());
    }
    Ok(chain(facts, node)?.into_iter().map(|(code, _)| code).collect())
}

fn triage(book: &Book<'_>, report: &Report, scope: Scope<'_>) -> Result<Triage, Stop> {
    let graded = Graded { category: &report.category, people: report.people, danger: report.danger };
    let none = || Rejection::new(Code::NoTriageRule, "/data");
    let applied = graded.apply(book, scope).map_err(|clash| clash.at("/data"))?.ok_or_else(none)?;
    let name = |output: &str| applied.output(output).as_text().and_then(|text| Name::new(text).ok());
    let Value::Unit(route) = applied.output("lead") else { return Err(none().into()) };
    Ok(Triage {
        severity: name("severity").ok_or_else(none)?,
        limit: name("limit").ok_or_else(none)?,
        route: route.clone(),
        reason: applied.reason(),
    })
}

/// The triage rule that applies to a running case, by its own ruleset and on the day on which it was received.
pub(super) fn triage_of(facts: &dyn CaseFacts, book: &Book<'_>, case: &Case) -> Result<Option<String>, Stop> {
    let scope = Scope { on: case.received_at.date(), nodes: &nodes(facts, book, &case.node)? };
    let graded = Graded { category: &case.category, people: case.people, danger: case.danger };
    Ok(graded.apply(book, scope)?.map(|applied| applied.reason()))
}
