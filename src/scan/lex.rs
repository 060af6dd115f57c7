//! Bytes to tokens, on demand, in one pass. A body that nobody asked for is skimmed: only quotes, brackets, comments
//! and line ends are looked at.

use smallvec::{SmallVec, smallvec};

use super::strings::{formatted_before, is_prefix, string_end};

/// What stopped the reading, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub at: u32,
    pub text: &'static str,
}

/// Kinds of tokens. A keyword is a kind of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[rustfmt::skip]
pub enum T {
    End, Newline, Indent, Dedent,
    Name, Int, Float, Number, Str,
    And, As, Assert, Async, Await, Break, Class, Continue, Def, Del, Elif, Else, Except, False, Finally, For, From,
    Global, If, Import, In, Is, Lambda, None, Nonlocal, Not, Or, Pass, Raise, Return, True, Try, While, With, Yield,
    LParen, RParen, LBracket, RBracket, LBrace, RBrace,
    Comma, Colon, Dot, Semicolon, At, Equal, Arrow, Walrus, Ellipsis, Tilde, Bang,
    Plus, Minus, Star, Stars, Slash, Slashes, Percent, Amp, Bar, Caret, Left, Right,
    Less, LessEq, Greater, GreaterEq, EqEq, NotEq,
    /// `+=` and its like; the operator stands before the `=`.
    Augmented,
    /// Reading can't go on; the lexer's `fault` says why.
    Fault,
}

/// A token: its kind and the bytes that it spans.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    pub kind: T,
    pub at: u32,
    pub end: u32,
}

/// Deepest nesting of blocks, brackets and expressions; `CPython` gives up at 100 blocks and 200 brackets.
pub const DEEPEST: u32 = 100;

const SPACE: u8 = 1;
pub(super) const IDENT: u8 = 2;
const DIGIT: u8 = 4;
const DIGIT_IDENT: u8 = IDENT | DIGIT;
/// Bytes at which skimming has to look closer.
const NOTABLE: u8 = 8;

static CLASS: [u8; 256] = {
    let mut table = [0u8; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        table[byte] = match b {
            b' ' | b'\t' | 0x0c => SPACE,
            b'0'..=b'9' => DIGIT_IDENT,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => IDENT,
            b'\'' | b'"' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'#' | b'\\' | b'\n' => NOTABLE,
            _ => 0,
        };
        byte += 1;
    }
    table
};

pub(super) fn is(byte: u8, class: u8) -> bool {
    CLASS[byte as usize] & class != 0
}

/// The tokens of `src[pos..end]`.
#[derive(Debug, Clone)]
pub struct Lexer<'a> {
    pub src: &'a str,
    bytes: &'a [u8],
    pub pos: usize,
    brackets: u32,
    inside: bool,
    /// Whether a line begins here, or dedents are due.
    special: bool,
    dedents: u32,
    indents: SmallVec<[u32; 16]>,
    /// Why the last token was a `Fault`.
    pub fault: Option<Fault>,
}

impl<'a> Lexer<'a> {
    /// Over `src[start..end]`. With `inside`, it is an expression within brackets: line ends don't count.
    pub fn new(src: &'a str, start: usize, end: usize, inside: bool) -> Self {
        let bytes = &src.as_bytes()[..end];
        Self {
            src,
            bytes,
            pos: start,
            brackets: u32::from(inside),
            inside,
            special: !inside,
            dedents: 0,
            indents: smallvec![0],
            fault: None,
        }
    }

