//! What the tasks of a durable node are given: planned once, from its inputs as they stand, and stored.

use std::sync::Arc;

use super::strict::SortKey;
use super::{Groups, Order, StrictRule, by_origin, correlate, top};
use crate::expr::Value;

/// How a node turns the outputs on its main edges into tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputMode {
    /// One task per output.
    Each,
    /// One task for all.
    All,
    /// One task per correlation.
    ByCorrelation,
}

/// What became of the node that an edge comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the names are the documentation
pub enum Disposition {
    Launched,
    Skipped,
    Filtered,
    Failed,
}

/// The first `limit` outputs by a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// Of every output of the edge; `None` where the field is missing.
    pub values: Vec<Option<Value>>,
    /// Smallest or largest first.
    pub order: Order,
    /// At most so many.
    pub limit: usize,
}

/// One edge into the node, with the outputs that came over it.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Of the edge.
    pub name: String,
    /// Counts for the fan-out; a side edge is given to every task whole.
    pub main: bool,
    /// The node can't run without it.
    pub required: bool,
    /// Of the node it comes from.
    pub source: Disposition,
    /// Of every output.
    pub ids: Vec<String>,
    /// Of every output, as the caller's number; numbers follow the order of the correlations' names.
    pub correlations: Vec<Option<u32>>,
    /// Joined by AND: the rule, and its field of every output.
    pub rules: Vec<(StrictRule, Vec<Option<Value>>)>,
    /// Applied to a side edge once, to a main edge as the mode says.
    pub selection: Option<Selection>,
}

/// Rows of one edge; tasks that share them hold the same.
pub type Rows = Arc<[u32]>;

/// The inputs of one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskPlan {
    /// What its outputs inherit.
    pub correlation: Option<u32>,
    /// By edge.
    pub rows: Vec<Rows>,
}

/// What is to become of the node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Planned {
    /// It gets these tasks.
    Tasks(Vec<TaskPlan>),
    /// A required source was skipped.
    Skipped,
    /// Something required is empty.
    Filtered,
    /// With this text; so does the run.
    Failed(String),
}

impl Input {
    fn kept(&self) -> Vec<u32> {
        let passes = |row: &u32| self.rules.iter().all(|(rule, values)| rule.admits(values[*row as usize].as_ref()));
        (0..self.ids.len() as u32).filter(passes).collect()
    }

    fn selected(&self, rows: Vec<u32>) -> Result<Vec<u32>, String> {
        let Some(Selection { values, order, limit }) = &self.selection else {
            return Ok(rows);
        };
        let mut keys: Vec<Option<SortKey>> = vec![None; self.ids.len()];
        let mut taking_part = Vec::with_capacity(rows.len());
        for row in rows {
            let key = SortKey::of(values[row as usize].as_ref());
            let key = key.map_err(|why| format!("edge '{}': output '{}' has {why}", self.name, self.id(row)))?;
            if let (Some(key), Some(first)) = (&key, taking_part.first())
                && keys[*first as usize].as_ref().is_some_and(|first: &SortKey| first.compare(key).is_none())
            {
                return Err(format!("edge '{}': its selection has mixed texts and numbers", self.name));
            }
            if key.is_some() {
                taking_part.push(row);
                keys[row as usize] = key;
            }
        }
        let compare = |left: u32, right: u32| {
            let (left, right) = (keys[left as usize].as_ref(), keys[right as usize].as_ref());
            left.zip(right).and_then(|(left, right)| left.compare(right)).unwrap_or(std::cmp::Ordering::Equal)
        };
        Ok(top(&taking_part, *limit, *order, &self.ids, compare))
    }

    fn id(&self, row: u32) -> &str {
        &self.ids[row as usize]
    }
}

