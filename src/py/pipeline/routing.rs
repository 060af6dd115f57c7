//! Filters, groups and the launch decision.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyList;
use rustc_hash::FxHashMap;

use super::value::Hosts;
use crate::expr::Value;
use crate::fanout::{self, Column, Edge, Expected, FanMode, Groups, Launch, Operator, Order, Rule};

pub(super) fn operator(name: &str) -> PyResult<Operator> {
    Ok(match name {
        "eq" => Operator::Eq,
        "neq" => Operator::Neq,
        "gt" => Operator::Gt,
        "gte" => Operator::Gte,
        "lt" => Operator::Lt,
        "lte" => Operator::Lte,
        "in" => Operator::In,
        "not_in" => Operator::NotIn,
        "contains" => Operator::Contains,
        "not_contains" => Operator::NotContains,
        "starts_with" => Operator::StartsWith,
        "ends_with" => Operator::EndsWith,
        "exists" => Operator::Exists,
        "not_exists" => Operator::NotExists,
        _ => return Err(PyValueError::new_err(format!("unknown filter operator '{name}'"))),
    })
}

/// The rows that pass every rule, in their order.
///
/// Args:
///     rows: how many there are.
///     rules: (column, operator, expected); a list is what `in` and `not_in` look in, for others it is one value.
///     columns: one list of `rows` values for each field that the rules name.
#[pyfunction]
pub fn filter_rows<'py>(
    rows: usize,
    rules: Vec<(usize, String, Bound<'py, PyAny>)>,
    columns: Vec<Bound<'py, PyList>>,
) -> PyResult<Vec<u32>> {
    let mut hosts = Hosts::default();
    let mut typed = Vec::with_capacity(columns.len());
    for column in &columns {
        if column.len() != rows {
            return Err(PyValueError::new_err(format!("a column of {} values for {rows} rows", column.len())));
        }
        let values: Vec<Value> = column.iter().map(|value| hosts.take(&value)).collect::<PyResult<_>>()?;
        typed.push(Column::of(values));
    }
    let mut read = Vec::with_capacity(rules.len());
    for (field, name, expected) in rules {
        let operator = operator(&name)?;
        let expected = match hosts.take(&expected)? {
            Value::List(members) if matches!(operator, Operator::In | Operator::NotIn) => {
                members.iter().map(Expected::new).collect()
            }
            one => vec![Expected::new(&one)],
        };
        if field >= typed.len() {
            return Err(PyValueError::new_err(format!("a rule about column {field} of {}", typed.len())));
        }
        read.push(Rule { field, operator, expected });
    }
    Ok(fanout::keep(rows, &read, &typed))
}

/// The row with the largest or smallest size; rows without one don't take part, the first of equals wins.
#[pyfunction]
pub fn extreme_row(rows: Vec<u32>, sizes: Vec<Option<i64>>, largest: bool) -> Option<u32> {
    fanout::extreme(&rows, &sizes, order(largest))
}

pub(super) fn order(largest: bool) -> Order {
    if largest { Order::Descending } else { Order::Ascending }
}

/// (extension, file type) of every file: names and MIME types, row by row.
#[pyfunction]
pub fn file_kinds(names: Vec<String>, mime_types: Vec<Option<String>>) -> Vec<(String, &'static str)> {
    let kind = |(name, mime): (&String, &Option<String>)| {
        (fanout::extension(name), fanout::file_type(name, mime.as_deref().unwrap_or_default()))
    };
    names.iter().zip(&mime_types).map(kind).collect()
}

/// Suffixes by file type.
#[pyfunction]
pub fn file_extensions() -> Vec<(&'static str, Vec<&'static str>)> {
    fanout::EXTENSIONS.iter().map(|(kind, suffixes)| (*kind, suffixes.to_vec())).collect()
}

/// Rows by origin: ([(origin, rows)] in the order of first sight, rows without an origin).
#[pyfunction]
pub fn group_rows(origins: Vec<Option<String>>) -> (Vec<(String, Vec<u32>)>, Vec<u32>) {
    let mut names = Names::default();
    let numbers = names.number(&origins);
    let rows: Vec<u32> = (0..origins.len() as u32).collect();
    let groups = fanout::by_origin(&rows, &numbers);
    let origins = groups.origins.iter().map(|origin| names.0[*origin as usize].clone());
    (origins.zip(groups.rows).collect(), groups.broadcast)
}

/// Origins by number, one numbering for all edges of a node.
#[derive(Default)]
struct Names(Vec<String>, FxHashMap<String, u32>);

impl Names {
    fn number(&mut self, origins: &[Option<String>]) -> Vec<Option<u32>> {
        let Self(names, numbers) = self;
        let mut number = |origin: &String| {
            *numbers.entry(origin.clone()).or_insert_with(|| {
                names.push(origin.clone());
                names.len() as u32 - 1
            })
        };
        origins.iter().map(|origin| origin.as_ref().map(&mut number)).collect()
    }
}

/// One edge: (origins of the artifacts that passed its rules, their sizes, selection `largest`/`smallest`/None, rejected).
type EdgeData = (Vec<Option<String>>, Vec<Option<i64>>, Option<String>, bool);

/// What a node does once its dependencies are done.
///
/// Args:
///     mode: single, aggregate or grouped.
///     edges: in the order of the dependencies; `rejected`: there were artifacts and the filter let none through.
///     dependency_skipped: a dependency was skipped.
///     limit: tasks of one node, at most.
///
/// Returns:
///     (kind, payload): ("each", None) one task per artifact; ("origins", [origin]) one per origin; ("one", None);
///     ("skipped", None), ("filtered", None) or ("failed", text).
#[pyfunction]
pub fn plan_launch<'py>(
    py: Python<'py>,
    mode: &str,
    edges: Vec<EdgeData>,
    dependency_skipped: bool,
    limit: usize,
) -> PyResult<(&'static str, Bound<'py, PyAny>)> {
    let mode = match mode {
        "single" => FanMode::Single,
        "aggregate" => FanMode::Aggregate,
        "grouped" => FanMode::Grouped,
        _ => return Err(PyValueError::new_err(format!("unknown fan mode '{mode}'"))),
    };
    let mut names = Names::default();
    let read: Vec<Edge> = edges
        .iter()
        .map(|(origins, sizes, select, rejected)| {
            let rows: Vec<u32> = (0..origins.len() as u32).collect();
            let groups = match mode {
                FanMode::Grouped => {
                    let groups = fanout::by_origin(&rows, &names.number(origins));
                    match select {
                        Some(which) => fanout::elect(groups, sizes, order(which == "largest")),
                        None => groups,
                    }
                }
                _ => Groups::default(),
            };
            Edge { rows, rejected: *rejected, groups }
        })
        .collect();
    let nothing = py.None().into_bound(py);
    Ok(match fanout::launch(mode, &read, dependency_skipped, limit) {
        Launch::Each(_) => ("each", nothing),
        Launch::PerOrigin(origins) => {
            let chosen: Vec<&String> = origins.iter().map(|origin| &names.0[*origin as usize]).collect();
            ("origins", PyList::new(py, chosen)?.into_any())
        }
        Launch::One => ("one", nothing),
        Launch::Skipped => ("skipped", nothing),
        Launch::Filtered => ("filtered", nothing),
        Launch::Failed(text) => ("failed", text.into_pyobject(py)?.into_any()),
    })
}
