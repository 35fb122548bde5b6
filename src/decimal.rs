//! Exact decimal numbers: points, hours, weights, rates. Strings on the wire, so that no reader rounds them.

use crate::error::Code;
use alloc::string::ToString;
use core::fmt;
use rust_decimal::Decimal as Inner;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An exact decimal number of at most 28 digits, always in its shortest form: `"1.50"` is read as `1.5`.
///
/// ```
/// use civigrid::Decimal;
/// let points: Decimal = "1.50".parse()?;
/// assert_eq!(points.to_string(), "1.5");
/// # Ok::<(), civigrid::BadDecimal>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "str", extend("maxLength" = 31)))]
#[cfg_attr(feature = "schema", schemars(extend("pattern" = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$")))]
pub struct Decimal(Inner);

/// The first number of 29 digits.
const DIGITS_28: i128 = 10_000_000_000_000_000_000_000_000_000;
/// The first number of 28 digits: one more digit would be too many.
const FULL: i128 = 1_000_000_000_000_000_000_000_000_000;

/// A whole number of up to 56 digits: so many times 10^28, and the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Wide {
    high: u128,
    low: u128,
}

/// 10^28 and its square root.
const BASE: u128 = DIGITS_28.unsigned_abs();
const HALF_BASE: u128 = 100_000_000_000_000;

impl Wide {
    /// The product of two numbers of at most 28 digits, or 10^28 itself.
    fn product(one: u128, two: u128) -> Option<Self> {
        let split = |number: u128| Some((number.checked_div(HALF_BASE)?, number.checked_rem(HALF_BASE)?));
        let ((a, b), (c, d)) = (split(one)?, split(two)?);
        let middle = a.checked_mul(d)?.checked_add(b.checked_mul(c)?)?;
        let (up, down) = split(middle)?;
        let high = a.checked_mul(c)?.checked_add(up)?;
        let low = down.checked_mul(HALF_BASE)?.checked_add(b.checked_mul(d)?)?;
        Self { high, low: 0 }.plus(Self { high: 0, low })
    }

    fn plus(self, other: Self) -> Option<Self> {
        let low = self.low.checked_add(other.low)?;
        let high = self.high.checked_add(other.high)?.checked_add(low.checked_div(BASE)?)?;
        Some(Self { high, low: low.checked_rem(BASE)? })
    }

    /// Less a number that is not larger.
    fn minus(self, other: Self) -> Option<Self> {
        let (high, low) = match self.low.checked_sub(other.low) {
            Some(low) => (self.high, low),
            None => (self.high.checked_sub(1)?, self.low.checked_add(BASE)?.checked_sub(other.low)?),
        };
        Some(Self { high: high.checked_sub(other.high)?, low })
    }

    /// As a decimal number with so many places, those that do not fit rounded half to even in one step.
    fn rounded(self, scale: u32, negative: bool) -> Option<Decimal> {
        let digits = |number: u128| number.checked_ilog10().map_or(0, |log| log.saturating_add(1));
        let drop = digits(self.high).max(scale.saturating_sub(28));
        let scale = scale.checked_sub(drop)?;
        let (mut units, rest, half) = match drop.checked_sub(28) {
            Some(more) => {
                let unit = 10_u128.checked_pow(more)?;
                let half = Self { high: unit.checked_div(2)?, low: if more == 0 { BASE.checked_div(2)? } else { 0 } };
                (self.high.checked_div(unit)?, Self { high: self.high.checked_rem(unit)?, low: self.low }, half)
            }
            None => {
                let unit = 10_u128.checked_pow(drop)?;
                let above = self.high.checked_mul(BASE.checked_div(unit)?)?;
                let rest = Self { high: 0, low: self.low.checked_rem(unit)? };
                let half = Self { high: 0, low: unit.checked_div(2)? };
                (above.checked_add(self.low.checked_div(unit)?)?, rest, half)
            }
        };
        let odd = units.checked_rem(2)? == 1;
        if drop > 0 && (rest > half || (rest == half && odd)) {
            units = units.checked_add(1)?;
        }
        let units = i128::try_from(units).ok()?;
        Decimal::exact(if negative { units.checked_neg()? } else { units }, scale)
    }
}

/// A text that is not a decimal number: digits, perhaps a sign and a point, no exponent, at most 28 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadDecimal;

