//! Instants and dates: whole seconds, written in China Standard Time.
//!
//! China has one legal time, UTC+08:00 without summer time. Every instant is therefore written with `+08:00`; one that
//! comes in with another offset is the same instant and is written back in that form.

use crate::error::Code;
use alloc::string::String;
use chrono::{DateTime, Datelike, NaiveDate};
use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Seconds that China Standard Time is ahead of UTC.
const OFFSET: i64 = 8 * 3_600;
pub(crate) const DAY: i64 = 86_400;
const YEARS: core::ops::RangeInclusive<i32> = 1900..=2199;
const FIRST: i64 = -2_209_017_600; // 1900-01-01T00:00:00+08:00
const LAST: i64 = 7_258_089_599; // 2199-12-31T23:59:59+08:00

/// Why a text is no instant or date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadTime;

impl fmt::Display for BadTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Code::InstantSyntax.name())
    }
}

impl core::error::Error for BadTime {}

/// A moment, to the second, between 1900 and 2199.
///
/// ```
/// use civigrid::Instant;
/// let at: Instant = "2026-02-13T02:00:00Z".parse()?;
/// assert_eq!(at.to_string(), "2026-02-13T10:00:00+08:00");
/// # Ok::<(), civigrid::BadTime>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "str", transform = schema::instant))]
pub struct Instant(i64);

impl Instant {
    /// The first instant of the range.
    pub(crate) const FIRST: Self = Self(FIRST);

    /// From seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`BadTime`] outside the years 1900 to 2199 on the clock of China.
    pub fn from_seconds(seconds: i64) -> Result<Self, BadTime> {
        if (FIRST..=LAST).contains(&seconds) { Ok(Self(seconds)) } else { Err(BadTime) }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// The instant some seconds later (earlier if negative); `None` outside the range.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Option<Self> {
        Self::from_seconds(self.0.checked_add(seconds)?).ok()
    }

    /// The date on the clock of China.
    #[must_use]
    pub fn date(self) -> Date {
        let days = self.0.saturating_add(OFFSET).div_euclid(DAY);
        // The range of instants lies inside chrono's: the fallback is never reached.
        Date(DateTime::from_timestamp(days.saturating_mul(DAY), 0).map_or(NaiveDate::MIN, |moment| moment.date_naive()))
    }

    /// Seconds since midnight on the clock of China.
    #[must_use]
    pub fn second_of_day(self) -> i64 {
        self.0.saturating_add(OFFSET).rem_euclid(DAY)
    }
}

impl core::str::FromStr for Instant {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        let (date, rest) = text.split_at_checked(10).ok_or(BadTime)?;
        // In another offset the date may lie just outside the range: the instant is judged below.
        let date = Date(civil(date).ok_or(BadTime)?);
        let rest = rest.strip_prefix('T').ok_or(BadTime)?;
        let (clock, rest) = rest.split_at_checked(8).ok_or(BadTime)?;
        let (hour, minute, second) = clock_fields(clock).ok_or(BadTime)?;
        if hour > 23 || minute > 59 || second > 59 {
            return Err(BadTime);
        }
        let zone = rest.strip_prefix('.').map_or(rest, |fraction| fraction.trim_start_matches('0'));
        if rest.starts_with(".Z") || rest.starts_with(".+") || rest.starts_with(".-") {
            return Err(BadTime);
        }
        let offset = offset_seconds(zone).ok_or(BadTime)?;
        let local = date.midnight_utc().saturating_add(seconds_of(hour, minute)).saturating_add(second);
        Self::from_seconds(local.saturating_sub(offset))
    }
}

fn two(text: &str) -> Option<i64> {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Reads `2026-02-13`, of any year.
fn civil(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |text| two(text).and_then(|number| u32::try_from(number).ok());
    NaiveDate::from_ymd_opt(year.parse().ok()?, number(month)?, number(day)?)
}

fn seconds_of(hours: i64, minutes: i64) -> i64 {
    hours.saturating_mul(3_600).saturating_add(minutes.saturating_mul(60))
}

fn clock_fields(text: &str) -> Option<(i64, i64, i64)> {
    let mut parts = text.split(':');
    let fields = (two(parts.next()?)?, two(parts.next()?)?, two(parts.next()?)?);
    parts.next().is_none().then_some(fields)
}

fn offset_seconds(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let (sign, clock) = match zone.strip_prefix('+') {
        Some(clock) => (1, clock),
        None => (-1, zone.strip_prefix('-')?),
    };
    let (hours, minutes) = clock.split_once(':')?;
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    (hours <= 23 && minutes <= 59).then_some(seconds_of(hours, minutes).saturating_mul(sign))
}

fn push_digits(out: &mut String, number: i64, width: usize) {
    let mut digits = [b'0'; 4];
    let mut rest = number;
    for digit in digits.iter_mut().rev() {
        *digit = u8::try_from(rest.rem_euclid(10)).unwrap_or(0).saturating_add(b'0');
        rest = rest.div_euclid(10);
    }
    out.extend(digits.iter().skip(4_usize.saturating_sub(width)).map(|digit| char::from(*digit)));
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::with_capacity(25);
        self.date().write(&mut out);
        let second = self.second_of_day();
        for (mark, number) in
            [('T', second.div_euclid(3_600)), (':', second.div_euclid(60).rem_euclid(60)), (':', second.rem_euclid(60))]
        {
            out.push(mark);
            push_digits(&mut out, number, 2);
        }
        out.push_str("+08:00");
        f.write_str(&out)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::json::text(deserializer, |text| text.parse().map_err(|BadTime| Code::InstantSyntax))
    }
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "CalendarDate", with = "str", transform = schema::date))]
pub struct Date(NaiveDate);

