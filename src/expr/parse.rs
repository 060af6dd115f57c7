//! Source text to tokens, in one pass from left to right. Positions are in characters, as in the error texts.

use super::ExprError;

/// `namespace.key`, split at its first dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// A node's slug, `input` or `config`.
    pub namespace: String,
    /// Everything behind the first dot.
    pub key: String,
}

/// `name(args)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PipeCall {
    /// Case-sensitive.
    pub name: String,
    /// Stripped; an escaped comma is a comma.
    pub args: Vec<String>,
}

/// Verbatim text, or something to look up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// Verbatim, escapes resolved.
    Text(String),
    /// `{…}`
    Braced(Part),
}

/// The inside of one pair of braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// `None` for a reference, the name for a function call.
    pub function: Option<String>,
    /// One for a reference, any number for a call.
    pub refs: Vec<Reference>,
    /// Applied from left to right.
    pub pipes: Vec<PipeCall>,
}

impl Token {
    /// Its pipes; none for text.
    pub fn pipes(&self) -> &[PipeCall] {
        match self {
            Token::Text(_) => &[],
            Token::Braced(part) => &part.pipes,
        }
    }

    /// Its references; none for text.
    pub fn refs(&self) -> &[Reference] {
        match self {
            Token::Text(_) => &[],
            Token::Braced(part) => &part.refs,
        }
    }
}

impl Reference {
    /// As written.
    pub fn source(&self) -> String {
        format!("{}.{}", self.namespace, self.key)
    }

    /// The key, which may not be empty: that is found when it is looked up, not when it is parsed.
    pub fn checked_key(&self) -> Result<&str> {
        if self.key.is_empty() {
            return fail(format!("Invalid reference '{}': key cannot be empty", self.source()));
        }
        Ok(&self.key)
    }
}

type Result<T> = std::result::Result<T, ExprError>;

fn fail<T>(text: String) -> Result<T> {
    Err(ExprError::new(text))
}

/// Tokens of `source`; adjacent text is one token.
///
/// # Errors
/// Syntax, with its position.
pub fn parse(source: &str) -> Result<Vec<Token>> {
    Ok(parse_placed(source)?.into_iter().map(|(_, token)| token).collect())
}

/// As `parse`, with the positions of opening braces.
pub(super) fn parse_placed(source: &str) -> Result<Vec<(usize, Token)>> {
    let mut tokens = Vec::new();
    let mut text = String::new();
    let mut chars = source.char_indices().enumerate().peekable();
    while let Some((position, (at, c))) = chars.next() {
        match c {
            '\\' if matches!(chars.peek(), Some((_, (_, '{' | '}')))) => {
                text.extend(chars.next().map(|(_, (_, brace))| brace));
            }
            '}' => return fail(format!("Unexpected '}}' at position {position}")),
            '{' => {
                let body = loop {
                    match chars.next() {
                        None => return fail(format!("Unclosed '{{' at position {position}")),
                        Some((inner, (_, '{'))) => {
                            return fail(format!("Nested braces not supported at position {inner}"));
                        }
                        Some((_, (end, '}'))) => break &source[at + 1..end],
                        Some(_) => {}
                    }
                };
                if !text.is_empty() {
                    tokens.push((0, Token::Text(std::mem::take(&mut text))));
                }
                tokens.push((position, Token::Braced(braced(body, position)?)));
            }
            _ => text.push(c),
        }
    }
    if !text.is_empty() {
        tokens.push((0, Token::Text(text)));
    }
    Ok(tokens)
}

fn braced(body: &str, position: usize) -> Result<Part> {
    let body = body.trim();
    if body.is_empty() {
        return fail(format!("Empty reference '{{}}' at position {position}"));
    }
    match function_name(body) {
        Some(name) => call(name, &body[name.len() + 1..], position),
        None => reference_part(body, position),
    }
}

