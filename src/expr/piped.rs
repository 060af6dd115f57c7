//! What flows through pipes.

use std::borrow::Cow;

use super::Value;

/// Text, borrowed for as long as it can be, or any other value, which is cheap to clone.
#[derive(Debug, Clone)]
pub enum Piped<'v> {
    /// Text.
    Text(Cow<'v, str>),
    /// Anything, text that others share among it.
    Value(Value),
}

impl<'v> Piped<'v> {
    /// Borrowed text.
    pub fn borrowed(text: &'v str) -> Self {
        Piped::Text(Cow::Borrowed(text))
    }

    /// Python's `str(value)`.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Piped::Text(text) => Cow::Borrowed(text),
            Piped::Value(value) => value.to_text(),
        }
    }

    /// As `text`, with what was owned still owned.
    pub fn into_text(self) -> Cow<'v, str> {
        match self {
            Piped::Text(text) => text,
            Piped::Value(value) => Cow::Owned(value.to_text().into_owned()),
        }
    }

    /// Python's `bool(value)`.
    pub fn truth(&self) -> bool {
        match self {
            Piped::Text(text) => !text.is_empty(),
            Piped::Value(value) => value.truth(),
        }
    }

    /// Missing, null.
    pub fn is_none(&self) -> bool {
        matches!(self, Piped::Value(Value::None))
    }

    /// None or the empty text: what `default` replaces and `required` refuses.
    pub fn is_blank(&self) -> bool {
        match self {
            Piped::Text(text) => text.is_empty(),
            Piped::Value(value) => value.is_blank(),
        }
    }

    /// Bytes that it roughly takes; what a budget counts.
    pub fn weight(&self) -> usize {
        match self {
            Piped::Text(text) => text.len(),
            Piped::Value(value) => value.weight(),
        }
    }
}

impl From<Value> for Piped<'_> {
    fn from(value: Value) -> Self {
        Piped::Value(value)
    }
}

impl<'v> From<Cow<'v, str>> for Piped<'v> {
    fn from(text: Cow<'v, str>) -> Self {
        Piped::Text(text)
    }
}

impl From<Piped<'_>> for Value {
    fn from(piped: Piped<'_>) -> Self {
        match piped {
            Piped::Text(text) => Value::text(text),
            Piped::Value(value) => value,
        }
    }
}
