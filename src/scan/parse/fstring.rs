//! String literals: escapes, adjacent literals, f-strings.

use bumpalo::collections::String as ArenaString;
use smallvec::SmallVec;

use super::{Lexer, Parsed, Parser, T};
use crate::scan::ast::{Kind, Node, Part};
use crate::scan::lex::Fault;
use crate::scan::strings::string_end;

type Parts<'a> = SmallVec<[Part<'a>; 4]>;

impl<'a> Parser<'a> {
    /// One literal or several in a row.
    pub(super) fn strings(&mut self) -> Parsed<Node<'a>> {
        let at = self.tok.at;
        let mut end = at;
        let mut parts = Parts::new();
        let (mut bytes, mut fields, mut count) = (false, false, 0);
        while self.tok.kind == T::Str {
            let token = self.bump();
            end = token.end;
            count += 1;
            let text = self.text(token);
            let prefix_length = text.find(['\'', '"']).unwrap_or(0);
            let prefix = &text.as_bytes()[..prefix_length];
            let has = |letter: u8| prefix.iter().any(|byte| byte | 0x20 == letter);
            let marks =
                if text.len() >= prefix_length + 6 && is_triple(&text.as_bytes()[prefix_length..]) { 3 } else { 1 };
            let start = token.at as usize + prefix_length + marks;
            let stop = token.end as usize - marks;
            if has(b'b') {
                bytes = true;
            } else if has(b'f') || has(b't') {
                fields = true;
                self.fields(start, stop, has(b'r'), &mut parts)?;
            } else {
                parts.push(Part::Text(self.plain(start, stop, has(b'r'))));
            }
        }
        let kind = if bytes {
            Kind::Bytes
        } else if fields {
            Kind::FString(self.arena.alloc_slice_copy(&parts))
        } else if let ([Part::Text(only)], 1) = (&parts[..], count) {
            Kind::Str(only)
        } else {
            let mut whole = ArenaString::new_in(self.arena);
            for part in &parts {
                if let Part::Text(text) = part {
                    whole.push_str(text);
                }
            }
            Kind::Str(whole.into_bump_str())
        };
        Ok(self.node(at, end, kind))
    }

    fn plain(&self, start: usize, stop: usize, raw: bool) -> &'a str {
        let text = &self.src[start..stop];
        if raw || memchr::memchr(b'\\', text.as_bytes()).is_none() { text } else { unescaped(self.arena, text) }
    }

    /// The parts of `src[start..stop]`, the inside of an f-string.
    fn fields(&mut self, start: usize, stop: usize, raw: bool, parts: &mut Parts<'a>) -> Parsed<()> {
        let bytes = self.src.as_bytes();
        let mut pos = start;
        let mut from = start;
        while pos < stop {
            match bytes[pos] {
                b'\\' if !raw && bytes[pos + 1..stop].starts_with(b"N{") => {
                    pos = memchr::memchr(b'}', &bytes[pos..stop]).map_or(stop, |ahead| pos + ahead + 1);
                }
                b'\\' if !raw => pos += 2,
                brace @ (b'{' | b'}') => {
                    if from < pos {
                        parts.push(Part::Text(self.plain(from, pos, raw)));
                    }
                    if pos + 1 < stop && bytes[pos + 1] == brace {
                        parts.push(Part::Text(if brace == b'{' { "{" } else { "}" }));
                        pos += 2;
                    } else if brace == b'{' {
                        pos = self.field(pos, stop, raw, parts)?;
                    } else {
                        return Err(self.stop(Fault { at: pos as u32, text: "a single } in an f-string" }));
                    }
                    from = pos;
                }
                _ => pos += 1,
            }
        }
        if from < stop {
            parts.push(Part::Text(self.plain(from, stop, raw)));
        }
        Ok(())
    }

    /// The field that `{` at `open` begins; returns the byte after its `}`.
    fn field(&mut self, open: usize, stop: usize, raw: bool, parts: &mut Parts<'a>) -> Parsed<usize> {
        self.deeper()?;
        let inner = Lexer::new(self.src, open + 1, stop, true);
        let outer = (std::mem::replace(&mut self.lex, inner), self.tok);
        self.bump();
        let value = self.expressions()?;
        let mut echo = None;
        if self.tok.kind == T::Equal {
            echo = Some(&self.src[open + 1..self.tok.end as usize]);
            self.bump();
        }
        let mut conversion = 0;
        if self.tok.kind == T::Bang {
            conversion = self.src.as_bytes().get(self.tok.end as usize).copied().unwrap_or(0);
            self.bump();
            self.bump();
        }
        let mut format: &'a [Part<'a>] = &[];
        let mut close = self.tok.at as usize;
        if matches!(self.tok.kind, T::Colon | T::Walrus) {
            let begin = close + 1;
            close = self.format_end(begin, stop).map_err(|fault| self.stop(fault))?;
            let mut inside = Parts::new();
            self.deeper()?;
            self.fields(begin, close, raw, &mut inside)?;
            self.depth -= 1;
            format = self.arena.alloc_slice_copy(&inside);
        } else if self.tok.kind != T::RBrace {
            return self.fault("a field of an f-string is never closed");
        }
        (self.lex, self.tok) = outer;
        self.depth -= 1;
        parts.push(Part::Field { value, conversion, format, echo });
        Ok(close + 1)
    }

    /// Where the `}` stands that ends a format which begins at `pos`.
    fn format_end(&self, mut pos: usize, stop: usize) -> Result<usize, Fault> {
        let bytes = self.src.as_bytes();
        let mut open = 0u32;
        while pos < stop {
            match bytes[pos] {
                b'}' if open == 0 => return Ok(pos),
                b'{' => open += 1,
                b'}' => open -= 1,
                b'\'' | b'"' if open > 0 => {
                    pos = string_end(&bytes[..stop], pos, false, 0)?;
                    continue;
                }
                _ => {}
            }
            pos += 1;
        }
        Err(Fault { at: pos as u32, text: "a field of an f-string is never closed" })
    }
}

fn is_triple(text: &[u8]) -> bool {
    text[0] == text[1] && text[1] == text[2]
}

/// `text` with its escapes resolved, as Python reads them; a named character stays as it is written.
fn unescaped<'a>(arena: &'a bumpalo::Bump, text: &str) -> &'a str {
    let mut out = ArenaString::with_capacity_in(text.len(), arena);
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(letter) = rest.chars().next() else { break };
        let mut used = letter.len_utf8();
        match letter {
            '\n' => {}
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'a' => out.push('\u{7}'),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'v' => out.push('\u{b}'),
            '\\' | '\'' | '"' => out.push(letter),
            'x' | 'u' | 'U' => {
                let digits = match letter {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                let code = rest.get(1..=digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
                used = 1 + digits;
                if let Some(code) = code {
                    out.push(char::from_u32(code).unwrap_or('\u{fffd}'));
                } else {
                    used = 1;
                    out.push('\\');
                    out.push(letter);
                }
            }
            '0'..='7' => {
                let digits = rest.bytes().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
                let code = u32::from_str_radix(&rest[..digits], 8).unwrap_or(0);
                out.push(char::from_u32(code).unwrap_or('\u{fffd}'));
                used = digits;
            }
            _ => {
                out.push('\\');
                out.push(letter);
            }
        }
        rest = &rest[used..];
    }
    out.push_str(rest);
    out.into_bump_str()
}