/// The identifier that an opening parenthesis follows at once.
fn function_name(body: &str) -> Option<&str> {
    let open = body.find('(')?;
    let name = &body[..open];
    let mut chars = name.chars();
    let starts = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    (starts && chars.all(|c| c.is_alphanumeric() || c == '_')).then_some(name)
}

fn reference_part(body: &str, position: usize) -> Result<Part> {
    let parts = split_pipes(body, position)?;
    let (first, pipes) = parts.split_first().expect("splitting yields at least one part");
    if first.is_empty() {
        return fail(format!("Empty reference at position {position}"));
    }
    Ok(Part { function: None, refs: vec![reference(first, position)?], pipes: pipe_calls(pipes, position)? })
}

fn call(name: &str, rest: &str, position: usize) -> Result<Part> {
    let mut depth = 1_u32;
    let close = rest.char_indices().find_map(|(at, c)| {
        depth = match c {
            '(' => depth + 1,
            ')' => depth - 1,
            _ => depth,
        };
        (depth == 0).then_some(at)
    });
    let Some(close) = close else {
        return fail(format!("Unclosed '(' in function '{name}' at position {position}"));
    };
    let refs = rest[..close]
        .split(',')
        .map(str::trim)
        .filter(|argument| !argument.is_empty())
        .map(|argument| reference(argument, position))
        .collect::<Result<Vec<_>>>()?;
    let after = rest[close + 1..].trim();
    let pipes = match after.strip_prefix('|') {
        Some(chain) => pipe_calls(&split_pipes(chain, position)?, position)?,
        None if after.is_empty() => Vec::new(),
        None => {
            let got = after.chars().next().unwrap_or_default();
            return fail(format!("Expected '|' after function call at position {position}, got '{got}'"));
        }
    };
    if !super::FUNCTIONS.contains(&name) {
        return fail(format!("Unknown function '{name}'"));
    }
    Ok(Part { function: Some(name.to_owned()), refs, pipes })
}

/// A `namespace.key`; an empty half is found when it is looked up.
fn reference(source: &str, position: usize) -> Result<Reference> {
    match source.split_once('.') {
        Some((namespace, key)) => Ok(Reference { namespace: namespace.to_owned(), key: key.to_owned() }),
        None => fail(format!("Invalid reference '{source}' at position {position}: expected 'namespace.key'")),
    }
}

/// Split on `|` outside parentheses.
fn split_pipes(body: &str, position: usize) -> Result<Vec<&str>> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_u32, 0);
    for (at, c) in body.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => {
                return fail(format!("Unbalanced closing paren at position {position}"));
            }
            ')' => depth -= 1,
            '|' if depth == 0 => {
                parts.push(body[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(body[start..].trim());
    Ok(parts)
}

fn pipe_calls(parts: &[&str], position: usize) -> Result<Vec<PipeCall>> {
    parts.iter().map(|part| pipe_call(part, position)).collect()
}

fn pipe_call(part: &str, position: usize) -> Result<PipeCall> {
    if part.is_empty() {
        return fail(format!("Empty pipe in chain at position {position}"));
    }
    let Some((name, rest)) = part.split_once('(') else {
        return Ok(PipeCall { name: part.to_owned(), args: Vec::new() });
    };
    let name = name.trim();
    match rest.strip_suffix(')') {
        Some(inner) => Ok(PipeCall { name: name.to_owned(), args: arguments(inner) }),
        None => fail(format!("Unclosed '(' in pipe '{name}' at position {position}")),
    }
}

/// Split on commas, `\,` being a literal one; a trailing empty argument is dropped, earlier empty ones stay.
fn arguments(inner: &str) -> Vec<String> {
    let (mut args, mut current) = (Vec::new(), String::new());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&',') => current.extend(chars.next()),
            ',' => args.push(std::mem::take(&mut current).trim().to_owned()),
            _ => current.push(c),
        }
    }
    let last = current.trim();
    if !last.is_empty() {
        args.push(last.to_owned());
    }
    args
}
