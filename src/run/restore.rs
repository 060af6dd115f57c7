//! Taking a run in from the store: states from rows, counters from states.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::dag::CompiledDag;
use super::event::Command;
use super::expand::literal_size;
use super::run::{Desk, Run};
use super::state::{RunState, TaskState};
use super::timer::Timer;
use crate::{Error, ErrorKind, Result};

/// What the store knows of a run.
#[derive(Debug, Clone)]
pub struct Saved {
    /// Of the run.
    pub state: RunState,
    /// When it began.
    pub started_at: Option<f64>,
    /// One more than the last attempt that was handed out.
    pub next_attempt: u32,
    /// Whether another machine has what is in flight in hand: then it stays so here, where people only ask.
    pub elsewhere: bool,
    /// One for each instance that has ever changed.
    pub rows: Vec<SavedRow>,
    /// (task id, instances announced) of mapped tasks.
    pub expansions: Vec<(String, u32)>,
    /// (task id, map index, how often its current try was lost), where it was.
    pub losses: Vec<(String, i32, u8)>,
}

impl Default for Saved {
    /// A new run.
    fn default() -> Self {
        Self {
            state: RunState::Queued,
            started_at: None,
            next_attempt: 1,
            elsewhere: false,
            rows: Vec::new(),
            expansions: Vec::new(),
            losses: Vec::new(),
        }
    }
}

/// An instance as the store holds it.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct SavedRow {
    pub task_id: String,
    pub map_index: i32,
    pub state: TaskState,
    pub try_number: u32,
    pub retry_base: u32,
    pub attempt: u32,
    pub next_at: Option<f64>,
}

impl Run {
    /// O(rows + edges). What was in flight is lost with its process and becomes ready again, in the same try.
    pub(super) fn restored(key: u32, dag: Arc<CompiledDag>, desk: &mut Desk, saved: &Saved) -> Result<Self> {
        let mut run = Self::new(key, dag, &mut desk.pools);
        run.state = saved.state;
        run.started_at = saved.started_at.unwrap_or(desk.now);
        run.next_attempt = saved.next_attempt;
        run.submitted = saved.state != RunState::Queued;
        // Placeholders first: they say what has been expanded.
        for row in saved.rows.iter().filter(|row| row.map_index < 0) {
            let node = run.dag.names().index(&row.task_id)?;
            run.put(desk, node, row, saved.elsewhere);
        }
        run.expand_again(saved);
        for row in saved.rows.iter().filter(|row| row.map_index >= 0) {
            let node = run.dag.names().index(&row.task_id)?;
            let instance = run.mapped_instance(node, row.map_index).ok_or_else(|| {
                let text = format!("'{}' is not mapped, but has an instance {}", row.task_id, row.map_index);
                Error::new(ErrorKind::Spec, text)
            })?;
            run.put(desk, instance, row, saved.elsewhere);
        }
        for (task, map_index, losses) in &saved.losses {
            let node = run.dag.names().index(task)?;
            let at = if *map_index < 0 { Some(node) } else { run.mapped_instance(node, *map_index) };
            if let Some(instance) = at {
                run.instance_mut(instance).losses = *losses;
            }
        }
        if run.state.is_active() {
            run.issue_again(desk);
            run.resume(desk);
        }
        Ok(run)
    }

    fn put(&mut self, desk: &mut Desk, instance: u32, row: &SavedRow, elsewhere: bool) {
        let mut state = row.state;
        if state.is_in_flight() && elsewhere {
            let (pool, slots) = self.pool_of(self.instance(instance).node);
            desk.pools.take(pool, slots);
            self.active += 1;
        } else if state.is_in_flight() {
            state = TaskState::Scheduled;
            self.touch(instance);
        }
        let (before, node) = (self.class(instance), self.instance(instance).node);
        self.tally(node, self.instance(instance).state, state);
        let it = self.instance_mut(instance);
        it.state = state;
        it.try_number = row.try_number;
        it.retry_base = row.retry_base;
        it.attempt = row.attempt;
        if matches!(state, TaskState::UpForRetry | TaskState::UpForReschedule) {
            let at = row.next_at.unwrap_or(desk.now);
            it.next_at = at;
            let attempt = it.attempt;
            desk.timers.set(Timer { at, run: self.key, instance: Some(instance), attempt });
        }
        let after = self.class(instance);
        if before != after {
            self.spread(instance, before, after);
        }
    }

    fn expand_again(&mut self, saved: &Saved) {
        let counts: FxHashMap<&str, u32> =
            saved.expansions.iter().map(|(task, count)| (task.as_str(), *count)).collect();
        let begun: FxHashSet<&str> = saved
            .rows
            .iter()
            .filter(|row| row.map_index >= 0 && row.state != TaskState::Removed)
            .map(|row| row.task_id.as_str())
            .collect();
        let leaders: Vec<u32> = self.dag.leaders().collect();
        for leader in leaders {
            let name = self.dag.names().name(leader);
            let known = counts.get(name).copied().unwrap_or(0);
            let count = match self.instance(leader).state {
                TaskState::Removed => literal_size(&self.dag, leader).unwrap_or(known),
                TaskState::Scheduled => known,
                // It ended between two chunks; without instances what the store knows is of an earlier expansion.
                _ if begun.contains(name) => known,
                _ => continue,
            };
            self.grow(leader, count);
        }
    }

    /// The instance of a map index; one beyond the expansion was left over by an earlier one.
    fn mapped_instance(&mut self, node: u32, map_index: i32) -> Option<u32> {
        let index = u32::try_from(map_index).ok()?;
        while self.mapped.get(&node)?.made <= index {
            self.leave_over(node);
        }
        self.mapped[&node].instance(index)
    }

    fn issue_again(&mut self, desk: &mut Desk) {
        for instance in 0..self.instances.len() as u32 {
            if self.instance(instance).state != TaskState::Scheduled {
                continue;
            }
            if self.is_placeholder(instance) {
                let told = self.mapped[&instance].count;
                desk.out.commands.push(Command::Expand { run: self.key, node: instance, told });
            } else {
                self.enqueue(desk, instance);
            }
        }
    }

    /// Index of an instance by name. Errors: [`ErrorKind::Unknown`].
    pub(super) fn find(&self, task_id: &str, map_index: i32) -> Result<u32> {
        let node = self.dag.names().index(task_id)?;
        let Ok(index) = u32::try_from(map_index) else { return Ok(node) };
        self.mapped.get(&node).and_then(|mapped| mapped.instance(index)).ok_or_else(|| {
            let made = self.mapped.get(&node).map_or(0, |mapped| mapped.made);
            let text = format!("task '{task_id}' has no instance {map_index}; it has {made}");
            Error::new(ErrorKind::Unknown, text)
        })
    }

    /// Placeholders that their instances have replaced.
    pub(super) fn replaced(&self) -> u32 {
        let removed = |node: &&u32| self.instance(**node).state == TaskState::Removed;
        self.mapped.keys().filter(removed).count() as u32
    }
}