impl fmt::Display for BadDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Code::DecimalSyntax.name())
    }
}

impl core::error::Error for BadDecimal {}

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self(Inner::ZERO);

    /// A whole number.
    #[must_use]
    pub fn whole(number: i64) -> Self {
        Self(Inner::from(number))
    }

    /// The sum, or `None` where it does not fit.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        // The crate's own sum rounds where digits do not fit: ours is exact, or there is none.
        let scale = self.0.scale().max(other.0.scale());
        let aligned =
            |inner: Inner| inner.mantissa().checked_mul(10_i128.checked_pow(scale.checked_sub(inner.scale())?)?);
        Self::exact(aligned(self.0)?.checked_add(aligned(other.0)?)?, scale)
    }

    /// The number of so many units of a power of ten, in its shortest form, if it has at most 28 digits.
    fn exact(units: i128, scale: u32) -> Option<Self> {
        let (mut units, mut scale) = (units, scale);
        while scale > 0 && units.checked_rem(10) == Some(0) {
            units = units.checked_div(10)?;
            scale = scale.checked_sub(1)?;
        }
        if units.checked_abs()? >= DIGITS_28 {
            return None;
        }
        Inner::try_from_i128_with_scale(units, scale).ok().map(Self)
    }

    /// The difference, or `None` where it does not fit.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.negated())
    }

    /// The product, or `None` where it has more than 28 digits.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let units = self.0.mantissa().checked_mul(other.0.mantissa())?;
        Self::exact(units, self.0.scale().checked_add(other.0.scale())?)
    }

    /// The quotient, rounded half to even to 28 digits where it does not end before; `None` for a zero divisor and for
    /// a result that does not fit.
    #[must_use]
    pub fn checked_div(self, other: Self) -> Option<Self> {
        if other.0.is_zero() {
            return None;
        }
        let negative = self.0.is_sign_negative() != other.0.is_sign_negative();
        let divisor = other.0.mantissa().checked_abs()?;
        let dividend = self.0.mantissa().checked_abs()?;
        let (mut units, mut rest) = (dividend.checked_div(divisor)?, dividend.checked_rem(divisor)?);
        // The places of the quotient so far, 28 at most; below zero where digits before the point are still missing.
        let mut scale = i64::from(self.0.scale()).checked_sub(i64::from(other.0.scale()))?;
        // Long division, digit by digit: the divisor has 28 digits at most, so ten times the rest fits.
        while (rest != 0 || scale < 0) && scale < 28 && units < FULL {
            rest = rest.checked_mul(10)?;
            units = units.checked_mul(10)?.checked_add(rest.checked_div(divisor)?)?;
            rest = rest.checked_rem(divisor)?;
            scale = scale.checked_add(1)?;
        }
        let twice = rest.checked_mul(2)?;
        if twice > divisor || (twice == divisor && units.checked_rem(2)? == 1) {
            units = units.checked_add(1)?;
        }
        if negative {
            units = units.checked_neg()?;
        }
        Self::exact(units, u32::try_from(scale).ok()?)
    }

    /// The sum, rounded half to even to 28 digits where it has more behind the point; `None` where it does not fit.
    #[must_use]
    pub(crate) fn rounded_add(self, other: Self) -> Option<Self> {
        if let Some(sum) = self.checked_add(other) {
            return Some(sum);
        }
        let scale = self.0.scale().max(other.0.scale());
        let aligned = |inner: Inner| {
            let unit = 10_u128.checked_pow(scale.checked_sub(inner.scale())?)?;
            Wide::product(inner.mantissa().unsigned_abs(), unit)
        };
        let (one, two) = (aligned(self.0)?, aligned(other.0)?);
        let negative = (self.0.is_sign_negative(), other.0.is_sign_negative());
        if negative.0 == negative.1 {
            return one.plus(two)?.rounded(scale, negative.0);
        }
        let (more, less, sign) = if one >= two { (one, two, negative.0) } else { (two, one, negative.1) };
        more.minus(less)?.rounded(scale, sign)
    }

    /// The product, rounded half to even to 28 digits where it has more behind the point; `None` where it does not fit.
    #[must_use]
    pub(crate) fn rounded_mul(self, other: Self) -> Option<Self> {
        let (one, two) = (self.0.mantissa(), other.0.mantissa());
        let product = Wide::product(one.unsigned_abs(), two.unsigned_abs())?;
        product.rounded(self.0.scale().checked_add(other.0.scale())?, (one < 0) != (two < 0))
    }

    /// Midway between two numbers, if it is a number of at most 28 digits.
    #[must_use]
    pub(crate) fn between(self, above: Self) -> Option<Self> {
        let half = Self(Inner::new(5, 1));
        if let Some(middle) = self.checked_add(above).and_then(|sum| sum.checked_mul(half))
            && self < middle
            && middle < above
        {
            return Some(middle);
        }
        // Neighbours of many digits: the next number with as many places as there can be.
        (0..=28).rev().find_map(|places| {
            let next = self.checked_add(Self::exact(1, places)?)?;
            (next < above).then_some(next)
        })
    }

    /// `numerator / denominator * scale`, rounded half up (away from zero) to `places`; `None` for a zero denominator
    /// and for a result of more than 28 digits.
    ///
    /// Whole numbers throughout: there is one rounding, and it is exact.
    #[must_use]
    pub fn ratio(numerator: i64, denominator: i64, scale: u32, places: u32) -> Option<Self> {
        let product =
            i128::from(numerator).checked_mul(i128::from(scale))?.checked_mul(10_i128.checked_pow(places)?)?;
        let denominator = i128::from(denominator);
        let half = denominator.checked_abs()?.checked_div(2)?;
        let rest = product.checked_rem(denominator)?.checked_abs()?;
        let mut units = product.checked_div(denominator)?;
        // An odd denominator has no exact half: more than its floor is past it.
        let up = if denominator.checked_rem(2)? == 0 { rest >= half } else { rest > half };
        if up {
            let away = if (product < 0) == (denominator < 0) { 1 } else { -1 };
            units = units.checked_add(away)?;
        }
        Self::exact(units, places)
    }

    /// The number negated.
    #[must_use]
    pub fn negated(self) -> Self {
        let mut inner = self.0;
        if !inner.is_zero() {
            inner.set_sign_positive(inner.is_sign_negative());
        }
        Self(inner)
    }

    /// Whether the number is above zero.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.0 > Inner::ZERO
    }

    /// Whether the number is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0 < Inner::ZERO
    }

    /// How many digits stand behind the point.
    #[must_use]
    pub(crate) fn places(self) -> u32 {
        self.0.scale()
    }

    /// The number in units of the last of so many places, rounded down, and whether it is one exactly.
    #[must_use]
    pub(crate) fn units(self, places: u32) -> Option<(i64, bool)> {
        let (mantissa, scale) = (self.0.mantissa(), self.0.scale());
        if let Some(more) = scale.checked_sub(places).filter(|more| *more > 0) {
            let unit = 10_i128.checked_pow(more)?;
            return Some((i64::try_from(mantissa.checked_div_euclid(unit)?).ok()?, false));
        }
        let units = mantissa.checked_mul(10_i128.checked_pow(places.checked_sub(scale)?)?)?;
        Some((i64::try_from(units).ok()?, true))
    }

    /// The greatest whole number that is not above it.
    #[must_use]
    pub(crate) fn floor(self) -> Self {
        Self(self.0.floor())
    }

    /// The number without its fraction, towards zero, if it fits.
    #[must_use]
    pub(crate) fn cut(self) -> Option<i64> {
        self.0.trunc().to_i64()
    }

    /// The number as a whole one, if it is one and fits.
    #[must_use]
    pub fn to_whole(self) -> Option<i64> {
        if self.0.is_integer() { self.0.to_i64() } else { None }
    }
}

impl core::str::FromStr for Decimal {
    type Err = BadDecimal;

    fn from_str(text: &str) -> Result<Self, BadDecimal> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !number(whole) || !number(fraction) || digits.len() > 30 || (whole.len() > 1 && whole.starts_with('0')) {
            return Err(BadDecimal);
        }
        let inner = Inner::from_str_exact(text).map_err(|_| BadDecimal)?;
        Self::exact(inner.mantissa(), inner.scale()).ok_or(BadDecimal)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_string())
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::json::text(deserializer, |text| text.parse().map_err(|BadDecimal| Code::DecimalSyntax))
    }
}
