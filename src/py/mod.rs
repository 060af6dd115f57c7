//! The only PyO3 code: extract, detach, call, convert. No logic.

mod errors;
mod nearest;

use pyo3::prelude::*;

/// The extension module `tradewind._core`.
#[pymodule]
mod _core {
    use super::*;

    #[pymodule_export]
    use super::nearest::nearest;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
