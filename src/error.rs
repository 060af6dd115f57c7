//! The one error of the core: what kind it is, where it is, and a text for the user.

use std::fmt;

/// Result with the core's [`Error`], unless it names another one.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong; Python maps each kind to one exception class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// A `DagSpec` that can't be decoded, or whose values are out of range.
    Spec,
    /// Two nodes with one id.
    Duplicate,
    /// A name that nothing defines.
    Unknown,
    /// Edges that form a circle; the text holds its path.
    Cycle,
    /// A call that the state doesn't allow, e.g. `done` of a node that was never ready.
    State,
    /// What a person asked for can't be meant: a selector that doesn't parse, or matches nothing.
    Usage,
}

/// Kind, text, and the place in the user's source where there is one (`file:line`).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    /// What went wrong.
    pub kind: ErrorKind,
    /// Lower-case, names the thing, shows the fix.
    pub text: String,
    /// `file:line`, where known.
    pub place: Option<String>,
}

impl Error {
    /// An error without a place.
    pub fn new(kind: ErrorKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), place: None }
    }

    /// The same error, at `place` (`file:line`).
    #[must_use]
    pub fn at(mut self, place: Option<String>) -> Self {
        self.place = place;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{} ({place})", self.text),
            None => f.write_str(&self.text),
        }
    }
}
