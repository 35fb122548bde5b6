//! Calendars in a ruleset: opening hours, and holiday-cn year files as they are published.

use super::{Calendar, Hours, Segment};
use crate::document::Reader;
use crate::error::{Code, Rejection};
use crate::json::Value;
use crate::time::Date;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

const WEEKDAYS: [(&str, u8); 7] = [("mon", 0), ("tue", 1), ("wed", 2), ("thu", 3), ("fri", 4), ("sat", 5), ("sun", 6)];

/// Reads `{"hours": [...], "year_files": [...], "makeup_days_use": "mon"}`.
pub(crate) fn read_calendar(
    reader: &Reader<'_>,
    parts: &BTreeMap<&str, Value>,
    used: &mut BTreeSet<alloc::string::String>,
) -> Option<Calendar> {
    let object = reader.object(&["year_files", "hours", "makeup_days_use"])?;
    let hours = object.need("hours").and_then(|list| {
        // Every stretch is read before the first bad one ends it: all problems come at once.
        let all: Vec<Option<Hours>> = list.list().iter().map(read_hours).collect();
        all.into_iter().collect::<Option<Vec<Hours>>>()
    });
    let makeup = object.need("makeup_days_use").and_then(|day| day.one_of(&WEEKDAYS));
    let files = object.need("year_files")?;
    let mut years: BTreeMap<i32, Vec<(Date, bool)>> = BTreeMap::new();
    for file in files.list() {
        let Some(name) = file.str() else { continue };
        let Some((name, value)) = parts.get_key_value(name) else {
            file.report(Code::PartMissing, &[&name]);
            continue;
        };
        used.insert((*name).into());
        if *value == Value::Null {
            continue; // it could not be read, which has been told
        }
        let Some((year, days)) = read_year_file(&Reader::new(value, Some(name), reader.problems())) else { continue };
        if !days.is_empty() && years.insert(year, days).is_some() {
            file.report(Code::Duplicate, &[&year]);
        }
    }
    let (Some((first, _)), Some((last, _))) = (years.first_key_value(), years.last_key_value()) else {
        files.report(Code::BadValue, &[&"holiday-cn/YYYY.json"]);
        return None;
    };
    let (first, last) = (*first, *last);
    if let Some(gap) = (first..=last).find(|year| !years.contains_key(year)) {
        files.report(Code::CalendarGap, &[&gap]);
        return None;
    }
    // The notice of a later year has the last word on the end of the year before.
    let mut named = BTreeMap::new();
    named.extend(years.into_values().flatten());
    Calendar::new(named, (first, last), hours?, makeup?)
}

/// Reads a year file of holiday-cn. A file may name days of the year before; a file without days publishes nothing.
fn read_year_file(reader: &Reader<'_>) -> Option<(i32, Vec<(Date, bool)>)> {
    let object = reader.object(&["$schema", "$id", "year", "papers", "days"])?;
    let year = object.need("year").and_then(|year| year.whole(1900, 2199));
    let mut days = Vec::new();
    for day in object.need("days")?.list() {
        let Some(entry) = day.object(&["name", "date", "isOffDay"]) else { continue };
        let date = entry
            .need("date")
            .and_then(|date| date.parse(|text| text.parse::<Date>().map_err(|_| Rejection::new(Code::DateSyntax, ""))));
        let off = entry.need("isOffDay").and_then(|off| off.bool());
        let (Some(date), Some(off)) = (date, off) else { continue };
        // A notice speaks of its own year and of the last days of the year before.
        let year = year.and_then(|year| i32::try_from(year).ok()).unwrap_or_else(|| date.year());
        if !(year.saturating_sub(1)..=year).contains(&date.year()) {
            day.report(Code::BadValue, &[&alloc::format!("{}..{year}", year.saturating_sub(1))]);
        }
        if days.iter().any(|(known, _)| *known == date) {
            day.report(Code::Duplicate, &[&date]);
        }
        days.push((date, off));
    }
    Some((i32::try_from(year?).ok()?, days))
}

/// Reads `{"weekdays": "mon-fri", "from": "06-01", "to": "09-30", "open": ["08:30-12:00", ...]}`.
fn read_hours(reader: &Reader<'_>) -> Option<Hours> {
    let object = reader.object(&["weekdays", "from", "to", "open"])?;
    let weekdays = object.need("weekdays").and_then(|days| read_weekdays(&days));
    let season = match (object.maybe("from"), object.maybe("to")) {
        (None, None) => Some(None),
        (Some(from), Some(to)) => {
            let (from, to) = (month_day(&from), month_day(&to));
            from.zip(to).map(Some)
        }
        _ => {
            reader.report(Code::MissingMember, &[&"from, to"]);
            None
        }
    };
    let open = object.need("open").and_then(|list| {
        let all: Vec<Option<Segment>> = list.list().iter().map(read_segment).collect();
        let open = all.into_iter().collect::<Option<Vec<Segment>>>()?;
        let ordered = open.windows(2).all(|pair| matches!(pair, [a, b] if a.to <= b.from));
        if open.is_empty() || !ordered {
            list.report(Code::BadValue, &[&"08:30-12:00, 14:00-17:30"]);
            return None;
        }
        Some(open)
    });
    Some(Hours { weekdays: weekdays?, season: season?, open: open? })
}

fn read_weekdays(reader: &Reader<'_>) -> Option<[bool; 7]> {
    let text = reader.str()?;
    let number = |name: &str| WEEKDAYS.iter().find(|(known, _)| *known == name).map(|(_, number)| *number);
    let mut days = [false; 7];
    for range in text.split(',') {
        let (from, to) = range.split_once('-').unwrap_or((range, range));
        let (Some(from), Some(to)) = (number(from.trim()), number(to.trim())) else {
            reader.report(Code::BadValue, &[&"mon-fri | sat,sun"]);
            return None;
        };
        for (day, slot) in (0_u8..).zip(days.iter_mut()) {
            *slot |= if from <= to { from <= day && day <= to } else { from <= day || day <= to };
        }
    }
    Some(days)
}

/// A sign is no digit, though a number may have one.
fn two_digits(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())
}

fn month_day(reader: &Reader<'_>) -> Option<(u32, u32)> {
    let text = reader.str()?;
    let day = text.split_once('-').and_then(|(month, day)| {
        let whole = |part: &str| part.parse::<u32>().ok().filter(|_| two_digits(part));
        let (month, day) = (whole(month)?, whole(day)?);
        Date::new(2024, month, day).map(|_| (month, day)) // a leap year has every day
    });
    if day.is_none() {
        reader.report(Code::BadValue, &[&"06-01"]);
    }
    day
}

fn read_segment(reader: &Reader<'_>) -> Option<Segment> {
    let clock = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let whole = |part: &str, max: i64| {
            part.parse::<i64>().ok().filter(|number| two_digits(part) && (0..=max).contains(number))
        };
        let (hour, minute) = (whole(hour, 24)?, whole(minute, 59)?);
        Some(hour.saturating_mul(3_600).saturating_add(minute.saturating_mul(60))).filter(|second| *second <= 86_400)
    };
    let text = reader.str()?;
    let segment = text.split_once('-').and_then(|(from, to)| Some(Segment { from: clock(from)?, to: clock(to)? }));
    let segment = segment.filter(|segment| segment.from < segment.to);
    if segment.is_none() {
        reader.report(Code::BadValue, &[&"08:30-12:00"]);
    }
    segment
}
