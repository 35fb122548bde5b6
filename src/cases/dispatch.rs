//! Who leads, and the clocks that a dispatch starts.

use super::compiled::Tier;
use super::event::{Dispatched, Event};
use super::facts::{Book, CaseFacts};
use super::state::{Case, ClockName, Clocks};
use crate::clock::Clock;
use crate::directory::{chain, resolve};
use crate::error::{Code, Rejection};
use crate::facts::{Emit, Stop};
use crate::id::{CaseId, Key, Name, NodeCode, UnitId};
use crate::tables::Route;
use crate::time::Instant;
use alloc::string::String;
use alloc::vec::Vec;

pub(super) fn emit(case: &CaseId, because: Vec<String>, event: Event) -> Emit<Event> {
    Emit::new(Key::Case(case.clone()), because, event)
}

/// The unit to which a route leads from a place; the backstop where it leads nowhere.
pub(super) fn lead_for(
    facts: &dyn CaseFacts,
    book: &Book<'_>,
    place: &NodeCode,
    route: &Route,
) -> Result<(UnitId, bool), Stop> {
    let chain = chain(facts, place)?;
    for (candidate, backstop) in [(route, false), (&book.rules.backstop, true)] {
        if let Some(unit) = resolve(&chain, candidate)
            && facts.unit(&unit)?.is_some()
        {
            return Ok((unit, backstop));
        }
    }
    Err(Rejection::new(Code::NoOwner, "/data/place").into())
}

/// A clock of the case, counted from the instant of the command or firing.
pub(super) fn clock(book: &Book<'_>, limit: &Name, at: Instant) -> Result<Clock, Stop> {
    Ok(book.limits.start_later(book.later, limit, at, None)?)
}

/// As [`clock`], for what fires by itself: a limit past the range of instants waits, and is listed, instead of failing.
pub(super) fn clock_or_wait(book: &Book<'_>, limit: &Name, at: Instant) -> Result<Clock, Stop> {
    match clock(book, limit, at) {
        Err(Stop::Rejected(refusal)) if refusal.code() == Code::LimitOutOfRange => {
            Ok(Clock { limit: limit.clone(), set_at: at, from: at, due: None, waits_for: Some(at.date()) })
        }
        other => other,
    }
}

/// The clocks with one more.
pub(super) fn with(mut clocks: Clocks, name: ClockName, clock: Clock) -> Clocks {
    clocks.insert(name, clock);
    clocks
}

/// The clocks without some.
pub(super) fn without(case: &Case, names: &[ClockName]) -> Clocks {
    let mut kept = case.clocks.clone();
    kept.retain(|name, _| !names.contains(name));
    kept
}

/// Names the lead anew: its return window starts; the handling clock is given.
pub(super) fn dispatched(
    book: &Book<'_>,
    case: &Case,
    lead: UnitId,
    handling: Option<Clock>,
    at: Instant,
) -> Result<Event, Stop> {
    let nth = case.dispatches.checked_add(1).ok_or_else(|| Rejection::new(Code::CountOverflow, ""))?;
    let mut clocks = without(case, &[ClockName::Sign]);
    if let Some(handling) = handling {
        clocks.insert(ClockName::Handle, handling);
    }
    clocks.insert(ClockName::Sign, clock_or_wait(book, &book.rules.sign_limit, at)?);
    Ok(Event::Dispatched(Dispatched { lead, nth, clocks }))
}

/// The route to the unit that leads at a tier.
pub(super) fn route_of(tier: &Tier) -> Route {
    Route { level: tier.level.clone(), department: None }
}

/// The tier of a triaged case.
pub(super) fn tier<'b>(book: &Book<'b>, case: &Case) -> Result<&'b Tier, Stop> {
    let found = case.tier.as_ref().and_then(|tier| book.rules.tier(tier));
    Ok(found.ok_or_else(|| Rejection::new(Code::RowUnfit, "").with(&"case"))?)
}
