//! The drain of a graph, as Python drives it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyList;
use pyo3::{PyTraverseError, PyVisit};

use super::Graph;
use crate::graph::{self as core, NotOut};
use crate::{Error, ErrorKind};

/// From so many nodes on a call lets other threads run.
const LARGE: usize = 1000;

/// A drain: hands nodes out as soon as everything upstream of them is done.
///
///     while batch := sorter.ready():
///         sorter.done(batch)
///
/// One node done costs its out-degree. Safe to use from several threads.
#[pyclass(frozen, generic, module = "tradewind.graph")]
pub struct Sorter {
    graph: Py<Graph>,
    core: Mutex<core::Sorter>,
}

impl Sorter {
    pub fn new(graph: Py<Graph>, core: core::Sorter) -> Self {
        Self { graph, core: Mutex::new(core) }
    }

    /// Never held while waiting for the GIL, so that the two can't block each other.
    fn lock(&self) -> MutexGuard<'_, core::Sorter> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refusal(&self, py: Python<'_>, NotOut { node, done }: NotOut) -> Error {
        let name = self.graph.get().nodes.text(py, node);
        let why = if done { "it is done already" } else { "`ready` hasn't handed it out" };
        Error::new(ErrorKind::State, format!("node {name} can't be done: {why}"))
    }
}

#[pymethods]
impl Sorter {
    /// The nodes that became ready since the last call, each handed out once; [] if there are none at the moment.
    fn ready<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let batch = self.lock().ready();
        self.graph.get().nodes.list(py, &batch)
    }

    /// Mark nodes done that `ready` handed out.
    ///
    /// Args:
    ///     nodes: one id, or a list of ids.
    ///
    /// Raises:
    ///     StateError: a node wasn't handed out, or is done already. Then no node of the list was marked.
    ///     UnknownIdError: no such node; the text suggests the nearest id.
    #[pyo3(signature = (nodes, /))]
    fn done(&self, py: Python<'_>, nodes: &Bound<'_, PyAny>) -> PyResult<()> {
        let known = &self.graph.get().nodes;
        let refused = if let Ok(list) = nodes.cast::<PyList>() {
            let batch = known.find_all(&list.to_tuple())?;
            if batch.len() < LARGE { self.lock().done(&batch) } else { py.detach(|| self.lock().done(&batch)) }
        } else {
            let node = known.find(nodes)?;
            self.lock().done_one(node)
        };
        refused.map_err(|node| self.refusal(py, node).into())
    }

    /// Whether some node isn't done yet.
    fn is_active(&self) -> bool {
        self.lock().is_active()
    }

    fn __sizeof__(&self) -> usize {
        size_of::<Self>() + self.lock().bytes()
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.graph)
    }
}
