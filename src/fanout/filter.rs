//! Edge filters: rules over fields, joined by AND.
//!
//! Comparison is lenient, as pipelines store texts and numbers alike: two boolean literals compare as booleans, two
//! numbers as numbers, everything else as Python's `str`. An absent field is None, whose text is `None`.

use std::borrow::Cow;
use std::sync::Arc;

use super::Column;
use crate::expr::{Value, parse_float};

/// What a rule asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the names are the documentation
pub enum Operator {
    Eq,
    Neq,
    Gt,
    Gte,
    Lt,
    Lte,
    In,
    NotIn,
    Contains,
    NotContains,
    StartsWith,
    EndsWith,
    Exists,
    NotExists,
}

/// What a rule compares with, read once.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    text: Arc<str>,
    number: Option<f64>,
    boolean: Option<bool>,
}

impl Expected {
    /// From the rule's value.
    pub fn new(value: &Value) -> Self {
        Self { text: value.to_text().into(), number: number(value), boolean: boolean(value) }
    }

    /// Only the very same text equals it.
    fn is_plain(&self) -> bool {
        self.number.is_none() && self.boolean.is_none() && &*self.text != "None"
    }

    /// `value`, whose boolean and number are given, is the same.
    fn equals(&self, value: &Value, boolean: Option<bool>, number: Option<f64>) -> bool {
        if let (Some(left), Some(right)) = (boolean, self.boolean) {
            return left == right;
        }
        match (self.number, number) {
            #[allow(clippy::float_cmp)] // equality of numbers is what the rule asks
            (Some(right), Some(left)) => left == right,
            _ => value.to_text() == *self.text,
        }
    }
}

/// One rule, about the column `field` of the caller's table.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Index of the column.
    pub field: usize,
    /// What it asks.
    pub operator: Operator,
    /// One value, or the members of the list of `in` and `not_in`.
    pub expected: Vec<Expected>,
}

/// A boolean, or a text that reads `true` or `false`.
fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::Str(text) => match text.trim() {
            text if text.eq_ignore_ascii_case("true") => Some(true),
            text if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Python's `float(value)`; None and booleans are no numbers.
fn number(value: &Value) -> Option<f64> {
    match value {
        #[allow(clippy::cast_precision_loss)] // as Python's float() does
        Value::Int(value) => Some(*value as f64),
        Value::Float(value) => Some(*value),
        Value::Str(text) | Value::BigInt(text) => parse_float(text),
        _ => None,
    }
}

impl Rule {
    /// Whether a value passes.
    pub fn admits(&self, value: &Value) -> bool {
        let texts = |test: fn(&str, &str) -> bool| {
            let text: Cow<'_, str> = value.to_text();
            self.expected.iter().any(|expected| test(&text, &expected.text))
        };
        let ordered = |test: fn(f64, f64) -> bool| match (number(value), self.expected.first().and_then(|e| e.number)) {
            (Some(left), Some(right)) => test(left, right),
            _ => false,
        };
        match self.operator {
            Operator::Eq | Operator::In => self.equals(value),
            Operator::Neq | Operator::NotIn => !self.equals(value),
            Operator::Gt => ordered(|left, right| left > right),
            Operator::Gte => ordered(|left, right| left >= right),
            Operator::Lt => ordered(|left, right| left < right),
            Operator::Lte => ordered(|left, right| left <= right),
            Operator::Contains => texts(|text, part| text.contains(part)),
            Operator::NotContains => !texts(|text, part| text.contains(part)),
            Operator::StartsWith => texts(|text, start| text.starts_with(start)),
            Operator::EndsWith => texts(|text, end| text.ends_with(end)),
            Operator::Exists => !absent(value),
            Operator::NotExists => absent(value),
        }
    }

    fn equals(&self, value: &Value) -> bool {
        let (boolean, number) = (boolean(value), number(value));
        self.expected.iter().any(|expected| expected.equals(value, boolean, number))
    }

    /// Clear the rows of `kept` that don't pass; typed columns take a path without a `Value` per row.
    fn sieve(&self, column: &Column, kept: &mut [bool]) {
        let right = self.expected.first().and_then(|expected| expected.number);
        if let (Column::Numbers(rows), Some(right), Some(test)) = (column, right, numeric(self.operator)) {
            for (kept, left) in kept.iter_mut().zip(rows) {
                *kept &= test(*left, right); // an absent number is NaN: no comparison holds
            }
            return;
        }
        let negated = match self.operator {
            Operator::Eq | Operator::In => Some(false),
            Operator::Neq | Operator::NotIn => Some(true),
            _ => None,
        };
        if let (Column::Texts(rows), Some(negated)) = (column, negated)
            && self.expected.iter().all(Expected::is_plain)
        {
            for (kept, text) in kept.iter_mut().zip(rows) {
                let equal = text.as_deref().is_some_and(|text| self.expected.iter().any(|one| *text == *one.text));
                *kept &= equal != negated;
            }
            return;
        }
        for (row, kept) in kept.iter_mut().enumerate() {
            *kept = *kept && self.admits(&column.value(row));
        }
    }
}

fn numeric(operator: Operator) -> Option<fn(f64, f64) -> bool> {
    match operator {
        Operator::Gt => Some(|left, right| left > right),
        Operator::Gte => Some(|left, right| left >= right),
        Operator::Lt => Some(|left, right| left < right),
        Operator::Lte => Some(|left, right| left <= right),
        _ => None,
    }
}

fn absent(value: &Value) -> bool {
    match value {
        Value::None => true,
        Value::Str(text) | Value::Host { text, .. } => text.is_empty(),
        _ => false,
    }
}

/// The rows of `rows` that pass every rule, in their order.
pub fn keep(rows: usize, rules: &[Rule], columns: &[Column]) -> Vec<u32> {
    let mut kept = vec![true; rows];
    for rule in rules {
        rule.sieve(&columns[rule.field], &mut kept);
    }
    (0..).zip(&kept).filter_map(|(row, kept)| kept.then_some(row)).collect()
}
