//! `RunMachine`: events in, decisions out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PySequence, PyTuple};
use rustc_hash::FxHashMap;

use super::dag::{CompiledDag, Named};
use super::decisions::{self, Decisions};
use super::event;
use crate::run::{self, Event, RunState, Saved, SavedRow, TaskState};

/// From so many events on the GIL is released: less would cost more than it frees.
const LARGE: usize = 64;

/// Decides what runs next, for every run of one engine: barriers, trigger rules, retries, pools, priorities.
///
/// Thread-safe (one lock); `apply` releases the GIL for large batches.
#[pyclass(frozen, module = "tradewind._core")]
pub struct RunMachine(Mutex<Inner>);

struct Inner {
    machine: run::RunMachine,
    names: FxHashMap<u32, Arc<Named>>,
}

type RowArg = (String, i32, String, u32, u32, u32, Option<f64>);

impl RunMachine {
    // The lock is never held while Python runs, so that no thread waits for the other's.
    fn lock(&self) -> PyResult<MutexGuard<'_, Inner>> {
        let poisoned = |_: PoisonError<_>| PyRuntimeError::new_err("the run machine has panicked before");
        self.0.lock().map_err(poisoned)
    }
}

#[pymethods]
impl RunMachine {
    /// Args:
    ///     pools: slots by name. An unnamed pool has no limit, `default_pool` neither unless it is given here.
    ///     seed: of the jitter of retries.
    #[new]
    #[pyo3(signature = (*, pools=None, seed=0))]
    fn new(pools: Option<HashMap<String, u32>>, seed: u64) -> Self {
        let mut pools: Vec<_> = pools.unwrap_or_default().into_iter().collect();
        pools.sort_unstable();
        let pools = pools.iter().map(|(name, slots)| (name.as_str(), *slots));
        let machine = run::RunMachine::new(pools, seed);
        Self(Mutex::new(Inner { machine, names: FxHashMap::default() }))
    }

    /// Take a run in: a new one (then `EV_SUBMIT`), or one from the store.
    #[pyo3(signature = (
        run, dag, *, now, state="queued", started_at=None, next_attempt_id=1, rows=None, expansions=None,
        losses=None, elsewhere=false
    ))]
    #[allow(clippy::too_many_arguments)] // the contract's
    fn add_run(
        &self,
        py: Python<'_>,
        run: u32,
        dag: &Bound<'_, CompiledDag>,
        now: f64,
        state: &str,
        started_at: Option<f64>,
        next_attempt_id: u32,
        rows: Option<&Bound<'_, PySequence>>,
        expansions: Option<Vec<(String, u32, bool)>>,
        losses: Option<Vec<(String, i32, u8)>>,
        elsewhere: bool,
    ) -> PyResult<()> {
        let state =
            RunState::parse(state).ok_or_else(|| PyValueError::new_err(format!("'{state}' is no state of a run")))?;
        let expansions = expansions.unwrap_or_default();
        let saved = Saved {
            state,
            started_at,
            next_attempt: next_attempt_id,
            elsewhere,
            rows: rows.map_or_else(|| Ok(Vec::new()), saved_rows)?,
            expansions: expansions.into_iter().map(|(task, count, _)| (task, count)).collect(),
            losses: losses.unwrap_or_default(),
        };
        let named = Arc::clone(&dag.get().0);
        py.detach(|| {
            let mut inner = self.lock()?;
            inner.machine.add_run(run, Arc::clone(&named.dag), &saved, now)?;
            inner.names.insert(run, named);
            Ok(())
        })
    }

    /// Forget a run. Its events are rejected from then on.
    fn remove_run(&self, run: u32) -> PyResult<()> {
        let mut inner = self.lock()?;
        inner.machine.remove_run(run);
        let named = inner.names.remove(&run);
        drop(inner);
        // Its strings may be freed here, which needs the lock no more.
        drop(named);
        Ok(())
    }

    /// Apply events in order, then fire timers up to `now`, then hand out at most `room` starts by priority.
    ///
    /// Applying an event twice changes nothing.
    #[pyo3(signature = (events, *, now, room))]
    fn apply(&self, py: Python<'_>, events: &Bound<'_, PyAny>, now: f64, room: u32) -> PyResult<Decisions> {
        let events: Vec<Event> = event::extract(events)?;
        let step = || -> PyResult<_> {
            let mut inner = self.lock()?;
            let decisions = inner.machine.apply(&events, now, room);
            let names = decisions::names(&decisions, &inner.names);
            Ok((decisions, names))
        };
        let (decisions, names) = if events.len() < LARGE { step() } else { py.detach(step) }?;
        decisions::convert(py, &decisions, &names, now)
    }

    /// When `apply` should be called next even without an event; None: no timer is set.
    fn next_timer(&self) -> PyResult<Option<f64>> {
        Ok(self.lock()?.machine.next_timer())
    }

    fn run_state(&self, run: u32) -> PyResult<&'static str> {
        Ok(self.lock()?.machine.run_state(run)?.name())
    }

    /// Number of instances by state.
    fn counts<'py>(&self, py: Python<'py>, run: u32) -> PyResult<Bound<'py, PyDict>> {
        let counts = self.lock()?.machine.counts(run)?;
        let dict = PyDict::new(py);
        for (state, count) in counts {
            dict.set_item(state.name(), count)?;
        }
        Ok(dict)
    }

    /// (task_id, map_index, state, try_number) of every instance, in spec order.
    fn states<'py>(&self, py: Python<'py>, run: u32) -> PyResult<Bound<'py, PyList>> {
        let (states, named) = {
            let inner = self.lock()?;
            (inner.machine.states(run)?, inner.names.get(&run).cloned())
        };
        let list = PyList::empty(py);
        let Some(named) = named else { return Ok(list) };
        for (node, map_index, state, try_number) in states {
            list.append((named.name(py, node), map_index, state.name(), try_number))?;
        }
        Ok(list)
    }

    /// Raises:
    ///     UnknownIdError: no such run, task or instance.
    #[pyo3(signature = (run, task_id, map_index=-1), text_signature = "($self, run, task_id, map_index=-1)")]
    fn key(&self, run: u32, task_id: &str, map_index: i32) -> PyResult<u64> {
        let instance = self.lock()?.machine.instance(run, task_id, map_index)?;
        Ok(decisions::key(run, instance))
    }

    /// Why the instance isn't running, in a sentence.
    #[pyo3(signature = (run, task_id, map_index=-1, *, now), text_signature = "($self, run, task_id, map_index=-1, *, now)")]
    fn why(&self, run: u32, task_id: &str, map_index: i32, now: f64) -> PyResult<String> {
        Ok(self.lock()?.machine.why(run, task_id, map_index, now)?)
    }
}

fn saved_rows(rows: &Bound<'_, PySequence>) -> PyResult<Vec<SavedRow>> {
    rows.try_iter()?
        .map(|row| {
            let row = row?.cast_into::<PyTuple>()?;
            let (task_id, map_index, state, try_number, retry_base, attempt, next_at): RowArg = row.extract()?;
            let state = TaskState::parse(&state)
                .ok_or_else(|| PyValueError::new_err(format!("'{state}' is no state of a task")))?;
            Ok(SavedRow { task_id, map_index, state, try_number, retry_base, attempt, next_at })
        })
        .collect()
}
