//! What a value of a selector matches: one text, or all that a glob stands for.

use std::str::Chars;

/// A value as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// This very text.
    Exact(String),
    /// `*` any text, `?` one character, `[abc]`, `[a-z]`, `[!a-z]` one of (not of) these.
    Glob(String),
}

/// A glob taken apart once, to be asked often.
#[derive(Debug)]
pub struct Matcher(Kind);

#[derive(Debug)]
enum Kind {
    /// Only stars: text before the first, between them, after the last.
    Stars {
        first: String,
        inner: Vec<String>,
        last: String,
    },
    Tokens(Vec<Token>),
}

#[derive(Debug)]
enum Token {
    Any,
    One,
    Char(char),
    Set { not: bool, ranges: Vec<(char, char)> },
}

impl Pattern {
    /// As written without quotes.
    pub fn new(text: &str) -> Self {
        if text.contains(['*', '?', '[']) { Self::Glob(text.into()) } else { Self::Exact(text.into()) }
    }

    /// As written, without quotes.
    pub fn text(&self) -> &str {
        match self {
            Self::Exact(text) | Self::Glob(text) => text,
        }
    }
}

impl Matcher {
    pub fn new(glob: &str) -> Self {
        if glob.contains(['?', '[']) {
            return Self(Kind::Tokens(tokens(glob)));
        }
        let mut parts: Vec<String> = glob.split('*').map(str::to_owned).collect();
        let last = parts.pop().unwrap_or_default();
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or_default();
        Self(Kind::Stars { first, inner: parts.filter(|part| !part.is_empty()).collect(), last })
    }

    pub fn matches(&self, text: &str) -> bool {
        match &self.0 {
            Kind::Stars { first, inner, last } => {
                let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
                for part in inner {
                    let Some(at) = rest.find(part.as_str()) else { return false };
                    rest = &rest[at + part.len()..];
                }
                rest.ends_with(last.as_str())
            }
            Kind::Tokens(tokens) => matches(tokens, text),
        }
    }
}

/// The place of a `[` that nothing closes, in characters.
pub fn unclosed(glob: &str) -> Option<usize> {
    let chars: Vec<char> = glob.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        if chars[at] == '[' {
            match closing(&chars, at) {
                Some(end) => at = end,
                None => return Some(at),
            }
        }
        at += 1;
    }
    None
}

/// Where the set that opens at `at` ends; a `]` that comes first is one of its members.
fn closing(chars: &[char], at: usize) -> Option<usize> {
    let first = at + 1 + usize::from(chars.get(at + 1) == Some(&'!'));
    (first + 1..chars.len()).find(|&end| chars[end] == ']')
}

fn tokens(glob: &str) -> Vec<Token> {
    let chars: Vec<char> = glob.chars().collect();
    let (mut tokens, mut at) = (Vec::new(), 0);
    while at < chars.len() {
        tokens.push(match chars[at] {
            '*' => Token::Any,
            '?' => Token::One,
            '[' => match closing(&chars, at) {
                Some(end) => {
                    let not = chars[at + 1] == '!';
                    let members = &chars[at + 1 + usize::from(not)..end];
                    at = end;
                    Token::Set { not, ranges: ranges(members) }
                }
                None => Token::Char('['),
            },
            c => Token::Char(c),
        });
        at += 1;
    }
    tokens
}

fn ranges(members: &[char]) -> Vec<(char, char)> {
    let (mut ranges, mut at) = (Vec::new(), 0);
    while at < members.len() {
        if at + 2 < members.len() && members[at + 1] == '-' {
            ranges.push((members[at], members[at + 2]));
            at += 3;
        } else {
            ranges.push((members[at], members[at]));
            at += 1;
        }
    }
    ranges
}

/// Goes back to the last star only: what an earlier one could take, a later one can, too.
fn matches(tokens: &[Token], text: &str) -> bool {
    let (mut at, mut rest): (usize, Chars<'_>) = (0, text.chars());
    let mut star: Option<(usize, Chars<'_>)> = None;
    loop {
        let mut after = rest.clone();
        let next = after.next();
        let fits = match (tokens.get(at), next) {
            (None, None) => return true,
            (Some(Token::Any), _) => {
                star = Some((at + 1, rest.clone()));
                at += 1;
                continue;
            }
            (Some(Token::One), Some(_)) => true,
            (Some(Token::Char(wanted)), Some(c)) => *wanted == c,
            (Some(Token::Set { not, ranges }), Some(c)) => ranges.iter().any(|(a, z)| (*a..=*z).contains(&c)) != *not,
            _ => false,
        };
        if fits {
            (at, rest) = (at + 1, after);
        } else {
            let Some((after, left)) = &mut star else { return false };
            if left.next().is_none() {
                return false;
            }
            (at, rest) = (*after, left.clone());
        }
    }
}
