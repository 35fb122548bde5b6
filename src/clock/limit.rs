//! A limit (时限): how long, in which unit, from when, and what follows a breach.

use crate::bounds;
use crate::calendar::{Calendar, NotCovered};
use crate::document::Reader;
use crate::error::Code;
use crate::id::Name;
use crate::time::Instant;
use alloc::format;
use alloc::string::String;

/// The unit of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// `min`: minutes, round the clock.
    Minute,
    /// `h`: hours, round the clock.
    Hour,
    /// `d`: natural days.
    Day,
    /// `wh`: working hours (工作时) of the calendar.
    WorkingHour,
    /// `wd`: working days (工作日) of the calendar.
    WorkingDay,
}

/// When counting starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Starting {
    /// At the event itself.
    Event,
    /// On the day after (the day of the event does not count: Civil Code art. 201).
    NextDay,
}

/// At which instant of its last day a limit in days ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// When work ends (Civil Code art. 203).
    CloseOfWork,
    /// With the day: 23:59:59 is the last instant on time.
    EndOfDay,
}

/// What follows a breach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnBreach {
    /// The matter rises to the next tier; at the top a supervision order follows.
    Escalate,
    /// A supervision order (督办) follows, with its own recurring limit.
    Supervise,
}

/// A limit as the ruleset defines it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    pub(crate) amount: u32,
    pub(crate) unit: Unit,
    pub(crate) calendar: Option<Name>,
    pub(crate) ending: Ending,
    pub(crate) counts_from_occurrence: bool,
    pub(crate) on_breach: OnBreach,
}

impl Limit {
    /// How many units.
    #[must_use]
    pub fn amount(&self) -> u32 {
        self.amount
    }

    /// The unit.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// Whether it counts from when a matter happened, and not from when it was recorded.
    #[must_use]
    pub fn counts_from_occurrence(&self) -> bool {
        self.counts_from_occurrence
    }

    /// What follows a breach.
    #[must_use]
    pub fn on_breach(&self) -> OnBreach {
        self.on_breach
    }

    /// The limit in words, in Chinese and in English.
    #[must_use]
    pub fn words(&self) -> (String, String) {
        let (zh, en) = match self.unit {
            Unit::Minute => ("分钟", "minutes"),
            Unit::Hour => ("小时", "hours"),
            Unit::Day => ("日", "days"),
            Unit::WorkingHour => ("个工作时", "working hours"),
            Unit::WorkingDay => ("个工作日", "working days"),
        };
        let en = if self.amount == 1 { en.trim_end_matches('s') } else { en };
        (format!("{}{zh}", self.amount), format!("{} {en}", self.amount))
    }

    /// The last instant on time; `None` past the range of instants.
    pub(crate) fn due(&self, calendar: Option<&Calendar>, from: Instant) -> Result<Option<Instant>, NotCovered> {
        let seconds = |each: i64| i64::from(self.amount).saturating_mul(each);
        let not_covered = || NotCovered { date: from.date() };
        match self.unit {
            Unit::Minute => Ok(from.plus(seconds(60))),
            Unit::Hour => Ok(from.plus(seconds(3_600))),
            Unit::Day => Ok(from.date().plus_days(i64::from(self.amount)).and_then(|date| date.at_second(86_399))),
            Unit::WorkingHour => {
                calendar.ok_or_else(not_covered)?.after_working_seconds(from, seconds(3_600)).map(Some)
            }
            Unit::WorkingDay => {
                let calendar = calendar.ok_or_else(not_covered)?;
                let date = calendar.working_day_after(from.date(), self.amount)?;
                match self.ending {
                    Ending::CloseOfWork => calendar.close_of_work(date).map(Some),
                    Ending::EndOfDay => Ok(date.at_second(86_399)),
                }
            }
        }
    }
}

const UNITS: [(&str, Unit, i64); 5] = [
    ("wh", Unit::WorkingHour, 3),
    ("wd", Unit::WorkingDay, 1),
    ("min", Unit::Minute, 1_440),
    ("h", Unit::Hour, 24),
    ("d", Unit::Day, 1),
];

/// Reads `{"within": "4wh", "calendar": "office", "start": ..., "end": ..., "on_breach": ...}`.
pub(crate) fn read_limit(reader: &Reader<'_>, calendars: &[Name]) -> Option<Limit> {
    let known = ["within", "calendar", "start", "end", "counts_from", "on_breach", "remind", "extensions", "roll"];
    let object = reader.object(&known)?;
    object.not_supported(&["remind", "extensions", "roll"]);
    let within = object.need("within")?;
    let (amount, unit) = read_amount(&within)?;
    let working = matches!(unit, Unit::WorkingHour | Unit::WorkingDay);
    let in_days = matches!(unit, Unit::Day | Unit::WorkingDay);

    let calendar = match (object.maybe("calendar"), working) {
        (Some(calendar), true) => {
            let name: Name = calendar.id()?;
            if !calendars.contains(&name) {
                calendar.report(Code::UnknownReference, &[&name]);
            }
            Some(name)
        }
        (None, true) => {
            reader.report(Code::MissingMember, &[&"calendar"]);
            None
        }
        (Some(calendar), false) => {
            calendar.report(Code::BadValue, &[&"wh | wd"]);
            None
        }
        (None, false) => None,
    };
    // Days count from the next day, hours and minutes from the event: other starts come with the full calendar.
    let implied = if in_days { Starting::NextDay } else { Starting::Event };
    if let Some(start) = object.maybe("start") {
        let start_kind = start.one_of(&[("event", Starting::Event), ("next_day", Starting::NextDay)])?;
        if start_kind != implied {
            start.report(Code::NotSupported, &[&"start"]);
        }
    }
    let ending = match object.maybe("end") {
        None => {
            if working {
                Ending::CloseOfWork
            } else {
                Ending::EndOfDay
            }
        }
        Some(end) => {
            let ending = end.one_of(&[("close_of_work", Ending::CloseOfWork), ("end_of_day", Ending::EndOfDay)])?;
            if !in_days || (unit == Unit::Day && ending == Ending::CloseOfWork) {
                end.report(Code::NotSupported, &[&"end"]);
            }
            ending
        }
    };
    let counts_from_occurrence = match object.maybe("counts_from") {
        None => false,
        Some(from) => from.one_of(&[("recorded", false), ("occurred", true)])?,
    };
    let on_breach = match object.maybe("on_breach") {
        None => OnBreach::Supervise,
        Some(action) => action.one_of(&[("escalate", OnBreach::Escalate), ("supervise", OnBreach::Supervise)])?,
    };
    Some(Limit { amount, unit, calendar, ending, counts_from_occurrence, on_breach })
}

fn read_amount(reader: &Reader<'_>) -> Option<(u32, Unit)> {
    let text = reader.str()?;
    let digits = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let suffix = text.strip_prefix(digits).unwrap_or_default();
    let unit = UNITS.iter().find(|(name, _, _)| *name == suffix);
    let amount = digits.parse::<u32>().ok().filter(|amount| *amount > 0 && digits.bytes().all(|b| b.is_ascii_digit()));
    let (Some((_, unit, per_day)), Some(amount)) = (unit, amount) else {
        reader.report(Code::BadValue, &[&"30min | 2h | 7d | 4wh | 5wd"]);
        return None;
    };
    if i64::from(amount) > bounds::LIMIT_DAYS.saturating_mul(*per_day) {
        reader.report(Code::BadValue, &[&alloc::format!("<= {}d", bounds::LIMIT_DAYS)]);
        return None;
    }
    Some((amount, *unit))
}
