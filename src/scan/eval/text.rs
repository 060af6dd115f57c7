//! Strings: f-strings, `%`, `.format` and methods, over constants.

use super::{Eval, LARGEST};
use crate::scan::ast::Part;
use crate::scan::value::{Args, Value};

impl<'a> Eval<'a> {
    pub(super) fn formatted(&mut self, parts: &'a [Part<'a>]) -> Value<'a> {
        let mut out = String::new();
        let mut missing = None;
        for part in parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Field { value, conversion, format, echo } => {
                    let made = self.expr(value);
                    let format = match format {
                        [] => Some(""),
                        [Part::Text(text)] => Some(*text),
                        parts => match self.formatted(parts) {
                            Value::Str(text) => Some(text),
                            _ => None,
                        },
                    };
                    if let Some(echo) = echo {
                        out.push_str(echo);
                    }
                    let repr = *conversion == b'r' || (echo.is_some() && *conversion == 0 && format == Some(""));
                    let shown = if repr { plain_repr(made) } else { plain(made) };
                    match (shown, format) {
                        (Some(text), Some(format)) => match aligned(made, &text, format) {
                            Some(text) => out.push_str(&text),
                            None => missing = missing.or(Some(made)),
                        },
                        _ => missing = missing.or(Some(made)),
                    }
                }
            }
            if out.len() > LARGEST {
                missing = missing.or(Some(Value::Constant));
                break;
            }
        }
        self.walk(out.len() / 4);
        match missing {
            None => self.str(&out),
            Some(value @ Value::Unknown(_)) => value,
            Some(_) => self.unknown(false, "an f-string shows something that is computed at run time"),
        }
    }

    /// `format % right`
    pub(super) fn percent(&mut self, format: &'a str, right: Value<'a>) -> Value<'a> {
        let items = match right {
            Value::Tuple(items) => items.to_vec(),
            other => vec![other],
        };
        self.walk(items.len() + format.len() / 8);
        let mut out = String::new();
        let mut next = items.iter();
        let mut rest = format;
        while let Some(place) = rest.find('%') {
            out.push_str(&rest[..place]);
            rest = &rest[place + 1..];
            if let Some(after) = rest.strip_prefix('%') {
                out.push('%');
                rest = after;
                continue;
            }
            let named = rest.strip_prefix('(').and_then(|inner| inner.split_once(')'));
            let value = match named {
                Some((name, after)) => {
                    rest = after;
                    match right {
                        Value::Dict(dict) => self.entry(dict, Value::Str(name)).ok().flatten(),
                        _ => None,
                    }
                }
                None => next.next().copied(),
            };
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (width, kind) = (&rest[..length], rest.as_bytes().get(length));
            let shown = match (value, kind) {
                (Some(value), Some(b's')) => plain(value),
                (Some(value @ Value::Int(_)), Some(b'd' | b'i')) => plain(value),
                _ => None,
            };
            let text = shown.and_then(|text| aligned(value.unwrap_or(Value::None), &text, width));
            let Some(text) = text else { return self.derived(&[right, value.unwrap_or(Value::None)]) };
            out.push_str(&text);
            rest = &rest[length + 1..];
            if out.len() > LARGEST {
                return self.unknown(false, "a string is too long");
            }
        }
        out.push_str(rest);
        self.str(&out)
    }

    fn str_format(&mut self, format: &'a str, args: &Args<'a>) -> Value<'a> {
        let mut out = String::new();
        let mut counter = 0;
        let mut rest = format;
        while let Some(place) = rest.find(['{', '}']) {
            out.push_str(&rest[..place]);
            let brace = &rest[place..=place];
            rest = &rest[place + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                out.push_str(brace);
                rest = after;
                continue;
            }
            let Some((field, after)) = rest.split_once('}').filter(|_| brace == "{") else {
                return self.unknown(false, "a format that isn't followed");
            };
            rest = after;
            let (name, format) = field.split_once(':').unwrap_or((field, ""));
            let value = if name.is_empty() {
                counter += 1;
                args.plain.get(counter - 1).map(|(value, _)| *value)
            } else if let Ok(place) = name.parse::<usize>() {
                args.plain.get(place).map(|(value, _)| *value)
            } else {
                args.get(name)
            };
            let shown = value.and_then(|value| plain(value).and_then(|text| aligned(value, &text, format)));
            let Some(text) = shown else {
                return self.derived(&args.values().collect::<Vec<_>>());
            };
            out.push_str(&text);
            if out.len() > LARGEST {
                return self.unknown(false, "a string is too long");
            }
        }
        out.push_str(rest);
        self.str(&out)
    }

    pub(super) fn str_method(&mut self, text: &'a str, name: &str, args: &Args<'a>, _at: u32) -> Value<'a> {
        self.walk(text.len() / 8);
        let word = |place: usize| match args.plain.get(place) {
            Some((Value::Str(text), _)) => Some(*text),
            _ => None,
        };
        let ascii = text.is_ascii();
        match (name, args.plain.len()) {
            ("format", _) if args.open.is_none() => return self.str_format(text, args),
            ("join", 1) => {
                if let Some(items) = self.items(args.plain[0].0) {
                    let words: Option<Vec<&str>> =
                        items.iter().map(|item| if let Value::Str(text) = item { Some(*text) } else { None }).collect();
                    if let Some(words) =
                        words.filter(|words| words.iter().map(|word| word.len()).sum::<usize>() < LARGEST)
                    {
                        return self.str(&words.join(text));
                    }
                }
            }
            ("upper", 0) => return self.str(&text.to_uppercase()),
            ("lower" | "casefold", 0) => return self.str(&text.to_lowercase()),
            ("title", 0) if ascii => return self.str(&title(text)),
            ("capitalize", 0) if ascii => {
                let (first, rest) = text.split_at(text.len().min(1));
                return self.str(&(first.to_uppercase() + &rest.to_lowercase()));
            }
            ("strip", 0) => return Value::Str(text.trim()),
            ("lstrip", 0) => return Value::Str(text.trim_start()),
            ("rstrip", 0) => return Value::Str(text.trim_end()),
            ("strip" | "lstrip" | "rstrip", 1) => {
                if let Some(set) = word(0) {
                    let within = |one: char| set.contains(one);
                    return Value::Str(match name {
                        "strip" => text.trim_matches(within),
                        "lstrip" => text.trim_start_matches(within),
                        _ => text.trim_end_matches(within),
                    });
                }
            }
            ("replace", 2) => {
                if let (Some(from), Some(to)) = (word(0), word(1)) {
                    if !from.is_empty() && text.len().saturating_mul(to.len().max(1)) < LARGEST * 16 {
                        return self.str(&text.replace(from, to));
                    }
                }
            }
            ("split", 0) => {
                return self.list(text.split_whitespace().map(Value::Str));
            }
            ("split", 1) => {
                if let Some(separator) = word(0).filter(|separator| !separator.is_empty()) {
                    return self.list(text.split(separator).map(Value::Str));
                }
            }
            ("splitlines", 0) => {
                let items = text.lines().map(Value::Str);
                return self.list(items);
            }
            ("startswith", 1) => {
                if let Some(part) = word(0) {
                    return Value::Bool(text.starts_with(part));
                }
            }
            ("endswith", 1) => {
                if let Some(part) = word(0) {
                    return Value::Bool(text.ends_with(part));
                }
            }
            ("removeprefix", 1) => {
                if let Some(part) = word(0) {
                    return Value::Str(text.strip_prefix(part).unwrap_or(text));
                }
            }
            ("removesuffix", 1) => {
                if let Some(part) = word(0) {
                    return Value::Str(text.strip_suffix(part).unwrap_or(text));
                }
            }
            ("zfill", 1) => {
                if let (Value::Int(width @ 0..=99), true) = (args.plain[0].0, ascii && !text.starts_with(['-', '+'])) {
                    return self.str(&format!("{text:0>0$}", width as usize));
                }
            }
            ("isdigit" | "isnumeric", 0) if ascii => {
                return Value::Bool(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()));
            }
            _ => {}
        }
        let values: Vec<Value<'a>> = args.values().collect();
        if values.iter().any(|value| matches!(value, Value::Unknown(_))) {
            return self.derived(&values);
        }
        self.unknown(false, format!("`.{name}()` of a string isn't followed"))
    }
}