    /// From now on there is nothing but `End`.
    pub fn halt(&mut self) {
        (self.pos, self.brackets, self.inside, self.special) = (self.bytes.len(), 1, true, false);
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.pos + ahead).copied().unwrap_or(0)
    }

    #[cold]
    fn fail(&mut self, at: usize, text: &'static str) -> Token {
        self.fault = Some(Fault { at: at as u32, text });
        self.token(T::Fault, at)
    }

    fn token(&self, kind: T, at: usize) -> Token {
        Token { kind, at: at as u32, end: self.pos as u32 }
    }

    /// The next token; after the last one, `End` for ever.
    pub fn next(&mut self) -> Token {
        if self.special {
            if let Some(token) = self.line_start() {
                return token;
            }
        }
        loop {
            let at = self.pos;
            let Some(&byte) = self.bytes.get(at) else { return self.finish() };
            match CLASS[byte as usize] {
                SPACE => self.pos += 1,
                IDENT => return self.word(),
                DIGIT_IDENT => return self.number(),
                _ => match byte {
                    b'(' | b'[' | b'{' => return self.open(byte),
                    b')' | b']' | b'}' => return self.close(byte),
                    b',' => return self.single(T::Comma),
                    b'\'' | b'"' => return self.string(at, at, false),
                    b'\n' => {
                        self.pos += 1;
                        if self.brackets == 0 {
                            self.special = true;
                            return self.token(T::Newline, at);
                        }
                    }
                    b'#' => self.skip_comment(),
                    b'\\' => {
                        if self.peek(1) != b'\n' {
                            return self.fail(at, "a backslash is followed by something else than a line end");
                        }
                        self.pos += 2;
                    }
                    b'.' if is(self.peek(1), DIGIT) => return self.number(),
                    _ => return self.sign(byte),
                },
            }
        }
    }

    fn finish(&mut self) -> Token {
        if self.brackets > u32::from(self.inside) {
            return self.fail(self.pos, "a bracket is never closed");
        }
        if self.inside {
            return self.token(T::End, self.pos);
        }
        if !self.special {
            self.special = true;
            return self.token(T::Newline, self.pos);
        }
        if self.indents.len() > 1 {
            self.indents.pop();
            return self.token(T::Dedent, self.pos);
        }
        self.token(T::End, self.pos)
    }

    /// Skips empty lines; `Indent` or a `Dedent` if the next line begins elsewhere than the last.
    fn line_start(&mut self) -> Option<Token> {
        if self.dedents > 0 {
            self.dedents -= 1;
            self.special = self.dedents > 0;
            return Some(self.token(T::Dedent, self.pos));
        }
        let column = loop {
            let column = self.indent();
            match self.bytes.get(self.pos) {
                None => return None,
                Some(b'\n') => self.pos += 1,
                Some(b'#') => self.skip_comment(),
                Some(b'\\') if self.peek(1) == b'\n' => self.pos += 2,
                Some(_) => break column,
            }
        };
        self.special = false;
        let now = *self.indents.last().expect("never empty");
        if column == now {
            return None;
        }
        if column > now {
            if self.indents.len() > DEEPEST as usize {
                return Some(self.fail(self.pos, "too many levels of indentation"));
            }
            self.indents.push(column);
            return Some(self.token(T::Indent, self.pos));
        }
        let mut fewer = 0;
        while column < *self.indents.last().expect("never empty") {
            self.indents.pop();
            fewer += 1;
        }
        if column != *self.indents.last().expect("never empty") {
            return Some(self.fail(self.pos, "the indentation fits no outer line"));
        }
        self.dedents = fewer - 1;
        self.special = self.dedents > 0;
        Some(self.token(T::Dedent, self.pos))
    }

    /// The column of what follows the white space here; a tab goes on to the next multiple of 8.
    fn indent(&mut self) -> u32 {
        let mut column = 0;
        loop {
            match self.peek(0) {
                b' ' => column += 1,
                b'\t' => column = (column / 8 + 1) * 8,
                0x0c => column = 0,
                _ => return column,
            }
            self.pos += 1;
        }
    }

    fn skip_comment(&mut self) {
        self.pos = memchr::memchr(b'\n', &self.bytes[self.pos..]).map_or(self.bytes.len(), |ahead| self.pos + ahead);
    }

    fn word(&mut self) -> Token {
        let at = self.pos;
        let length = self.bytes[at..].iter().position(|byte| !is(*byte, IDENT)).unwrap_or(self.bytes.len() - at);
        self.pos = at + length;
        let word = &self.bytes[at..at + length];
        if length <= 2 && matches!(self.peek(0), b'\'' | b'"') && is_prefix(word) {
            let formatted = word.iter().any(|byte| matches!(byte, b'f' | b'F' | b't' | b'T'));
            return self.string(at, at + length, formatted);
        }
        self.token(keyword(word), at)
    }

    /// The string that begins at `at`, after a prefix with the quote at `quote`.
    fn string(&mut self, at: usize, quote: usize, formatted: bool) -> Token {
        match string_end(self.bytes, quote, formatted, 0) {
            Ok(end) => {
                self.pos = end;
                self.token(T::Str, at)
            }
            Err(fault) => self.fail(fault.at as usize, fault.text),
        }
    }

    fn number(&mut self) -> Token {
        let at = self.pos;
        let mut kind = T::Int;
        if self.peek(0) == b'0' && matches!(self.peek(1) | 0x20, b'x' | b'o' | b'b') {
            self.pos += 2;
            while is(self.peek(0), IDENT) {
                self.pos += 1;
            }
            return self.token(kind, at);
        }
        loop {
            match self.peek(0) {
                b'0'..=b'9' | b'_' => {}
                b'.' => kind = T::Float,
                b'e' | b'E' if is(self.peek(1), DIGIT) || matches!(self.peek(1), b'+' | b'-') => {
                    kind = T::Float;
                    self.pos += 1;
                }
                b'j' | b'J' => {
                    self.pos += 1;
                    return self.token(T::Number, at);
                }
                _ => break,
            }
            self.pos += 1;
        }
        self.token(kind, at)
    }

    fn single(&mut self, kind: T) -> Token {
        let at = self.pos;
        self.pos += 1;
        self.token(kind, at)
    }

    fn open(&mut self, byte: u8) -> Token {
        self.brackets += 1;
        if self.brackets > DEEPEST {
            return self.fail(self.pos, "brackets are nested too deeply");
        }
        self.single(match byte {
            b'(' => T::LParen,
            b'[' => T::LBracket,
            _ => T::LBrace,
        })
    }

    fn close(&mut self, byte: u8) -> Token {
        let Some(fewer) = self.brackets.checked_sub(1) else {
            return self.fail(self.pos, "a bracket closes what was never opened");
        };
        self.brackets = fewer;
        self.single(match byte {
            b')' => T::RParen,
            b']' => T::RBracket,
            _ => T::RBrace,
        })
    }

    fn sign(&mut self, byte: u8) -> Token {
        let at = self.pos;
        let (second, third) = (self.peek(1), self.peek(2));
        let (kind, length) = match (byte, second, third) {
            (b'=', b'=', _) => (T::EqEq, 2),
            (b'=', ..) => (T::Equal, 1),
            (b'.', b'.', b'.') => (T::Ellipsis, 3),
            (b'.', ..) => (T::Dot, 1),
            (b':', b'=', _) => (T::Walrus, 2),
            (b':', ..) => (T::Colon, 1),
            (b';', ..) => (T::Semicolon, 1),
            (b'~', ..) => (T::Tilde, 1),
            (b'!', b'=', _) => (T::NotEq, 2),
            (b'!', ..) => (T::Bang, 1),
            (b'-', b'>', _) => (T::Arrow, 2),
            (b'*', b'*', b'=') | (b'/', b'/', b'=') | (b'<', b'<', b'=') | (b'>', b'>', b'=') => (T::Augmented, 3),
            (b'*', b'*', _) => (T::Stars, 2),
            (b'/', b'/', _) => (T::Slashes, 2),
            (b'<', b'<', _) => (T::Left, 2),
            (b'>', b'>', _) => (T::Right, 2),
            (b'<', b'=', _) => (T::LessEq, 2),
            (b'>', b'=', _) => (T::GreaterEq, 2),
            (b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^' | b'@', b'=', _) => (T::Augmented, 2),
            (b'<', ..) => (T::Less, 1),
            (b'>', ..) => (T::Greater, 1),
            (b'+', ..) => (T::Plus, 1),
            (b'-', ..) => (T::Minus, 1),
            (b'*', ..) => (T::Star, 1),
            (b'/', ..) => (T::Slash, 1),
            (b'%', ..) => (T::Percent, 1),
            (b'&', ..) => (T::Amp, 1),
            (b'|', ..) => (T::Bar, 1),
            (b'^', ..) => (T::Caret, 1),
            (b'@', ..) => (T::At, 1),
            _ => return self.fail(at, "a character that Python doesn't know"),
        };
        self.pos += length;
        self.token(kind, at)
    }

    /// Skips the block below a header that stands at the last seen indentation; the header's `Newline` has been read.
    /// Returns where the block begins and ends; empty if there is none.
    pub fn skim_block(&mut self) -> Result<(usize, usize), Fault> {
        let outer = *self.indents.last().expect("never empty");
        let start = self.pos;
        let mut end = start;
        loop {
            let line = self.pos;
            let column = self.indent();
            match self.bytes.get(self.pos) {
                Some(b'\n') => self.pos += 1,
                Some(b'#') => self.skip_comment(),
                Some(b'\\') if self.peek(1) == b'\n' => self.pos += 2,
                Some(_) if column > outer => {
                    self.skim_line()?;
                    end = self.pos;
                }
                _ => {
                    self.pos = line;
                    self.special = true;
                    return Ok((start, end));
                }
            }
        }
    }

    /// Whether nothing but blanks and a comment is left of this line.
    pub fn at_line_end(&self) -> bool {
        let rest = &self.bytes[self.pos..];
        let first = rest.iter().copied().find(|byte| !is(*byte, SPACE));
        matches!(first, None | Some(b'\n' | b'#'))
    }

    /// Skips what is left of the logical line, with its line end. Returns its last byte that is code.
    pub fn skim_line(&mut self) -> Result<u8, Fault> {
        let mut open = 0u32;
        // Where code ends, as far as is known, and where the first bracket stands that is open.
        let mut end = self.pos;
        let mut opened = self.pos;
        let fault = |at: usize, text| Err(Fault { at: at as u32, text });
        loop {
            let pos = self.pos;
            let ahead = self.bytes[pos..].iter().position(|byte| is(*byte, NOTABLE));
            let Some(ahead) = ahead else {
                self.pos = self.bytes.len();
                return if open > 0 {
                    fault(opened, "a bracket is never closed")
                } else {
                    Ok(self.last_code(self.pos))
                };
            };
            if ahead > 0 {
                end = pos + ahead;
            }
            let pos = pos + ahead;
            self.pos = pos + 1;
            match self.bytes[pos] {
                b'\n' if open == 0 => {
                    self.special = true;
                    return Ok(self.last_code(end));
                }
                b'\n' => {}
                b'#' => self.skip_comment(),
                b'\'' | b'"' => {
                    self.pos = string_end(self.bytes, pos, formatted_before(self.bytes, pos), 0)?;
                    end = self.pos;
                }
                b'(' | b'[' | b'{' => {
                    open += 1;
                    (opened, end) = (pos, pos + 1);
                }
                b')' | b']' | b'}' => {
                    open = match open.checked_sub(1) {
                        Some(fewer) => fewer,
                        None => return fault(pos, "a bracket closes what was never opened"),
                    };
                    end = pos + 1;
                }
                b'\\' if self.peek(0) == b'\n' => self.pos += 1,
                _ => return fault(pos, "a backslash is followed by something else than a line end"),
            }
        }
    }

    /// The last byte before `end` that isn't white space.
    fn last_code(&self, end: usize) -> u8 {
        self.bytes[..end].iter().rev().copied().find(|byte| !is(*byte, SPACE)).unwrap_or(0)
    }
}

