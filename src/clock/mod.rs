//! Limits and the clocks that run by them. A due instant is the last one on time; a breach fires after it.

mod limit;

pub(crate) use limit::read_limit;
pub use limit::{Limit, OnBreach, Unit};

use crate::calendar::{Calendar, NotCovered};
use crate::error::{Code, Rejection};
use crate::id::Name;
use crate::time::{Date, Instant};
use alloc::collections::BTreeMap;
use serde::{Deserialize, Serialize};

/// The limits of a ruleset and the calendars by which they count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    pub(crate) calendars: BTreeMap<Name, Calendar>,
    pub(crate) limits: BTreeMap<Name, Limit>,
}

/// A running clock: which limit, since when, and when it is due; or the date that its calendar does not cover yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// The limit that runs.
    pub limit: Name,
    /// The instant of the entry that set the clock: a breach never fires before it.
    pub set_at: Instant,
    /// The instant from which the limit counts.
    pub from: Instant,
    /// The last instant on time; absent while the clock waits for a calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
    /// The first date that the calendar does not cover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<Date>,
}

impl Clock {
    /// When a breach fires: one second past due, but not before the clock was set.
    #[must_use]
    pub fn fires_at(&self) -> Option<Instant> {
        let due = self.due?;
        // At the end of the range of instants there is no second after.
        Some(due.plus(1).unwrap_or(due).max(self.set_at))
    }

    /// Whether an act at this instant is on time; a waiting clock is never late.
    #[must_use]
    pub fn on_time(&self, at: Instant) -> bool {
        self.due.is_none_or(|due| at <= due)
    }
}

impl Limits {
    /// A limit by its name.
    #[must_use]
    pub fn get(&self, name: &Name) -> Option<&Limit> {
        self.limits.get(name)
    }

    /// A calendar by its name.
    #[must_use]
    pub fn calendar(&self, name: &Name) -> Option<&Calendar> {
        self.calendars.get(name)
    }

    /// Starts a clock. `occurred_at` counts only for limits that say so.
    ///
    /// # Errors
    /// `limit.out_of_range` if the due instant lies past the year 2199, `ruleset.unknown_reference` for an unknown
    /// limit, which a compiled ruleset does not hold.
    pub fn start(&self, name: &Name, at: Instant, occurred_at: Option<Instant>) -> Result<Clock, Rejection> {
        self.start_later(self, name, at, occurred_at)
    }

    /// The last instant on time of a limit that counts from an instant.
    ///
    /// # Errors
    /// `calendar_not_covered` with the first date that the calendar says nothing about, `limit.out_of_range` past the
    /// year 2199.
    pub fn due(&self, limit: &Limit, from: Instant) -> Result<Instant, Rejection> {
        let due = self.last_on_time(limit, from);
        let due = due.map_err(|gap| Rejection::new(Code::CalendarNotCovered, "").with(&gap.date))?;
        due.ok_or_else(|| Rejection::new(Code::LimitOutOfRange, ""))
    }

    fn last_on_time(&self, limit: &Limit, from: Instant) -> Result<Option<Instant>, NotCovered> {
        limit.due(limit.calendar.as_ref().and_then(|name| self.calendars.get(name)), from)
    }

    /// As [`Limits::start`], for a case that runs on under these limits: where a calendar of theirs does not cover the
    /// span, that of the same name in `later`, the limits of a ruleset adopted since, is asked.
    pub(crate) fn start_later(
        &self,
        later: &Self,
        name: &Name,
        at: Instant,
        occurred_at: Option<Instant>,
    ) -> Result<Clock, Rejection> {
        let limit = self.get(name).ok_or_else(|| Rejection::new(Code::UnknownReference, "").with(name))?;
        let from = if limit.counts_from_occurrence { occurred_at.unwrap_or(at) } else { at };
        self.timed(later, name, limit, at, from)
    }

    /// Times a waiting clock by the calendars of a ruleset adopted since; its limit stays what it was. `None` if the
    /// clock does not wait, or still is not covered.
    ///
    /// # Errors
    /// `limit.out_of_range` as [`Limits::start`].
    pub(crate) fn retime(&self, later: &Self, clock: &Clock, at: Instant) -> Result<Option<Clock>, Rejection> {
        let Some(limit) = self.get(&clock.limit).filter(|_| clock.due.is_none()) else { return Ok(None) };
        Ok(Some(self.timed(later, &clock.limit, limit, at, clock.from)?)
            .filter(|now| now.due.is_some() || now.waits_for != clock.waits_for))
    }

    fn timed(&self, later: &Self, name: &Name, limit: &Limit, at: Instant, from: Instant) -> Result<Clock, Rejection> {
        let by = |limits: &Self| limits.last_on_time(limit, from);
        let (due, waits_for) = match by(self).or_else(|gap| by(later).map_err(|_| gap)) {
            Ok(due) => (Some(due.ok_or_else(|| Rejection::new(Code::LimitOutOfRange, ""))?), None),
            Err(gap) => (None, Some(gap.date)),
        };
        Ok(Clock { limit: name.clone(), set_at: at, from, due, waits_for })
    }
}
