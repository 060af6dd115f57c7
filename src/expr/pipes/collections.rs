//! Pipes over lists and objects.

use serde_json::Value as Json;

use super::super::{Value, eval::Budget, number};
use super::Outcome;

pub fn first(value: Value) -> Outcome {
    Ok(match value {
        Value::List(items) => items.first().cloned().unwrap_or(Value::None),
        other => other,
    })
}

pub fn last(value: Value) -> Outcome {
    Ok(match value {
        Value::List(items) => items.last().cloned().unwrap_or(Value::None),
        other => other,
    })
}

pub fn nth(value: Value, index: &str, _: &mut Budget) -> Outcome {
    Ok(match value {
        Value::List(items) => number::parse_int(index)
            .and_then(|index| usize::try_from(index).ok())
            .and_then(|index| items.get(index).cloned())
            .unwrap_or(Value::None),
        other => other,
    })
}

/// Texts of the items that aren't None, with `separator` between them.
pub fn join_present(items: &[Value], separator: &str) -> String {
    let texts: Vec<_> = items.iter().filter(|item| **item != Value::None).map(Value::to_text).collect();
    texts.join(separator)
}

pub fn join(value: Value, separator: &str, budget: &mut Budget) -> Outcome {
    Ok(Value::text(match &value {
        Value::List(items) => {
            budget.charge(items.len().saturating_mul(separator.len()))?;
            join_present(items, separator)
        }
        other => other.to_text().into_owned(),
    }))
}

/// Unlike `join`, a None among the items is written.
pub fn string(value: Value) -> Outcome {
    Ok(Value::text(match &value {
        Value::List(items) => items.iter().map(Value::to_text).collect::<Vec<_>>().join(", "),
        other => other.to_text().into_owned(),
    }))
}

/// One level: the value under `key` of an object, or of a text that is one in JSON.
pub fn json_get(value: Value, key: &str, _: &mut Budget) -> Outcome {
    Ok(match &value {
        Value::Str(text) => match serde_json::from_str::<Json>(text) {
            Ok(Json::Object(mut object)) => object.remove(key).map_or(Value::None, from_json),
            _ => Value::None,
        },
        Value::Map(_) => value.get(key).cloned().unwrap_or(Value::None),
        _ => Value::None,
    })
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

pub fn flatten(value: Value) -> Outcome {
    let Value::List(items) = value else {
        return Ok(value);
    };
    let mut flat = Vec::with_capacity(items.len());
    for item in items.iter() {
        match item {
            Value::List(inner) => flat.extend(inner.iter().cloned()),
            other => flat.push(other.clone()),
        }
    }
    Ok(Value::List(flat.into()))
}

pub fn compact(value: Value) -> Outcome {
    let Value::List(items) = value else {
        return Ok(value);
    };
    Ok(Value::List(items.iter().filter(|item| **item != Value::None).cloned().collect()))
}
