//! Selectors: one small language that says which nodes of a graph are meant.
//!
//! ```text
//! selector = terms { blanks terms }          any of them
//! terms    = term { "," term }               all of them; binds tighter
//! term     = "@" atom                        it, its descendants, and all ancestors of these
//!          | [ [ levels ] "+" ] atom [ "+" [ levels ] ]
//! atom     = [ method ":" ] value
//! method   = "tag" | "group" | "path" | "state"
//! value    = '"' any text '"'                as it stands; \" and \\ are a quote and a backslash
//!          | characters but blanks , + " ; * ? [a-z] [!a-z] stand for others
//! ```
//!
//! [`Selector::parse`] and its `Display` are each other's inverse. [`Universe`] is what a selector is asked about, and
//! [`Universe::select`] answers in time linear in nodes and edges for each kind of term.

mod error;
mod eval;
mod parse;
mod pattern;
mod print;
#[cfg(test)]
mod tests;
mod walk;

pub use eval::{Facts, Items, Labels, Universe};
pub use parse::{Levels, Method, Selector, Term};
pub use pattern::Pattern;
