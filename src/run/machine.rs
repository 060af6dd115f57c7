//! The machine: every run of one engine, and the order in which they get room.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::dag::CompiledDag;
use super::event::{Decisions, Event, What};
use super::pool::Entry;
use super::restore::Saved;
use super::run::{Desk, Run};
use super::state::{RunState, TaskState};
use crate::{Error, ErrorKind, Result};

/// Decides what runs next. Sans I/O: it never waits, and time is an argument.
///
/// One finished task costs O(its out-degree), one start O(log n); nothing scans a graph again.
#[derive(Debug, Default)]
pub struct RunMachine {
    runs: FxHashMap<u32, Run>,
    desk: Desk,
    gates: FxHashMap<String, Gate>,
    /// Runs that may have rows to write.
    touched: Vec<u32>,
}

/// Runs of one DAG: how many are active, and which are queued.
#[derive(Debug, Default)]
struct Gate {
    active: u32,
    queue: VecDeque<u32>,
}

impl RunMachine {
    /// `pools`: slots by name; a pool that isn't named has no limit. `seed`: of the jitter of retries.
    pub fn new<'a>(pools: impl IntoIterator<Item = (&'a str, u32)>, seed: u64) -> Self {
        let mut machine = Self::default();
        machine.desk.seed = seed;
        for (name, slots) in pools {
            machine.desk.pools.limit(name, slots);
        }
        machine
    }

    /// Takes a run in: a new one, or one from the store. The next [`RunMachine::apply`] goes on with it.
    ///
    /// Errors: [`ErrorKind::State`] if it is there already; [`ErrorKind::Unknown`] for a row of a task that the DAG
    /// doesn't have.
    pub fn add_run(&mut self, run: u32, dag: Arc<CompiledDag>, saved: &Saved, now: f64) -> Result<()> {
        if self.runs.contains_key(&run) {
            return Err(Error::new(ErrorKind::State, format!("run {run} is in the machine already; remove it first")));
        }
        self.desk.now = now;
        let run = Run::restored(run, dag, &mut self.desk, saved)?;
        let gate = self.gates.entry(run.dag.spec().dag_id.clone()).or_default();
        gate.active += u32::from(run.state.is_active());
        self.touched.push(run.key);
        self.runs.insert(run.key, run);
        Ok(())
    }

    /// Forgets a run; its events are rejected from then on. `false`: it wasn't there.
    pub fn remove_run(&mut self, run: u32) -> bool {
        let Some(run) = self.runs.remove(&run) else { return false };
        for it in run.instances.iter().filter(|it| it.state.is_in_flight()) {
            let (pool, slots) = run.pool_of(it.node);
            self.desk.pools.release(pool, slots);
        }
        if let Some(gate) = self.gates.get_mut(&run.dag.spec().dag_id) {
            gate.active -= u32::from(run.state.is_active());
        }
        true
    }

    /// Applies events in order, then timers due at `now`, then hands out at most `room` starts by priority.
    pub fn apply(&mut self, events: &[Event], now: f64, room: u32) -> Decisions {
        self.desk.now = now;
        // Runs that were taken in since the last call.
        for run in self.touched.clone() {
            self.follow_up(run);
        }
        for (index, event) in events.iter().enumerate() {
            if !self.event(event) {
                self.desk.out.rejected.push(index as u32);
            }
        }
        self.ring_timers();
        self.hand_out(room);
        for run in std::mem::take(&mut self.touched) {
            if let Some(run) = self.runs.get_mut(&run) {
                run.drain_rows(&mut self.desk.out.rows);
            }
        }
        std::mem::take(&mut self.desk.out)
    }

    fn event(&mut self, event: &Event) -> bool {
        if let What::Pool(name, slots) = &event.what {
            return self.desk.pools.limit(name, *slots);
        }
        let Some(run) = self.runs.get_mut(&event.run) else { return false };
        let was_active = run.state.is_active();
        if !run.apply(&mut self.desk, event) {
            return false;
        }
        run.settle(&mut self.desk);
        run.conclude(&mut self.desk);
        let queued = run.state == RunState::Queued;
        let ended = was_active && !run.state.is_active();
        self.touch(event.run);
        match event.what {
            What::Submit | What::RetryRun(_) if queued => self.queue(event.run),
            _ if ended => self.ended(event.run),
            _ => {}
        }
        true
    }

    fn touch(&mut self, run: u32) {
        if self.touched.last() != Some(&run) {
            self.touched.push(run);
        }
    }

    /// Goes on with a run after something other than an event.
    fn follow_up(&mut self, key: u32) {
        let Some(run) = self.runs.get_mut(&key) else { return };
        if !run.state.is_active() {
            return;
        }
        run.settle(&mut self.desk);
        run.conclude(&mut self.desk);
        if !run.state.is_active() {
            self.ended(key);
        }
    }

    fn queue(&mut self, key: u32) {
        let dag_id = self.runs[&key].dag.spec().dag_id.clone();
        self.gates.entry(dag_id.clone()).or_default().queue.push_back(key);
        self.admit(&dag_id);
    }

    fn ended(&mut self, key: u32) {
        let dag_id = self.runs[&key].dag.spec().dag_id.clone();
        if let Some(gate) = self.gates.get_mut(&dag_id) {
            gate.active -= 1;
        }
        self.admit(&dag_id);
    }

    /// Begins queued runs of a DAG in the order in which they were submitted, as far as `max_active_runs` allows.
    fn admit(&mut self, dag_id: &str) {
        let Some(gate) = self.gates.get_mut(dag_id) else { return };
        while let Some(&key) = gate.queue.front() {
            let waits = |run: &&mut Run| run.state == RunState::Queued && run.submitted;
            let Some(run) = self.runs.get_mut(&key).filter(waits) else {
                gate.queue.pop_front();
                continue;
            };
            if run.dag.spec().max_active_runs.is_some_and(|limit| gate.active >= limit) {
                return;
            }
            gate.queue.pop_front();
            run.begin(&mut self.desk);
            run.settle(&mut self.desk);
            run.conclude(&mut self.desk);
            gate.active += u32::from(run.state.is_active());
            self.touched.push(key);
        }
    }

    fn ring_timers(&mut self) {
        while let Some(timer) = self.desk.timers.earliest().filter(|timer| timer.at <= self.desk.now) {
            self.desk.timers.pop();
            let Some(run) = self.runs.get_mut(&timer.run).filter(|run| run.awaits(&timer)) else { continue };
            match timer.instance {
                Some(instance) => run.ring(&mut self.desk, &timer, instance),
                None => run.end_as(&mut self.desk, RunState::Failed),
            }
            self.touch(timer.run);
            self.follow_up(timer.run);
        }
    }

    /// When something is due next. Timers that have become void are dropped on the way.
    pub fn next_timer(&mut self) -> Option<f64> {
        while let Some(timer) = self.desk.timers.earliest() {
            if self.runs.get(&timer.run).is_some_and(|run| run.awaits(&timer)) {
                return Some(timer.at);
            }
            self.desk.timers.pop();
        }
        None
    }

    /// The best of each pool that isn't full compete; a pool whose best doesn't fit waits until it does.
    fn hand_out(&mut self, room: u32) {
        if room == 0 {
            return;
        }
        let pools: Vec<u32> = self.desk.pools.busy().collect();
        let mut heads: BinaryHeap<Reverse<(Entry, u32)>> =
            pools.into_iter().filter_map(|pool| self.head(pool)).map(Reverse).collect();
        let (mut left, mut blocked) = (room, Vec::new());
        while left > 0 {
            let Some(Reverse((entry, pool))) = heads.pop() else { return };
            let Some(run) = self.runs.get_mut(&entry.run) else { continue };
            let (_, slots) = run.pool_of(run.instance(entry.instance).node);
            if run.is_full() {
                self.desk.pools.get_mut(pool).ready.pop();
                run.parked.entry(pool).or_default().push(Reverse(entry));
            } else if self.desk.pools.get(pool).fits(slots) {
                self.desk.pools.get_mut(pool).ready.pop();
                run.start(&mut self.desk, entry.instance);
                left -= 1;
                if run.is_full() {
                    // Pools that only this run's best blocked go on with the others'.
                    let own = |(head, _): &mut (Entry, u32)| head.run == entry.run;
                    heads.extend(blocked.extract_if(.., own).map(Reverse));
                }
                self.touch(entry.run);
            } else {
                blocked.push((entry, pool));
                continue;
            }
            heads.extend(self.head(pool).map(Reverse));
        }
    }

    /// The best entry of a pool that still stands for a ready instance.
    fn head(&mut self, pool: u32) -> Option<(Entry, u32)> {
        loop {
            let entry = self.desk.pools.get(pool).ready.peek()?.0;
            let current = self.runs.get(&entry.run).and_then(|run| run.instances.get(entry.instance as usize));
            if current.is_some_and(|it| it.is_ready(&entry)) {
                return Some((entry, pool));
            }
            self.desk.pools.get_mut(pool).ready.pop();
        }
    }

    /// State of a run. Errors: [`ErrorKind::Unknown`].
    pub fn run_state(&self, run: u32) -> Result<RunState> {
        Ok(self.run(run)?.state)
    }

    /// Instances by state, states without any left out. Placeholders of expanded nodes don't count.
    pub fn counts(&self, run: u32) -> Result<Vec<(TaskState, u32)>> {
        let run = self.run(run)?;
        let mut counts = run.counts;
        counts[TaskState::Removed as usize] -= run.replaced();
        let all = TaskState::ALL.into_iter().map(|state| (state, counts[state as usize]));
        Ok(all.filter(|&(_, count)| count > 0).collect())
    }

    /// (node, map index, state, try number) of every instance, in the order of the spec.
    pub fn states(&self, run: u32) -> Result<Vec<(u32, i32, TaskState, u32)>> {
        let run = self.run(run)?;
        let mut states = Vec::with_capacity(run.instances.len());
        for node in 0..run.dag.len() {
            let mut push = |instance: u32| {
                let it = run.instance(instance);
                states.push((it.node, it.map_index, it.state, it.try_number));
            };
            if run.instance(node).state != TaskState::Removed || !run.is_placeholder(node) {
                push(node);
            }
            if let Some(mapped) = run.mapped.get(&node) {
                (0..mapped.made).filter_map(|index| mapped.instance(index)).for_each(&mut push);
            }
        }
        Ok(states)
    }

    /// Index of an instance. Errors: [`ErrorKind::Unknown`].
    pub fn instance(&self, run: u32, task_id: &str, map_index: i32) -> Result<u32> {
        self.run(run)?.find(task_id, map_index)
    }

    /// Why an instance isn't running, in a sentence. Errors: [`ErrorKind::Unknown`].
    pub fn why(&self, run: u32, task_id: &str, map_index: i32, now: f64) -> Result<String> {
        let run = self.run(run)?;
        let instance = run.find(task_id, map_index)?;
        let ahead = self.gates.get(&run.dag.spec().dag_id).map_or((0, 0), |gate| {
            let waits = |key: &&u32| **key != run.key && self.runs.contains_key(*key);
            let before = gate.queue.iter().take_while(|&&key| key != run.key);
            (gate.active, before.filter(waits).count() as u32)
        });
        Ok(run.why(&self.desk, instance, now, ahead))
    }

    fn run(&self, run: u32) -> Result<&Run> {
        self.runs.get(&run).ok_or_else(|| Error::new(ErrorKind::Unknown, format!("run {run} isn't in the machine")))
    }
}