impl Date {
    /// From year, month and day.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if YEARS.contains(&year) { NaiveDate::from_ymd_opt(year, month, day).map(Self) } else { None }
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, from 1.
    #[must_use]
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// The day of the week, Monday = 0.
    #[must_use]
    pub fn weekday(self) -> u8 {
        u8::try_from(self.0.weekday().num_days_from_monday()).unwrap_or(0)
    }

    /// The next day; `None` past the range.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        self.plus_days(1)
    }

    /// Some days later; `None` past the range.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Option<Self> {
        let date = self.0.checked_add_signed(chrono::TimeDelta::try_days(days)?)?;
        YEARS.contains(&date.year()).then_some(Self(date))
    }

    /// Some months later, or the last day of that month where it is shorter; `None` past the range.
    #[must_use]
    pub fn plus_months(self, months: i64) -> Option<Self> {
        let count = u32::try_from(months.checked_abs()?).ok().map(chrono::Months::new)?;
        let date = if months < 0 { self.0.checked_sub_months(count)? } else { self.0.checked_add_months(count)? };
        YEARS.contains(&date.year()).then_some(Self(date))
    }

    /// The days from another day to this one; below zero if that one is later.
    #[must_use]
    pub fn days_since(self, other: Self) -> i64 {
        self.0.signed_duration_since(other.0).num_days()
    }

    /// The instant at a second of this day on the clock of China; `DAY` seconds is the midnight that ends it.
    #[must_use]
    pub fn at_second(self, second: i64) -> Option<Instant> {
        Instant::from_seconds(self.midnight_utc().checked_sub(OFFSET)?.checked_add(second)?).ok()
    }

    fn midnight_utc(self) -> i64 {
        self.0.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()
    }

    fn write(self, out: &mut String) {
        push_digits(out, i64::from(self.year()), 4);
        out.push('-');
        push_digits(out, i64::from(self.month()), 2);
        out.push('-');
        push_digits(out, i64::from(self.day()), 2);
    }

    /// The month as `2026-02`: the finest period of a board.
    #[must_use]
    pub fn month_name(self) -> String {
        let mut out = String::with_capacity(10);
        self.write(&mut out);
        out.truncate(7);
        out
    }
}

impl core::str::FromStr for Date {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        let date = Self(civil(text).ok_or(BadTime)?);
        if YEARS.contains(&date.year()) { Ok(date) } else { Err(BadTime) }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::with_capacity(10);
        self.write(&mut out);
        f.write_str(&out)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::json::text(deserializer, |text| text.parse().map_err(|BadTime| Code::DateSyntax))
    }
}

#[cfg(feature = "schema")]
mod schema {
    use alloc::format;
    use schemars::Schema;

    /// The days of a month that the pattern cannot count are left to the reader.
    const MONTH_AND_DAY: &str = "-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])";

    /// In another offset than that of China the date may lie just outside the range.
    pub(super) fn instant(schema: &mut Schema) {
        let (hour, sixty) = ("(?:[01][0-9]|2[0-3])", "[0-5][0-9]");
        let clock = format!(r"{hour}:{sixty}:{sixty}(?:\.0+)?(?:Z|[+-]{hour}:{sixty})");
        let pattern = format!("^(?:1899|19[0-9]{{2}}|2[01][0-9]{{2}}|2200){MONTH_AND_DAY}T{clock}$");
        schema.insert("format".into(), "date-time".into());
        schema.insert("pattern".into(), pattern.into());
    }

    pub(super) fn date(schema: &mut Schema) {
        schema.insert("format".into(), "date".into());
        schema.insert("pattern".into(), format!("^(?:19|2[01])[0-9]{{2}}{MONTH_AND_DAY}$").into());
    }
}
