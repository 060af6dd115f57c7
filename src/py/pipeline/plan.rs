//! Planning a durable node.

use std::collections::BTreeSet;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use rustc_hash::FxHashMap;

use super::routing::{operator, order};
use super::value::Hosts;
use crate::expr::Value;
use crate::fanout::{self, Disposition, Input, InputMode, Planned, Rows, Selection, StrictRule};

type RuleData<'py> = (String, String, Bound<'py, PyAny>);

/// (name, main, required, disposition of the source, ids, correlations, fields, rules, selection)
type InputData<'py> = (
    String,
    bool,
    bool,
    String,
    Vec<String>,
    Vec<Option<String>>,
    Vec<Bound<'py, PyDict>>,
    Vec<RuleData<'py>>,
    Option<(String, bool, usize)>,
);

/// (correlation, row numbers by edge)
type PlanData<'py> = (Option<String>, Vec<Bound<'py, PyList>>);

fn mode(name: &str) -> PyResult<InputMode> {
    Ok(match name {
        "each" => InputMode::Each,
        "all" => InputMode::All,
        "by_correlation" => InputMode::ByCorrelation,
        _ => return Err(PyValueError::new_err(format!("unknown input mode '{name}'"))),
    })
}

fn disposition(name: &str) -> PyResult<Disposition> {
    Ok(match name {
        "launched" => Disposition::Launched,
        "skipped" => Disposition::Skipped,
        "filtered" => Disposition::Filtered,
        "failed" => Disposition::Failed,
        _ => return Err(PyValueError::new_err(format!("unknown disposition '{name}'"))),
    })
}

fn column<'py>(fields: &[Bound<'py, PyDict>], name: &str, hosts: &mut Hosts<'py>) -> PyResult<Vec<Option<Value>>> {
    fields.iter().map(|row| row.get_item(name)?.map(|value| hosts.take(&value)).transpose()).collect()
}

/// What is to become of a node of a durable pipeline.
///
/// Args:
///     mode: each, all or by_correlation.
///     inputs: (name, main, required, disposition, ids, correlations, fields, rules, selection) by edge: ids, correlations
///         and fields of every output; rules are (field, operator, expected); a selection is (field, descending, limit).
///     limit: tasks of one node, at most.
///
/// Returns:
///     (kind, text, plans): kind is launched, skipped, filtered or failed (then with a text); a plan is
///     (correlation, [row numbers by edge]), lists of rows shared between plans where they are the same.
#[pyfunction]
pub fn plan_inputs<'py>(
    py: Python<'py>,
    mode: &str,
    inputs: Vec<InputData<'py>>,
    limit: usize,
) -> PyResult<(&'static str, String, Vec<PlanData<'py>>)> {
    let mode = self::mode(mode)?;
    let names: Vec<String> = {
        let all: BTreeSet<&String> = inputs.iter().flat_map(|input| input.5.iter().flatten()).collect();
        all.into_iter().cloned().collect()
    };
    let number = |name: &String| names.binary_search(name).ok().and_then(|at| u32::try_from(at).ok());
    let mut hosts = Hosts::default();
    let mut read = Vec::with_capacity(inputs.len());
    for (name, main, required, source, ids, correlations, fields, rules, selection) in inputs {
        if ids.len() != correlations.len() || ids.len() != fields.len() {
            return Err(PyValueError::new_err(format!("edge '{name}': ids, correlations and fields differ in length")));
        }
        let rules = rules.into_iter().map(|(field, name, expected)| {
            let rule = StrictRule { operator: operator(&name)?, expected: hosts.take(&expected)? };
            Ok((rule, column(&fields, &field, &mut hosts)?))
        });
        let rules = rules.collect::<PyResult<Vec<_>>>()?;
        let selection = match selection {
            Some((field, descending, limit)) => {
                Some(Selection { values: column(&fields, &field, &mut hosts)?, order: order(descending), limit })
            }
            None => None,
        };
        read.push(Input {
            name,
            main,
            required,
            source: disposition(&source)?,
            ids,
            correlations: correlations.iter().map(|name| name.as_ref().and_then(number)).collect(),
            rules,
            selection,
        });
    }
    Ok(match fanout::plan(mode, &read, limit) {
        Planned::Skipped => ("skipped", String::new(), Vec::new()),
        Planned::Filtered => ("filtered", String::new(), Vec::new()),
        Planned::Failed(text) => ("failed", text, Vec::new()),
        Planned::Tasks(plans) => {
            let mut lists: FxHashMap<*const u32, Bound<'py, PyList>> = FxHashMap::default();
            let mut list = |rows: &Rows| -> PyResult<Bound<'py, PyList>> {
                if rows.len() < 2 {
                    return PyList::new(py, rows.iter());
                }
                if let Some(known) = lists.get(&rows.as_ptr()) {
                    return Ok(known.clone());
                }
                let fresh = PyList::new(py, rows.iter())?;
                lists.insert(rows.as_ptr(), fresh.clone());
                Ok(fresh)
            };
            let mut given = Vec::with_capacity(plans.len());
            for plan in &plans {
                let correlation = plan.correlation.map(|number| names[number as usize].clone());
                given.push((correlation, plan.rows.iter().map(&mut list).collect::<PyResult<Vec<_>>>()?));
            }
            ("launched", String::new(), given)
        }
    })
}

/// Whether two JSON values are equal, types kept apart: `1` is `1.0`, but neither `"1"` nor `True`.
#[pyfunction]
pub fn json_equal<'py>(left: &Bound<'py, PyAny>, right: &Bound<'py, PyAny>) -> PyResult<bool> {
    let mut hosts = Hosts::default();
    Ok(fanout::json_equal(&hosts.take(left)?, &hosts.take(right)?))
}
