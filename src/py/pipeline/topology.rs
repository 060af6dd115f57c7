//! Nodes as a graph, walk-back, readiness.

use std::cell::RefCell;

use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyFrozenSet, PyList, PySet};

use crate::fanout::{self, Topology};

/// Give nodes without a slug one: the slugs of all, in order.
#[pyfunction]
pub fn assign_slugs(mut slugs: Vec<String>, plugins: Vec<String>) -> Vec<String> {
    fanout::assign_slugs(&mut slugs, &plugins);
    slugs
}

/// Check that slugs are there and unique. Raises: ValueError.
#[pyfunction]
pub fn slug_index(slugs: Vec<String>) -> PyResult<()> {
    fanout::index_slugs(&slugs).map(drop).map_err(PyValueError::new_err)
}

/// Dependencies and children by index, checked. Immutable.
#[pyclass(frozen, module = "tradewind._core")]
pub struct PipelineTopology(Topology);

#[pymethods]
impl PipelineTopology {
    /// Args:
    ///     slugs: of all nodes.
    ///     depends_on: slugs that each node depends on.
    ///     filters: slugs that the edge filters of each node name.
    ///
    /// Raises:
    ///     ValueError: a duplicate, empty, unknown or repeated slug, a filter on a non-dependency, a cycle with its path.
    #[new]
    fn new(slugs: Vec<String>, depends_on: Vec<Vec<String>>, filters: Vec<Vec<String>>) -> PyResult<Self> {
        Topology::new(&slugs, &depends_on, &filters).map(Self).map_err(PyValueError::new_err)
    }

    /// Indexes that each node depends on, in the order written.
    #[getter]
    fn dependencies(&self) -> Vec<Vec<u32>> {
        self.0.dependencies.clone()
    }

    /// Indexes that depend on each node, ascending.
    #[getter]
    fn children(&self) -> Vec<Vec<u32>> {
        self.0.children.clone()
    }

    /// Indexes that one node depends on, in the order written.
    fn ups(&self, node: usize) -> PyResult<Vec<u32>> {
        let known = self.0.dependencies.get(node);
        known.cloned().ok_or_else(|| PyIndexError::new_err(format!("no node {node}")))
    }

    /// As the function `walk_back`; `passes(node)` says whether a node may be walked through.
    fn walk_back<'py>(
        &self,
        py: Python<'py>,
        start: Vec<u32>,
        passes: &Bound<'py, PyAny>,
        depth: usize,
        fetch: &Bound<'py, PyAny>,
    ) -> PyResult<(Bound<'py, PyList>, bool)> {
        let failed = RefCell::new(None);
        let passes = |node: u32| {
            let asked = passes.call1((node,)).and_then(|answer| answer.is_truthy());
            asked.unwrap_or_else(|error| {
                failed.replace(Some(error));
                false
            })
        };
        let found = fanout::walk_back(&start, &self.0.dependencies, passes, depth, fetched(fetch))?;
        match failed.into_inner() {
            Some(error) => Err(error),
            None => Ok((PyList::new(py, found.0)?, found.1)),
        }
    }

    /// These nodes and everything below them, ascending.
    fn closure(&self, nodes: Vec<u32>) -> Vec<u32> {
        self.0.closure(&nodes)
    }

    /// Nodes that aren't launched and whose dependencies are all complete, ascending; with `changed` only those below.
    #[pyo3(signature = (completed, launched, changed = None))]
    fn ready(
        &self,
        completed: &Bound<'_, PyAny>,
        launched: &Bound<'_, PyAny>,
        changed: Option<Vec<u32>>,
    ) -> PyResult<Vec<u32>> {
        let nodes = self.0.dependencies.len();
        let (completed, launched) = (flags(completed, nodes)?, flags(launched, nodes)?);
        let changed = changed.as_ref().map(|changed| (&self.0.children[..], &changed[..]));
        Ok(ready(&self.0.dependencies, &completed, &launched, changed))
    }
}

fn ready(deps: &[Vec<u32>], completed: &[bool], launched: &[bool], changed: Option<(&[Vec<u32>], &[u32])>) -> Vec<u32> {
    let among = |flags: &[bool], node: u32| flags.get(node as usize).copied().unwrap_or_default();
    fanout::ready(deps, |node| among(completed, node), |node| among(launched, node), changed)
}

/// Which of `0..nodes` a set holds.
fn flags(set: &Bound<'_, PyAny>, nodes: usize) -> PyResult<Vec<bool>> {
    let mut flags = vec![false; nodes];
    let mut mark = |item: Bound<'_, PyAny>| -> PyResult<()> {
        if let Ok(index) = item.extract::<usize>()
            && let Some(flag) = flags.get_mut(index)
        {
            *flag = true;
        }
        Ok(())
    };
    if let Ok(set) = set.cast::<PySet>() {
        set.iter().try_for_each(&mut mark)?;
    } else if let Ok(set) = set.cast::<PyFrozenSet>() {
        set.iter().try_for_each(&mut mark)?;
    } else {
        set.try_iter()?.try_for_each(|item| mark(item?))?;
    }
    Ok(flags)
}

/// Inverse adjacency.
#[pyfunction]
pub fn invert(dependencies: Vec<Vec<u32>>) -> PyResult<Vec<Vec<u32>>> {
    let nodes = dependencies.len();
    match dependencies.iter().flatten().find(|up| **up as usize >= nodes) {
        Some(up) => Err(PyValueError::new_err(format!("no node {up}; there are {nodes}, counted from 0"))),
        None => Ok(fanout::children(&dependencies)),
    }
}

/// As `PipelineTopology.ready`, for dependencies that aren't checked.
#[pyfunction]
#[pyo3(signature = (dependencies, completed, launched, children = None, changed = None))]
pub fn find_ready(
    dependencies: Vec<Vec<u32>>,
    completed: &Bound<'_, PyAny>,
    launched: &Bound<'_, PyAny>,
    children: Option<Vec<Vec<u32>>>,
    changed: Option<Vec<u32>>,
) -> PyResult<Vec<u32>> {
    let nodes = dependencies.len();
    let (completed, launched) = (flags(completed, nodes)?, flags(launched, nodes)?);
    let narrowed = children.as_deref().zip(changed.as_deref());
    Ok(ready(&dependencies, &completed, &launched, narrowed))
}

/// What `fetch(level)` finds on the nearest level that has anything: (items, whether the search was complete).
///
/// Args:
///     start: indexes of level 0; the next level is the dependencies of its nodes that may be walked through.
///     passthrough: those nodes; None: all.
///     depth: levels, at most.
///     fetch: called with a list of indexes, returns a list.
#[pyfunction]
pub fn walk_back<'py>(
    py: Python<'py>,
    start: Vec<u32>,
    dependencies: Vec<Vec<u32>>,
    passthrough: Option<&Bound<'py, PyAny>>,
    depth: usize,
    fetch: &Bound<'py, PyAny>,
) -> PyResult<(Bound<'py, PyList>, bool)> {
    let gates = passthrough.map(|set| flags(set, dependencies.len())).transpose()?;
    let passes = |node: u32| gates.as_ref().is_none_or(|gates| gates.get(node as usize).copied().unwrap_or_default());
    let (found, complete) = fanout::walk_back(&start, &dependencies, passes, depth, fetched(fetch))?;
    Ok((PyList::new(py, found)?, complete))
}

fn fetched<'py>(fetch: &Bound<'py, PyAny>) -> impl FnMut(&[u32]) -> PyResult<Vec<Bound<'py, PyAny>>> {
    |level| fetch.call1((level.to_vec(),))?.try_iter()?.collect()
}
