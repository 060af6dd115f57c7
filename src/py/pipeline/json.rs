//! JSON text of Python's plain data, checked and written in one go.

use std::fmt::Write;

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

use crate::expr::float_repr;

/// JSON text of a value, without spaces; None if it isn't any (text keys, finite numbers, no lone surrogates) or has more
/// than `depth` containers in containers.
#[pyfunction]
pub fn json_text<'py>(
    py: Python<'py>,
    value: &Bound<'py, PyAny>,
    depth: u32,
) -> PyResult<Option<Bound<'py, PyString>>> {
    let mut out = String::new();
    Ok(write(value, depth, &mut out)?.then(|| PyString::new(py, &out)))
}

/// Bytes that `json_text` would be.
#[pyfunction]
pub fn json_size(value: &Bound<'_, PyAny>, depth: u32) -> PyResult<Option<usize>> {
    let mut out = String::new();
    Ok(write(value, depth, &mut out)?.then_some(out.len()))
}

/// Whether it is JSON.
fn write(value: &Bound<'_, PyAny>, depth: u32, out: &mut String) -> PyResult<bool> {
    if value.is_none() {
        out.push_str("null");
    } else if let Ok(text) = value.cast_exact::<PyString>() {
        return Ok(text.to_str().map(|text| quote(text, out)).is_ok());
    } else if let Ok(truth) = value.cast_exact::<PyBool>() {
        out.push_str(if truth.is_true() { "true" } else { "false" });
    } else if value.cast_exact::<PyInt>().is_ok() {
        match value.extract::<i64>() {
            Ok(number) => _ = write!(out, "{number}"),
            Err(_) => out.push_str(value.str()?.to_str()?),
        }
    } else if let Ok(number) = value.cast_exact::<PyFloat>() {
        let number = number.value();
        out.push_str(&float_repr(number));
        return Ok(number.is_finite());
    } else if let Ok(fields) = value.cast_exact::<PyDict>() {
        return object(fields, depth, out);
    } else if let Ok(items) = value.cast_exact::<PyList>() {
        return array(items.iter(), depth, out);
    } else if let Ok(items) = value.cast_exact::<PyTuple>() {
        return array(items.iter(), depth, out);
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn object(fields: &Bound<'_, PyDict>, depth: u32, out: &mut String) -> PyResult<bool> {
    let Some(deeper) = depth.checked_sub(1) else {
        return Ok(false);
    };
    out.push('{');
    for (index, (key, item)) in fields.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        let named = key.cast_exact::<PyString>().is_ok_and(|key| key.to_str().map(|key| quote(key, out)).is_ok());
        out.push(':');
        if !named || !write(&item, deeper, out)? {
            return Ok(false);
        }
    }
    out.push('}');
    Ok(true)
}

fn array<'py>(items: impl Iterator<Item = Bound<'py, PyAny>>, depth: u32, out: &mut String) -> PyResult<bool> {
    let Some(deeper) = depth.checked_sub(1) else {
        return Ok(false);
    };
    out.push('[');
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push(',');
        }
        if !write(&item, deeper, out)? {
            return Ok(false);
        }
    }
    out.push(']');
    Ok(true)
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    let mut plain = 0; // where what isn't copied yet begins
    for (at, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' | b'\\' => Some(byte),
            b'\n' => Some(b'n'),
            b'\r' => Some(b'r'),
            b'\t' => Some(b't'),
            0..=0x1f => None,
            _ => continue,
        };
        out.push_str(&text[plain..at]);
        plain = at + 1;
        _ = match short {
            Some(letter) => write!(out, "\\{}", letter as char),
            None => write!(out, "\\u{byte:04x}"),
        };
    }
    out.push_str(&text[plain..]);
    out.push('"');
}
