//! The only `PyO3` code: extract, detach, call, convert. No logic.
#![allow(clippy::doc_markdown)] // docstrings of Python classes, in Google style

mod errors;
mod graph;
mod nearest;

use pyo3::prelude::*;

/// The extension module `tradewind._core`.
#[pymodule]
mod _core {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::graph::{Graph, Sorter};

    #[pymodule_export]
    use super::nearest::nearest;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
