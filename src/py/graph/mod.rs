//! `tradewind.graph`: graphs of any hashable ids.

mod drawn;
mod input;
mod nodes;
mod sorter;

use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use pyo3::{PyTraverseError, PyVisit};

use crate::graph as core;
use crate::graph::select::{Facts, Labels, Method, Selector, Universe};
pub use drawn::{Layout, layout};
use input::Collector;
use nodes::Nodes;
pub use sorter::Sorter;

/// Ids along a path, and the sum of their weights.
type Path<'py> = (Bound<'py, PyList>, f64);

/// An immutable directed graph without cycles.
///
/// Nodes are any hashable ids. Integers from 0 to 2**32 - 1 are kept as such, at 4 bytes each or none at all. The same
/// input always gives the same order, everywhere. An edge given twice is kept twice; a drain waits for both and is right
/// either way, and `successors` and `predecessors` name each node once.
#[pyclass(frozen, generic, module = "tradewind.graph")]
pub struct Graph {
    core: Arc<core::Graph>,
    nodes: Nodes,
}

#[pymethods]
impl Graph {
    /// The graph of `edges`, pairs (up, down) of ids, where `up` comes before `down`.
    ///
    /// Args:
    ///     edges: tuples or lists of two; a list of tuples of plain ints is the fast path.
    ///     nodes: ids of nodes that may have no edge. Those of edges needn't be named.
    ///
    /// Raises:
    ///     CycleError: the edges form a circle; the text holds its path, `cycle: a -> b -> a`.
    ///     TypeError: an edge isn't a pair, or an id isn't hashable.
    #[staticmethod]
    #[pyo3(signature = (edges, nodes = None))]
    fn from_edges(py: Python<'_>, edges: &Bound<'_, PyAny>, nodes: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let mut collector = Collector::default();
        if let Some(nodes) = nodes {
            collector.nodes(nodes)?;
        }
        collector.edges(edges)?;
        let (core, nodes) = collector.compile(py)?;
        Ok(Self { core: Arc::new(core), nodes })
    }

    /// The graph of a buffer of unsigned 32-bit pairs (up, down), read at once and not kept.
    ///
    /// Args:
    ///     buffer: any C-contiguous buffer: a numpy array of uint32 with shape (n, 2) or (2n,), `array("I")`, or raw bytes in
    ///         the machine's byte order.
    ///
    /// Raises:
    ///     CycleError: as for `from_edges`.
    ///     TypeError: not a buffer, or not of 32-bit unsigned integers.
    ///     ValueError: not C-contiguous, not aligned to 4 bytes, or not whole pairs.
    #[staticmethod]
    fn from_buffer(py: Python<'_>, buffer: &Bound<'_, PyAny>) -> PyResult<Self> {
        let edges = input::u32s(buffer)?;
        let (ids, core) = py.detach(|| core::Ids::compile(edges, &[]))?;
        Ok(Self { core: Arc::new(core), nodes: Nodes::Ints(Arc::new(ids)) })
    }

    /// Number of edges; one given twice counts twice.
    #[getter]
    fn edge_count(&self) -> u32 {
        self.core.edge_count()
    }

