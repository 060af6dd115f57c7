//! Ids as Python sees them, and node numbers as the core does.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyList, PyString, PyTuple};
use pyo3::{Borrowed, PyTraverseError, PyVisit};

use crate::graph::{Ids, nearest};
use crate::{Error, ErrorKind};

/// The ids of a graph.
pub enum Nodes {
    /// All of them plain integers that fit 32 bits. They are made anew whenever they are asked for: cheaper than to keep
    /// an object for each, scattered over memory.
    Ints(Arc<Ids>),
    /// Any hashables.
    Objects(Objects),
}

/// Hashable ids, numbered in the order in which they first came.
pub struct Objects {
    index: Py<PyDict>,
    ids: Py<PyList>,
}

impl Nodes {
    /// The same ids for another graph.
    pub fn share(&self, py: Python<'_>) -> Self {
        match self {
            Self::Ints(ids) => Self::Ints(Arc::clone(ids)),
            // With references of its own, which the garbage collector counts.
            Self::Objects(Objects { index, ids }) => {
                Self::Objects(Objects { index: index.clone_ref(py), ids: ids.clone_ref(py) })
            }
        }
    }

    /// Number of the node `id`, where there is one. Errors: an unhashable id.
    #[inline]
    pub fn get(&self, id: &Bound<'_, PyAny>) -> PyResult<Option<u32>> {
        match self {
            Self::Ints(ids) => match plain_int(id.as_borrowed()) {
                Some(id) => Ok(ids.node(id)),
                // As a dict would: what equals an integer is that integer.
                None => Ok(equal_int(id)?.and_then(|id| ids.node(id))),
            },
            Self::Objects(objects) => objects.get(id),
        }
    }

    /// Number of the node `id`. Errors: `UnknownIdError`, or an unhashable id.
    #[inline]
    pub fn find(&self, id: &Bound<'_, PyAny>) -> PyResult<u32> {
        match self.get(id)? {
            Some(node) => Ok(node),
            None => Err(self.unknown(id)?.into()),
        }
    }

    /// As [`Nodes::find`], for many.
    pub fn find_all(&self, ids: &Bound<'_, PyTuple>) -> PyResult<Vec<u32>> {
        let mut nodes = Vec::with_capacity(ids.len());
        for id in ids.iter_borrowed() {
            let quick = match self {
                Self::Ints(known) => plain_int(id).and_then(|id| known.node(id)),
                Self::Objects(_) => None,
            };
            nodes.push(quick.map_or_else(|| self.find(&id), Ok)?);
        }
        Ok(nodes)
    }

    /// Ids of node numbers.
    pub fn list<'py>(&self, py: Python<'py>, nodes: &[u32]) -> PyResult<Bound<'py, PyList>> {
        match self {
            Self::Ints(ids) => PyList::new(py, nodes.iter().map(|&node| ids.id(node))),
            Self::Objects(objects) => {
                let ids = objects.ids.bind(py);
                let found = nodes.iter().map(|&node| ids.get_item(node as usize)).collect::<PyResult<Vec<_>>>()?;
                PyList::new(py, found)
            }
        }
    }

    /// A node's id in a text.
    pub fn text(&self, py: Python<'_>, node: u32) -> String {
        match self {
            Self::Ints(ids) => ids.id(node).to_string(),
            Self::Objects(objects) => objects.text(py, node),
        }
    }

    pub fn bytes(&self) -> usize {
        match self {
            Self::Ints(ids) => ids.bytes(),
            Self::Objects(_) => 0,
        }
    }

    pub fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match self {
            Self::Ints(_) => Ok(()),
            // Both can be cleared by the collector, which breaks any circle through this graph.
            Self::Objects(objects) => visit.call(&objects.index).and_then(|()| visit.call(&objects.ids)),
        }
    }

    #[cold]
    fn unknown(&self, id: &Bound<'_, PyAny>) -> PyResult<Error> {
        let mut text = format!("unknown node {}", id.repr()?);
        if id.is_instance_of::<PyList>() || id.is_instance_of::<PyTuple>() {
            text.push_str("; one node is expected here");
        }
        if let (Self::Objects(objects), Ok(name)) = (self, id.cast::<PyString>()) {
            let names = objects.names(id.py());
            if let Some(near) = nearest(&name.to_string(), names.iter().map(String::as_str)) {
                text.extend(["; did you mean '", near, "'?"]);
            }
        }
        Ok(Error::new(ErrorKind::Unknown, text))
    }
}

impl Objects {
    pub fn new(py: Python<'_>) -> Self {
        Self { index: PyDict::new(py).unbind(), ids: PyList::empty(py).unbind() }
    }

    /// Number of `id`, a new one if it is new.
    pub fn add(&self, id: &Bound<'_, PyAny>) -> PyResult<u32> {
        if let Some(node) = self.get(id)? {
            return Ok(node);
        }
        let ids = self.ids.bind(id.py());
        let node = ids.len() as u32;
        self.index.bind(id.py()).set_item(id, node)?;
        ids.append(id)?;
        Ok(node)
    }

    pub fn len(&self, py: Python<'_>) -> u32 {
        self.ids.bind(py).len() as u32
    }

    /// Strings as they are, anything else as `repr` shows it.
    pub fn text(&self, py: Python<'_>, node: u32) -> String {
        match self.ids.bind(py).get_item(node as usize) {
            Ok(id) if id.is_instance_of::<PyString>() => id.to_string(),
            Ok(id) => id.repr().map_or_else(|_| format!("node {node}"), |text| text.to_string()),
            Err(_) => format!("node {node}"),
        }
    }

    fn get(&self, id: &Bound<'_, PyAny>) -> PyResult<Option<u32>> {
        self.index.bind(id.py()).get_item(id)?.map(|node| node.extract()).transpose()
    }

    fn names(&self, py: Python<'_>) -> Vec<String> {
        self.ids.bind(py).iter().filter_map(|id| id.cast::<PyString>().ok().map(ToString::to_string)).collect()
    }
}

/// The value of a plain `int` (no subclass, whose equality may be its own) from 0 to 2^32 - 1.
#[inline]
pub fn plain_int(id: Borrowed<'_, '_, PyAny>) -> Option<u32> {
    // As 64 bits: the shortest way through Python's interface.
    let id = id.cast_exact::<PyInt>().ok()?.extract::<u64>().ok()?;
    u32::try_from(id).ok()
}

/// The integer from 0 to 2^32 - 1 that equals `id`, as `1.0`, `True` and numpy's integers do. Errors: an unhashable id.
#[cold]
fn equal_int(id: &Bound<'_, PyAny>) -> PyResult<Option<u32>> {
    // Equal values have equal hashes, and small integers are their own hash.
    let Ok(value) = u32::try_from(id.hash()?) else { return Ok(None) };
    Ok(id.eq(value)?.then_some(value))
}
