//! A manual retry: which instances run again, and which keep what they have.

use rustc_hash::FxHashSet;

use super::barrier::Verdict;
use super::event::{Again, Reason};
use super::run::{Desk, Instance, Run};
use super::state::{RunState, TaskState};

/// What shall run again, found before anything changes.
#[derive(Default)]
struct Closure {
    /// By instance.
    chosen: Vec<Chosen>,
    /// By node: what follows all of its instances alike has been looked at.
    followed: Vec<bool>,
    /// Leaders whose groups expand anew.
    expansions: Vec<u32>,
    /// Chosen, but what follows hasn't been looked at.
    stack: Vec<u32>,
    /// Skipped by a branch; chosen only if that branch decides anew.
    branches: Vec<u32>,
    /// Of what follows, only what was held back; and of mapped groups, only those of these leaders expand anew.
    exact: Option<FxHashSet<u32>>,
}

/// Whether an instance runs again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chosen {
    No,
    /// Without what follows it: a setup, for the sake of something in its scope.
    Alone,
    Yes,
    /// No, whatever it follows.
    Kept,
}

impl Run {
    /// Opens what `again` says. What is in flight stays.
    ///
    /// The setups of what runs again run again too: their resources have been torn down. What a branch has skipped stays
    /// so, unless one of its upstreams that succeeded (it may be the branch) runs again. A mapped task whose upstream runs
    /// again expands anew; if `again` is exact, only if it is itself chosen.
    pub(super) fn reopen(&mut self, desk: &mut Desk, again: &Again) -> bool {
        if self.ending.is_some() || self.state == RunState::Queued {
            return false;
        }
        let mut closure = Closure {
            chosen: vec![Chosen::No; self.instances.len()],
            followed: vec![false; self.dag.len() as usize],
            ..Closure::default()
        };
        for instance in again.keep.iter().filter_map(|(task, index)| self.find(task, *index).ok()) {
            closure.chosen[instance as usize] = Chosen::Kept;
        }
        self.choose_seeds(&mut closure, again.seeds.as_deref());
        if again.exact {
            let nodes = closure.stack.iter().map(|&instance| self.instance(instance).node);
            closure.exact = Some(nodes.filter_map(|node| self.dag.node(node).leader).collect());
        }
        loop {
            while let Some(instance) = closure.stack.pop() {
                self.choose_what_follows(&mut closure, instance);
            }
            let branches = std::mem::take(&mut closure.branches);
            for instance in branches {
                if self.may_decide_anew(&closure, instance) {
                    choose(&mut closure, instance);
                } else {
                    closure.branches.push(instance);
                }
            }
            if closure.stack.is_empty() {
                break;
            }
        }
        self.open(desk, &closure)
    }

    fn choose_seeds(&self, closure: &mut Closure, seeds: Option<&[(String, Option<i32>)]>) {
        use TaskState::{Cancelled, Crashed, Failed, UpstreamFailed};
        // A `fail_fast` run with a failure left in it would end at once.
        if seeds.is_none() || self.dag.spec().policy.fail_fast {
            for (index, it) in self.instances.iter().enumerate() {
                if matches!(it.state, Failed | Crashed | Cancelled | UpstreamFailed) {
                    choose(closure, index as u32);
                }
            }
        }
        for (name, index) in seeds.unwrap_or_default() {
            let seed = |instance: u32| {
                if self.can_open(instance) {
                    choose(closure, instance);
                }
            };
            match (self.dag.names().get(name), index) {
                (Some(node), None) => self.each_of(node, seed),
                (Some(_), Some(index)) => self.find(name, *index).into_iter().for_each(seed),
                (None, _) => {}
            }
        }
    }

    /// The instances of a node; its placeholder as long as it stands for them.
    fn each_of(&self, node: u32, mut each: impl FnMut(u32)) {
        match self.mapped.get(&node) {
            Some(mapped) if mapped.count > 0 => {
                (0..mapped.count).filter_map(|index| mapped.instance(index)).for_each(each);
            }
            _ => each(node),
        }
    }

    fn can_open(&self, instance: u32) -> bool {
        let state = self.instance(instance).state;
        match state {
            TaskState::None | TaskState::Removed => false,
            TaskState::Scheduled => !self.is_placeholder(instance),
            _ => !state.is_in_flight(),
        }
    }

    fn choose_what_follows(&self, closure: &mut Closure, instance: u32) {
        let Instance { node, map_index, .. } = *self.instance(instance);
        // What follows the whole node follows each of its instances, and is looked at once.
        let first = !std::mem::replace(&mut closure.followed[node as usize], true);
        for edge in self.dag.edges(node).iter().filter(|edge| !edge.scope) {
            if edge.equal {
                if let Some(target) = self.target(*edge, map_index) {
                    self.follow(closure, target);
                }
            } else if first && self.dag.node(edge.to).leader == Some(edge.to) {
                self.expand_anew(closure, edge.to);
            } else if first {
                self.each_of(edge.to, |target| {
                    // A placeholder that doesn't lead shares the fate of the one that does.
                    if !self.is_placeholder(target) {
                        self.follow(closure, target);
                    }
                });
            }
        }
        if !self.dag.node_spec(node).teardown {
            self.choose_setups(closure, node, map_index, first);
        }
    }

