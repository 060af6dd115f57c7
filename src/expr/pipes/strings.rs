//! Pipes whose result is text; `default` and `required`.

use std::borrow::Cow;
use std::fmt::Write;

use super::super::{Budget, ExprError, Piped, Value, path, text};
use super::step::{Chars, Outcome, Pattern};

/// A part of `text`, without a copy: borrowed text is borrowed still, owned text cut in place.
fn part_of(text: Cow<'_, str>, part: impl FnOnce(&str) -> &str) -> Outcome<'_> {
    Ok(Piped::Text(match text {
        Cow::Borrowed(text) => Cow::Borrowed(part(text)),
        Cow::Owned(mut text) => {
            let kept = part(&text);
            let start = if kept.is_empty() { 0 } else { kept.as_ptr().addr() - text.as_ptr().addr() };
            text.truncate(start + kept.len());
            text.drain(..start);
            Cow::Owned(text)
        }
    }))
}

pub fn upper(value: Piped<'_>) -> Outcome<'_> {
    let text = value.into_text();
    Ok(Piped::Text(if text.is_ascii() {
        let mut text = text.into_owned();
        text.make_ascii_uppercase();
        text.into()
    } else {
        text.to_uppercase().into()
    }))
}

pub fn lower(value: Piped<'_>) -> Outcome<'_> {
    let text = value.into_text();
    Ok(Piped::Text(if text.is_ascii() {
        let mut text = text.into_owned();
        text.make_ascii_lowercase();
        text.into()
    } else {
        text.to_lowercase().into()
    }))
}

pub fn title(value: Piped<'_>) -> Outcome<'_> {
    Ok(Piped::Text(text::title(&value.text()).into()))
}

pub fn trim(value: Piped<'_>) -> Outcome<'_> {
    part_of(value.into_text(), |text| text.trim_matches(text::is_space))
}

pub fn replace<'v>(value: Piped<'v>, args: &[String], budget: &mut Budget) -> Outcome<'v> {
    let (old, new) = (&args[0], args.get(1).map_or("", String::as_str));
    let text = value.into_text();
    // Paid before it is built: an empty `old` multiplies the text.
    let found = if old.is_empty() { text.chars().count() + 1 } else { text.matches(old.as_str()).count() };
    budget.charge(found.saturating_mul(new.len()))?;
    Ok(Piped::Text(if found == 0 { text } else { text.replace(old.as_str(), new).into() }))
}

pub fn strip<'v>(value: Piped<'v>, chars: &Chars) -> Outcome<'v> {
    part_of(value.into_text(), |text| text.trim_matches(|c| chars.has(c)))
}

pub fn lstrip<'v>(value: Piped<'v>, chars: &Chars) -> Outcome<'v> {
    part_of(value.into_text(), |text| text.trim_start_matches(|c| chars.has(c)))
}

pub fn rstrip<'v>(value: Piped<'v>, chars: &Chars) -> Outcome<'v> {
    part_of(value.into_text(), |text| text.trim_end_matches(|c| chars.has(c)))
}

pub fn default<'v>(value: Piped<'v>, fallback: &'v str, _: &mut Budget) -> Outcome<'v> {
    Ok(if value.is_blank() { Piped::borrowed(fallback) } else { value })
}

pub fn required(value: Piped<'_>) -> Outcome<'_> {
    if value.is_blank() { Err(ExprError::new("Required value is missing")) } else { Ok(value) }
}

pub fn basename(value: Piped<'_>) -> Outcome<'_> {
    part_of(value.into_text(), path::name)
}

pub fn dirname(value: Piped<'_>) -> Outcome<'_> {
    Ok(Piped::Text(path::parent(&value.text()).into()))
}

pub fn stem(value: Piped<'_>) -> Outcome<'_> {
    part_of(value.into_text(), path::stem)
}

pub fn ext(value: Piped<'_>) -> Outcome<'_> {
    part_of(value.into_text(), path::suffix)
}

pub fn urlencode(value: Piped<'_>) -> Outcome<'_> {
    let text = value.into_text();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'~');
    if text.bytes().all(plain) {
        return Ok(Piped::Text(text));
    }
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if plain(byte) {
            out.push(byte as char);
        } else {
            _ = write!(out, "%{byte:02X}");
        }
    }
    Ok(Piped::Text(out.into()))
}

/// Undecodable bytes become the replacement character, as in Python's `unquote`.
pub fn urldecode(value: Piped<'_>) -> Outcome<'_> {
    let text = value.into_text();
    if !text.contains('%') {
        return Ok(Piped::Text(text));
    }
    let (source, mut bytes) = (text.as_bytes(), Vec::with_capacity(text.len()));
    let digit = |at: usize| source.get(at).and_then(|byte| (*byte as char).to_digit(16));
    let mut at = 0;
    while at < source.len() {
        match (source[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
    Ok(Piped::Text(String::from_utf8_lossy(&bytes).into_owned().into()))
}

/// Python's `text[:length]` where the text is longer; a length that isn't an integer changes nothing.
pub fn truncate(value: Piped<'_>, length: Option<i64>) -> Outcome<'_> {
    let text = value.into_text();
    let Some(length) = length else {
        return Ok(Piped::Text(text));
    };
    let keep = match usize::try_from(length) {
        Ok(keep) if keep >= text.len() => return Ok(Piped::Text(text)),
        Ok(keep) => keep,
        Err(_) => text.chars().count().saturating_sub(usize::try_from(length.unsigned_abs()).unwrap_or(usize::MAX)),
    };
    part_of(text, |text| text.char_indices().nth(keep).map_or(text, |(end, _)| &text[..end]))
}

pub fn prepend<'v>(value: Piped<'v>, prefix: &'v str, _: &mut Budget) -> Outcome<'v> {
    let mut text = value.into_text();
    if !prefix.is_empty() {
        text.to_mut().insert_str(0, prefix);
    }
    Ok(Piped::Text(text))
}

pub fn append<'v>(value: Piped<'v>, suffix: &'v str, _: &mut Budget) -> Outcome<'v> {
    let mut text = value.into_text();
    if !suffix.is_empty() {
        text.to_mut().push_str(suffix);
    }
    Ok(Piped::Text(text))
}

/// The first match of a linear-time regular expression (no look-around, no back-references), or "".
pub fn find<'v>(value: Piped<'v>, pattern: Option<&Pattern>, budget: &mut Budget) -> Outcome<'v> {
    let Some(Pattern { regex, toll }) = pattern else {
        return Ok(Piped::borrowed(""));
    };
    let text = value.into_text();
    budget.charge(text.len().saturating_mul(*toll))?;
    part_of(text, |text| regex.find(text).map_or("", |found| found.as_str()))
}

pub fn is_in<'v>(value: Piped<'v>, options: &[String], _: &mut Budget) -> Outcome<'v> {
    let text = value.text();
    Ok(Value::Bool(options.iter().any(|option| *option == text)).into())
}
