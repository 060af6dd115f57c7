//! Strict comparison, for durable pipelines: JSON types are kept apart, so that `1` is `1.0` but neither `"1"` nor `true`.

use std::cmp::Ordering;

use super::Operator;
use crate::expr::{Value, parse_float};

/// Equality of JSON values: numbers by value, lists in order, objects in any.
pub fn json_equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::None, Value::None) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Str(left), Value::Str(right)) => left == right,
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(right.iter()).all(|(left, right)| json_equal(left, right))
        }
        (Value::Map(left), Value::Map(items)) => {
            left.len() == items.len()
                && left.iter().all(|(key, value)| {
                    matches!(key, Value::Str(key) if right.get(key).is_some_and(|other| json_equal(value, other)))
                })
        }
        _ => matches!((Number::of(left), Number::of(right)), (Some(left), Some(right)) if left.compare(right).is_eq()),
    }
}

/// A number that isn't NaN; integers are exact far beyond what a float holds.
#[derive(Debug, Clone, Copy)]
enum Number {
    Int(i128),
    Float(f64),
}

impl Number {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Int(value) => Some(Number::Int(i128::from(*value))),
            Value::BigInt(digits) => Self::read(digits),
            Value::Float(value) if !value.is_nan() => Some(Number::Float(*value)),
            _ => None,
        }
    }

    fn read(text: &str) -> Option<Self> {
        let exact = text.trim().parse().ok().map(Number::Int);
        exact.or_else(|| parse_float(text).filter(|number| !number.is_nan()).map(Number::Float))
    }

    /// As the orders of a rule read it: text may be a number, too.
    fn lenient(value: &Value) -> Option<Self> {
        if let Value::Str(text) = value { Self::read(text) } else { Self::of(value) }
    }

    fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Number::Int(left), Number::Int(right)) => left.cmp(&right),
            (Number::Float(left), Number::Float(right)) => left.partial_cmp(&right).unwrap_or(Ordering::Equal),
            (Number::Int(left), Number::Float(right)) => int_with_float(left, right),
            (Number::Float(left), Number::Int(right)) => int_with_float(right, left).reverse(),
        }
    }
}

/// Exact where the float is within the integers' range, which all that matter are.
fn int_with_float(int: i128, float: f64) -> Ordering {
    #[allow(clippy::cast_possible_truncation)] // saturates, in the right direction
    let whole = float.trunc() as i128;
    int.cmp(&whole).then_with(|| 0.0_f64.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal))
}

/// One rule about a field.
#[derive(Debug, Clone, PartialEq)]
pub struct StrictRule {
    /// What it asks.
    pub operator: Operator,
    /// What it compares with; a list for `in` and `not_in`.
    pub expected: Value,
}

impl StrictRule {
    /// Whether a value passes; a missing field passes only what denies.
    pub fn admits(&self, value: Option<&Value>) -> bool {
        match self.operator {
            Operator::Neq => !value.is_some_and(|value| json_equal(value, &self.expected)),
            Operator::NotIn => !value.is_some_and(|value| self.member(value)),
            Operator::NotContains => !value.is_some_and(|value| self.contained(value)),
            Operator::NotExists => value.is_none_or(blank),
            Operator::Exists => !value.is_none_or(blank),
            operator => value.is_some_and(|value| self.affirms(operator, value)),
        }
    }

    fn affirms(&self, operator: Operator, value: &Value) -> bool {
        let ordered = |test: fn(Ordering) -> bool| match (Number::lenient(value), Number::lenient(&self.expected)) {
            (Some(left), Some(right)) => test(left.compare(right)),
            _ => false,
        };
        match operator {
            Operator::Eq => json_equal(value, &self.expected),
            Operator::In => self.member(value),
            Operator::Contains => self.contained(value),
            Operator::StartsWith => value.to_text().starts_with(&*self.expected.to_text()),
            Operator::EndsWith => value.to_text().ends_with(&*self.expected.to_text()),
            Operator::Gt => ordered(Ordering::is_gt),
            Operator::Gte => ordered(Ordering::is_ge),
            Operator::Lt => ordered(Ordering::is_lt),
            Operator::Lte => ordered(Ordering::is_le),
            _ => unreachable!("denials and existence are decided by `admits`"),
        }
    }

    fn member(&self, value: &Value) -> bool {
        match &self.expected {
            Value::List(members) => members.iter().any(|member| json_equal(value, member)),
            one => json_equal(value, one),
        }
    }

    fn contained(&self, value: &Value) -> bool {
        match value {
            Value::List(items) => items.iter().any(|item| json_equal(item, &self.expected)),
            Value::Map(_) => matches!(&self.expected, Value::Str(key) if value.get(key).is_some()),
            other => other.to_text().contains(&*self.expected.to_text()),
        }
    }
}

fn blank(value: &Value) -> bool {
    matches!(value, Value::None) || matches!(value, Value::Str(text) if text.is_empty())
}

/// What a selection sorts by: all numbers or all texts.
#[derive(Debug, Clone)]
pub(super) enum SortKey {
    Number(i128, f64),
    Text(std::sync::Arc<str>),
}

impl SortKey {
    /// `None`: doesn't take part. An error names the kind of the value.
    pub(super) fn of(value: Option<&Value>) -> Result<Option<Self>, &'static str> {
        match value {
            None | Some(Value::None) => Ok(None),
            Some(Value::Str(text)) => Ok(Some(SortKey::Text(text.clone()))),
            Some(value) => match Number::of(value) {
                Some(Number::Int(int)) => Ok(Some(SortKey::Number(int, 0.0))),
                #[allow(clippy::cast_possible_truncation)] // saturates, in the right direction
                Some(Number::Float(float)) => Ok(Some(SortKey::Number(float.floor() as i128, float - float.floor()))),
                None => Err("not a sortable value"),
            },
        }
    }

    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (SortKey::Number(left, rest), SortKey::Number(right, other)) => {
                Some(left.cmp(right).then_with(|| rest.partial_cmp(other).unwrap_or(Ordering::Equal)))
            }
            (SortKey::Text(left), SortKey::Text(right)) => Some(left.cmp(right)),
            _ => None,
        }
    }
}
