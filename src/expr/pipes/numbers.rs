//! Pipes that read numbers.

use super::super::{Value, eval::Budget, number};
use super::Outcome;

pub fn int(value: Value) -> Outcome {
    Ok(number::parse_float(&value.to_text()).and_then(number::truncated).unwrap_or(Value::Int(0)))
}

/// Widest result of `pad`, in characters; a larger width changes nothing.
const WIDEST: usize = 4096;

pub fn pad(value: Value, width: &str, _: &mut Budget) -> Outcome {
    let text = value.to_text();
    let number = number::parse_float(&text).and_then(number::truncated);
    let width = number::parse_int(width).map(|width| usize::try_from(width).unwrap_or(0));
    let (Some(number), Some(width @ ..=WIDEST)) = (number, width) else {
        return Ok(Value::text(text.into_owned()));
    };
    let digits = number.to_text();
    let (sign, digits) = digits.strip_prefix('-').map_or(("", &*digits), |digits| ("-", digits));
    Ok(Value::text(format!("{sign}{digits:0>fill$}", fill = width.saturating_sub(sign.len()))))
}

/// Compare as floats; False when either side isn't a number. Booleans count as 0 and 1.
pub fn order(value: &Value, threshold: &str, holds: fn(f64, f64) -> bool) -> bool {
    #[allow(clippy::cast_precision_loss)] // as Python's float() does
    let left = match value {
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        Value::Int(value) => Some(*value as f64),
        Value::Float(value) => Some(*value),
        Value::None | Value::List(_) | Value::Map(_) | Value::Host { .. } => None,
        Value::Str(text) | Value::BigInt(text) => number::parse_float(text),
    };
    match (left, number::parse_float(threshold)) {
        (Some(left), Some(right)) => holds(left, right),
        _ => false,
    }
}
