//! Edges as Python gives them.

use std::sync::Arc;

use pyo3::IntoPyObjectExt;
use pyo3::buffer::PyUntypedBuffer;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyList, PyTuple};

use super::nodes::{Nodes, Objects, plain_int};
use crate::graph as core;

/// Edges read at a time: their objects fit the processor's nearest cache.
const CHUNK: usize = 256;

/// Takes edges in. As long as all ids are plain integers they stay numbers; with the first other one, all become objects.
#[derive(Default)]
pub struct Collector {
    /// Ids, or node numbers once there are `objects`.
    edges: Vec<[u32; 2]>,
    /// Ids of nodes named on their own.
    lone: Vec<u32>,
    objects: Option<Objects>,
}

impl Collector {
    pub fn nodes(&mut self, nodes: &Bound<'_, PyAny>) -> PyResult<()> {
        for node in nodes.try_iter()? {
            let node = node?;
            match plain_int(node.as_borrowed()).filter(|_| self.objects.is_none()) {
                Some(id) => self.lone.push(id),
                None => {
                    self.objects(node.py())?.add(&node)?;
                }
            }
        }
        Ok(())
    }

    pub fn edges(&mut self, edges: &Bound<'_, PyAny>) -> PyResult<()> {
        let Ok(list) = edges.cast::<PyList>() else {
            return edges.try_iter()?.try_for_each(|edge| self.edge(&edge?));
        };
        self.edges.reserve(list.len());
        let mut at = 0;
        while at < list.len() {
            // A copy: what is read can't change meanwhile, and its items can be borrowed.
            let chunk = list.get_slice(at, at + CHUNK).to_tuple();
            if !self.plain_pairs(&chunk) {
                chunk.iter().try_for_each(|edge| self.edge(&edge))?;
            }
            at += chunk.len();
        }
        Ok(())
    }

    /// Takes a chunk of edges if they are tuples of two plain integers; else takes none of them and says so.
    ///
    /// Step by step for all of them, not edge by edge: each step is a short loop that lets the processor fetch many
    /// objects from memory at once.
    fn plain_pairs(&mut self, chunk: &Bound<'_, PyTuple>) -> bool {
        if self.objects.is_some() {
            return false;
        }
        let mut pairs = Vec::with_capacity(CHUNK);
        pairs.extend(chunk.iter_borrowed().map_while(|edge| edge.cast_exact::<PyTuple>().ok()));
        let mut ids = Vec::with_capacity(CHUNK);
        for pair in &pairs {
            let mut items = pair.iter_borrowed();
            if let (2, Some(up), Some(down)) = (items.len(), items.next(), items.next()) {
                ids.push([up, down]);
            }
        }
        let ids = ids.as_flattened();
        if ids.len() < 2 * chunk.len() || !ids.iter().all(|id| id.is_exact_instance_of::<PyInt>()) {
            return false;
        }
        // As 64 bits: the shortest way through Python's interface.
        let mut wide = Vec::with_capacity(2 * CHUNK);
        wide.extend(ids.iter().map_while(|id| id.extract::<u64>().ok()));
        if wide.len() < ids.len() || wide.iter().any(|&id| id > u64::from(u32::MAX)) {
            return false;
        }
        self.edges.extend(wide.as_chunks().0.iter().map(|&[up, down]| [up as u32, down as u32]));
        true
    }

    pub fn compile(self, py: Python<'_>) -> PyResult<(core::Graph, Nodes)> {
        let Some(objects) = self.objects else {
            let (ids, graph) = py.detach(|| core::Ids::compile(self.edges.into_flattened(), &self.lone))?;
            return Ok((graph, Nodes::Ints(Arc::new(ids))));
        };
        core::check_count(self.edges.len())?;
        let count = objects.len(py);
        let graph = py.detach(|| core::Graph::build(count, self.edges.iter().copied().map(<(u32, u32)>::from)));
        match graph {
            Ok(graph) => Ok((graph, Nodes::Objects(objects))),
            Err(cycle) => Err(cycle.error(|node| objects.text(py, node)).into()),
        }
    }

