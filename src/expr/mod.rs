//! The expression language of pipeline bindings: `{source.title | upper | truncate(50)}`.
//!
//! Parsing yields [`Token`]s, which [`print`] writes back. A [`Program`] is what they mean: pipes looked up and their
//! arguments read once, then evaluated again and again with a lookup for the references and a [`Budget`] for the work.
//! Values follow Python's rules for text, truth and numbers, because that is what pipelines were written against.

mod budget;
mod number;
mod parse;
mod path;
mod piped;
pub mod pipes;
mod print;
mod program;
mod text;
mod value;

pub use budget::Budget;
pub(crate) use number::parse_float;
pub use parse::{Part, PipeCall, Reference, Token, parse};
pub(crate) use path::suffix as path_suffix;
pub use piped::Piped;
pub use print::print;
pub use program::Program;
#[cfg(feature = "python")]
pub(crate) use text::float_repr;
pub use value::Value;

use std::fmt;

/// A syntax error (which names its position), a failed `required`, a wrong pipe, or a spent budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExprError {
    /// What is wrong.
    pub text: String,
    /// Of the opening brace, in characters, for what was found when it was evaluated or resolved.
    pub position: Option<usize>,
}

impl ExprError {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), position: None }
    }

    fn at(mut self, position: usize) -> Self {
        self.position.get_or_insert(position);
        self
    }
}

impl fmt::Display for ExprError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for ExprError {}

/// Names of the functions, sorted.
pub const FUNCTIONS: &[&str] = &["list"];

/// What is wrong with an expression: the parser's text, an unknown pipe, or a wrong number of arguments.
pub fn validate(source: &str) -> Result<(), ExprError> {
    for (position, token) in parse::parse_placed(source)? {
        for call in token.pipes() {
            let Some(spec) = pipes::spec(&call.name) else {
                return Err(ExprError::new(format!("Unknown pipe '{}'", call.name)).at(position));
            };
            let (given, least, most) = (call.args.len(), spec.min_args, spec.max_args());
            if !(least..=most).contains(&given) {
                let wanted = if least == most { least.to_string() } else { format!("{least}-{most}") };
                let text = format!("Pipe '{}' expects {wanted} arg(s), got {given}", call.name);
                return Err(ExprError::new(text).at(position));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
