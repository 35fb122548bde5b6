//! Working time: against values worked out by hand from the notices of the State Council, and against a scan minute by
//! minute that shares no code with the library.

use civigrid::calendar::{Calendar, NotCovered, Segment};
use civigrid::{CompileError, Date, Instant, Name, Parts, Ruleset, compile_calendar};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;

fn example(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/examples/rulesets/lunan/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

static YEARS: LazyLock<Vec<(&'static str, Vec<u8>)>> =
    LazyLock::new(|| ["holiday-cn/2025.json", "holiday-cn/2026.json"].map(|name| (name, example(name))).to_vec());

fn parts() -> Parts<'static> {
    YEARS.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect()
}

/// A calendar of 2025 and 2026 with these hours.
fn with_hours(hours: &Value, makeup: &str) -> Calendar {
    let names: Vec<&str> = YEARS.iter().map(|(name, _)| *name).collect();
    let document = json!({"year_files": names, "hours": hours, "makeup_days_use": makeup}).to_string();
    compile_calendar(document.as_bytes(), &parts()).unwrap()
}

/// The hours of the example ruleset: a lunch break, and a later afternoon from June to September.
fn office() -> &'static Calendar {
    static OFFICE: LazyLock<Calendar> = LazyLock::new(|| {
        let hours = json!([
            {"weekdays": "mon-fri", "from": "06-01", "to": "09-30", "open": ["08:30-12:00", "14:30-18:00"]},
            {"weekdays": "mon-fri", "open": ["08:30-12:00", "14:00-17:30"]},
        ]);
        with_hours(&hours, "mon")
    });
    &OFFICE
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(text: &str) -> Instant {
    format!("{text}+08:00").parse().unwrap()
}

/// The scan: one flag a minute of 2025 and 2026, from the year files and from the published hours.
struct Scan {
    open: Vec<bool>,
}

const DAY: i64 = 86_400;
/// 2025-01-01T00:00:00+08:00 in seconds since 1970: 55 years with 14 leap days, less eight hours.
const START: i64 = (55 * 365 + 14) * DAY - 8 * 3_600;
const DAYS: i64 = 730;

impl Scan {
    fn new() -> Self {
        let named: Vec<(String, bool)> = YEARS
            .iter()
            .flat_map(|(_, bytes)| serde_json::from_slice::<Value>(bytes).unwrap()["days"].as_array().unwrap().clone())
            .map(|day| (day["date"].as_str().unwrap().to_owned(), day["isOffDay"].as_bool().unwrap()))
            .collect();
        let mut open = Vec::new();
        let mut number = 0;
        for year in [2025, 2026] {
            for (month, days) in (1..).zip([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
                for day in 1..=days {
                    let text = format!("{year}-{month:02}-{day:02}");
                    let notice = named.iter().find(|(date, _)| *date == text).map(|(_, off)| *off);
                    // The first of January 2025 was a Wednesday.
                    let works = notice.map_or((number + 2) % 7 < 5, |off| !off);
                    let later = if (6..=9).contains(&month) { 30 } else { 0 };
                    for minute in 0..24 * 60 {
                        let morning = (8 * 60 + 30..12 * 60).contains(&minute);
                        let afternoon = (14 * 60 + later..17 * 60 + 30 + later).contains(&minute);
                        open.push(works && (morning || afternoon));
                    }
                    number += 1;
                }
            }
        }
        Self { open }
    }

    fn day_works(&self, day: i64) -> Option<bool> {
        let minutes = usize::try_from(day * 24 * 60).ok()?..usize::try_from((day + 1) * 24 * 60).ok()?;
        Some(self.open.get(minutes)?.contains(&true))
    }

    /// Seconds after the scan's start, or the day that it knows nothing about.
    fn after(&self, start: i64, amount: i64) -> Result<i64, i64> {
        let (mut now, mut left) = (start, amount);
        while left > 0 {
            let minute = usize::try_from(now.div_euclid(60)).ok().and_then(|minute| self.open.get(minute));
            let open = minute.ok_or(now.div_euclid(DAY))?;
            let rest = 60 - now.rem_euclid(60);
            let used = if *open { rest.min(left) } else { 0 };
            now += if *open { used } else { rest };
            left -= used;
        }
        Ok(now)
    }

    fn day_after(&self, start: i64, n: u32) -> Result<i64, i64> {
        let (mut day, mut left) = (start, n);
        while left > 0 {
            day += 1;
            left -= u32::from(self.day_works(day).ok_or(day)?);
        }
        Ok(day)
    }
}

static SCAN: LazyLock<Scan> = LazyLock::new(Scan::new);

fn nth_day(day: i64) -> Date {
    date("2025-01-01").plus_days(day).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn working_time_agrees_with_the_scan(
        start in -3 * DAY..(DAYS + 3) * DAY,
        amount in prop_oneof![1_i64..7_200, 1_i64..200_000, (1_i64..3_000).prop_map(|minutes| minutes * 60)],
        minutes_only in any::<bool>(),
    ) {
        let start = if minutes_only { start - start.rem_euclid(60) } else { start };
        let found = office().after_working_seconds(Instant::from_seconds(START + start).unwrap(), amount);
        let expected = SCAN.after(start, amount);
        prop_assert_eq!(
            found.map_err(|gap| gap.date),
            expected.map(|now| Instant::from_seconds(START + now).unwrap()).map_err(nth_day)
        );
    }

    #[test]
    fn working_days_agree_with_the_scan(start in -3..DAYS + 3, n in 1_u32..400, span in 0_i64..400) {
        let from = nth_day(start);
        let found = office().working_day_after(from, n);
        prop_assert_eq!(found.map_err(|gap| gap.date), SCAN.day_after(start, n).map(nth_day).map_err(nth_day));
        if let Ok(due) = found {
            // Counting back: the n-th working day is a working day, and n of them lie in (from, due].
            prop_assert_eq!(office().is_working_day(due), Ok(true));
            prop_assert_eq!(office().working_days_between(from, due), Ok(n));
        }
        let days = start + 1..=start + span;
        let count: Result<Vec<bool>, i64> = days.map(|day| SCAN.day_works(day).ok_or(day)).collect();
        let expected = count.map(|days| u32::try_from(days.into_iter().filter(|works| *works).count()).unwrap());
        prop_assert_eq!(
            office().working_days_between(from, nth_day(start + span)).map_err(|gap| gap.date),
            expected.map_err(nth_day)
        );
    }
}

#[test]
fn the_scan_itself_has_the_days_of_the_notices() {
    // 261 weekdays in either year, less the 13 statutory holidays; make-up days balance the other days off.
    for year in [0..365, 365..DAYS] {
        assert_eq!(year.filter(|day| SCAN.day_works(*day).unwrap()).count(), 248);
    }
}

#[test]
fn both_years_have_248_working_days() {
    let count = |from, to| office().working_days_between(date(from), date(to));
    assert_eq!(count("2025-12-31", "2026-12-31"), Ok(248));
    assert_eq!(count("2024-12-31", "2025-12-31"), Ok(248));
    assert_eq!(count("2026-03-02", "2026-03-02"), Ok(0));
}

#[test]
fn days_off_and_make_up_days_of_2026_are_those_of_the_notice() {
    let off = [
        ("2026-01-01", 3),
        ("2026-02-15", 9),
        ("2026-04-04", 3),
        ("2026-05-01", 5),
        ("2026-06-19", 3),
        ("2026-09-25", 3),
        ("2026-10-01", 7),
    ];
    for (first, days) in off {
        for day in 0..days {
            let day = date(first).plus_days(day).unwrap();
            assert_eq!(office().open(day), Ok(&[][..]), "{day}");
        }
    }
    let worked = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"];
    for day in worked {
        assert_eq!(office().is_working_day(date(day)), Ok(true), "{day}");
    }
    // No other weekend day is worked.
    let all = (0..365).map(|day| date("2026-01-01").plus_days(day).unwrap());
    let weekend = all.filter(|day| day.weekday() > 4 && office().is_working_day(*day) == Ok(true));
    assert_eq!(weekend.map(|day| day.to_string()).collect::<Vec<_>>(), worked);
}

#[test]
fn the_vectors_of_the_domain_notes_hold() {
    let after = |from, n| office().working_day_after(date(from), n);
    for (from, n, due) in [
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-24", 5, "2026-10-09"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2025-12-31", 1, "2026-01-04"),
    ] {
        assert_eq!(after(from, n), Ok(date(due)), "{from} + {n}");
    }
    assert_eq!(after("2026-12-28", 5), gap("2027-01-01"));
}

#[test]
fn working_hours_by_hand() {
    let hour = 3_600;
    for (start, seconds, due) in [
        // Round the lunch break, to the instant at which it begins, and from inside it.
        ("2026-03-04T11:00:00", 2 * hour, "2026-03-04T15:00:00"),
        ("2026-03-04T08:30:00", 3 * hour + hour / 2, "2026-03-04T12:00:00"),
        ("2026-03-04T08:30:00", 3 * hour + hour / 2 + 1, "2026-03-04T14:00:01"),
        ("2026-03-04T13:10:00", 60, "2026-03-04T14:01:00"),
        // From before opening, at closing and after it; over a plain weekend.
        ("2026-03-04T00:00:00", 1, "2026-03-04T08:30:01"),
        ("2026-03-04T17:30:00", 60, "2026-03-05T08:31:00"),
        ("2026-03-06T16:30:00", 2 * hour, "2026-03-09T09:30:00"),
        // Four hours on Friday before the Spring Festival: Saturday is a make-up day.
        ("2026-02-13T10:00:00", 4 * hour, "2026-02-13T16:00:00"),
        ("2026-02-13T16:00:00", 4 * hour, "2026-02-14T11:00:00"),
        // Over the festival itself, 15 to 23 February.
        ("2026-02-14T17:00:00", hour, "2026-02-24T09:00:00"),
        // Into the summer timetable and out of it, over the National Day.
        ("2026-05-29T17:00:00", hour, "2026-06-01T09:00:00"),
        ("2026-06-01T12:00:00", 1, "2026-06-01T14:30:01"),
        ("2026-09-30T17:30:00", hour, "2026-10-08T09:00:00"),
        // A make-up Sunday in summer keeps Monday's summer hours.
        ("2026-09-19T10:00:00", 4 * hour, "2026-09-20T15:00:00"),
        // A whole working day has seven hours in either season.
        ("2026-07-01T00:00:00", 7 * hour, "2026-07-01T18:00:00"),
        ("2026-03-04T00:00:00", 7 * hour, "2026-03-04T17:30:00"),
    ] {
        assert_eq!(office().after_working_seconds(at(start), seconds), Ok(at(due)), "{start} + {seconds} s");
    }
}

/// The answer for the first day that is not covered.
fn gap<T>(day: &str) -> Result<T, NotCovered> {
    Err(NotCovered { date: date(day) })
}

#[test]
fn coverage_ends_to_the_second() {
    assert_eq!(office().coverage(), (date("2025-01-01"), date("2026-12-31")));
    let after = |start, seconds| office().after_working_seconds(at(start), seconds);
    assert_eq!(after("2026-12-31T17:00:00", 1_800), Ok(at("2026-12-31T17:30:00")));
    assert_eq!(after("2026-12-31T17:00:00", 1_801), gap("2027-01-01"));
    assert_eq!(after("2026-12-31T17:30:00", 1), gap("2027-01-01"));
    assert_eq!(after("2026-12-31T23:59:59", 1), gap("2027-01-01"));
    assert_eq!(after("2027-02-03T09:00:00", 1), gap("2027-02-03"));
    assert_eq!(after("2024-12-31T23:59:59", 1), gap("2024-12-31"));
    // The first of January 2025 is a holiday; the second is a Thursday.
    assert_eq!(after("2025-01-01T00:00:00", 1), Ok(at("2025-01-02T08:30:01")));

    let day = |start, n| office().working_day_after(date(start), n);
    assert_eq!(day("2026-12-30", 1), Ok(date("2026-12-31")));
    assert_eq!(day("2026-12-30", 2), gap("2027-01-01"));
    assert_eq!(day("2026-12-31", 1), gap("2027-01-01"));
    // The day after the start is the first that is looked at.
    assert_eq!(day("2024-12-31", 1), Ok(date("2025-01-02")));
    assert_eq!(day("2024-12-30", 1), gap("2024-12-31"));
    assert_eq!(office().is_working_day(date("2027-01-01")), gap("2027-01-01"));
    assert_eq!(office().open(date("2024-12-31")), gap("2024-12-31"));
    assert_eq!(office().close_of_work(date("2026-12-31")), Ok(at("2026-12-31T17:30:00")));
    assert_eq!(office().close_of_work(date("2026-06-30")), Ok(at("2026-06-30T18:00:00")));
    assert_eq!(office().close_of_work(date("2027-01-01")), gap("2027-01-01"));
}

fn segment(from: (i64, i64), to: (i64, i64)) -> Segment {
    Segment { from: from.0 * 3_600 + from.1 * 60, to: to.0 * 3_600 + to.1 * 60 }
}

#[test]
fn a_season_may_run_over_the_new_year() {
    let hours = json!([
        {"weekdays": "mon-fri", "from": "11-16", "to": "03-13", "open": ["09:00-17:00"]},
        {"weekdays": "mon-fri", "open": ["08:00-16:00"]},
    ]);
    let calendar = with_hours(&hours, "mon");
    let (winter, summer) = ([segment((9, 0), (17, 0))], [segment((8, 0), (16, 0))]);
    for (day, expected) in [
        ("2026-11-13", &summer), // Friday before
        ("2026-11-16", &winter), // Monday, the first day
        ("2026-12-31", &winter),
        ("2026-01-04", &winter), // a make-up Sunday
        ("2026-03-13", &winter), // Friday, the last day
        ("2026-03-16", &summer),
        ("2025-03-13", &winter),
        ("2025-03-14", &summer),
        ("2025-11-14", &summer),
        ("2025-11-17", &winter),
    ] {
        assert_eq!(calendar.open(date(day)), Ok(&expected[..]), "{day}");
    }
    // A season of one day, and one that ends on a day of leap years alone.
    let hours = json!([
        {"weekdays": "mon-fri", "from": "07-01", "to": "07-01", "open": ["08:00-09:00"]},
        {"weekdays": "mon-fri", "from": "02-24", "to": "02-29", "open": ["08:00-10:00"]},
        {"weekdays": "mon-fri", "open": ["08:00-11:00"]},
    ]);
    let calendar = with_hours(&hours, "mon");
    let ends = |day: &str| calendar.close_of_work(date(day)).unwrap().to_string();
    let days = ["2026-06-30", "2026-07-01", "2026-07-02", "2026-02-27", "2026-03-02"];
    let hours: Vec<String> = days.iter().map(|day| ends(day)[11..13].to_owned()).collect();
    assert_eq!(hours, ["11", "09", "11", "10", "11"]);
}

#[test]
fn make_up_days_take_the_hours_of_the_weekday_that_is_named() {
    let hours = json!([
        {"weekdays": "mon-fri", "open": ["08:00-12:00", "13:00-17:00"]},
        {"weekdays": "sat", "open": ["09:00-12:00"]},
    ]);
    // 4 January 2026 is a make-up Sunday, 14 February a make-up Saturday, 7 March an ordinary Saturday.
    let calendar = with_hours(&hours, "sat");
    let short = Ok(&[segment((9, 0), (12, 0))][..]);
    assert_eq!(calendar.open(date("2026-01-04")), short);
    assert_eq!(calendar.open(date("2026-02-14")), short);
    assert_eq!(calendar.open(date("2026-03-07")), short);
    assert_eq!(calendar.open(date("2026-03-08")), Ok(&[][..]));
    let calendar = with_hours(&hours, "wed");
    let long = Ok(&[segment((8, 0), (12, 0)), segment((13, 0), (17, 0))][..]);
    assert_eq!(calendar.open(date("2026-01-04")), long);
    assert_eq!(calendar.open(date("2026-02-14")), long);
    assert_eq!(calendar.open(date("2026-03-07")), short);
    // Of a weekday without hours: a make-up day without work.
    assert_eq!(with_hours(&hours, "sun").is_working_day(date("2026-01-04")), Ok(false));
}

#[test]
fn weekdays_may_be_listed_and_may_run_over_the_weekend() {
    let open_days = |weekdays: &str| {
        let calendar = with_hours(&json!([{"weekdays": weekdays, "open": ["00:00-24:00"]}]), "mon");
        // 2 to 8 March 2026: Monday to Sunday without a holiday.
        let days = (0..7).map(|day| date("2026-03-02").plus_days(day).unwrap());
        days.map(|day| if calendar.is_working_day(day).unwrap() { '1' } else { '0' }).collect::<String>()
    };
    assert_eq!(open_days("mon-fri"), "1111100");
    assert_eq!(open_days("mon,wed,fri"), "1010100");
    assert_eq!(open_days("sat-mon"), "1000011");
    assert_eq!(open_days("tue-wed, sun"), "0110001");
    assert_eq!(open_days("mon-sun"), "1111111");
    let calendar = with_hours(&json!([{"weekdays": "mon-sun", "open": ["00:00-24:00"]}]), "mon");
    // Round the clock, but not on holidays; midnight is the closing instant of the day that it ends.
    assert_eq!(calendar.after_working_seconds(at("2026-03-04T12:00:00"), DAY), Ok(at("2026-03-05T12:00:00")));
    assert_eq!(calendar.after_working_seconds(at("2026-03-04T00:00:00"), DAY), Ok(at("2026-03-05T00:00:00")));
    assert_eq!(calendar.after_working_seconds(at("2026-04-03T23:00:00"), 7_200), Ok(at("2026-04-07T01:00:00")));
}

fn compile(year_files: &[(&str, Value)]) -> Result<Calendar, CompileError> {
    let names: Vec<&str> = year_files.iter().map(|(name, _)| *name).collect();
    let hours = json!([{"weekdays": "mon-fri", "open": ["09:00-17:00"]}]);
    let document = json!({"year_files": names, "hours": hours, "makeup_days_use": "mon"}).to_string();
    let texts: Vec<(&str, String)> = year_files.iter().map(|(name, value)| (*name, value.to_string())).collect();
    compile_calendar(document.as_bytes(), &texts.iter().map(|(name, text)| (*name, text.as_bytes())).collect())
}

fn year(year: i32, days: &[(&str, bool)]) -> Value {
    let days: Vec<Value> = days.iter().map(|(date, off)| json!({"name": "x", "date": date, "isOffDay": off})).collect();
    json!({"year": year, "papers": [], "days": days})
}

/// Late December may be changed by the notice of the next year (domain notes 2.6): of two notices the later one holds,
/// in whatever order the files are named.
#[test]
fn the_later_notice_holds_for_a_day_that_two_files_name() {
    let first = ("a", year(2025, &[("2025-01-01", true), ("2025-12-29", false)]));
    let second = ("b", year(2026, &[("2025-12-29", true), ("2026-01-01", true)]));
    for files in [[first.clone(), second.clone()], [second, first]] {
        let calendar = compile(&files).unwrap();
        assert_eq!(calendar.is_working_day(date("2025-12-29")), Ok(false), "{} first", files[0].0);
        assert_eq!(calendar.coverage(), (date("2025-01-01"), date("2026-12-31")));
    }
}

#[test]
fn a_file_without_days_publishes_nothing() {
    let (full, empty) = (year(2025, &[("2025-01-01", true)]), year(2026, &[]));
    let calendar = compile(&[("a", full.clone()), ("b", empty.clone())]).unwrap();
    assert_eq!(calendar.coverage(), (date("2025-01-01"), date("2025-12-31")));
    // A day of December of the year before does not make that year covered.
    let calendar = compile(&[("a", year(2026, &[("2025-12-31", true)]))]).unwrap();
    assert_eq!(calendar.coverage(), (date("2026-01-01"), date("2026-12-31")));
    assert_eq!(calendar.is_working_day(date("2025-12-31")), gap("2025-12-31"));
    let found = |files: &[(&str, Value)]| {
        let diagnostics = compile(files).unwrap_err().diagnostics;
        let list = diagnostics.iter().map(|d| format!("{} {}", d.problem.code().name(), d.problem.pointer()));
        list.collect::<Vec<_>>()
    };
    assert_eq!(found(&[("a", empty)]), ["ruleset.bad_value /year_files"]);
    assert_eq!(found(&[("a", full), ("c", year(2027, &[("2027-01-01", true)]))]), ["ruleset.calendar_gap /year_files"]);
}

#[test]
fn limits_of_a_ruleset_end_where_their_words_say() {
    let mut document: Value = serde_json::from_slice(&example("ruleset.json")).unwrap();
    let limits = document["limits"].as_object_mut().unwrap();
    limits.insert("night".into(), json!({"within": "3wd", "calendar": "office", "end": "end_of_day"}));
    limits.insert("natural".into(), json!({"within": "7d"}));
    limits.insert("quick".into(), json!({"within": "90min"}));
    limits.insert("seen".into(), json!({"within": "1wd", "calendar": "office", "counts_from": "occurred"}));
    let ruleset = Ruleset::compile(document.to_string().as_bytes(), &parts()).unwrap();
    let start = |limit: &str, recorded: &str, occurred: Option<&str>| {
        let limit: Name = limit.parse().unwrap();
        ruleset.limits().start(&limit, at(recorded), occurred.map(at)).unwrap()
    };
    for (limit, from, due) in [
        ("simple", "2026-02-13T10:00:00", "2026-02-14T17:30:00"),
        ("general", "2026-02-13T10:00:00", "2026-02-27T17:30:00"),
        ("general", "2026-09-24T23:59:59", "2026-10-09T17:30:00"),
        ("sign", "2026-02-13T10:00:00", "2026-02-13T16:00:00"),
        ("urgent", "2026-02-15T23:30:00", "2026-02-16T01:30:00"),
        ("quick", "2026-02-15T23:30:00", "2026-02-16T01:00:00"),
        ("night", "2026-02-13T10:00:00", "2026-02-25T23:59:59"),
        ("natural", "2026-02-13T10:00:00", "2026-02-20T23:59:59"),
    ] {
        let clock = start(limit, from, None);
        assert_eq!((clock.due, clock.waits_for), (Some(at(due)), None), "{limit} from {from}");
        // A due instant is the last one on time: the breach fires a second later.
        assert_eq!(clock.fires_at(), at(due).plus(1));
        assert!(clock.on_time(at(due)) && !clock.on_time(at(due).plus(1).unwrap()));
    }
    // Each limit says from which of the two instants it counts.
    let (recorded, occurred) = ("2026-03-06T09:00:00", Some("2026-03-04T09:00:00"));
    assert_eq!(start("seen", recorded, occurred).due, Some(at("2026-03-05T17:30:00")));
    assert_eq!(start("simple", recorded, occurred).due, Some(at("2026-03-09T17:30:00")));
    assert_eq!(start("seen", recorded, None).due, Some(at("2026-03-09T17:30:00")));
    // Already past when it is recorded: it fires at once, never before the entry that set it.
    assert_eq!(start("seen", recorded, occurred).fires_at(), Some(at(recorded)));
    // Past the published years a clock waits, is not late, and does not fire.
    let waiting = start("general", "2026-12-28T09:00:00", None);
    assert_eq!((waiting.due, waiting.waits_for, waiting.fires_at()), (None, Some(date("2027-01-01")), None));
    assert!(waiting.on_time(at("2199-01-01T00:00:00")));
}
