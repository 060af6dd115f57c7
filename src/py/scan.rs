//! The scanner for Python: reports as msgpack, many files at once without the GIL.
#![allow(clippy::needless_pass_by_value)] // arguments come from Python, owned

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use ignore::WalkBuilder;
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use regex::Regex;
use sha2::{Digest, Sha256};

use crate::scan::{self, Doubt, Scan};

/// Scan one source.
///
/// Args:
///     source: the bytes of a Python file, in any encoding that Python reads.
///
/// Returns:
///     A report in msgpack; `tradewind.scanning` gives it types.
#[pyfunction]
pub fn scan_source<'py>(py: Python<'py>, source: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    let packed = py.detach(|| scan::scan(source, packed));
    Ok(PyBytes::new(py, &packed.map_err(PyValueError::new_err)?))
}

/// Whether a file may define a DAG; `False` is certain for what it makes itself.
#[pyfunction]
pub fn may_define_dags(py: Python<'_>, source: &[u8]) -> bool {
    py.detach(|| scan::may_define_dags(source))
}

/// Scan files, in parallel and without the GIL.
///
/// Args:
///     paths: files; one that can't be read gives a report with its error.
///     known: digests (of the content, hex) whose reports the caller has.
///     threads: how many at once, at least 1.
///
/// Returns:
///     For each path: the digest of its content, and its report in msgpack; `None` if the digest is in `known`.
#[pyfunction]
#[pyo3(signature = (paths, known, threads))]
pub fn scan_files(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    known: std::collections::HashSet<String>,
    threads: usize,
) -> PyResult<Vec<(String, Option<Bound<'_, PyBytes>>)>> {
    let found = py.detach(|| {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(path) = paths.get(index) else { return done };
                done.push((index, one_file(path, &known)));
            }
        };
        let mut all: Vec<_> = std::thread::scope(|scope| {
            // The threads end before this returns: the extension stays safe to fork.
            let spawned: Vec<_> = (1..threads.clamp(1, 64)).map(|_| scope.spawn(work)).collect();
            let mut all = work();
            for thread in spawned {
                if let Ok(done) = thread.join() {
                    all.extend(done);
                }
            }
            all
        });
        all.sort_unstable_by_key(|(index, _)| *index);
        all
    });
    let mut out = Vec::with_capacity(found.len());
    for (_, (digest, report)) in found {
        let report = report.map(|report| report.map_err(PyValueError::new_err)).transpose()?;
        out.push((digest, report.map(|report| PyBytes::new(py, &report))));
    }
    Ok(out)
}

fn one_file(path: &Path, known: &std::collections::HashSet<String>) -> (String, Option<Result<Vec<u8>, String>>) {
    match std::fs::read(path) {
        Ok(source) => {
            let digest = Sha256::digest(&source)[..16].iter().fold(0, |head: u128, byte| head << 8 | u128::from(*byte));
            let digest = format!("{digest:032x}");
            if known.contains(&digest) {
                return (digest, None);
            }
            (digest, Some(scan::scan(&source, packed)))
        }
        Err(error) => {
            let reason = &format!("the file can't be read: {error}");
            let error = Some(Doubt { line: 1, column: 1, reason });
            (String::new(), Some(packed(&Scan { error, ..Scan::default() })))
        }
    }
}

fn packed(scan: &Scan<'_>) -> Result<Vec<u8>, String> {
    rmp_serde::to_vec(scan).map_err(|error| error.to_string())
}

/// The Python files below a folder, sorted, without what `.gitignore`, `.ignore` and `.airflowignore` files name.
///
/// Links are followed; a loop of links ends where it closes.
///
/// Raises:
///     OSError: the folder can't be listed.
#[pyfunction]
pub fn python_files(py: Python<'_>, folder: PathBuf) -> PyResult<Vec<PathBuf>> {
    py.detach(|| {
        std::fs::read_dir(&folder)?;
        let mut found: Vec<PathBuf> = WalkBuilder::new(&folder)
            .follow_links(true)
            .require_git(false)
            .git_global(false)
            .filter_entry(|entry| entry.file_name() != "__pycache__" && !entry.path().join("pyvenv.cfg").exists())
            .build()
            // What can't be entered hides nothing else; a loop of links is such a thing.
            .filter_map(Result::ok)
            .map(ignore::DirEntry::into_path)
            .filter(|path| path.extension().is_some_and(|extension| extension == "py") && path.is_file())
            .collect();
        let rules = airflow_ignores(&folder, &found);
        found.retain(|path| !rules.iter().any(|(base, rule)| named(base, rule, path)));
        found.sort_unstable();
        Ok(found)
    })
    .map_err(|error: std::io::Error| PyOSError::new_err(format!("{error}: {}", folder.display())))
}

/// The patterns of the `.airflowignore` files in the folders of `files` and those around, up to `top`.
fn airflow_ignores(top: &Path, files: &[PathBuf]) -> Vec<(PathBuf, Regex)> {
    let mut folders: Vec<&Path> =
        files.iter().flat_map(|file| file.ancestors().skip(1).take_while(|folder| folder.starts_with(top))).collect();
    folders.sort_unstable();
    folders.dedup();
    let mut rules = Vec::new();
    for folder in folders {
        let Ok(text) = std::fs::read_to_string(folder.join(".airflowignore")) else { continue };
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or("").trim());
        for line in lines.filter(|line| !line.is_empty()) {
            if let Ok(rule) = Regex::new(line) {
                rules.push((folder.to_owned(), rule));
            }
        }
    }
    rules
}

/// Whether a rule of `base` names `path`: it is found in the path below `base`, as Airflow's regular expressions are.
fn named(base: &Path, rule: &Regex, path: &Path) -> bool {
    path.strip_prefix(base).is_ok_and(|below| rule.is_match(&below.to_string_lossy()))
}
