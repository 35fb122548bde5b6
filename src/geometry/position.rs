//! A position on the map. On the wire degrees as JSON numbers, as GeoJSON has them; inside integers of 1e-7 degree.

use crate::error::Code;
use crate::json;
use alloc::string::{String, ToString};
use core::fmt;
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::ser::{Error as _, SerializeTuple};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

const DEGREE: i64 = 10_000_000;
const PLACES: i64 = 7;

/// A position in WGS-84 (CGCS2000 is the same at this scale), to 1e-7 degree: about a centimetre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "MapPosition", with = "[i32; 2]"))]
#[cfg_attr(feature = "schema", schemars(transform = schema::degrees))]
pub struct Position {
    lon_e7: i32,
    lat_e7: i32,
}

impl Position {
    /// From units of 1e-7 degree; `None` outside -180..180 and -90..90 degrees.
    #[must_use]
    pub fn from_e7(lon_e7: i32, lat_e7: i32) -> Option<Self> {
        let fits = i64::from(lon_e7).abs() <= 180 * DEGREE && i64::from(lat_e7).abs() <= 90 * DEGREE;
        fits.then_some(Self { lon_e7, lat_e7 })
    }

    /// The longitude in 1e-7 degree.
    #[must_use]
    pub const fn lon_e7(self) -> i32 {
        self.lon_e7
    }

    /// The latitude in 1e-7 degree.
    #[must_use]
    pub const fn lat_e7(self) -> i32 {
        self.lat_e7
    }
}

/// Reads the text of a JSON number as units of 1e-7 degree, rounded to the nearest, halves away from zero.
fn units(text: &str) -> Option<i32> {
    let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let exponent: i64 = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    // The number is 0.d1d2d3... times ten to the power of `point`; digits up to `keep` stay.
    let point = i64::try_from(whole.len()).ok()?.checked_add(exponent)?;
    let keep = point.checked_add(PLACES)?;
    let mut value = 0_i64;
    for (index, digit) in (0_i64..).zip(whole.bytes().chain(fraction.bytes())) {
        let digit = i64::from(digit.checked_sub(b'0').filter(|digit| *digit <= 9)?);
        if index < keep {
            value = value.checked_mul(10)?.checked_add(digit)?;
        } else if index == keep && digit >= 5 {
            value = value.checked_add(1)?;
        }
    }
    let written = i64::try_from(whole.len().checked_add(fraction.len())?).ok()?;
    let padding = keep.saturating_sub(written).max(0);
    if value != 0 {
        value = value.checked_mul(10_i64.checked_pow(u32::try_from(padding).ok()?)?)?;
    }
    i32::try_from(if negative { value.checked_neg()? } else { value }).ok()
}

fn degrees(units: i32) -> String {
    let size = i64::from(units).abs();
    let mut out = String::new();
    if units < 0 {
        out.push('-');
    }
    out.push_str(&size.div_euclid(DEGREE).to_string());
    let fraction = size.rem_euclid(DEGREE);
    if fraction > 0 {
        let digits = alloc::format!("{fraction:07}");
        out.push('.');
        out.push_str(digits.trim_end_matches('0'));
    }
    out
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pair = serializer.serialize_tuple(2)?;
        for units in [self.lon_e7, self.lat_e7] {
            pair.serialize_element(&RawValue::from_string(degrees(units)).map_err(S::Error::custom)?)?;
        }
        pair.end()
    }
}

struct PairVisitor;

impl<'de> Visitor<'de> for PairVisitor {
    type Value = Position;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[longitude, latitude]")
    }

    /// A position is one value: whatever is wrong in it is told of the pair.
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let fault = || A::Error::custom(json::coded(Code::PositionRange));
        let mut next = || items.next_element::<json::Raw>();
        let (lon, lat, more) = (next()?, next()?, next()?);
        let (Some(lon), Some(lat), None) = (lon, lat, more) else { return Err(fault()) };
        // A string, list or word does not begin as a number does, and has no units.
        let position = units(lon.as_str()).zip(units(lat.as_str())).and_then(|(lon, lat)| Position::from_e7(lon, lat));
        position.ok_or_else(fault)
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(PairVisitor)
    }
}

#[cfg(feature = "schema")]
mod schema {
    use serde_json::json;

    /// Two numbers in degrees.
    pub(super) fn degrees(schema: &mut schemars::Schema) {
        let longitude = json!({"type": "number", "minimum": -180, "maximum": 180, "title": "longitude"});
        let latitude = json!({"type": "number", "minimum": -90, "maximum": 90, "title": "latitude"});
        schema.insert("prefixItems".into(), json!([longitude, latitude]));
        schema.insert("items".into(), false.into());
    }
}
