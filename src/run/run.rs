//! One run in the machine: its instances, their barriers, and how a change of one reaches the others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::barrier::{Barrier, Counters, Verdict, decide};
use super::dag::{CompiledDag, Edge, Extra};
use super::event::{Callback, Command, Decisions, Reason, Row, Start};
use super::expand::Mapped;
use super::pool::{Entry, Pools, Queue};
use super::state::{Class, RunState, TaskState};
use super::timer::{Timer, Timers};

/// What all runs of a machine share.
#[derive(Debug, Default)]
pub(super) struct Desk {
    pub now: f64,
    pub seed: u64,
    pub pools: Pools,
    pub timers: Timers,
    pub out: Decisions,
}

/// One instance. Instance `i < nodes` is the unmapped one of node `i`; mapped ones follow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Instance {
    pub node: u32,
    pub map_index: i32,
    /// Of the try that runs or ran last; of the one to come while `scheduled`.
    pub try_number: u32,
    pub retry_base: u32,
    pub attempt: u32,
    /// Of its entry in a ready queue.
    pub ticket: u32,
    /// When a wait ends; NaN: it isn't waiting.
    pub next_at: f64,
    pub state: TaskState,
    /// How often this try was lost.
    pub losses: u8,
    pub dirty: bool,
}

impl Instance {
    pub fn new(node: u32, map_index: i32, state: TaskState) -> Self {
        Self {
            node,
            map_index,
            try_number: 0,
            retry_base: 0,
            attempt: 0,
            ticket: 0,
            next_at: f64::NAN,
            state,
            losses: 0,
            dirty: false,
        }
    }

    /// Whether an entry of a ready queue still stands for it.
    pub fn is_ready(&self, entry: &Entry) -> bool {
        self.state == TaskState::Scheduled && self.ticket == entry.ticket()
    }
}

#[derive(Debug)]
pub(super) struct Run {
    pub key: u32,
    pub dag: Arc<CompiledDag>,
    pub state: RunState,
    /// How it will end when everything in flight is reported.
    pub ending: Option<RunState>,
    pub submitted: bool,
    pub instances: Vec<Instance>,
    /// Direct upstreams of each instance; for mapped ones those inside the group, the rest stands at their node.
    pub counters: Vec<Counters>,
    pub extra: FxHashMap<u32, Extra>,
    /// By node, for mapped ones.
    pub mapped: FxHashMap<u32, Mapped>,
    pub next_attempt: u32,
    pub started_at: f64,
    /// Instances by state.
    pub counts: [u32; 16],
    /// Instances whose failure decides the outcome.
    pub failures: u32,
    /// Instances that failed or crashed and count for `fail_fast`.
    pub broken: u32,
    /// Instances in flight.
    pub active: u32,
    /// Ready, but held back by `max_active_tasks`; by pool.
    pub parked: BTreeMap<u32, Queue>,
    /// Pools of the machine by pool of the DAG.
    pub pools: Box<[u32]>,
    /// Instances to look at again, by the rank of their node; emptied by [`Run::settle`].
    work: BinaryHeap<Reverse<(u32, u32)>>,
    /// Instances with a row to write.
    dirty: Vec<u32>,
}

impl Run {
    pub fn new(key: u32, dag: Arc<CompiledDag>, pools: &mut Pools) -> Self {
        let nodes = dag.len();
        let mut counts = [0; 16];
        counts[TaskState::None as usize] = nodes;
        Self {
            key,
            state: RunState::Queued,
            ending: None,
            submitted: false,
            instances: (0..nodes).map(|node| Instance::new(node, -1, TaskState::None)).collect(),
            counters: dag.barriers().to_vec(),
            extra: dag.extra().clone(),
            mapped: dag
                .leaders()
                .flat_map(|leader| dag.members(leader))
                .map(|&node| (node, Mapped::default()))
                .collect(),
            next_attempt: 1,
            started_at: f64::NAN,
            counts,
            failures: 0,
            broken: 0,
            active: 0,
            parked: BTreeMap::new(),
            pools: dag.pools().iter().map(|name| pools.intern(name)).collect(),
            work: BinaryHeap::new(),
            dirty: Vec::new(),
            dag,
        }
    }

    pub fn instance(&self, instance: u32) -> &Instance {
        &self.instances[instance as usize]
    }

    pub fn instance_mut(&mut self, instance: u32) -> &mut Instance {
        &mut self.instances[instance as usize]
    }

    /// The pool of the machine that a node takes slots from, and how many.
    pub fn pool_of(&self, node: u32) -> (u32, u32) {
        let node = self.dag.node(node);
        (self.pools[node.pool as usize], node.slots)
    }

    /// Stands for a mapped node whose instances haven't come yet, or for all of them.
    pub fn is_placeholder(&self, instance: u32) -> bool {
        self.leader(instance).is_some()
    }

    /// For placeholders: the one that leads its group.
    pub fn leader(&self, instance: u32) -> Option<u32> {
        if instance < self.dag.len() { self.dag.node(instance).leader } else { None }
    }

