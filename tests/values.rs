//! Values: what is read, what is refused, and that each is written in one form only.

#[path = "values/digest.rs"]
mod digest;
#[path = "values/ids.rs"]
mod ids;
#[path = "values/position.rs"]
mod position;

use civigrid::{Date, Decimal, Instant};
use proptest::prelude::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

fn instant(text: &str) -> Instant {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

fn settings(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

#[test]
fn decimals_are_read_and_written_in_their_shortest_form() {
    let most = "9".repeat(28);
    for (text, written) in [
        ("0", "0"),
        ("-0", "0"),
        ("0.00", "0"),
        ("-0.0", "0"),
        ("1.50", "1.5"),
        ("1.5", "1.5"),
        ("-1.50", "-1.5"),
        ("0.10", "0.1"),
        ("100", "100"),
        ("100.000", "100"),
        (&most, &most),
        ("123456789012345.1234567890123", "123456789012345.1234567890123"),
        ("0.000000000000000000000000001", "0.000000000000000000000000001"),
    ] {
        assert_eq!(decimal(text).to_string(), written, "{text}");
        assert_eq!(decimal(text), decimal(written));
    }
    let broken = [
        "", "-", "+1", ".5", "5.", "-.5", "01", "00", "-01", "00.5", "1e3", "1E3", "1.5e0", "1_000", " 1", "1 ", "1,5",
        "١", "１", "NaN", "inf", "--1", "1.2.3", "0x1", "1.-5", "-", ".", "-.",
    ];
    for text in broken {
        assert!(text.parse::<Decimal>().is_err(), "`{text}` is read");
    }
}

/// "At most 28 digits": whether or not a point stands among them.
#[test]
fn twenty_nine_digits_are_too_many() {
    for text in ["9".repeat(29), format!("1{}", "0".repeat(28)), format!("-7{}", "0".repeat(28))] {
        assert!(text.parse::<Decimal>().is_err(), "`{text}` is read");
    }
    for whole in 1..=28 {
        let text = format!("{}.{}", "1".repeat(whole), "2".repeat(29 - whole));
        assert!(text.parse::<Decimal>().is_err(), "`{text}` is read");
    }
}

/// Digits without trailing zeros after the point.
fn shortest(mantissa: i128, scale: usize) -> String {
    let sign = if mantissa < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", mantissa.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

fn count_digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

const TEN_28: i128 = 10_000_000_000_000_000_000_000_000_000;

fn mantissa() -> impl Strategy<Value = i128> {
    prop_oneof![-TEN_28 + 1..TEN_28, -100_000_i128..100_000, (TEN_28 - 1_000)..TEN_28]
}

proptest! {
    #![proptest_config(settings(4_000))]

    #[test]
    fn decimals_keep_their_value(a in mantissa(), b in mantissa(), scale in 0_usize..=9, other in 0_usize..=9) {
        let (left, right) = (shortest(a, scale), shortest(b, other));
        prop_assume!(count_digits(&left) <= 28 && count_digits(&right) <= 28);
        let (x, y) = (decimal(&left), decimal(&right));
        prop_assert_eq!(x.to_string(), left.as_str());
        let (a, b) = (a * 10_i128.pow(9 - scale as u32), b * 10_i128.pow(9 - other as u32));
        prop_assert_eq!(x.cmp(&y), a.cmp(&b));
        prop_assert_eq!(x == y, a == b);
        prop_assert_eq!((x.is_positive(), x.is_negative()), (a > 0, a < 0));
        prop_assert_eq!(x.negated().to_string(), shortest(-a, 9));
        let whole = if a % 1_000_000_000 == 0 { i64::try_from(a / 1_000_000_000).ok() } else { None };
        prop_assert_eq!(x.to_whole(), whole);
        // What fits is exact: no digit is ever rounded away.
        for (found, exact) in [(x.checked_add(y), a + b), (x.checked_sub(y), a - b)] {
            let exact = shortest(exact, 9);
            if count_digits(&exact) <= 28 {
                prop_assert_eq!(found.map(|sum| sum.to_string()), Some(exact), "{} and {}", left, right);
            } else if let Some(found) = found {
                prop_assert_eq!(found.to_string(), exact, "{} and {}", left, right);
            }
        }
    }

    #[test]
    fn ratios_are_rounded_half_up(
        numerator in prop_oneof![any::<i64>(), -1_000_i64..1_000],
        denominator in prop_oneof![any::<i64>(), -1_000_i64..1_000],
        scale in prop_oneof![Just(1_u32), Just(100)],
        places in 0_u32..=8,
    ) {
        let found = Decimal::ratio(numerator, denominator, scale, places).map(|ratio| ratio.to_string());
        let power = 10_i128.pow(places);
        let (top, bottom) = (i128::from(numerator) * i128::from(scale) * power, i128::from(denominator));
        let expected = (bottom != 0).then(|| {
            let rounded = (top.abs() * 2 + bottom.abs()) / (bottom.abs() * 2);
            shortest(rounded * top.signum() * bottom.signum(), places as usize)
        });
        // A decimal has at most 28 digits: where the ratio has more there is none.
        let expected = expected.filter(|text| count_digits(text) <= 28);
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn a_sum_is_exact_or_there_is_none() {
    let most = decimal(&"9".repeat(28));
    // 10^28 and 10^28 - 0.9 have 29 digits.
    for (a, b) in [(most, decimal("1")), (most, decimal("0.1")), (most, most), (most, decimal("0.0000001"))] {
        assert_eq!(a.checked_add(b), None, "{a} + {b}");
        assert_eq!(a.negated().checked_sub(b), None, "-{a} - {b}");
    }
    assert_eq!(most.checked_sub(decimal("0.5")), None);
    assert_eq!(most.checked_sub(most), Some(Decimal::ZERO));
    assert_eq!(most.checked_add(decimal("-1")).unwrap().to_string(), format!("{}8", "9".repeat(27)));
    // 0.1 + 0.2 is 0.3.
    assert_eq!(decimal("0.1").checked_add(decimal("0.2")), Some(decimal("0.3")));
    assert_eq!(decimal("0.3").checked_sub(decimal("0.1")), Some(decimal("0.2")));
    let tiny = decimal("0.000000000000000000000000001");
    assert_eq!(decimal("1000").checked_add(tiny), None);
}

#[test]
fn ratios_by_hand() {
    let ratio = |n, d, scale, places| Decimal::ratio(n, d, scale, places).map(|ratio| ratio.to_string());
    for (n, d, scale, places, expected) in [
        (1_512, 1_711, 100, 2, "88.37"), // the seed's completion rate
        (2, 3, 1, 2, "0.67"),
        (2, 3, 100, 0, "67"),
        (1, 8, 100, 1, "12.5"),
        (1, 8, 1, 2, "0.13"),
        (-1, 8, 1, 2, "-0.13"),
        (1, -8, 1, 2, "-0.13"),
        (-1, -8, 1, 2, "0.13"),
        (1, 2, 1, 0, "1"),
        (-1, 2, 1, 0, "-1"),
        (5, 1_000, 1, 2, "0.01"),
        (4_999, 1_000_000, 1, 2, "0"),
        (0, 5, 100, 2, "0"),
        (5, 5, 100, 2, "100"),
        (-1, 1_000, 1, 2, "0"),
        (i64::MAX, i64::MAX, 100, 2, "100"),
        (i64::MIN, 1, 1, 2, "-9223372036854775808"),
        (9_007_199_254_740_991, 1, 100, 8, "900719925474099100"),
        (1, 9_007_199_254_740_991, 1, 8, "0"),
    ] {
        assert_eq!(ratio(n, d, scale, places).as_deref(), Some(expected), "{n} / {d} * {scale} to {places}");
    }
    assert_eq!(ratio(0, 0, 100, 2), None);
    assert_eq!(ratio(7, 0, 100, 2), None);
}

/// As many places as one likes: what does not fit is not there, and what is there can be read.
#[test]
fn a_ratio_of_many_places_can_be_read_again() {
    let ratio = |n, d, scale, places| Decimal::ratio(n, d, scale, places).map(|ratio| ratio.to_string());
    for places in 0..=60 {
        for (numerator, scale) in [(1, 1), (-1, 1), (1, 100), (1_000, 1), (i64::MAX, 1)] {
            if let Some(found) = ratio(numerator, 3, scale, places) {
                let read = found.parse::<Decimal>().map(|read| read.to_string());
                assert_eq!(read, Ok(found), "{numerator} / 3 * {scale} to {places}");
            }
        }
    }
    assert_eq!(ratio(1, 3, 1, 20).as_deref(), Some("0.33333333333333333333"));
}

/// Found by a random input: 21 digits before the point and 8 behind it are one too many.
#[test]
fn a_ratio_of_29_digits_is_none() {
    let (numerator, places) = (3_000_999_989_211_517_108, 8);
    assert_eq!(Decimal::ratio(numerator, 3, 100, places), None);
    let shorter = Decimal::ratio(numerator, 3, 100, places - 1).map(|ratio| ratio.to_string());
    assert_eq!(shorter.as_deref(), Some("100033332973717236933.3333333"));
}

/// Just below a half, by less than the 28th digit: rounded once it goes down, rounded twice it goes up.
#[test]
fn a_ratio_is_rounded_once() {
    let (numerator, denominator) = (8_069_926_737_411_124_445, 9_223_372_036_854_775_801);
    let exact = i128::from(numerator) * 10_000_000_000;
    let floor = exact / i128::from(denominator);
    assert_eq!((exact % i128::from(denominator)) * 2 + 1, i128::from(denominator));
    let found = Decimal::ratio(numerator, denominator, 100, 8).unwrap();
    assert_eq!(found.to_string(), shortest(floor, 8));
}

#[test]
fn instants_are_read_in_any_offset_and_written_in_that_of_china() {
    let same = "2026-02-13T10:00:00+08:00";
    for text in [
        same,
        "2026-02-13T02:00:00Z",
        "2026-02-13T02:00:00+00:00",
        "2026-02-12T21:00:00-05:00",
        "2026-02-13T02:00:00.0Z",
        "2026-02-13T10:00:00.000000000+08:00",
        "2026-02-13T15:45:00+13:45",
    ] {
        assert_eq!(instant(text).to_string(), same, "{text}");
    }
    assert_eq!(instant("2024-02-29T23:59:59+08:00").to_string(), "2024-02-29T23:59:59+08:00");
    assert_eq!(instant("2023-12-31T16:00:00Z").to_string(), "2024-01-01T00:00:00+08:00");
    assert_eq!(instant("1970-01-01T00:00:00Z").seconds(), 0);
    assert_eq!(instant("2000-02-29T00:00:00Z").seconds(), 951_782_400);
    let broken = [
        "",
        "2026-02-13",
        "2026-02-13T10:00:00",
        "2026-02-13T10:00+08:00",
        "2026-02-13 10:00:00+08:00",
        "2026-02-13T10:00:60+08:00",
        "2016-12-31T23:59:60Z",
        "2026-02-13T24:00:00+08:00",
        "2026-02-13T10:60:00+08:00",
        "2026-02-13T10:00:00.5+08:00",
        "2026-02-13T10:00:00.001Z",
        "2026-02-13T10:00:00.Z",
        "2026-02-13T10:00:00.+08:00",
        "2026-02-13T10:00:00+0800",
        "2026-02-13T10:00:00+8:00",
        "2026-02-13T10:00:00+08",
        "2026-02-13T10:00:00+24:00",
        "2026-02-13T10:00:00+08:60",
        "2026-02-13T10:00:00+08:00 ",
        " 2026-02-13T10:00:00Z",
        "2026-02-13T10:00:00ZZ",
        "2026-02-30T10:00:00Z",
        "2023-02-29T10:00:00Z",
        "2100-02-29T10:00:00Z",
        "2026-13-01T10:00:00Z",
        "2026-00-01T10:00:00Z",
        "2026-01-00T10:00:00Z",
        "2026-2-13T10:00:00Z",
        "26-02-13T10:00:00Z",
        "12026-02-13T10:00:00Z",
        "-2026-02-13T10:00:00Z",
        "+2026-02-13T10:00:00Z",
        "2026-02-13T1:00:00Z",
        "2026-02-13T+1:00:00Z",
        "２０２６-02-13T10:00:00Z",
        "2026-02-13T10:00:0０Z",
        "20260213T100000Z",
        "1770948000",
    ];
    for text in broken {
        assert!(text.parse::<Instant>().is_err(), "`{text}` is read");
    }
}

/// Both ends of 1900 to 2199, on the clock on which instants are written.
#[test]
fn the_range_of_instants_is_closed() {
    let (first, last) = ("1900-01-01T00:00:00+08:00", "2199-12-31T23:59:59+08:00");
    for text in [first, last] {
        assert_eq!(text.parse::<Instant>().map(|at| at.to_string()), Ok(text.into()));
    }
    for text in ["1899-12-31T23:59:59+08:00", "2200-01-01T00:00:00+08:00"] {
        assert!(text.parse::<Instant>().is_err(), "{text}");
    }
    assert_eq!(instant(first).plus(-1), None);
    assert_eq!(instant(last).plus(1), None);
    assert_eq!(instant(last).plus(i64::MAX), None);
    let days = (Date::new(1900, 1, 1).unwrap(), Date::new(2199, 12, 31).unwrap());
    assert_eq!((instant(first).date(), instant(last).date()), days);
    assert_eq!(days.0.at_second(0), Some(instant(first)));
    assert_eq!(days.1.at_second(86_399), Some(instant(last)));
}

/// Whatever the type lets in, it writes as something that it reads, with a date that is one.
#[test]
fn the_first_and_the_last_instant_are_written_and_read_alike() {
    let end = |mut inside: i64, mut outside: i64| {
        while (outside - inside).abs() > 1 {
            let middle = i64::midpoint(inside, outside);
            if Instant::from_seconds(middle).is_ok() { inside = middle } else { outside = middle }
        }
        Instant::from_seconds(inside).unwrap()
    };
    for at in [end(0, -10_000_000_000), end(0, 10_000_000_000)] {
        assert_eq!(at.to_string().parse(), Ok(at), "{at}");
        let date = at.date();
        assert_eq!(Date::new(date.year(), date.month(), date.day()), Some(date));
        assert_eq!(date.to_string().parse(), Ok(date));
    }
}

/// Year, month and day of a number of days since 1970, counted year by year.
fn civil(mut days: i64) -> (i32, u32, u32) {
    let leap = |year: i32| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = |year: i32| if leap(year) { 366 } else { 365 };
    let mut year = 1970;
    while days < 0 {
        year -= 1;
        days += length(year);
    }
    while days >= length(year) {
        days -= length(year);
        year += 1;
    }
    let february = if leap(year) { 29 } else { 28 };
    let mut month = 0;
    for (number, length) in (1..).zip([31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
        month = number;
        if days < length {
            break;
        }
        days -= length;
    }
    (year, month, u32::try_from(days).unwrap() + 1)
}

proptest! {
    #![proptest_config(settings(3_000))]

    #[test]
    fn instants_agree_with_the_calendar(a in -2_208_000_000_i64..7_258_000_000, b in -2_208_000_000_i64..7_258_000_000) {
        let at = Instant::from_seconds(a).unwrap();
        prop_assert_eq!(at.to_string().parse(), Ok(at));
        let (days, second) = ((a + 28_800).div_euclid(86_400), (a + 28_800).rem_euclid(86_400));
        let (year, month, day) = civil(days);
        let (hour, minute, rest) = (second / 3_600, second / 60 % 60, second % 60);
        let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{rest:02}+08:00");
        prop_assert_eq!(at.to_string(), text.as_str());
        prop_assert_eq!(at.date(), Date::new(year, month, day).unwrap());
        prop_assert_eq!(at.second_of_day(), second);
        prop_assert_eq!(at.date().at_second(second), Some(at));
        // The first of January 1970 was a Thursday.
        prop_assert_eq!(i64::from(at.date().weekday()), (days + 3).rem_euclid(7));
        let other = Instant::from_seconds(b).unwrap();
        prop_assert_eq!(at.cmp(&other), text.cmp(&other.to_string()));
        prop_assert_eq!(at.plus(b - a), Some(other));
    }
}

#[test]
fn dates_are_read_strictly_and_step_over_months() {
    let date = |text: &str| text.parse::<Date>().unwrap();
    assert_eq!(date("2024-02-28").next(), Some(date("2024-02-29")));
    assert_eq!(date("2025-12-31").next(), Some(date("2026-01-01")));
    assert_eq!(date("2026-03-01").plus_days(-1), Some(date("2026-02-28")));
    assert_eq!((date("2026-02-13").weekday(), date("2026-02-15").weekday()), (4, 6));
    assert_eq!(date("2026-02-13").month_name(), "2026-02");
    assert_eq!(Date::new(2026, 2, 29), None);
    assert_eq!((date("2199-12-31").next(), date("1900-01-01").plus_days(-1)), (None, None));
    let broken = [
        "",
        "2026-2-13",
        "2026-02-3",
        "2026-02-29",
        "2026-02-13 ",
        "2026/02/13",
        "20260213",
        "2026-02",
        "2026-02-13-01",
        "1899-12-31",
        "2200-01-01",
        "+026-02-13",
        "2026-+2-13",
        "２026-02-13",
        "2026-02-13T00:00:00Z",
        "0000-01-01",
    ];
    for text in broken {
        assert!(text.parse::<Date>().is_err(), "`{text}` is read");
    }
}
