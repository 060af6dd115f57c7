//! The expression language of pipeline bindings: `{source.title | upper | truncate(50)}`.
//!
//! Parsing yields [`Token`]s; [`evaluate`] walks them with a [`Lookup`] for the references and a [`Budget`] for the work.
//! Values follow Python's rules for text, truth and numbers, because that is what pipelines were written against.

mod eval;
mod number;
mod parse;
mod path;
pub mod pipes;
mod print;
mod text;
mod value;

pub use eval::{Budget, Lookup, checked_key, evaluate};
pub(crate) use number::parse_float;
pub use parse::{Part, PipeCall, Reference, Token, parse};
pub(crate) use path::suffix as path_suffix;
pub use print::print;
pub use value::Value;

use std::fmt;

/// A syntax error (with its position, in characters), a failed `required`, or a spent budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExprError(pub String);

impl fmt::Display for ExprError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ExprError {}

/// Names of the functions, sorted.
pub const FUNCTIONS: &[&str] = &["list"];

/// What is wrong with an expression: the parser's text, an unknown pipe, or a wrong number of arguments.
pub fn validate(source: &str) -> Result<(), ExprError> {
    for token in parse(source)? {
        for call in token.pipes() {
            let Some(spec) = pipes::spec(&call.name) else {
                return Err(ExprError(format!("Unknown pipe '{}'", call.name)));
            };
            let (given, least, most) = (call.args.len(), spec.min_args, spec.max_args());
            if !(least..=most).contains(&given) {
                let wanted = if least == most { least.to_string() } else { format!("{least}-{most}") };
                return Err(ExprError(format!("Pipe '{}' expects {wanted} arg(s), got {given}", call.name)));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
