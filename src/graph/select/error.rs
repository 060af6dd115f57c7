//! What is wrong with a selector, and where: its column, and a line with a caret below it.

use std::fmt::Write;
use std::ops::Range;

use crate::{Error, ErrorKind};

/// So many characters of the selector are shown on either side of the place.
const AROUND: usize = 50;

/// `column 9: text`, then the selector with carets below `place` (in characters). Of an empty one there is only the text.
pub fn at(source: &str, place: &Range<usize>, text: &str) -> Error {
    if source.trim().is_empty() {
        return Error::new(ErrorKind::Usage, text);
    }
    let shown: Vec<char> = source.chars().map(harmless).collect();
    let first = place.start.saturating_sub(AROUND);
    let last = shown.len().min(place.end.max(place.start + 1) + AROUND);
    let mut out = format!("column {}: {text}\n  ", place.start + 1);
    let cut = if first > 0 { "..." } else { "" };
    out.push_str(cut);
    out.extend(&shown[first.min(last)..last]);
    if last < shown.len() {
        out.push_str("...");
    }
    let before = cut.len() + place.start - first;
    let carets = place.end.min(last).saturating_sub(place.start).max(1);
    _ = write!(out, "\n  {}{}", " ".repeat(before), "^".repeat(carets));
    Error::new(ErrorKind::Usage, out)
}

/// Blanks of any kind as one column, and nothing that could move a terminal's cursor.
fn harmless(c: char) -> char {
    match c {
        c if c.is_whitespace() => ' ',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}
