//! Pipes that read numbers.

use super::super::{Piped, Value, number};
use super::step::Outcome;

pub fn int(value: Piped<'_>) -> Outcome<'_> {
    Ok(number::parse_float(&value.text()).and_then(number::truncated).unwrap_or(Value::Int(0)).into())
}

/// Widest result of `pad`, in characters; a larger width changes nothing.
const WIDEST: i64 = 4096;

pub fn pad(value: Piped<'_>, width: Option<i64>) -> Outcome<'_> {
    let text = value.into_text();
    let number = number::parse_float(&text).and_then(number::truncated);
    let (Some(number), Some(width @ ..=WIDEST)) = (number, width) else {
        return Ok(text.into());
    };
    let width = usize::try_from(width).unwrap_or(0);
    let digits = number.to_text();
    let (sign, digits) = digits.strip_prefix('-').map_or(("", &*digits), |digits| ("-", digits));
    Ok(Piped::Text(format!("{sign}{digits:0>fill$}", fill = width.saturating_sub(sign.len())).into()))
}

/// Compare as floats; False when either side isn't a number. Booleans count as 0 and 1.
pub fn order(value: &Piped<'_>, threshold: Option<f64>, holds: fn(f64, f64) -> bool) -> bool {
    #[allow(clippy::cast_precision_loss)] // as Python's float() does
    let left = match value {
        Piped::Text(text) => number::parse_float(text),
        Piped::Value(value) => match value {
            Value::Bool(value) => Some(f64::from(u8::from(*value))),
            Value::Int(value) => Some(*value as f64),
            Value::Float(value) => Some(*value),
            Value::None | Value::List(_) | Value::Map(_) | Value::Host { .. } => None,
            Value::Str(text) | Value::BigInt(text) => number::parse_float(text),
        },
    };
    match (left, threshold) {
        (Some(left), Some(right)) => holds(left, right),
        _ => false,
    }
}
