//! From text to terms.

use std::ops::Range;

use super::error;
use super::pattern::{Pattern, unclosed};
use crate::Result;
use crate::graph::nearest;

/// A parsed selector: any of its unions' members, each of which is all of its terms.
#[derive(Debug, Clone)]
pub struct Selector {
    pub(super) source: String,
    pub(super) unions: Vec<Vec<Term>>,
}

/// One term. Two are equal if they mean the same, wherever they stand.
#[derive(Debug, Clone)]
pub struct Term {
    /// `@`: descendants too, and all ancestors of these.
    pub around: bool,
    /// How far upstream.
    pub up: Levels,
    /// How far downstream.
    pub down: Levels,
    /// What the value is of; `None`: a name.
    pub method: Option<Method>,
    /// Which.
    pub value: Pattern,
    /// In characters of the source.
    pub(super) place: Range<usize>,
}

/// How many edges a term follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Levels {
    /// None: without a `+`.
    None,
    /// At most so many: `a+2`.
    Some(u32),
    /// All there are: `a+`.
    All,
}

/// What a value is compared with, where that isn't a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the words of the language
pub enum Method {
    Tag,
    Group,
    Path,
    State,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Tag, Self::Group, Self::Path, Self::State];

    /// The word before the colon.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Group => "group",
            Self::Path => "path",
            Self::State => "state",
        }
    }
}

impl PartialEq for Selector {
    fn eq(&self, other: &Self) -> bool {
        self.unions == other.unions
    }
}

impl PartialEq for Term {
    fn eq(&self, other: &Self) -> bool {
        let parts = |it: &Self| (it.around, it.up, it.down, it.method);
        parts(self) == parts(other) && self.value == other.value
    }
}

impl Selector {
    /// Errors: [`ErrorKind::Usage`](crate::ErrorKind::Usage) with the column and a caret.
    pub fn parse(source: &str) -> Result<Self> {
        let mut parser = Parser { source, chars: source.chars().collect(), at: 0 };
        let unions = parser.unions()?;
        Ok(Self { source: source.to_owned(), unions })
    }

    /// Whether a term asks for that.
    pub fn asks(&self, method: Method) -> bool {
        self.unions.iter().flatten().any(|term| term.method == Some(method))
    }
}

struct Parser<'a> {
    source: &'a str,
    chars: Vec<char>,
    at: usize,
}

