//! One field of many artifacts.

use std::sync::Arc;

use crate::expr::Value;

/// A field's value for every row; a typed column is what makes filtering fast.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Numbers; `NaN` where there is none.
    Numbers(Vec<f64>),
    /// Texts; `None` where there is none.
    Texts(Vec<Option<Arc<str>>>),
    /// Anything.
    Mixed(Vec<Value>),
}

impl Column {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Column::Numbers(rows) => rows.len(),
            Column::Texts(rows) => rows.len(),
            Column::Mixed(rows) => rows.len(),
        }
    }

    /// No rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of one row.
    pub fn value(&self, row: usize) -> Value {
        match self {
            Column::Numbers(rows) if rows[row].is_nan() => Value::None,
            Column::Numbers(rows) => Value::Float(rows[row]),
            Column::Texts(rows) => rows[row].clone().map_or(Value::None, Value::Str),
            Column::Mixed(rows) => rows[row].clone(),
        }
    }

    /// The tightest column for `values`: one type throughout (missing values aside), or mixed.
    pub fn of(values: Vec<Value>) -> Self {
        let exact = |value: &Value| matches!(value, Value::None | Value::Float(_)) && !is_nan(value);
        if values.iter().all(exact) {
            return Column::Numbers(
                values.iter().map(|value| if let Value::Float(number) = value { *number } else { f64::NAN }).collect(),
            );
        }
        if values.iter().all(|value| matches!(value, Value::None | Value::Str(_))) {
            let texts = values.into_iter().map(|value| if let Value::Str(text) = value { Some(text) } else { None });
            return Column::Texts(texts.collect());
        }
        Column::Mixed(values)
    }
}

fn is_nan(value: &Value) -> bool {
    matches!(value, Value::Float(number) if number.is_nan())
}
