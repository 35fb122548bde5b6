//! Working time as offices in China keep it: hours with a lunch break, holidays, make-up working days (调休).
//!
//! Days are counted one by one: exact, and slow for long spans. Outside the published years every answer is
//! [`NotCovered`], never a guess.

mod document;

pub(crate) use document::read_calendar;

use crate::time::{Date, Instant};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// The first date that the calendar says nothing about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotCovered {
    /// That date.
    pub date: Date,
}

/// A stretch of one day in seconds since midnight, `from` included, `to` its closing instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Opening.
    pub from: i64,
    /// Closing.
    pub to: i64,
}

/// Opening hours for some weekdays in a season of every year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hours {
    pub(crate) weekdays: [bool; 7],
    /// First and last (month, day); a season may run over the new year.
    pub(crate) season: Option<((u32, u32), (u32, u32))>,
    pub(crate) open: Vec<Segment>,
}

impl Hours {
    fn apply(&self, date: Date, weekday: u8) -> bool {
        let day = (date.month(), date.day());
        let in_season = self
            .season
            .is_none_or(|(from, to)| if from <= to { from <= day && day <= to } else { from <= day || day <= to });
        in_season && self.weekdays.get(usize::from(weekday)).copied().unwrap_or(false)
    }
}

/// A calendar of working time, covering whole published years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Whether a day that a notice names is off; all other days follow their weekday.
    named: BTreeMap<Date, bool>,
    first: Date,
    last: Date,
    hours: Vec<Hours>,
    makeup_uses: u8,
}

impl Calendar {
    pub(crate) fn new(
        named: BTreeMap<Date, bool>,
        years: (i32, i32),
        hours: Vec<Hours>,
        makeup_uses: u8,
    ) -> Option<Self> {
        let (first, last) = (Date::new(years.0, 1, 1)?, Date::new(years.1, 12, 31)?);
        Some(Self { named, first, last, hours, makeup_uses })
    }

    /// The first and the last day covered.
    #[must_use]
    pub fn coverage(&self) -> (Date, Date) {
        (self.first, self.last)
    }

    /// The open stretches of a day, none on a day off.
    ///
    /// # Errors
    /// [`NotCovered`] outside the published years.
    pub fn open(&self, date: Date) -> Result<&[Segment], NotCovered> {
        if date < self.first || date > self.last {
            return Err(NotCovered { date });
        }
        let weekday = match self.named.get(&date) {
            Some(true) => return Ok(&[]),
            Some(false) => self.makeup_uses,
            None => date.weekday(),
        };
        Ok(self.hours.iter().find(|hours| hours.apply(date, weekday)).map_or(&[], |hours| &hours.open))
    }

    /// Whether any work is done on a day.
    ///
    /// # Errors
    /// [`NotCovered`] outside the published years.
    pub fn is_working_day(&self, date: Date) -> Result<bool, NotCovered> {
        self.open(date).map(|open| !open.is_empty())
    }

    /// The n-th working day strictly after a date (n from 1).
    ///
    /// # Errors
    /// [`NotCovered`] if the count leaves the published years.
    pub fn working_day_after(&self, date: Date, n: u32) -> Result<Date, NotCovered> {
        let mut day = date;
        let mut left = n;
        while left > 0 {
            day = day.next().ok_or(NotCovered { date: day })?;
            if self.is_working_day(day)? {
                left = left.saturating_sub(1);
            }
        }
        Ok(day)
    }

    /// The working days in `(from, to]`.
    ///
    /// # Errors
    /// [`NotCovered`] if the span leaves the published years.
    pub fn working_days_between(&self, from: Date, to: Date) -> Result<u32, NotCovered> {
        let mut day = from;
        let mut count = 0_u32;
        while day < to {
            day = day.next().ok_or(NotCovered { date: day })?;
            if self.is_working_day(day)? {
                count = count.saturating_add(1);
            }
        }
        Ok(count)
    }

    /// The instant at which work ends on a working day.
    ///
    /// # Errors
    /// [`NotCovered`] outside the published years; a day off counts as its midnight, which callers do not ask for.
    pub fn close_of_work(&self, date: Date) -> Result<Instant, NotCovered> {
        let second = self.open(date)?.last().map_or(0, |segment| segment.to);
        date.at_second(second).ok_or(NotCovered { date })
    }

    /// The instant at which that many working seconds after the start have passed; time off does not count.
    ///
    /// # Errors
    /// [`NotCovered`] if the count leaves the published years.
    pub fn after_working_seconds(&self, start: Instant, seconds: i64) -> Result<Instant, NotCovered> {
        let mut day = start.date();
        let mut from = start.second_of_day();
        let mut left = seconds;
        loop {
            for segment in self.open(day)? {
                let begin = segment.from.max(from);
                let length = segment.to.saturating_sub(begin);
                if length > 0 && length >= left {
                    return day.at_second(begin.saturating_add(left)).ok_or(NotCovered { date: day });
                }
                left = left.saturating_sub(length.max(0));
            }
            day = day.next().ok_or(NotCovered { date: day })?;
            from = 0;
        }
    }
}