impl Parser<'_> {
    fn unions(&mut self) -> Result<Vec<Vec<Term>>> {
        let mut unions = Vec::new();
        loop {
            while self.peek().is_some_and(char::is_whitespace) {
                self.at += 1;
            }
            if self.peek().is_none() {
                break;
            }
            let mut terms = vec![self.term()?];
            while self.eat(',') {
                terms.push(self.term()?);
            }
            unions.push(terms);
        }
        if unions.is_empty() {
            return self.wrong(0..0, "the selector is empty; name a task, or write '*' for all");
        }
        Ok(unions)
    }

    fn term(&mut self) -> Result<Term> {
        let start = self.at;
        self.expect_something(start)?;
        let around = self.eat('@');
        let up = self.up()?;
        if around && up != Levels::None {
            return self.wrong(start..self.at, "'@' goes upstream by itself; leave the '+' out");
        }
        let (method, value) = self.atom(start)?;
        let down = self.down()?;
        if around && down != Levels::None {
            return self.wrong(start..self.at, "'@' goes downstream by itself; leave the '+' out");
        }
        match self.peek() {
            None | Some(',') => {}
            Some(c) if c.is_whitespace() => {}
            Some('+') => return self.wrong(self.at..self.at + 1, "one '+' is enough"),
            Some(c) if down == Levels::None => {
                let text = format!("'{c}' can't follow a quoted value; put a blank or a ',' before it");
                return self.wrong(self.at..self.at + 1, &text);
            }
            Some(c) => {
                let text = format!("after '+' comes a number of levels, a blank or a ',', not '{c}'");
                return self.wrong(self.at..self.at + 1, &text);
            }
        }
        Ok(Term { around, up, down, method, value, place: start..self.at })
    }

    fn expect_something(&self, start: usize) -> Result<()> {
        let comma_before = start > 0 && self.chars[start - 1] == ',';
        match self.peek() {
            Some(',') => self.wrong(start..start + 1, "a ',' stands between two selectors, without blanks: a,b"),
            Some(c) if comma_before && c.is_whitespace() => {
                self.wrong(start - 1..start, "a ',' stands between two selectors, without blanks: a,b")
            }
            None if comma_before => self.wrong(start - 1..start, "nothing follows the ','"),
            _ => Ok(()),
        }
    }

    /// `+` or `2+`, where a value follows; digits before the last `+` are a name.
    fn up(&mut self) -> Result<Levels> {
        let start = self.at;
        let mut end = start;
        while self.chars.get(end).is_some_and(char::is_ascii_digit) {
            end += 1;
        }
        let more = self.chars.get(end + 1).is_some_and(|c| !c.is_whitespace() && *c != ',');
        if self.chars.get(end) != Some(&'+') || (end > start && !more) {
            return Ok(Levels::None);
        }
        self.at = end + 1;
        if end == start {
            return Ok(Levels::All);
        }
        self.number(start..end)
    }

    fn down(&mut self) -> Result<Levels> {
        if !self.eat('+') {
            return Ok(Levels::None);
        }
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { Ok(Levels::All) } else { self.number(start..self.at) }
    }

    fn number(&self, digits: Range<usize>) -> Result<Levels> {
        let text: String = self.chars[digits.clone()].iter().collect();
        match text.parse() {
            Ok(levels) => Ok(Levels::Some(levels)),
            Err(_) => {
                self.wrong(digits, &format!("{} levels are more than any graph has; write '+' for all", short(&text)))
            }
        }
    }

    fn atom(&mut self, start: usize) -> Result<(Option<Method>, Pattern)> {
        let from = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_alphanumeric() || c == '_') {
            self.at += 1;
        }
        let method = if self.at > from && self.peek() == Some(':') {
            let word: String = self.chars[from..self.at].iter().collect();
            let Some(method) = Method::ALL.into_iter().find(|method| method.name() == word) else {
                return self.unknown_method(from..self.at, &word);
            };
            self.at += 1;
            Some(method)
        } else {
            self.at = from;
            None
        };
        let value = self.at;
        let pattern = if self.eat('"') { self.quoted(value)? } else { self.bare(value)? };
        if !pattern.text().is_empty() {
            return Ok((method, pattern));
        }
        let next = self.peek();
        match (method, next) {
            (Some(method), _) => {
                self.wrong(start..self.at, &format!("which {}? A value follows the ':'", method.name()))
            }
            (None, Some('+')) => self.wrong(self.at..self.at + 1, "one '+' is enough"),
            (None, Some('@')) => self.wrong(self.at..self.at + 1, "'@' stands once, at the beginning"),
            (None, _) => self.wrong(start..self.at, "a name is missing"),
        }
    }

    fn unknown_method<T>(&self, place: Range<usize>, word: &str) -> Result<T> {
        let names = Method::ALL.map(Method::name);
        let hint = match nearest(word, names) {
            Some(near) => format!("did you mean '{near}:'?"),
            None => format!("there are {}:", names.join(":, ")),
        };
        self.wrong(
            place,
            &format!("unknown method '{}:'; {hint} A name with a ':' stands in double quotes", short(word)),
        )
    }

    fn bare(&mut self, start: usize) -> Result<Pattern> {
        while self.peek().is_some_and(|c| !c.is_whitespace() && !matches!(c, ',' | '+' | '"')) {
            if self.at == start && self.peek() == Some('@') {
                break;
            }
            self.at += 1;
        }
        if self.peek() == Some('"') {
            return self.wrong(self.at..self.at + 1, "quotes go around the whole value: \"a b\"");
        }
        let text: String = self.chars[start..self.at].iter().collect();
        if let Some(at) = unclosed(&text) {
            let at = start + at;
            return self.wrong(at..at + 1, "nothing closes this '['; in double quotes it stands for itself");
        }
        Ok(Pattern::new(&text))
    }

    fn quoted(&mut self, start: usize) -> Result<Pattern> {
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '"' => return Ok(Pattern::Exact(text)),
                '\\' => match self.peek() {
                    Some(escaped @ ('"' | '\\')) => {
                        self.at += 1;
                        text.push(escaped);
                    }
                    _ => text.push('\\'),
                },
                c => text.push(c),
            }
        }
        self.wrong(start..start + 1, "nothing closes this '\"'")
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let eaten = self.peek() == Some(wanted);
        self.at += usize::from(eaten);
        eaten
    }

    fn wrong<T>(&self, place: Range<usize>, text: &str) -> Result<T> {
        Err(error::at(self.source, &place, text))
    }
}

/// Enough of a text to know it by.
pub(super) fn short(text: &str) -> String {
    if text.chars().count() <= 60 { text.to_owned() } else { text.chars().take(57).chain("...".chars()).collect() }
}