/// As `str()` shows it.
pub(super) fn plain(value: Value<'_>) -> Option<String> {
    Some(match value {
        Value::Str(text) => text.to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Bool(it) => if it { "True" } else { "False" }.to_owned(),
        Value::None => "None".to_owned(),
        Value::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.1}"),
        Value::Float(number) if number.abs() > 1e-4 && number.abs() < 1e15 => format!("{number}"),
        _ => return None,
    })
}

/// As `repr()` shows it.
pub(super) fn plain_repr(value: Value<'_>) -> Option<String> {
    match value {
        Value::Str(text) => {
            let simple =
                !text.chars().any(|one| matches!(one, '\'' | '"' | '\\') || one.is_control() || !one.is_ascii());
            simple.then(|| format!("'{text}'"))
        }
        _ => plain(value),
    }
}

/// `text` as the format `[0][width][d|s]`, `<width` or `>width` has it.
fn aligned(value: Value<'_>, text: &str, format: &str) -> Option<String> {
    if format.is_empty() {
        return Some(text.to_owned());
    }
    let number = matches!(value, Value::Int(_));
    if !number && !matches!(value, Value::Str(_)) {
        return None;
    }
    let body = format.strip_suffix(if number { 'd' } else { 's' }).unwrap_or(format);
    let (left, body) = match body.as_bytes().first() {
        Some(b'<') => (true, &body[1..]),
        Some(b'>') => (false, &body[1..]),
        _ => (!number, body),
    };
    let zero = body.starts_with('0');
    if body.is_empty() {
        return Some(text.to_owned());
    }
    let width: usize =
        body.parse().ok().filter(|width| *width < 1000 && body.bytes().all(|byte| byte.is_ascii_digit()))?;
    let missing = width.saturating_sub(text.chars().count());
    if zero && (!number || left || format.starts_with(['<', '>'])) {
        return None;
    }
    Some(match (zero, left, text.strip_prefix('-')) {
        (true, _, Some(digits)) => format!("-{}{digits}", "0".repeat(missing)),
        (true, ..) => format!("{}{text}", "0".repeat(missing)),
        (false, true, _) => format!("{text}{}", " ".repeat(missing)),
        (false, false, _) => format!("{}{text}", " ".repeat(missing)),
    })
}

fn title(text: &str) -> String {
    let mut inside = false;
    text.chars()
        .map(|one| {
            let made = if inside { one.to_ascii_lowercase() } else { one.to_ascii_uppercase() };
            inside = one.is_ascii_alphabetic();
            made
        })
        .collect()
}
