//! Where string literals end, f-strings with their nested fields included.

use super::lex::{DEEPEST, Fault, IDENT, is};

/// Where the string that begins with the quote at `quote` ends. `depth` counts the f-strings around it.
pub fn string_end(bytes: &[u8], quote: usize, formatted: bool, depth: u32) -> Result<usize, Fault> {
    let fault = |text| Err(Fault { at: quote as u32, text });
    if depth > DEEPEST {
        return fault("f-strings are nested too deeply");
    }
    let mark = bytes[quote];
    let triple = bytes.get(quote + 1) == Some(&mark) && bytes.get(quote + 2) == Some(&mark);
    let mut pos = quote + if triple { 3 } else { 1 };
    loop {
        let rest = bytes.get(pos..).unwrap_or(&[]);
        let found = if formatted {
            rest.iter().position(|&byte| byte == mark || matches!(byte, b'\\' | b'\n' | b'{'))
        } else if triple {
            memchr::memchr2(mark, b'\\', rest)
        } else {
            memchr::memchr3(mark, b'\\', b'\n', rest)
        };
        let Some(ahead) = found else { return fault("a string is never closed") };
        pos += ahead;
        match bytes[pos] {
            b'\\' => pos += 2,
            b'\n' if !triple => return fault("a string is never closed"),
            b'\n' => pos += 1,
            b'{' => {
                pos = if bytes.get(pos + 1) == Some(&b'{') {
                    pos + 2
                } else {
                    field_end(bytes, pos, mark, triple, depth)?
                };
            }
            _ if !triple => return Ok(pos + 1),
            _ if bytes.get(pos + 1) == Some(&mark) && bytes.get(pos + 2) == Some(&mark) => return Ok(pos + 3),
            _ => pos += 1,
        }
    }
}

/// The byte after the `}` that closes the replacement field opened at `open`, of a string in `mark`s.
fn field_end(bytes: &[u8], open: usize, mark: u8, triple: bool, depth: u32) -> Result<usize, Fault> {
    let unclosed = Err(Fault { at: open as u32, text: "a field of an f-string is never closed" });
    if depth > DEEPEST {
        return Err(Fault { at: open as u32, text: "f-strings are nested too deeply" });
    }
    let mut pos = open + 1;
    let mut brackets = 0u32;
    let mut in_format = false;
    loop {
        let Some(&byte) = bytes.get(pos) else { return unclosed };
        match byte {
            b'{' if in_format => {
                pos = field_end(bytes, pos, mark, triple, depth + 1)?;
                continue;
            }
            b'}' if brackets == 0 => return Ok(pos + 1),
            _ if in_format && byte == mark && !triple => return unclosed,
            _ if in_format => {}
            b'(' | b'[' | b'{' => brackets += 1,
            b')' | b']' | b'}' => brackets = brackets.saturating_sub(1),
            b':' if brackets == 0 => in_format = true,
            b'\'' | b'"' => {
                pos = string_end(bytes, pos, formatted_before(bytes, pos), depth + 1)?;
                continue;
            }
            _ => {}
        }
        pos += 1;
    }
}

/// Whether the quote at `quote` has a prefix that makes an f-string of it.
pub fn formatted_before(bytes: &[u8], quote: usize) -> bool {
    let mut start = quote;
    while start > 0 && quote - start < 3 && is(bytes[start - 1], IDENT) {
        start -= 1;
    }
    let word = &bytes[start..quote];
    is_prefix(word) && word.iter().any(|byte| matches!(byte, b'f' | b'F' | b't' | b'T'))
}

pub fn is_prefix(word: &[u8]) -> bool {
    match word {
        [one] => matches!(one | 0x20, b'r' | b'b' | b'u' | b'f' | b't'),
        [one, two] => matches!((one | 0x20, two | 0x20), (b'r', b'b' | b'f' | b't') | (b'b' | b'f' | b't', b'r')),
        _ => false,
    }
}