#[rustfmt::skip]
static KEYWORDS: [(&[u8], T); 35] = [
    (b"and", T::And), (b"as", T::As), (b"assert", T::Assert), (b"async", T::Async), (b"await", T::Await),
    (b"break", T::Break), (b"class", T::Class), (b"continue", T::Continue), (b"def", T::Def), (b"del", T::Del),
    (b"elif", T::Elif), (b"else", T::Else), (b"except", T::Except), (b"False", T::False), (b"finally", T::Finally),
    (b"for", T::For), (b"from", T::From), (b"global", T::Global), (b"if", T::If), (b"import", T::Import),
    (b"in", T::In), (b"is", T::Is), (b"lambda", T::Lambda), (b"None", T::None), (b"nonlocal", T::Nonlocal),
    (b"not", T::Not), (b"or", T::Or), (b"pass", T::Pass), (b"raise", T::Raise), (b"return", T::Return),
    (b"True", T::True), (b"try", T::Try), (b"while", T::While), (b"with", T::With), (b"yield", T::Yield),
];

/// Keywords by `place`, which is another one for each of them: a word is compared with one keyword at most.
static PLACES: [u8; 128] = {
    let mut places = [u8::MAX; 128];
    let mut index = 0;
    while index < KEYWORDS.len() {
        let at = place(KEYWORDS[index].0);
        assert!(places[at] == u8::MAX, "two keywords in one place");
        places[at] = index as u8;
        index += 1;
    }
    places
};

const fn place(word: &[u8]) -> usize {
    (word[0] as usize + 11 * word[word.len() - 1] as usize + word.len()) % 128
}

fn keyword(word: &[u8]) -> T {
    match KEYWORDS.get(PLACES[place(word)] as usize) {
        Some((known, kind)) if *known == word => *kind,
        _ => T::Name,
    }
}