/// Plan a node; `limit` bounds the number of its tasks.
pub fn plan(mode: InputMode, inputs: &[Input], limit: usize) -> Planned {
    let required = |wanted: Disposition| inputs.iter().any(|input| input.required && input.source == wanted);
    if let Some(failed) = inputs.iter().find(|input| input.source == Disposition::Failed) {
        return Planned::Failed(format!("the source of edge '{}' failed", failed.name));
    }
    if required(Disposition::Skipped) {
        return Planned::Skipped;
    }
    if required(Disposition::Filtered) {
        return Planned::Filtered;
    }
    tasks(mode, inputs, limit).unwrap_or_else(Planned::Failed)
}

fn tasks(mode: InputMode, inputs: &[Input], limit: usize) -> Result<Planned, String> {
    let mut kept = inputs.iter().map(Input::kept).collect::<Vec<_>>();
    for (input, rows) in inputs.iter().zip(&mut kept) {
        let whole = !input.main || mode == InputMode::All;
        if whole {
            *rows = input.selected(std::mem::take(rows))?;
        }
        if input.required && rows.is_empty() {
            return Ok(Planned::Filtered);
        }
    }
    let rows: Vec<Rows> = kept.iter().map(|rows| rows.as_slice().into()).collect();
    let plans = match mode {
        InputMode::All => vec![TaskPlan { correlation: None, rows }],
        InputMode::Each => each(inputs, rows, limit)?,
        InputMode::ByCorrelation => by_correlation(inputs, &kept, &rows, limit)?,
    };
    Ok(if plans.is_empty() { Planned::Filtered } else { Planned::Tasks(plans) })
}

fn each(inputs: &[Input], shared: Vec<Rows>, limit: usize) -> Result<Vec<TaskPlan>, String> {
    let Some(main) = inputs.iter().position(|input| input.main) else {
        return Ok(vec![TaskPlan { correlation: None, rows: shared }]);
    };
    let chosen = inputs[main].selected(shared[main].to_vec())?;
    within(chosen.len(), limit)?;
    let one = |row: u32| {
        let mut rows = shared.clone();
        rows[main] = [row].into();
        TaskPlan { correlation: inputs[main].correlations[row as usize], rows }
    };
    Ok(chosen.into_iter().map(one).collect())
}

fn by_correlation(inputs: &[Input], kept: &[Vec<u32>], shared: &[Rows], limit: usize) -> Result<Vec<TaskPlan>, String> {
    let mut grouped: Vec<(usize, Groups)> = Vec::new();
    for (at, input) in inputs.iter().enumerate().filter(|(_, input)| input.main) {
        let groups = by_origin(&kept[at], &input.correlations);
        if let Some(stray) = groups.broadcast.first() {
            return Err(format!("edge '{}': output '{}' has no correlation", input.name, input.id(*stray)));
        }
        grouped.push((at, groups));
    }
    let votes: Vec<(&Groups, bool)> = grouped.iter().map(|(at, groups)| (groups, inputs[*at].required)).collect();
    let mut meeting = correlate(&votes);
    within(meeting.len(), limit)?;
    meeting.sort_unstable();
    let nothing: Rows = [].into();
    let mut plans: Vec<TaskPlan> =
        meeting.iter().map(|correlation| TaskPlan { correlation: Some(*correlation), rows: shared.to_vec() }).collect();
    for (at, groups) in grouped {
        for plan in &mut plans {
            plan.rows[at] = nothing.clone();
        }
        for (correlation, rows) in groups.origins.iter().zip(groups.rows) {
            if let Ok(plan) = meeting.binary_search(correlation) {
                plans[plan].rows[at] = inputs[at].selected(rows)?.into();
            }
        }
    }
    // A selection by a field that a whole group lacks leaves nothing of it: then a required edge isn't met there.
    let needed: Vec<usize> = (0..inputs.len()).filter(|at| inputs[*at].main && inputs[*at].required).collect();
    plans.retain(|plan| needed.iter().all(|at| !plan.rows[*at].is_empty()));
    Ok(plans)
}

fn within(count: usize, limit: usize) -> Result<(), String> {
    if count > limit { Err(format!("{count} tasks, more than the limit of {limit}")) } else { Ok(()) }
}