    /// Every node, each after all of its upstreams.
    fn order<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.nodes.list(py, self.core.topo_order())
    }

    /// The nodes that a selector means, in topological order; nodes are known by their text.
    ///
    /// Raises:
    ///     UsageError: it doesn't parse, names an unknown node, or means none; with column and caret.
    #[pyo3(signature = (select, *, exclude = None))]
    fn select<'py>(&self, py: Python<'py>, select: &str, exclude: Option<&str>) -> PyResult<Bound<'py, PyList>> {
        let names = match &self.nodes {
            Nodes::Ints(ids) => Texts::Ints(ids, self.core.len()),
            Nodes::Objects(_) => Texts::Any((0..self.core.len()).map(|node| self.nodes.text(py, node)).collect()),
        };
        let found = py.detach(|| -> crate::Result<Vec<u32>> {
            let select = Selector::parse(select)?;
            let exclude = exclude.map(Selector::parse).transpose()?;
            let universe = Universe { graph: &self.core, facts: &names, items: None };
            let chosen = universe.select(Some(&select), exclude.as_ref())?;
            Ok(self.core.topo_order().iter().copied().filter(|&node| chosen[node as usize]).collect())
        })?;
        self.nodes.list(py, &found)
    }

    /// Nodes grouped by the length of the longest path that leads to them; those of one level could run at once.
    fn levels<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let levels = py.detach(|| self.core.levels());
        let lists = levels.iter().map(|level| self.nodes.list(py, level)).collect::<PyResult<Vec<_>>>()?;
        PyList::new(py, lists)
    }

    /// The path that takes longest, and how long it takes. Of equally long paths always the same one.
    ///
    /// Args:
    ///     weights: seconds of each node; those that aren't in it take none. Default: every node takes 1.
    ///
    /// Returns:
    ///     (ids along the path, sum of their weights); ([], 0.0) for an empty graph.
    ///
    /// Raises:
    ///     UnknownIdError: `weights` names a node that doesn't exist.
    ///     ValueError: a weight is negative, infinite or not a number.
    #[pyo3(signature = (weights = None))]
    fn critical_path<'py>(&self, py: Python<'py>, weights: Option<&Bound<'py, PyAny>>) -> PyResult<Path<'py>> {
        let seconds = self.seconds(weights)?;
        let (path, length) = py.detach(|| self.core.critical_path(&seconds));
        Ok((self.nodes.list(py, &path)?, length))
    }

    /// How much longer each node could take without the critical path getting longer; exactly 0.0 on that path.
    ///
    /// Args:
    ///     weights: as for `critical_path`.
    ///
    /// Returns:
    ///     id -> seconds, in topological order.
    #[pyo3(signature = (weights = None))]
    fn slack<'py>(&self, py: Python<'py>, weights: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyDict>> {
        let seconds = self.seconds(weights)?;
        let slack = py.detach(|| self.core.slack(&seconds));
        let out = PyDict::new(py);
        for (id, &node) in self.nodes.list(py, self.core.topo_order())?.iter().zip(self.core.topo_order()) {
            out.set_item(id, slack[node as usize])?;
        }
        Ok(out)
    }

    /// The path from `up` to `down` that takes longest.
    ///
    /// Args:
    ///     weights: as for `critical_path`; both ends count.
    ///
    /// Returns:
    ///     (ids along the path, sum of their weights); ([], 0.0) if no path leads there.
    #[pyo3(signature = (up, down, weights = None))]
    fn longest_path<'py>(
        &self,
        up: &Bound<'py, PyAny>,
        down: &Bound<'py, PyAny>,
        weights: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Path<'py>> {
        self.path(up, down, weights, true)
    }

    /// The path from `up` to `down` that takes shortest; else as `longest_path`.
    #[pyo3(signature = (up, down, weights = None))]
    fn shortest_path<'py>(
        &self,
        up: &Bound<'py, PyAny>,
        down: &Bound<'py, PyAny>,
        weights: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Path<'py>> {
        self.path(up, down, weights, false)
    }

    /// Whether `up` comes before `down`, or is it.
    fn reaches(&self, py: Python<'_>, up: &Bound<'_, PyAny>, down: &Bound<'_, PyAny>) -> PyResult<bool> {
        let (up, down) = (self.nodes.find(up)?, self.nodes.find(down)?);
        Ok(py.detach(|| self.core.reaches(up, down)))
    }

    /// Everything that comes before any of `nodes`, in topological order; of these themselves only those before another.
    ///
    /// Raises:
    ///     UnknownIdError: no such node; the text suggests the nearest id.
    #[pyo3(signature = (*nodes))]
    fn ancestors<'py>(&self, py: Python<'py>, nodes: &Bound<'py, PyTuple>) -> PyResult<Bound<'py, PyList>> {
        let nodes = self.nodes.find_all(nodes)?;
        self.nodes.list(py, &py.detach(|| self.core.ancestors(&nodes)))
    }

    /// Everything that comes after any of `nodes`, in topological order; of these themselves only those after another.
    ///
    /// Raises:
    ///     UnknownIdError: no such node; the text suggests the nearest id.
    #[pyo3(signature = (*nodes))]
    fn descendants<'py>(&self, py: Python<'py>, nodes: &Bound<'py, PyTuple>) -> PyResult<Bound<'py, PyList>> {
        let nodes = self.nodes.find_all(nodes)?;
        self.nodes.list(py, &py.detach(|| self.core.descendants(&nodes)))
    }

    /// The nodes that come before or after every other one, in topological order: while one of them runs, nothing else can.
    fn bottlenecks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.nodes.list(py, &py.detach(|| self.core.bottlenecks()))
    }

    /// As many nodes as possible of which none comes before another, in topological order. Its length is the graph's
    /// width: how many could ever run at once.
    fn antichain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.nodes.list(py, &py.detach(|| self.core.antichain()))
    }

    /// The smallest graph of these nodes in which each comes before the same others: without the edges that a longer path
    /// makes needless.
    fn transitive_reduction(&self, py: Python<'_>) -> Self {
        let core = py.detach(|| self.core.transitive_reduction());
        Self { core: Arc::new(core), nodes: self.nodes.share(py) }
    }

    /// The graph of these nodes with an edge from each to all that come after it: `successors` are then all descendants.
    ///
    /// Args:
    ///     limit: most edges that it may have, at 4 bytes each.
    ///
    /// Raises:
    ///     SpecError: it would have more.
    #[pyo3(signature = (*, limit = 100_000_000))]
    fn transitive_closure(&self, py: Python<'_>, limit: usize) -> PyResult<Self> {
        let core = py.detach(|| self.core.transitive_closure(limit))?;
        Ok(Self { core: Arc::new(core), nodes: self.nodes.share(py) })
    }

    /// Every edge as (up, down), those of one node together; one given twice stands twice.
    fn edges<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let (ups, downs): (Vec<u32>, Vec<u32>) = self.core.edges().unzip();
        let edges = self.nodes.list(py, &ups)?.iter().zip(self.nodes.list(py, &downs)?);
        PyList::new(py, edges.collect::<Vec<_>>())
    }

    /// Nodes directly upstream of `node`, each once. The first call costs a pass over all edges.
    ///
    /// Raises:
    ///     UnknownIdError: no such node; the text suggests the nearest id.
    fn predecessors<'py>(&self, py: Python<'py>, node: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        let node = self.nodes.find(node)?;
        let found = py.detach(|| core::distinct(self.core.predecessors(node)));
        self.nodes.list(py, &found)
    }

    /// Nodes directly downstream of `node`, each once, in the order of the edges.
    ///
    /// Raises:
    ///     UnknownIdError: no such node; the text suggests the nearest id.
    fn successors<'py>(&self, py: Python<'py>, node: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        let node = self.nodes.find(node)?;
        let found = py.detach(|| core::distinct(self.core.successors(node)));
        self.nodes.list(py, &found)
    }

    /// A drain of this graph from its beginning. One graph can have any number of them.
    fn sorter(slf: &Bound<'_, Self>) -> Sorter {
        let core = Arc::clone(&slf.get().core);
        Sorter::new(slf.clone().unbind(), slf.py().detach(|| core::Sorter::new(core)))
    }

    fn __len__(&self) -> usize {
        self.core.len() as usize
    }

    fn __contains__(&self, node: &Bound<'_, PyAny>) -> PyResult<bool> {
        Ok(self.nodes.get(node)?.is_some())
    }

    fn __repr__(&self) -> String {
        format!("<Graph: {} nodes, {} edges>", self.core.len(), self.core.edge_count())
    }

    /// Bytes that the graph holds in Rust; ids that aren't integers are Python's and don't count.
    fn __sizeof__(&self) -> usize {
        size_of::<Self>() + self.core.bytes() + self.nodes.bytes()
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.nodes.traverse(&visit)
    }
}

