//! The core's error as the exception classes of `tradewind.errors`.

use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::{Error, ErrorKind};

impl From<Error> for PyErr {
    fn from(error: Error) -> Self {
        Python::attach(|py| exception(py, &error).map_or_else(|failed| failed, PyErr::from_value))
    }
}

/// The classes are looked up when an error happens, so that importing `_core` imports nothing else.
fn exception<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    let class = match error.kind {
        ErrorKind::Spec => "SpecError",
        ErrorKind::Duplicate => "DuplicateIdError",
        ErrorKind::Unknown => "UnknownIdError",
        ErrorKind::Cycle => "CycleError",
        ErrorKind::State => "StateError",
        ErrorKind::Usage => "UsageError",
    };
    let place = PyDict::new(py);
    place.set_item("place", error.place.as_deref())?;
    py.import("tradewind.errors")?.getattr(class)?.call((&error.text,), Some(&place))
}
