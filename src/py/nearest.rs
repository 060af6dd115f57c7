//! The core's name suggestions, for whatever else people misspell: verbs, DAG ids, parameters.

use pyo3::prelude::*;

/// The candidate most like `name`, if one is like it.
#[pyfunction]
#[allow(clippy::needless_pass_by_value)] // PyO3 extracts owned strings
pub fn nearest(name: &str, candidates: Vec<String>) -> Option<String> {
    crate::graph::nearest(name, candidates.iter().map(String::as_str)).map(str::to_owned)
}