impl Graph {
    /// Weights by node, checked.
    fn seconds(&self, weights: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<f64>> {
        let mut seconds = vec![if weights.is_none() { 1.0 } else { 0.0 }; self.core.len() as usize];
        let Some(weights) = weights else { return Ok(seconds) };
        let given = PyDict::new(weights.py());
        let weights = if let Ok(weights) = weights.cast::<PyDict>() {
            weights
        } else {
            given.update(weights.cast()?)?;
            &given
        };
        for (id, weight) in weights {
            let weight: f64 = weight.extract()?;
            if !(weight.is_finite() && weight >= 0.0) {
                return Err(PyValueError::new_err(format!(
                    "weight of {} is {weight}; weights are seconds, finite and not negative",
                    id.repr()?
                )));
            }
            seconds[self.nodes.find(&id)? as usize] = weight;
        }
        Ok(seconds)
    }

    fn path<'py>(
        &self,
        up: &Bound<'py, PyAny>,
        down: &Bound<'py, PyAny>,
        weights: Option<&Bound<'py, PyAny>>,
        longest: bool,
    ) -> PyResult<Path<'py>> {
        let py = up.py();
        let (up, down, seconds) = (self.nodes.find(up)?, self.nodes.find(down)?, self.seconds(weights)?);
        let (path, length) = py.detach(|| self.core.path(up, down, &seconds, longest)).unwrap_or_default();
        Ok((self.nodes.list(py, &path)?, length))
    }
}

/// What selectors know nodes by.
enum Texts<'a> {
    /// Written out only where a glob looks at all of them.
    Ints(&'a core::Ids, u32),
    Any(Vec<String>),
}

impl Facts for Texts<'_> {
    fn what(&self) -> &'static str {
        "node"
    }

    fn named(&self, name: &str) -> Vec<u32> {
        match self {
            Self::Ints(ids, _) => {
                let id = name.parse().ok().filter(|id: &u32| id.to_string() == name);
                id.and_then(|id| ids.node(id)).into_iter().collect()
            }
            Self::Any(texts) => (0..).zip(texts).filter(|(_, text)| *text == name).map(|(node, _)| node).collect(),
        }
    }

    fn names(&self, each: &mut dyn FnMut(u32, &str)) {
        match self {
            Self::Ints(ids, len) => (0..*len).for_each(|node| each(node, &ids.id(node).to_string())),
            Self::Any(texts) => (0..).zip(texts).for_each(|(node, text)| each(node, text)),
        }
    }

    fn labels(&self, _: Method) -> Option<&Labels> {
        None
    }
}
