//! What follows when a clock is broken: silence counts as signing, a case rises, a supervision order is given.

use super::dispatch::{clock_or_wait, dispatched, emit, lead_for, route_of, tier, with, without};
use super::event::{Breached, Escalated, Event, Signed, SignedBy, Supervised, Timed};
use super::evolve::evolve;
use super::facts::{Book, CaseFacts};
use super::state::{Case, ClockName};
use crate::clock::OnBreach;
use crate::error::{Code, Rejection};
use crate::facts::{Emit, Stop};
use crate::id::CaseId;
use crate::time::Instant;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The events of the first clock that fires at or before an instant; none if nothing does.
pub(crate) fn decide_due(facts: &dyn CaseFacts, id: &CaseId, at: Instant) -> Result<Vec<Emit<Event>>, Stop> {
    let Some(case) = facts.case(id)? else { return Ok(Vec::new()) };
    let firing = case.clocks.iter().filter_map(|(name, clock)| Some((clock.fires_at()?, clock.due?, *name)));
    let Some((fired_at, due, name)) = firing.min().filter(|(fires, _, _)| *fires <= at) else {
        return Ok(Vec::new());
    };
    let book = facts.book_of(&case.ruleset)?;
    if name == ClockName::Sign {
        let clocks = without(case, &[ClockName::Sign]);
        let signed = Event::Signed(Signed { by: SignedBy::Silence, window_ended: Some(due), clocks });
        return Ok(Vec::from([emit(id, Vec::from([String::from("cases.return")]), signed)]));
    }
    let limit = case.clocks.get(&name).map(|clock| clock.limit.clone());
    let because = limit.as_ref().map(|limit| format!("limits/{limit}")).into_iter().collect();
    let clocks = without(case, &[name]);
    let breached = Event::Breached(Breached {
        clock: name,
        due,
        fired_at,
        breaches: case.breaches.saturating_add(1),
        late: case.late || name == ClockName::Handle,
        clocks,
    });
    let after = evolve(Some(case), &breached).ok_or_else(|| Rejection::new(Code::RowUnfit, ""))?;
    let mut events = Vec::from([emit(id, because, breached)]);
    let escalates = name == ClockName::Handle
        && limit.and_then(|limit| book.limits.get(&limit)).is_some_and(|limit| limit.on_breach() == OnBreach::Escalate);
    let escalated = if escalates { escalate(facts, &book, id, &after, fired_at)? } else { None };
    match escalated {
        Some(escalated) => events.extend(escalated),
        None => events.push(supervise(&book, id, &after, fired_at)?),
    }
    Ok(events)
}

/// Raises the case to the next tier; `None` at the top.
fn escalate(
    facts: &dyn CaseFacts,
    book: &Book<'_>,
    id: &CaseId,
    case: &Case,
    at: Instant,
) -> Result<Option<Vec<Emit<Event>>>, Stop> {
    let from = tier(book, case)?.id.clone();
    let Some(above) = book.rules.tier_above(&from) else { return Ok(None) };
    let escalated =
        Event::Escalated(Escalated { from, to: above.id.clone(), escalations: case.escalations.saturating_add(1) });
    // A firing is never refused, or it would stop all others: where nobody answers above, the present lead goes on.
    let (lead, backstop) = match (lead_for(facts, book, &case.node, &route_of(above)), &case.lead) {
        (Err(Stop::Rejected(_)), Some(lead)) => (lead.clone(), true),
        (found, _) => found?,
    };
    let handling = clock_or_wait(book, &above.limit, at)?;
    let dispatched = dispatched(book, case, lead, Some(handling), at)?;
    let because = |section: &str| Vec::from([String::from(section)]);
    Ok(Some(Vec::from([
        emit(id, because("tiers"), escalated),
        emit(id, because(if backstop { "cases.backstop" } else { "tiers" }), dispatched),
    ])))
}

/// Gives a supervision order; its limit runs from the firing and again at each breach.
fn supervise(book: &Book<'_>, id: &CaseId, case: &Case, at: Instant) -> Result<Emit<Event>, Stop> {
    let running = clock_or_wait(book, &book.rules.supervise_limit, at)?;
    let clocks = with(case.clocks.clone(), ClockName::Supervise, running);
    let supervised = Event::Supervised(Supervised { supervisions: case.supervisions.saturating_add(1), clocks });
    Ok(emit(id, Vec::from([String::from("cases.supervise")]), supervised))
}

/// Times the waiting clocks of a case by the calendars of a newly adopted ruleset; none if they go on waiting.
pub(crate) fn decide_timing(facts: &dyn CaseFacts, id: &CaseId, at: Instant) -> Result<Vec<Emit<Event>>, Stop> {
    let Some(case) = facts.case(id)? else { return Ok(Vec::new()) };
    let book = facts.book_of(&case.ruleset)?;
    let mut clocks = case.clocks.clone();
    let mut timed = false;
    for clock in clocks.values_mut() {
        if let Some(now) = book.limits.retime(book.later, clock, at)? {
            *clock = now;
            timed = true;
        }
    }
    if !timed {
        return Ok(Vec::new());
    }
    Ok(Vec::from([emit(id, Vec::from([String::from("calendars")]), Event::Timed(Timed { clocks }))]))
}
