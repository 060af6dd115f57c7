//! Events: `(kind, key, attempt_id, arg)` tuples into the core's.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};

use crate::run::{Again, Event, TaskState, What};
use crate::spec::MAX_EXPANSION;

/// Names and numbers of the kinds, as the module exports them.
pub const KINDS: [(&str, u32); 19] = [
    ("EV_STARTED", 0),
    ("EV_SUCCESS", 1),
    ("EV_FAILED", 2),
    ("EV_CRASHED", 3),
    ("EV_TIMEOUT", 4),
    ("EV_SKIPPED", 5),
    ("EV_FILTERED", 6),
    ("EV_LOST", 7),
    ("EV_RESCHEDULE", 8),
    ("EV_DEFERRED", 9),
    ("EV_WAITING", 10),
    ("EV_RESUME", 11),
    ("EV_CANCELLED", 12),
    ("EV_EXPANDED", 13),
    ("EV_SUBMIT", 14),
    ("EV_CANCEL_RUN", 15),
    ("EV_RETRY_RUN", 16),
    ("EV_MARK", 17),
    ("EV_POOL", 18),
];

/// The events of a batch. A list is read without an iterator.
pub fn extract(events: &Bound<'_, PyAny>) -> PyResult<Vec<Event>> {
    match events.cast::<PyList>() {
        Ok(list) => list.iter().map(|event| one(&event)).collect(),
        Err(_) => events.try_iter()?.map(|event| one(&event?)).collect(),
    }
}

fn one(event: &Bound<'_, PyAny>) -> PyResult<Event> {
    let event = event.cast::<PyTuple>()?;
    if event.len() != 4 {
        let text = format!("an event is (kind, key, attempt_id, arg), not {} values", event.len());
        return Err(PyValueError::new_err(text));
    }
    let kind: u32 = event.get_borrowed_item(0)?.extract()?;
    let key: u64 = event.get_borrowed_item(1)?.extract()?;
    let attempt = event.get_borrowed_item(2)?.extract()?;
    let arg = event.get_borrowed_item(3)?;
    Ok(Event { run: (key >> 32) as u32, instance: key as u32, attempt, what: what(kind, &arg)? })
}

fn what(kind: u32, arg: &Bound<'_, PyAny>) -> PyResult<What> {
    Ok(match kind {
        0 => What::Started,
        1 => What::Success(if arg.is_none() { Vec::new() } else { arg.extract()? }),
        2 => What::Failed(!arg.is_none() && arg.is_truthy()?),
        3 => What::Crashed,
        4 => What::Timeout,
        5 => What::Skipped,
        6 => What::Filtered,
        7 => What::Lost,
        8 => What::Reschedule(time(arg)?),
        9 => What::Deferred,
        10 => What::Waiting,
        11 => What::Resume,
        12 => What::Cancelled,
        13 => {
            let (count, last) = arg.extract()?;
            if count > MAX_EXPANSION {
                let text = format!("{count} instances: a task expands into at most {MAX_EXPANSION}");
                return Err(PyValueError::new_err(text));
            }
            What::Expanded { count, last }
        }
        14 => What::Submit,
        15 => What::CancelRun,
        16 => What::RetryRun(again(arg)?),
        17 => What::Mark(mark(arg)?),
        18 => {
            let (name, slots) = arg.extract()?;
            What::Pool(name, slots)
        }
        _ => return Err(PyValueError::new_err(format!("no event has kind {kind}"))),
    })
}

type Seed = (String, Option<i32>);

/// `None`, task ids, or (instances or `None`, whether they alone, instances to keep).
fn again(arg: &Bound<'_, PyAny>) -> PyResult<Again> {
    if arg.is_none() {
        return Ok(Again::default());
    }
    let Ok(whole) = arg.cast::<PyTuple>() else { return Ok(Again::tasks(arg.extract::<Vec<String>>()?)) };
    let (seeds, exact, keep): (Option<Vec<Seed>>, bool, Vec<(String, i32)>) = whole.extract()?;
    Ok(Again { seeds, exact, keep })
}

fn time(arg: &Bound<'_, PyAny>) -> PyResult<f64> {
    let at: f64 = arg.extract()?;
    if at.is_finite() { Ok(at) } else { Err(PyValueError::new_err(format!("{at} is no time"))) }
}

fn mark(arg: &Bound<'_, PyAny>) -> PyResult<TaskState> {
    match arg.extract::<&str>()? {
        "success" => Ok(TaskState::Success),
        "failed" => Ok(TaskState::Failed),
        "skipped" => Ok(TaskState::Skipped),
        other => Err(PyValueError::new_err(format!("can't mark as '{other}'; use success, failed or skipped"))),
    }
}
