//! Pipes whose result is text; `default` and `required`.

use regex::RegexBuilder;
use std::fmt::Write;

use super::super::{ExprError, Value, eval::Budget, number, path, text};
use super::Outcome;

/// Largest compiled pattern, in bytes; a larger one matches nothing.
const PATTERN_LIMIT: usize = 1 << 20;

fn made(text: impl Into<String>) -> Outcome {
    Ok(Value::text(text.into()))
}

pub fn upper(value: Value) -> Outcome {
    made(value.to_text().to_uppercase())
}

pub fn lower(value: Value) -> Outcome {
    made(value.to_text().to_lowercase())
}

pub fn title(value: Value) -> Outcome {
    made(text::title(&value.to_text()))
}

pub fn trim(value: Value) -> Outcome {
    made(value.to_text().trim_matches(text::is_space))
}

pub fn replace(value: Value, args: &[String], budget: &mut Budget) -> Outcome {
    let (old, new) = (&args[0], args.get(1).map_or("", String::as_str));
    let text = value.to_text();
    // Paid before it is built: an empty `old` multiplies the text.
    let found = if old.is_empty() { text.chars().count() + 1 } else { text.matches(old.as_str()).count() };
    budget.charge(found.saturating_mul(new.len()))?;
    made(text.replace(old.as_str(), new))
}

fn stripped(value: &Value, chars: &str, ends: fn(&str, &dyn Fn(char) -> bool) -> String) -> Outcome {
    let text = value.to_text();
    made(if chars.is_empty() { ends(&text, &text::is_space) } else { ends(&text, &|c| chars.contains(c)) })
}

pub fn strip(value: Value, chars: &str, _: &mut Budget) -> Outcome {
    stripped(&value, chars, |text, drop| text.trim_matches(drop).to_owned())
}

pub fn lstrip(value: Value, chars: &str, _: &mut Budget) -> Outcome {
    stripped(&value, chars, |text, drop| text.trim_start_matches(drop).to_owned())
}

pub fn rstrip(value: Value, chars: &str, _: &mut Budget) -> Outcome {
    stripped(&value, chars, |text, drop| text.trim_end_matches(drop).to_owned())
}

pub fn default(value: Value, fallback: &str, _: &mut Budget) -> Outcome {
    Ok(if value.is_blank() { Value::text(fallback) } else { value })
}

pub fn required(value: Value) -> Outcome {
    if value.is_blank() { Err(ExprError("Required value is missing".into())) } else { Ok(value) }
}

pub fn basename(value: Value) -> Outcome {
    made(path::name(&value.to_text()))
}

pub fn dirname(value: Value) -> Outcome {
    made(path::parent(&value.to_text()))
}

pub fn stem(value: Value) -> Outcome {
    made(path::stem(&value.to_text()))
}

pub fn ext(value: Value) -> Outcome {
    made(path::suffix(&value.to_text()))
}

pub fn urlencode(value: Value) -> Outcome {
    let mut out = String::new();
    for byte in value.to_text().bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-' | b'~' => {
                out.push(byte as char);
            }
            _ => _ = write!(out, "%{byte:02X}"),
        }
    }
    made(out)
}

/// Undecodable bytes become the replacement character, as in Python's `unquote`.
pub fn urldecode(value: Value) -> Outcome {
    let text = value.to_text();
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
    made(String::from_utf8_lossy(&bytes))
}

/// Python's `text[:length]` where the text is longer; a length that isn't an integer changes nothing.
pub fn truncate(value: Value, length: &str, _: &mut Budget) -> Outcome {
    let text = value.to_text();
    let Some(length) = number::parse_int(length) else {
        return made(text);
    };
    let keep = match usize::try_from(length) {
        Ok(keep) => keep,
        Err(_) => text.chars().count().saturating_sub(usize::try_from(length.unsigned_abs()).unwrap_or(usize::MAX)),
    };
    match text.char_indices().nth(keep) {
        Some((end, _)) => made(&text[..end]),
        None => made(text),
    }
}

pub fn prepend(value: Value, prefix: &str, _: &mut Budget) -> Outcome {
    made(format!("{prefix}{}", value.to_text()))
}

pub fn append(value: Value, suffix: &str, _: &mut Budget) -> Outcome {
    made(format!("{}{suffix}", value.to_text()))
}

/// The first match of a linear-time regular expression (no look-around, no back-references), or "".
pub fn find(value: Value, pattern: &str, _: &mut Budget) -> Outcome {
    if pattern.is_empty() {
        return made("");
    }
    let Ok(regex) = RegexBuilder::new(pattern).size_limit(PATTERN_LIMIT).build() else {
        return made("");
    };
    made(regex.find(&value.to_text()).map_or("", |found| found.as_str()))
}
