//! Where a drawing puts the nodes.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use pyo3::{PyTraverseError, PyVisit};

use super::Graph;
use crate::graph::Names;
use crate::graph::layout::{self as core, Plan, Spacing};

/// A drawing of a graph: boxes and lines, y growing downwards from 0.
#[pyclass(frozen, generic, module = "tradewind.graph")]
pub struct Layout {
    /// Of it all.
    #[pyo3(get)]
    width: f64,
    /// Of it all.
    #[pyo3(get)]
    height: f64,
    /// Box of each node.
    #[pyo3(get)]
    nodes: Py<PyDict>,
    /// Layer of each node.
    #[pyo3(get)]
    layers: Py<PyDict>,
    /// Box of each group that holds a node.
    #[pyo3(get)]
    groups: Py<PyDict>,
    /// Each edge once.
    #[pyo3(get)]
    edges: Py<PyList>,
}

#[pymethods]
impl Layout {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.nodes)?;
        visit.call(&self.layers)?;
        visit.call(&self.groups)?;
        visit.call(&self.edges)
    }
}

/// Lay `graph` out in layers. Documented in the stub.
#[pyfunction]
#[pyo3(signature = (
    graph, sizes = None, *, groups = None, parents = None, titles = None, down = false, even = false,
    spacing = (16.0, 48.0, 12.0, 20.0)
))]
#[allow(clippy::too_many_arguments)] // one call for one drawing
pub fn layout(
    py: Python<'_>,
    graph: &Bound<'_, Graph>,
    sizes: Option<&Bound<'_, PyDict>>,
    groups: Option<&Bound<'_, PyDict>>,
    parents: Option<&Bound<'_, PyDict>>,
    titles: Option<&Bound<'_, PyDict>>,
    down: bool,
    even: bool,
    spacing: (f64, f64, f64, f64),
) -> PyResult<Layout> {
    let graph = graph.get();
    let n = graph.core.len() as usize;
    let mut names = Names::new("group");
    let mut number = |name: &Bound<'_, PyAny>| -> PyResult<u32> {
        let name: String = name.extract()?;
        Ok(names.get(&name).map_or_else(|| names.add(&name), Ok)?)
    };
    let mut tree = Vec::new();
    for (group, parent) in parents.into_iter().flatten() {
        let group = number(&group)?;
        tree.push((group, if parent.is_none() { None } else { Some(number(&parent)?) }));
    }
    let mut of_node = vec![None; n];
    for (node, group) in groups.into_iter().flatten() {
        of_node[graph.nodes.find(&node)? as usize] = if group.is_none() { None } else { Some(number(&group)?) };
    }
    let mut above = vec![None; names.len() as usize];
    for (group, parent) in tree {
        above[group as usize] = parent;
    }
    let mut boxes = vec![[1.0, 1.0]; n];
    for (node, size) in sizes.into_iter().flatten() {
        let (width, height): (f64, f64) = size.extract()?;
        boxes[graph.nodes.find(&node)? as usize] = [width, height];
    }
    let mut heads = vec![0.0; names.len() as usize];
    for (group, width) in titles.into_iter().flatten() {
        heads[names.index(&group.extract::<String>()?)? as usize] = width.extract()?;
    }
    let (node, layer, padding, title) = spacing;
    let drawn = py.detach(|| {
        let spacing = Spacing { node, layer, padding, title };
        let plan = Plan { sizes: &boxes, groups: &of_node, parents: &above, titles: &heads, spacing, down, even };
        core::layout(&graph.core, &plan)
    });
    let drawn = drawn.map_err(|error| PyValueError::new_err(error.to_string()))?;
    python(py, graph, &names, &drawn)
}

fn python(py: Python<'_>, graph: &Graph, names: &Names, drawn: &core::Layout) -> PyResult<Layout> {
    let ids = graph.nodes.list(py, &(0..graph.core.len()).collect::<Vec<_>>())?;
    let (nodes, layers, groups) = (PyDict::new(py), PyDict::new(py), PyDict::new(py));
    for (id, (rect, layer)) in ids.iter().zip(drawn.nodes.iter().zip(&drawn.layers)) {
        nodes.set_item(&id, PyTuple::new(py, rect)?)?;
        layers.set_item(id, layer)?;
    }
    for (name, rect) in names.iter().zip(&drawn.groups) {
        if let Some(rect) = rect {
            groups.set_item(name, PyTuple::new(py, rect)?)?;
        }
    }
    let edges = PyList::empty(py);
    for edge in &drawn.edges {
        let points = PyList::new(py, edge.points.iter().map(|&[x, y]| (x, y)))?;
        edges.append((ids.get_item(edge.up as usize)?, ids.get_item(edge.down as usize)?, points))?;
    }
    let [width, height] = drawn.size;
    let (nodes, layers, groups) = (nodes.unbind(), layers.unbind(), groups.unbind());
    Ok(Layout { width, height, nodes, layers, groups, edges: edges.unbind() })
}
