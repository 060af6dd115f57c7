//! The values that expressions work on.

use std::sync::Arc;

/// A JSON-like value with Python's numbers, or something only the host knows.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Missing, null.
    None,
    /// A boolean.
    Bool(bool),
    /// An integer that fits.
    Int(i64),
    /// A larger one, in decimal.
    BigInt(Arc<str>),
    /// A float.
    Float(f64),
    /// Text.
    Str(Arc<str>),
    /// A list.
    List(Arc<[Value]>),
    /// An object, in the order of its keys.
    Map(Arc<[(Value, Value)]>),
    /// A value of the host's that passes through untouched; its text and truth were asked for beforehand.
    Host {
        /// The host's own number for it.
        id: u32,
        /// `str(value)`
        text: Arc<str>,
        /// `bool(value)`
        truth: bool,
    },
}

impl Value {
    /// A text value.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Value::Str(text.into())
    }

    /// Python's `bool(value)`.
    pub fn truth(&self) -> bool {
        match self {
            Value::None => false,
            Value::Bool(value) => *value,
            Value::Int(value) => *value != 0,
            Value::BigInt(_) => true,
            Value::Float(value) => *value != 0.0,
            Value::Str(value) => !value.is_empty(),
            Value::List(items) => !items.is_empty(),
            Value::Map(items) => !items.is_empty(),
            Value::Host { truth, .. } => *truth,
        }
    }

    /// None or the empty text: what `default` replaces and `required` refuses.
    pub fn is_blank(&self) -> bool {
        match self {
            Value::None => true,
            Value::Str(text) => text.is_empty(),
            _ => false,
        }
    }

    /// The value under a text key of an object.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Map(items) => items.iter().find_map(|(name, value)| match name {
                Value::Str(name) if **name == *key => Some(value),
                _ => None,
            }),
            _ => None,
        }
    }

    /// Bytes that it roughly takes; what a budget counts.
    pub fn weight(&self) -> usize {
        match self {
            Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) => 8,
            Value::BigInt(text) | Value::Str(text) | Value::Host { text, .. } => text.len(),
            Value::List(items) => items.iter().map(Value::weight).sum::<usize>() + 8,
            Value::Map(items) => items.iter().map(|(key, value)| key.weight() + value.weight()).sum::<usize>() + 8,
        }
    }
}