    /// What an instance counts as downstream. A placeholder that has been replaced by its instances, and an instance
    /// that a new expansion has left over, count as nothing.
    pub fn class(&self, instance: u32) -> Option<Class> {
        let Instance { node, state, .. } = *self.instance(instance);
        let gone = state == TaskState::Removed && self.dag.node(node).leader.is_some();
        (!gone).then(|| state.class())
    }

    pub fn barrier(&self, instance: u32) -> Barrier {
        let node = self.instance(instance).node;
        let of = |at: u32| {
            let extra = self.extra.get(&at).copied().unwrap_or_default();
            (self.counters[at as usize], extra)
        };
        let (mut direct, mut extra) = of(node);
        if instance != node {
            let own = of(instance);
            direct = direct.merge(&own.0);
            extra.setups = extra.setups.merge(&own.1.setups);
            extra.scope = extra.scope.merge(&own.1.scope);
        }
        Barrier { direct, setups: extra.setups, scope: extra.scope }
    }

    pub fn verdict(&self, instance: u32) -> Verdict {
        decide(self.dag.node(self.instance(instance).node).rule, &self.barrier(instance))
    }

    /// Marks an instance as changed: it gets a row.
    pub fn touch(&mut self, instance: u32) {
        let it = &mut self.instances[instance as usize];
        if !std::mem::replace(&mut it.dirty, true) {
            self.dirty.push(instance);
        }
    }

    /// Looks at an instance again in [`Run::settle`].
    pub fn revisit(&mut self, instance: u32) {
        let rank = self.dag.rank(self.instance(instance).node);
        self.work.push(Reverse((rank, instance)));
    }

    /// The one way in which an instance changes its state.
    pub fn set(&mut self, desk: &mut Desk, instance: u32, to: TaskState) {
        let before = self.class(instance);
        let Instance { node, state: from, .. } = *self.instance(instance);
        if from.is_in_flight() && !to.is_in_flight() {
            self.leave(desk, node);
        } else if from == TaskState::Scheduled && to != TaskState::Queued {
            // It may have held the place that one of those behind it was waiting for.
            let (pool, _) = self.pool_of(node);
            self.unpark(desk, pool);
        }
        self.tally(node, from, to);
        let it = self.instance_mut(instance);
        it.state = to;
        if !matches!(to, TaskState::UpForRetry | TaskState::UpForReschedule) {
            it.next_at = f64::NAN;
        }
        self.touch(instance);
        let after = self.class(instance);
        if before != after {
            self.spread(instance, before, after);
        }
    }

    /// Keeps the sums over all instances.
    pub fn tally(&mut self, node: u32, from: TaskState, to: TaskState) {
        self.counts[from as usize] -= 1;
        self.counts[to as usize] += 1;
        let node = self.dag.node(node);
        if node.decides {
            let bad = |state: TaskState| matches!(state.class(), Class::Failed | Class::UpstreamFailed);
            self.failures = self.failures + u32::from(bad(to)) - u32::from(bad(from));
        }
        if node.counts {
            let broken = |state| matches!(state, TaskState::Failed | TaskState::Crashed);
            self.broken = self.broken + u32::from(broken(to)) - u32::from(broken(from));
        }
    }

    fn leave(&mut self, desk: &mut Desk, node: u32) {
        let (pool, slots) = self.pool_of(node);
        desk.pools.release(pool, slots);
        self.active -= 1;
        // One place is free: the best of each pool competes for it again.
        let pools: Vec<u32> = self.parked.keys().copied().collect();
        for pool in pools {
            self.unpark(desk, pool);
        }
    }

    /// Lets the best of a pool that `max_active_tasks` holds back compete again.
    fn unpark(&mut self, desk: &mut Desk, pool: u32) {
        let Some(queue) = self.parked.get_mut(&pool) else { return };
        while let Some(entry) = queue.pop() {
            if self.instances[entry.0.instance as usize].is_ready(&entry.0) {
                desk.pools.get_mut(pool).ready.push(entry);
                break;
            }
        }
        if queue.is_empty() {
            self.parked.remove(&pool);
        }
    }

    /// Tells everything downstream that an instance counts differently: O(its out-degree).
    pub fn spread(&mut self, instance: u32, from: Option<Class>, to: Option<Class>) {
        let dag = Arc::clone(&self.dag);
        let Instance { node, map_index, .. } = *self.instance(instance);
        for edge in dag.edges(node) {
            let Some(target) = self.target(*edge, map_index) else { continue };
            if edge.setup || edge.scope {
                let extra = self.extra.entry(target).or_default();
                let counters = if edge.scope { &mut extra.scope } else { &mut extra.setups };
                counters.shift(from, to);
                self.revisit(target);
            }
            if !edge.scope {
                let counters = &mut self.counters[target as usize];
                let before = counters.signature();
                counters.shift(from, to);
                if counters.signature() != before {
                    self.revisit(target);
                }
            }
        }
    }

