//! Pipes over lists and objects.

use std::sync::Arc;

use serde_json::Value as Json;

use super::super::{Budget, Piped, Value};
use super::step::Outcome;

/// The items of a list, or what isn't one unchanged.
fn of_list(value: Piped<'_>, list: impl FnOnce(Arc<[Value]>) -> Value) -> Outcome<'_> {
    Ok(match value {
        Piped::Value(Value::List(items)) => list(items).into(),
        other => other,
    })
}

pub fn first(value: Piped<'_>) -> Outcome<'_> {
    of_list(value, |items| items.first().cloned().unwrap_or(Value::None))
}

pub fn last(value: Piped<'_>) -> Outcome<'_> {
    of_list(value, |items| items.last().cloned().unwrap_or(Value::None))
}

pub fn nth(value: Piped<'_>, index: Option<i64>) -> Outcome<'_> {
    let index = index.and_then(|index| usize::try_from(index).ok());
    of_list(value, |items| index.and_then(|index| items.get(index).cloned()).unwrap_or(Value::None))
}

/// Texts of the items that aren't None, with `separator` between them.
pub fn join_present(items: &[Value], separator: &str) -> String {
    let texts: Vec<_> = items.iter().filter(|item| **item != Value::None).map(Value::to_text).collect();
    texts.join(separator)
}

pub fn join<'v>(value: Piped<'v>, separator: &'v str, budget: &mut Budget) -> Outcome<'v> {
    Ok(Piped::Text(match value {
        Piped::Value(Value::List(items)) => {
            budget.charge(items.len().saturating_mul(separator.len()))?;
            join_present(&items, separator).into()
        }
        other => other.into_text(),
    }))
}

/// Unlike `join`, a None among the items is written.
pub fn string(value: Piped<'_>) -> Outcome<'_> {
    Ok(Piped::Text(match value {
        Piped::Value(Value::List(items)) => items.iter().map(Value::to_text).collect::<Vec<_>>().join(", ").into(),
        other => other.into_text(),
    }))
}

/// One level: the value under `key` of an object, or of a text that is one in JSON.
pub fn json_get<'v>(value: Piped<'v>, key: &'v str, _: &mut Budget) -> Outcome<'v> {
    let parsed = |text: &str| match serde_json::from_str::<Json>(text) {
        Ok(Json::Object(mut object)) => object.remove(key).map_or(Value::None, from_json),
        _ => Value::None,
    };
    Ok(Piped::Value(match &value {
        Piped::Text(text) => parsed(text),
        Piped::Value(Value::Str(text)) => parsed(text),
        Piped::Value(value) => value.get(key).cloned().unwrap_or(Value::None),
    }))
}

fn from_json(value: Json) -> Value {
    match value {
        Json::Null => Value::None,
        Json::Bool(value) => Value::Bool(value),
        Json::Number(number) => match number.as_i64() {
            Some(value) => Value::Int(value),
            None if number.is_u64() => Value::BigInt(number.to_string().into()),
            None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::text(text),
        Json::Array(items) => Value::List(items.into_iter().map(from_json).collect()),
        Json::Object(items) => {
            Value::Map(items.into_iter().map(|(key, item)| (Value::text(key), from_json(item))).collect())
        }
    }
}

pub fn flatten(value: Piped<'_>) -> Outcome<'_> {
    of_list(value, |items| {
        let mut flat = Vec::with_capacity(items.len());
        for item in items.iter() {
            match item {
                Value::List(inner) => flat.extend(inner.iter().cloned()),
                other => flat.push(other.clone()),
            }
        }
        Value::List(flat.into())
    })
}

pub fn compact(value: Piped<'_>) -> Outcome<'_> {
    of_list(value, |items| Value::List(items.iter().filter(|item| **item != Value::None).cloned().collect()))
}
