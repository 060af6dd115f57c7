//! `CompiledDag`.

use std::sync::{Arc, OnceLock};

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyString;

use crate::Result;
use crate::run::{CompiledDag as Core, Seen, TaskState};
use crate::spec::DagSpec;

/// A `DagSpec` with its graph: names resolved, references and cycles checked, priorities computed. Immutable.
#[pyclass(frozen, module = "tradewind._core")]
#[derive(Clone)]
pub struct CompiledDag(pub(super) Arc<Named>);

/// The core's DAG, and its task ids as Python strings, made when first asked for.
pub(super) struct Named {
    pub dag: Arc<Core>,
    names: OnceLock<Box<[PyOnceLock<Py<PyString>>]>>,
}

impl Named {
    /// The task id of a node.
    pub fn name(&self, py: Python<'_>, node: u32) -> Py<PyString> {
        let names = self.names.get_or_init(|| (0..self.dag.len()).map(|_| PyOnceLock::new()).collect());
        let make = || PyString::new(py, self.dag.names().name(node)).unbind();
        names[node as usize].get_or_init(py, make).clone_ref(py)
    }
}

#[pymethods]
impl CompiledDag {
    /// Decode, check and compile.
    ///
    /// Raises:
    ///     SpecError, DuplicateIdError, UnknownIdError, CycleError: with place and fix.
    #[staticmethod]
    fn from_msgpack(py: Python<'_>, data: &[u8]) -> Result<Self> {
        let dag = py.detach(|| DagSpec::from_msgpack(data).and_then(Core::new))?;
        Ok(Self(Arc::new(Named { dag: Arc::new(dag), names: OnceLock::new() })))
    }

    #[getter]
    fn dag_id(&self) -> &str {
        &self.0.dag.spec().dag_id
    }

    /// Node index -> task id, in the order written.
    #[getter]
    fn task_ids(&self, py: Python<'_>) -> Vec<Py<PyString>> {
        self.list(py, 0..self.0.dag.len())
    }

    /// Node index -> how often a failed attempt is tried again.
    #[getter]
    fn retries(&self) -> Vec<u32> {
        self.0.dag.spec().nodes.iter().map(|node| node.retries).collect()
    }

    /// (task id, seconds) of tasks that have a timeout, their own or the policy's.
    #[getter]
    fn timeouts(&self) -> Vec<(&str, f64)> {
        let spec = self.0.dag.spec();
        let default = spec.policy.default_timeout;
        spec.nodes.iter().filter_map(|node| Some((node.id.as_str(), node.timeout.or(default)?))).collect()
    }

    /// `dag_version`: hex digest (16 bytes) of spec and bundle. Places (`file:line`) don't count.
    fn version(&self, bundle_hash: &str) -> Result<String> {
        self.0.dag.spec().version(bundle_hash)
    }

    fn to_msgpack(&self) -> Result<std::borrow::Cow<'static, [u8]>> {
        self.0.dag.spec().to_msgpack().map(Into::into)
    }

    fn to_json(&self) -> Result<String> {
        self.0.dag.spec().to_json()
    }

    /// Directly upstream.
    ///
    /// Raises:
    ///     UnknownIdError: with the nearest task id.
    fn upstream(&self, py: Python<'_>, task_id: &str) -> Result<Vec<Py<PyString>>> {
        let node = self.0.dag.names().index(task_id)?;
        Ok(self.list(py, self.0.dag.graph().predecessors(node).iter().copied()))
    }

    /// Directly downstream.
    ///
    /// Raises:
    ///     UnknownIdError: with the nearest task id.
    fn downstream(&self, py: Python<'_>, task_id: &str) -> Result<Vec<Py<PyString>>> {
        let node = self.0.dag.names().index(task_id)?;
        Ok(self.list(py, self.0.dag.graph().successors(node).iter().copied()))
    }

    /// A topological order.
    fn order(&self, py: Python<'_>) -> Vec<Py<PyString>> {
        self.list(py, self.0.dag.graph().topo_order().iter().copied())
    }

    /// What selectors mean, and what `exclude` names.
    ///
    /// Raises:
    ///     UsageError: with column and caret.
    #[pyo3(signature = (select=None, exclude=None, *, instances=None))]
    fn select(
        &self,
        py: Python<'_>,
        select: Option<&str>,
        exclude: Option<&str>,
        instances: Option<Vec<(String, i32, String)>>,
    ) -> PyResult<(Vec<NamedInstance>, Vec<NamedInstance>)> {
        let (chosen, excluded) = py.detach(|| -> Result<_> {
            let seen: Option<Vec<Seen>> = instances.map(|rows| rows.iter().filter_map(|row| self.seen(row)).collect());
            self.0.dag.select(select, exclude, seen.as_deref())
        })?;
        let named = |of: Vec<(u32, i32)>| of.into_iter().map(|(node, index)| (self.0.name(py, node), index)).collect();
        Ok((named(chosen), named(excluded)))
    }

    /// Setups and teardowns that bracket some of these tasks and aren't among them, nor excluded, in the order written.
    ///
    /// Raises:
    ///     UnknownIdError: with the nearest task id.
    #[allow(clippy::needless_pass_by_value)] // PyO3 extracts owned lists
    fn brackets(&self, py: Python<'_>, task_ids: Vec<String>, excluded: Vec<String>) -> Result<Vec<Py<PyString>>> {
        let found = py.detach(|| Ok(self.0.dag.brackets(&self.nodes(&task_ids)?, &self.nodes(&excluded)?)))?;
        Ok(self.list(py, found.into_iter()))
    }

    /// The DAG with these tasks only; where a way led from one to another through others, an edge takes its place.
    ///
    /// Raises:
    ///     UnknownIdError: with the nearest task id.
    ///     UsageError: that takes too many edges.
    #[allow(clippy::needless_pass_by_value)] // PyO3 extracts owned lists
    fn subset(&self, py: Python<'_>, task_ids: Vec<String>) -> Result<Self> {
        let dag = py.detach(|| self.0.dag.subset(&self.nodes(&task_ids)?).and_then(Core::new))?;
        Ok(Self(Arc::new(Named { dag: Arc::new(dag), names: OnceLock::new() })))
    }

    /// Tasks by the length of the longest path that leads to them, each level in the order written.
    fn levels(&self, py: Python<'_>) -> Vec<Vec<Py<PyString>>> {
        let mut levels = py.detach(|| self.0.dag.graph().levels());
        for level in &mut levels {
            level.sort_unstable();
        }
        levels.into_iter().map(|level| self.list(py, level.into_iter())).collect()
    }
}

type NamedInstance = (Py<PyString>, i32);

impl CompiledDag {
    fn nodes(&self, task_ids: &[String]) -> Result<Vec<u32>> {
        task_ids.iter().map(|task_id| self.0.dag.names().index(task_id)).collect()
    }

    /// A row of an instance; `None`: of a task that this version of the DAG doesn't have.
    fn seen(&self, (task_id, map_index, state): &(String, i32, String)) -> Option<Seen> {
        Some((self.0.dag.names().get(task_id)?, *map_index, TaskState::parse(state)?))
    }

    fn list(&self, py: Python<'_>, nodes: impl Iterator<Item = u32>) -> Vec<Py<PyString>> {
        nodes.map(|node| self.0.name(py, node)).collect()
    }
}
