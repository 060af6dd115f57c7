//! The scanner for Python: reports as msgpack, many files at once without the GIL.
#![allow(clippy::needless_pass_by_value)] // arguments come from Python, owned

use std::ffi::OsString;
use std::path::PathBuf;

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::scan::{self, tree};

/// Scan one source.
///
/// Args:
///     source: the bytes of a Python file, in any encoding that Python reads.
///
/// Returns:
///     A report in msgpack; `tradewind.scanning` gives it types.
#[pyfunction]
pub fn scan_source<'py>(py: Python<'py>, source: &[u8]) -> Bound<'py, PyBytes> {
    let packed = py.detach(|| {
        let mut packed = Vec::new();
        scan::scan(source, |scan| scan.pack(&mut packed));
        packed
    });
    PyBytes::new(py, &packed)
}

/// Whether a file may define a DAG; `False` is certain for what it makes itself.
#[pyfunction]
pub fn may_define_dags(py: Python<'_>, source: &[u8]) -> bool {
    py.detach(|| scan::may_define_dags(source))
}

/// What a file imports, also under conditions; not what its functions import when they run.
///
/// Args:
///     source: the bytes of a Python file.
///
/// Returns:
///     Modules, with their leading dots, and the names taken from each; no names for `import module`.
#[pyfunction]
pub fn imports_of(py: Python<'_>, source: &[u8]) -> Vec<(String, Vec<String>)> {
    py.detach(|| scan::imports(source))
}

/// Scan files, in parallel and without the GIL.
///
/// Args:
///     paths: files; one that can't be read gives a report with its error.
///     cache: a file that keeps reports between calls, by size and time of change, then by content; None: none is kept.
///     threads: how many at once, at least 1.
///
/// Returns:
///     For each path its report in msgpack.
#[pyfunction]
#[pyo3(signature = (paths, cache, threads))]
pub fn scan_files(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    cache: Option<PathBuf>,
    threads: usize,
) -> Vec<Bound<'_, PyBytes>> {
    let found = py.detach(|| tree::reports(&paths, cache.as_deref(), threads));
    found.iter().map(|report| PyBytes::new(py, report)).collect()
}

/// Scan the Python files below a folder, without what `.gitignore`, `.ignore` and `.airflowignore` files name.
///
/// Links are followed; a loop of links ends where it closes. For the rest see `scan_files`.
///
/// Returns:
///     (path, report) of each file, sorted by path.
///
/// Raises:
///     OSError: the folder can't be listed.
#[pyfunction]
#[pyo3(signature = (folder, cache, threads))]
pub fn scan_tree(
    py: Python<'_>,
    folder: PathBuf,
    cache: Option<PathBuf>,
    threads: usize,
) -> PyResult<Vec<(OsString, Bound<'_, PyBytes>)>> {
    let found = py.detach(|| {
        let paths = tree::python_files(&folder)?;
        let reports = tree::reports(&paths, cache.as_deref(), threads);
        Ok((paths, reports))
    });
    let (paths, reports) =
        found.map_err(|error: std::io::Error| PyOSError::new_err(format!("{error}: {}", folder.display())))?;
    let pairs = paths.into_iter().zip(reports.iter());
    Ok(pairs.map(|(path, report)| (path.into_os_string(), PyBytes::new(py, report))).collect())
}
