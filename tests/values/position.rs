//! Positions: degrees as JSON numbers, read exactly and rounded once to 1e-7 degree.

use civigrid::Position;
use proptest::prelude::*;

fn read(text: &str) -> Option<(i32, i32)> {
    let position: Result<Position, _> = serde_json::from_str(text);
    position.ok().map(|position| (position.lon_e7(), position.lat_e7()))
}

fn written(lon: i32, lat: i32) -> String {
    serde_json::to_string(&Position::from_e7(lon, lat).unwrap()).unwrap()
}

/// The number in units of 1e-7 degree, if it is one of a longitude.
fn longitude(text: &str) -> Option<i32> {
    read(&format!("[{text},0]")).map(|(lon, _)| lon)
}

#[test]
fn degrees_are_rounded_to_the_nearest_half_away_from_zero() {
    for (text, expected) in [
        ("118.1871", 1_181_871_000),
        ("0", 0),
        ("-0", 0),
        ("-0.0", 0),
        ("0.0000001", 1),
        ("-0.0000001", -1),
        ("0.00000005", 1),
        ("-0.00000005", -1),
        ("0.00000004999999999999999999999999999999999", 0),
        ("0.0000000500000000000000000000000000000000000001", 1),
        ("-0.00000004", 0),
        ("0.00000015", 2),
        ("0.00000014", 1),
        ("118.18710005", 1_181_871_001),
        ("118.18710004999", 1_181_871_000),
        ("-118.18710005", -1_181_871_001),
        ("9.99999995", 100_000_000),
        ("180", 1_800_000_000),
        ("-180.00000004", -1_800_000_000),
        ("179.99999995", 1_800_000_000),
        // Exponents, as any JSON writer may choose them.
        ("1.181871e2", 1_181_871_000),
        ("1181871E-4", 1_181_871_000),
        ("11818710e-005", 1_181_871_000),
        ("0.1181871e+3", 1_181_871_000),
        ("1e-7", 1),
        ("5e-8", 1),
        ("4.9e-8", 0),
        ("-5e-8", -1),
        ("5e-9", 0),
        ("99e-9", 1),
        ("18e1", 1_800_000_000),
        ("0.0000018e8", 1_800_000_000),
        ("0e5", 0),
        ("0e400", 0),
        ("0.000e-99999", 0),
        ("1e-400", 0),
        ("1e-999999999", 0),
    ] {
        assert_eq!(longitude(text), Some(expected), "{text}");
    }
    let many = format!("118.1871{}", "0".repeat(10_000));
    assert_eq!(longitude(&many), Some(1_181_871_000));
    let many = format!("1{}e-10000", "0".repeat(10_000));
    assert_eq!(longitude(&many), Some(10_000_000));
}

#[test]
fn what_is_off_the_globe_is_refused() {
    let broken = [
        "180.00000005",
        "-180.00000005",
        "181",
        "1e3",
        "1e400",
        "-1e400",
        "1e999999999",
        "214.7483648",
        "429.4967296",
        "999999999999999999999999999999",
        "1e9223372036854775807",
        "1e-9223372036854775809e1",
    ];
    for text in broken {
        assert_eq!(longitude(text), None, "{text}");
    }
    for text in ["[0,90.00000005]", "[0,-90.00000005]", "[0,118]", "[39.6,118.1]"] {
        assert_eq!(read(text), None, "{text}");
    }
    assert_eq!(read("[-180,90]"), Some((-1_800_000_000, 900_000_000)));
    assert_eq!(read("[180,-90.00000004]"), Some((1_800_000_000, -900_000_000)));
    for (lon, lat) in
        [(1_800_000_001, 0), (-1_800_000_001, 0), (0, 900_000_001), (0, -900_000_001), (i32::MIN, i32::MIN)]
    {
        assert_eq!(Position::from_e7(lon, lat), None);
    }
}

#[test]
fn a_position_is_two_numbers() {
    let broken = [
        "[]",
        "[1]",
        "[1,2,3]",
        "[1,2,null]",
        "[1,\"2\"]",
        "[\"1\",2]",
        "[null,2]",
        "[1,true]",
        "[1,[2]]",
        "[[1,2]]",
        "{\"lon\":1,\"lat\":2}",
        "\"1,2\"",
        "1",
        "null",
        "[1,{}]",
        "[NaN,2]",
        "[+1,2]",
        "[01,2]",
        "[.5,2]",
        "[1.,2]",
    ];
    for text in broken {
        assert_eq!(read(text), None, "{text}");
    }
    assert_eq!(read(" [ 1 , 2 ] "), Some((10_000_000, 20_000_000)));
}

#[test]
fn positions_are_written_without_exponents_or_trailing_zeros() {
    for (lon, lat, text) in [
        (1_181_871_000, 396_243_000, "[118.1871,39.6243]"),
        (0, 0, "[0,0]"),
        (1, -1, "[0.0000001,-0.0000001]"),
        (-1_800_000_000, 900_000_000, "[-180,90]"),
        (10_000_000, -10_000_001, "[1,-1.0000001]"),
        (-5_000_000, 100, "[-0.5,0.00001]"),
    ] {
        assert_eq!(written(lon, lat), text);
    }
}

proptest! {
    #![proptest_config(super::settings(5_000))]

    #[test]
    fn positions_are_read_as_they_are_written(lon in -1_800_000_000..=1_800_000_000, lat in -900_000_000..=900_000_000) {
        prop_assert_eq!(read(&written(lon, lat)), Some((lon, lat)));
    }

    #[test]
    fn any_decimal_is_rounded_once(
        mantissa in -18_i64 * 10_i64.pow(16)..18 * 10_i64.pow(16),
        scale in 0_u32..=16,
        shift in -20_i32..20,
    ) {
        // mantissa / 10^scale, written with its point moved by an exponent.
        let size = mantissa.unsigned_abs().to_string();
        let digits = format!("{size:0>width$}", width = scale as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
        let sign = if mantissa < 0 { "-" } else { "" };
        let point = if fraction.is_empty() { String::new() } else { format!(".{fraction}") };
        let text = format!("{sign}{whole}{point}e{shift}");
        // Units of 1e-7 degree: mantissa * 10^(7 - scale + shift), half away from zero.
        let power = 7 - i32::try_from(scale).unwrap() + shift;
        let size = i128::from(mantissa.unsigned_abs());
        let units = if power >= 0 {
            10_i128.checked_pow(power.unsigned_abs()).and_then(|power| size.checked_mul(power))
        } else {
            let power = 10_i128.pow(power.unsigned_abs());
            Some((size * 2 + power) / (power * 2))
        };
        let expected = units.filter(|units| *units <= 1_800_000_000).map(|units| i32::try_from(units).unwrap());
        prop_assert_eq!(longitude(&text), expected.map(|units| units * if mantissa < 0 { -1 } else { 1 }), "{}", text);
    }
}