    fn edge(&mut self, edge: &Bound<'_, PyAny>) -> PyResult<()> {
        let (up, down) = self.unpack(edge)?;
        if self.objects.is_none()
            && let (Some(up), Some(down)) = (plain_int(up.as_borrowed()), plain_int(down.as_borrowed()))
        {
            self.edges.push([up, down]);
            return Ok(());
        }
        let objects = self.objects(up.py())?;
        let pair = [objects.add(&up)?, objects.add(&down)?];
        self.edges.push(pair);
        Ok(())
    }

    fn unpack<'py>(&self, edge: &Bound<'py, PyAny>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        if (edge.is_instance_of::<PyTuple>() || edge.is_instance_of::<PyList>()) && edge.len()? == 2 {
            return Ok((edge.get_item(0)?, edge.get_item(1)?));
        }
        let text = format!("edge {} is {}; a pair (up, down) is expected", self.edges.len(), edge.repr()?);
        Err(PyTypeError::new_err(text))
    }

    fn objects(&mut self, py: Python<'_>) -> PyResult<&Objects> {
        let objects = match self.objects.take() {
            Some(objects) => objects,
            None => self.as_objects(py)?,
        };
        Ok(self.objects.insert(objects))
    }

    /// The integers so far as objects, and the edges as node numbers.
    fn as_objects(&mut self, py: Python<'_>) -> PyResult<Objects> {
        let objects = Objects::new(py);
        for id in std::mem::take(&mut self.lone) {
            objects.add(&id.into_bound_py_any(py)?)?;
        }
        for id in self.edges.as_flattened_mut() {
            *id = objects.add(&id.into_bound_py_any(py)?)?;
        }
        Ok(objects)
    }
}

/// Copies a buffer of whole pairs of unsigned 32-bit integers, so that the GIL can go while they are worked on.
pub fn u32s(source: &Bound<'_, PyAny>) -> PyResult<Vec<u32>> {
    let py = source.py();
    let Ok(buffer) = PyUntypedBuffer::get(source) else {
        let what = source.get_type().qualname()?;
        return Err(PyTypeError::new_err(format!("a buffer of unsigned 32-bit integers is expected, not {what}")));
    };
    if !buffer.is_c_contiguous() {
        return Err(PyValueError::new_err(
            "the buffer isn't C-contiguous; copy it first, e.g. by numpy.ascontiguousarray",
        ));
    }
    if !matches!(buffer.shape(), [_] | [_, 2]) {
        let shape = buffer.shape();
        return Err(PyValueError::new_err(format!("shape {shape:?} isn't one of pairs; it is (n, 2) or (2n,)")));
    }
    let flat = match (buffer.format().to_bytes(), buffer.item_size()) {
        // Nothing may lie anywhere.
        (b"I" | b"@I" | b"=I" | b"L" | b"@L" | b"=L", 4) if buffer.item_count() == 0 => Vec::new(),
        (b"I" | b"@I" | b"=I" | b"L" | b"@L" | b"=L", 4) => match buffer.into_typed::<u32>() {
            Ok(buffer) => buffer.to_vec(py)?,
            Err(_) => return Err(PyValueError::new_err("the integers don't lie at multiples of 4; copy them first")),
        },
        (b"B", 1) => {
            let bytes = buffer.into_typed::<u8>()?.to_vec(py)?;
            let (items, rest) = bytes.as_chunks();
            if !rest.is_empty() {
                let count = bytes.len();
                return Err(PyValueError::new_err(format!("{count} bytes aren't whole pairs of 4-byte integers")));
            }
            items.iter().map(|item| u32::from_ne_bytes(*item)).collect()
        }
        (format, size) => {
            let format = String::from_utf8_lossy(format);
            return Err(PyTypeError::new_err(format!(
                "items of format '{format}' ({size} bytes) aren't native unsigned 32-bit integers; convert them first, \
                 e.g. by numpy's .astype('uint32')"
            )));
        }
    };
    if flat.len() % 2 == 1 {
        return Err(PyValueError::new_err(format!("{} integers aren't whole pairs (up, down)", flat.len())));
    }
    Ok(flat)
}
