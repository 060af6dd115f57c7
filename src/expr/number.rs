//! `float(text)` and `int(float(text))` as Python reads them.

use std::borrow::Cow;

use super::text::is_space;
use super::value::Value;

/// Python's `float(text)`: surrounding space, underscores between digits, `inf` and `nan` in any case.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    plain(text)?.parse().ok()
}

/// Without surrounding space and the underscores between digits; `None`: an underscore elsewhere.
fn plain(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim_matches(is_space);
    if !text.contains('_') {
        return Some(Cow::Borrowed(text));
    }
    let bytes = text.as_bytes();
    let between_digits =
        |at: usize| at > 0 && bytes[at - 1].is_ascii_digit() && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
    let is_fine = (0..bytes.len()).all(|at| bytes[at] != b'_' || between_digits(at));
    is_fine.then(|| Cow::Owned(text.replace('_', "")))
}

/// The integer part of a finite float, however large.
pub(super) fn truncated(number: f64) -> Option<Value> {
    if !number.is_finite() {
        return None;
    }
    let whole = number.trunc();
    #[allow(clippy::cast_possible_truncation)] // the guard keeps it inside i64
    if whole.abs() < 9.0e18 {
        return Some(Value::Int(whole as i64));
    }
    Some(Value::BigInt(format!("{whole:.0}").into()))
}

/// Python's `int(text)` for arguments such as an index or a length.
pub(super) fn parse_int(text: &str) -> Option<i64> {
    plain(text)?.parse().ok()
}