    /// The instance whose barrier counts an edge from the instance with that map index.
    pub fn target(&self, edge: Edge, map_index: i32) -> Option<u32> {
        if !edge.equal {
            return Some(edge.to);
        }
        // The placeholders of a group share one fate, without edges between them.
        u32::try_from(map_index).ok().and_then(|index| self.mapped[&edge.to].instance(index))
    }

    /// Looks at everything whose barrier has changed, and at what follows from that, until nothing does.
    ///
    /// In topological order, so that an instance decides only when everything upstream of it has: otherwise the state
    /// of one with a failed and a skipped upstream would depend on which path is shorter.
    pub fn settle(&mut self, desk: &mut Desk) {
        while let Some(Reverse((_, instance))) = self.work.pop() {
            if self.state.is_active() && self.ending.is_none() {
                self.look(desk, instance);
            }
        }
    }

    fn look(&mut self, desk: &mut Desk, instance: u32) {
        if self.is_placeholder(instance) {
            return self.look_at_placeholder(desk, instance);
        }
        if self.instance(instance).state != TaskState::None {
            return;
        }
        match self.verdict(instance) {
            Verdict::Wait => {}
            Verdict::Run => self.fire(desk, instance),
            Verdict::Skip => self.set(desk, instance, TaskState::Skipped),
            Verdict::UpstreamFailed => self.set(desk, instance, TaskState::UpstreamFailed),
        }
    }

    /// Its upstreams let it run.
    fn fire(&mut self, desk: &mut Desk, instance: u32) {
        if self.dag.node(self.instance(instance).node).empty {
            self.callback(desk, instance, Callback::Execute);
            self.callback(desk, instance, Callback::Success);
            self.set(desk, instance, TaskState::Success);
        } else {
            self.next_try(desk, instance);
        }
    }

    /// A new try becomes ready.
    pub fn next_try(&mut self, desk: &mut Desk, instance: u32) {
        let it = self.instance_mut(instance);
        it.try_number += 1;
        it.losses = 0;
        self.schedule(desk, instance);
    }

    /// The current try becomes ready (again).
    pub fn schedule(&mut self, desk: &mut Desk, instance: u32) {
        self.set(desk, instance, TaskState::Scheduled);
        self.enqueue(desk, instance);
    }

    pub fn enqueue(&mut self, desk: &mut Desk, instance: u32) {
        let node = self.instance(instance).node;
        let entry = desk.pools.entry(self.key, instance, self.dag.node(node).weight);
        self.instance_mut(instance).ticket = entry.ticket();
        let (pool, _) = self.pool_of(node);
        let queue =
            if self.is_full() { self.parked.entry(pool).or_default() } else { &mut desk.pools.get_mut(pool).ready };
        queue.push(Reverse(entry));
    }

    /// `max_active_tasks` is reached.
    pub fn is_full(&self) -> bool {
        self.dag.spec().max_active_tasks.is_some_and(|limit| self.active >= limit)
    }

    /// Hands an attempt out.
    pub fn start(&mut self, desk: &mut Desk, instance: u32) {
        let node = self.instance(instance).node;
        let (pool, slots) = self.pool_of(node);
        desk.pools.take(pool, slots);
        self.active += 1;
        let attempt = self.next_attempt;
        self.next_attempt += 1;
        self.instance_mut(instance).attempt = attempt;
        self.set(desk, instance, TaskState::Queued);
        let Instance { map_index, try_number, .. } = *self.instance(instance);
        let run = self.key;
        desk.out.starts.push(Start { run, instance, attempt, node, map_index, try_number });
    }

    /// Asks for a callback, if the file defines it.
    pub fn callback(&self, desk: &mut Desk, instance: u32, kind: Callback) {
        let Instance { node, map_index, attempt, .. } = *self.instance(instance);
        if self.dag.node(node).callbacks & kind as u8 != 0 {
            let run = self.key;
            desk.out.commands.push(Command::Callback { run, instance, attempt, node, map_index, kind });
        }
    }

    /// Asks the executor to end an attempt.
    pub fn kill(&self, desk: &mut Desk, instance: u32, reason: Reason) {
        let attempt = self.instance(instance).attempt;
        desk.out.commands.push(Command::Kill { run: self.key, instance, attempt, reason });
    }

    /// Waits until `at`.
    pub fn wait(&mut self, desk: &mut Desk, instance: u32, state: TaskState, at: f64) {
        self.set(desk, instance, state);
        let attempt = self.instance(instance).attempt;
        self.instance_mut(instance).next_at = at;
        desk.timers.set(Timer { at, run: self.key, instance: Some(instance), attempt });
    }

    /// Rows of what has changed since the last call.
    pub fn drain_rows(&mut self, rows: &mut Vec<Row>) {
        for instance in std::mem::take(&mut self.dirty) {
            let it = &mut self.instances[instance as usize];
            it.dirty = false;
            rows.push(Row {
                run: self.key,
                node: it.node,
                map_index: it.map_index,
                state: it.state,
                try_number: it.try_number,
                retry_base: it.retry_base,
                attempt: it.attempt,
                next_at: (!it.next_at.is_nan()).then_some(it.next_at),
            });
        }
    }
}
