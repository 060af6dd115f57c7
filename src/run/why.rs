//! Why an instance isn't running, in a sentence.

use super::run::{Desk, Run};
use super::state::{RunState, TaskState};

/// How many names a sentence lists.
const SHOWN: usize = 3;

impl Run {
    /// `gate`: active runs of the DAG, and runs queued before this one.
    pub(super) fn why(&self, desk: &Desk, instance: u32, now: f64, gate: (u32, u32)) -> String {
        let it = self.instance(instance);
        let left = |at: f64| (at - now).max(0.0).ceil();
        match it.state {
            TaskState::None | TaskState::Scheduled if self.state == RunState::Queued => self.why_queued(gate),
            TaskState::None => self.why_blocked(instance),
            TaskState::Scheduled if self.is_placeholder(instance) => {
                "waiting to learn how many instances it gets".into()
            }
            TaskState::Scheduled => self.why_not_started(desk, instance),
            TaskState::Queued => format!("attempt {} is being started", it.attempt),
            TaskState::Running => format!("it is running: attempt {}, try {}", it.attempt, it.try_number),
            TaskState::UpForRetry => {
                let spec = self.dag.node_spec(it.node);
                let used = it.try_number - it.retry_base;
                format!("retry {used} of {} in {} s", spec.retries, left(it.next_at))
            }
            TaskState::UpForReschedule => format!("the sensor looks again in {} s", left(it.next_at)),
            TaskState::Deferred => "deferred: waiting for its trigger".into(),
            TaskState::Waiting => "waiting for a person or an outside event".into(),
            done => format!("it has ended: {}", done.name()),
        }
    }

    fn why_queued(&self, (active, before): (u32, u32)) -> String {
        if !self.submitted {
            return "the run hasn't been submitted".into();
        }
        let limit = self.dag.spec().max_active_runs.unwrap_or(active);
        let dag = &self.dag.spec().dag_id;
        let ahead = if before == 0 { String::new() } else { format!(", and {before} before this one") };
        format!("the run is queued: {active} of {limit} runs of '{dag}' are active{ahead}")
    }

    /// Which upstreams haven't let it go yet.
    fn why_blocked(&self, instance: u32) -> String {
        let it = self.instance(instance);
        let node = self.leader(instance).unwrap_or(it.node);
        let setups = self.dag.setups(node).iter();
        let mut ups: Vec<u32> = self.dag.graph().predecessors(node).to_vec();
        ups.extend(setups.filter(|setup| !self.dag.graph().predecessors(node).contains(setup)));
        let (mut names, mut open) = (Vec::new(), 0);
        for up in ups {
            let own = u32::try_from(it.map_index).ok().filter(|_| {
                self.dag.node(up).leader.is_some() && self.dag.node(up).leader == self.dag.node(node).leader
            });
            let place = own.and_then(|index| self.mapped[&up].instance(index)).unwrap_or(up);
            if let Some(name) = self.describe_open(place) {
                open += 1;
                if names.len() < SHOWN {
                    names.push(name);
                }
            }
        }
        let rule = self.dag.node(node).rule.name();
        let more = if open > SHOWN { format!(" and {} more", open - SHOWN) } else { String::new() };
        match open {
            0 => format!("about to be decided by its trigger rule, {rule}"),
            _ => format!("waiting for {}{more}; its trigger rule is {rule}", names.join(", ")),
        }
    }

    /// `'name' (running)`, or `'name' (3 of 8 instances done)`; nothing if it is done.
    fn describe_open(&self, instance: u32) -> Option<String> {
        let it = self.instance(instance);
        let name = self.dag.names().name(it.node);
        if self.is_placeholder(instance) && it.state == TaskState::Removed {
            let mapped = &self.mapped[&it.node];
            let all = (0..mapped.count).filter_map(|index| mapped.instance(index));
            let open = all.filter(|&one| !self.instance(one).state.is_terminal()).count() as u32;
            let done = mapped.count - open;
            return (open > 0).then(|| format!("'{name}' ({done} of {} instances done)", mapped.count));
        }
        let state = if it.state == TaskState::None { "not started" } else { it.state.name() };
        (!it.state.is_terminal()).then(|| format!("'{name}' ({state})"))
    }

    fn why_not_started(&self, desk: &Desk, instance: u32) -> String {
        if let Some(limit) = self.dag.spec().max_active_tasks.filter(|&limit| self.active >= limit) {
            return format!("max_active_tasks of the DAG is reached: {} of {limit} are active", self.active);
        }
        let (pool, slots) = self.pool_of(self.instance(instance).node);
        let pool = desk.pools.get(pool);
        let name = &pool.name;
        match pool.slots {
            Some(0) => format!("pool '{name}' has no slots"),
            Some(limit) if !pool.fits(slots) => {
                let needs = if slots == 1 { String::new() } else { format!("; it needs {slots}") };
                format!("pool '{name}' is full: {} of {limit} slots are taken{needs}", pool.used)
            }
            _ => format!("ready: waiting for room in the executor, with {} others", pool.ready.len().saturating_sub(1)),
        }
    }
}
