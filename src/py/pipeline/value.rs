//! Python objects as the core's values and back.

use std::borrow::Cow;

use pyo3::exceptions::PyRecursionError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString};

use crate::expr::{Piped, Value};

/// Containers in containers, at most.
const DEPTH: u32 = 200;

/// Objects that only pass through; a value of the host's is its index here.
#[derive(Default)]
pub struct Hosts<'py>(Vec<Bound<'py, PyAny>>);

impl<'py> Hosts<'py> {
    /// Plain data by content; anything else by its text, its truth, and itself.
    pub fn take(&mut self, object: &Bound<'py, PyAny>) -> PyResult<Value> {
        self.nested(object, DEPTH)
    }

    /// As `take`, with text borrowed from the object. (One with a lone surrogate, which UTF-8 hasn't, is copied.)
    pub fn take_piped<'v>(&mut self, object: &'v Bound<'py, PyAny>) -> PyResult<Piped<'v>> {
        match object.cast_exact::<PyString>() {
            Ok(text) => Ok(Piped::Text(text.to_str().map_or_else(|_| text.to_string_lossy(), Cow::Borrowed))),
            Err(_) => self.take(object).map(Piped::from),
        }
    }

    /// The object that a piped value stands for.
    pub fn give_piped(&self, py: Python<'py>, value: &Piped<'_>) -> PyResult<Bound<'py, PyAny>> {
        match value {
            Piped::Text(text) => Ok(PyString::new(py, text).into_any()),
            Piped::Value(value) => self.give(py, value),
        }
    }

    fn nested(&mut self, object: &Bound<'py, PyAny>, depth: u32) -> PyResult<Value> {
        let deeper = || depth.checked_sub(1).ok_or_else(|| PyRecursionError::new_err("value is nested too deeply"));
        if object.is_none() {
            return Ok(Value::None);
        }
        if let Ok(text) = object.cast_exact::<PyString>() {
            return Ok(Value::text(text.to_string_lossy()));
        }
        if object.cast_exact::<PyBool>().is_ok() {
            return Ok(Value::Bool(object.is_truthy()?));
        }
        if object.cast_exact::<PyInt>().is_ok() {
            return match object.extract::<i64>() {
                Ok(number) => Ok(Value::Int(number)),
                Err(_) => Ok(Value::BigInt(object.str()?.to_string_lossy().into())),
            };
        }
        if let Ok(number) = object.cast_exact::<PyFloat>() {
            return Ok(Value::Float(number.value()));
        }
        if let Ok(list) = object.cast::<PyList>() {
            let depth = deeper()?;
            let items = list.iter().map(|item| self.nested(&item, depth));
            return Ok(Value::List(items.collect::<PyResult<_>>()?));
        }
        if let Ok(dict) = object.cast::<PyDict>() {
            let depth = deeper()?;
            let items = dict.iter().map(|(key, item)| Ok((self.nested(&key, depth)?, self.nested(&item, depth)?)));
            return Ok(Value::Map(items.collect::<PyResult<_>>()?));
        }
        self.0.push(object.clone());
        Ok(Value::Host {
            id: self.0.len() as u32 - 1,
            text: object.str()?.to_string_lossy().into(),
            truth: object.is_truthy()?,
        })
    }

    /// The object that a value stands for.
    pub fn give(&self, py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
        Ok(match value {
            Value::None => py.None().into_bound(py),
            Value::Bool(value) => PyBool::new(py, *value).to_owned().into_any(),
            Value::Int(number) => number.into_pyobject(py)?.into_any(),
            Value::BigInt(digits) => py.get_type::<PyInt>().call1((&**digits,))?,
            Value::Float(number) => PyFloat::new(py, *number).into_any(),
            Value::Str(text) => PyString::new(py, text).into_any(),
            Value::List(items) => {
                let items: Vec<_> = items.iter().map(|item| self.give(py, item)).collect::<PyResult<_>>()?;
                PyList::new(py, items)?.into_any()
            }
            Value::Map(items) => {
                let dict = PyDict::new(py);
                for (key, item) in items.iter() {
                    dict.set_item(self.give(py, key)?, self.give(py, item)?)?;
                }
                dict.into_any()
            }
            Value::Host { id, .. } => self.0[*id as usize].clone(),
        })
    }
}
