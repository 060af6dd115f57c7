//! `Decisions`: what the core decided, as the tuples that the store and the engine take.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyFloat, PyInt, PyList, PyString, PyTuple};
use rustc_hash::FxHashMap;

use super::dag::Named;
use crate::run::{self, Command, Reason, RunState, TaskState};

/// What one `apply` decided. The engine commits `rows` and `runs`, then carries out `starts` and `commands`.
#[pyclass(frozen, get_all, module = "tradewind._core")]
pub struct Decisions {
    /// Net change of every instance that changed, one row each.
    rows: Py<PyList>,
    starts: Py<PyList>,
    /// What else to do.
    commands: Py<PyList>,
    /// (state, run) of every change of a run's state.
    runs: Py<PyList>,
    /// Indexes into the batch of events that changed nothing.
    rejected: Py<PyList>,
}

/// Names one instance of one run.
pub fn key(run: u32, instance: u32) -> u64 {
    u64::from(run) << 32 | u64::from(instance)
}

/// The names of the runs that the decisions are about; a run may be gone when they are converted.
pub fn names(decisions: &run::Decisions, all: &FxHashMap<u32, Arc<Named>>) -> Names {
    let mut names = Names::default();
    let rows = decisions.rows.iter().map(|row| row.run);
    let starts = decisions.starts.iter().map(|start| start.run);
    let commands = decisions.commands.iter().map(|command| match *command {
        Command::Kill { run, .. }
        | Command::Expand { run, .. }
        | Command::Callback { run, .. }
        | Command::RunCallback { run, .. } => run,
    });
    let mut last = None;
    for run in rows.chain(starts).chain(commands) {
        if last != Some(run) {
            last = Some(run);
            if let Some(named) = all.get(&run) {
                names.0.entry(run).or_insert_with(|| Arc::clone(named));
            }
        }
    }
    names
}

/// Task ids by run.
#[derive(Default)]
pub struct Names(FxHashMap<u32, Arc<Named>>);

impl Names {
    fn task<'py>(&self, py: Python<'py>, run: u32, node: u32) -> Bound<'py, PyString> {
        self.0[&run].name(py, node).into_bound(py)
    }
}

/// Python's decisions.
pub fn convert(py: Python<'_>, decisions: &run::Decisions, names: &Names, now: f64) -> PyResult<Decisions> {
    let now = PyFloat::new(py, now);
    let states = state_names(py);
    // Rows of one run stand together.
    let mut last: Option<(u32, Bound<'_, PyInt>, &Named)> = None;
    let mut rows = Vec::with_capacity(decisions.rows.len());
    for row in &decisions.rows {
        let (_, run, task_ids) = match last.take() {
            Some(known) if known.0 == row.run => last.insert(known),
            _ => last.insert((row.run, row.run.into_pyobject(py)?, &*names.0[&row.run])),
        };
        let row = (
            &states[row.state as usize],
            row.try_number,
            row.retry_base,
            row.attempt,
            row.next_at,
            &now,
            &*run,
            task_ids.name(py, row.node),
            row.map_index,
        );
        rows.push(row.into_pyobject(py)?);
    }
    let starts = decisions.starts.iter().map(|start| {
        let task = names.task(py, start.run, start.node);
        let key = key(start.run, start.instance);
        (key, start.attempt, task, start.map_index, start.try_number).into_pyobject(py)
    });
    let starts = starts.collect::<PyResult<Vec<_>>>()?;
    let commands = decisions.commands.iter().map(|one| command(py, one, names));
    let commands = commands.collect::<PyResult<Vec<_>>>()?;
    let runs = decisions.runs.iter().map(|(state, run)| (state.name(), *run));
    Ok(Decisions {
        rows: PyList::new(py, rows)?.unbind(),
        starts: PyList::new(py, starts)?.unbind(),
        commands: PyList::new(py, commands)?.unbind(),
        runs: PyList::new(py, runs.collect::<Vec<_>>())?.unbind(),
        rejected: PyList::new(py, &decisions.rejected)?.unbind(),
    })
}

fn command<'py>(py: Python<'py>, command: &Command, names: &Names) -> PyResult<Bound<'py, PyTuple>> {
    match *command {
        Command::Kill { run, instance, attempt, reason } => {
            let reason = match reason {
                Reason::Timeout => "timeout",
                Reason::Cancel => "cancel",
            };
            ("kill", key(run, instance), attempt, reason).into_pyobject(py)
        }
        Command::Expand { run, node, told: 0 } => {
            ("expand", key(run, node), names.task(py, run, node)).into_pyobject(py)
        }
        Command::Expand { run, node, told } => {
            ("expand_more", key(run, node), names.task(py, run, node), told).into_pyobject(py)
        }
        Command::Callback { run, instance, attempt, node, map_index, kind } => {
            let task = names.task(py, run, node);
            ("callback", key(run, instance), attempt, task, map_index, kind.name()).into_pyobject(py)
        }
        Command::RunCallback { run, kind } => ("run_callback", run, kind.name()).into_pyobject(py),
    }
}

/// The words of the states, made once.
fn state_names(py: Python<'_>) -> &'static [Py<PyString>; 16] {
    static NAMES: PyOnceLock<[Py<PyString>; 16]> = PyOnceLock::new();
    NAMES.get_or_init(py, || TaskState::ALL.map(|state| PyString::intern(py, state.name()).unbind()))
}

/// Names of the states of a task.
#[pyfunction]
pub fn task_states() -> Vec<&'static str> {
    TaskState::ALL.map(TaskState::name).to_vec()
}

/// Names of the states of a run.
#[pyfunction]
pub fn run_states() -> Vec<&'static str> {
    RunState::ALL.map(RunState::name).to_vec()
}

/// Names of the trigger rules.
#[pyfunction]
pub fn trigger_rules() -> Vec<&'static str> {
    crate::spec::TriggerRule::ALL.map(crate::spec::TriggerRule::name).to_vec()
}