    /// The setups in whose scope it lies, without what else lies there: that keeps its results.
    fn choose_setups(&self, closure: &mut Closure, node: u32, map_index: i32, first: bool) {
        let mut choose_alone = |instance: u32| {
            let chosen = &mut closure.chosen[instance as usize];
            if *chosen == Chosen::No && self.can_open(instance) {
                *chosen = Chosen::Alone;
            }
        };
        for &setup in self.dag.setups(node) {
            let leader = self.dag.node(setup).leader;
            if leader.is_some() && leader == self.dag.node(node).leader {
                let index = u32::try_from(map_index).ok();
                index.and_then(|index| self.mapped[&setup].instance(index)).into_iter().for_each(&mut choose_alone);
            } else if first {
                self.each_of(setup, &mut choose_alone);
            }
        }
    }

    fn follow(&self, closure: &mut Closure, instance: u32) {
        if closure.chosen[instance as usize] == Chosen::Yes || !self.can_open(instance) {
            return;
        }
        let it = self.instance(instance);
        let held_back = it.state == TaskState::UpstreamFailed || (it.state == TaskState::Skipped && it.attempt == 0);
        if closure.exact.is_some() && !held_back {
            return;
        }
        let by_branch = it.state == TaskState::Skipped && it.attempt == 0 && self.verdict(instance) != Verdict::Skip;
        if by_branch {
            closure.branches.push(instance);
        } else {
            choose(closure, instance);
        }
    }

    fn expand_anew(&self, closure: &mut Closure, leader: u32) {
        let expanded = matches!(self.instance(leader).state, TaskState::Removed | TaskState::Scheduled);
        if !expanded {
            return self.follow(closure, leader);
        }
        let mut kept = closure.exact.as_ref().is_some_and(|leaders| !leaders.contains(&leader));
        for &member in self.dag.members(leader) {
            self.each_of(member, |instance| kept |= closure.chosen[instance as usize] == Chosen::Kept);
        }
        if kept || closure.expansions.contains(&leader) {
            return;
        }
        closure.expansions.push(leader);
        for &member in self.dag.members(leader) {
            // The placeholder stands for its instances here, so that what follows them is found.
            closure.stack.push(member);
        }
    }

    fn may_decide_anew(&self, closure: &Closure, instance: u32) -> bool {
        let node = self.instance(instance).node;
        self.dag.graph().predecessors(node).iter().any(|&up| {
            let mut found = self.dag.node(up).leader.is_some_and(|leader| closure.expansions.contains(&leader));
            self.each_of(up, |it| {
                let again = matches!(closure.chosen[it as usize], Chosen::Alone | Chosen::Yes);
                found |= again && self.instance(it).state == TaskState::Success;
            });
            found
        })
    }

    fn open(&mut self, desk: &mut Desk, closure: &Closure) -> bool {
        let mut opened = false;
        for &leader in &closure.expansions {
            opened = true;
            self.forget_expansion(desk, leader);
        }
        for instance in 0..closure.chosen.len() as u32 {
            let again = matches!(closure.chosen[instance as usize], Chosen::Alone | Chosen::Yes);
            if !again || !self.can_open(instance) {
                continue;
            }
            opened = true;
            match self.leader(instance) {
                Some(leader) => self.forget_expansion(desk, leader),
                None => self.open_one(desk, instance, TaskState::None),
            }
        }
        if opened && self.state.is_terminal() {
            self.change(desk, RunState::Queued);
        }
        opened
    }

    /// Back to before the expansion.
    fn forget_expansion(&mut self, desk: &mut Desk, leader: u32) {
        for member in self.dag.members(leader).to_vec() {
            self.open_one(desk, member, TaskState::None);
            let count = std::mem::take(&mut self.mapped.entry(member).or_default().count);
            for index in 0..count {
                let Some(instance) = self.mapped[&member].instance(index) else { continue };
                if self.instance(instance).state.is_in_flight() {
                    self.kill(desk, instance, Reason::Cancel);
                }
                self.open_one(desk, instance, TaskState::Removed);
            }
        }
    }

    fn open_one(&mut self, desk: &mut Desk, instance: u32, state: TaskState) {
        let it = self.instance_mut(instance);
        it.retry_base = it.try_number;
        it.losses = 0;
        self.set(desk, instance, state);
        self.revisit(instance);
    }
}

fn choose(closure: &mut Closure, instance: u32) {
    let chosen = &mut closure.chosen[instance as usize];
    if matches!(chosen, Chosen::No | Chosen::Alone) {
        *chosen = Chosen::Yes;
        closure.stack.push(instance);
    }
}
