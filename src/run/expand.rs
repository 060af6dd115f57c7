//! Expansion: how a mapped node gets its instances.
//!
//! The unmapped instance of a mapped node (its placeholder) stands for all of them until they are known: it holds every
//! barrier downstream. When the barrier of the placeholder that leads a mapped group opens, the group expands; from then
//! on the placeholders are `removed` and count as nothing. A group that doesn't expand shares the fate of its leader.

use super::barrier::{Counters, Verdict};
use super::dag::CompiledDag;
use super::event::Command;
use super::run::{Desk, Instance, Run};
use super::state::{Class, TaskState};

/// The instances of one mapped node.
#[derive(Debug, Default)]
pub(super) struct Mapped {
    /// First map index and first instance of each stretch, ascending.
    chunks: Vec<(u32, u32)>,
    /// Instances that exist; those from `count` on were left over by a new expansion.
    pub made: u32,
    /// Instances that the expansion has announced.
    pub count: u32,
}

impl Mapped {
    /// The instance of a map index.
    pub fn instance(&self, index: u32) -> Option<u32> {
        if index >= self.made {
            return None;
        }
        let chunk = self.chunks.partition_point(|&(first, _)| first <= index) - 1;
        let (first, instance) = self.chunks[chunk];
        Some(instance + (index - first))
    }
}

impl Run {
    pub(super) fn look_at_placeholder(&mut self, desk: &mut Desk, placeholder: u32) {
        if self.leader(placeholder) != Some(placeholder) || self.instance(placeholder).state != TaskState::None {
            // An upstream of every instance has changed.
            for index in 0..self.mapped[&placeholder].count {
                self.revisit_mapped(placeholder, index);
            }
            return;
        }
        match self.verdict(placeholder) {
            Verdict::Wait => {}
            Verdict::Run => self.begin_expansion(desk, placeholder),
            Verdict::Skip => self.share_fate(desk, placeholder, TaskState::Skipped),
            Verdict::UpstreamFailed => self.share_fate(desk, placeholder, TaskState::UpstreamFailed),
        }
    }

    fn revisit_mapped(&mut self, node: u32, index: u32) {
        let instance = self.mapped[&node].instance(index);
        if let Some(instance) = instance.filter(|&it| self.instance(it).state == TaskState::None) {
            self.revisit(instance);
        }
    }

    fn begin_expansion(&mut self, desk: &mut Desk, leader: u32) {
        if let Some(size) = literal_size(&self.dag, leader) {
            self.grow(leader, size);
            self.end_expansion(desk, leader);
        } else {
            self.set(desk, leader, TaskState::Scheduled);
            desk.out.commands.push(Command::Expand { run: self.key, node: leader, told: 0 });
        }
    }

    /// The engine has found `count` more instances. `false`: it says so for the second time, or nobody asked.
    pub(super) fn expanded(&mut self, desk: &mut Desk, placeholder: u32, before: u32, count: u32, last: bool) -> bool {
        let Some(leader) = self.dag.node(self.instance(placeholder).node).leader else { return false };
        let expected = self.instance(leader).state == TaskState::Scheduled
            && self.mapped[&leader].count == before
            && (count > 0 || last);
        if expected {
            self.grow(leader, count);
            if last {
                self.end_expansion(desk, leader);
            }
        }
        expected
    }

    /// `count` more instances for each member of the group.
    pub(super) fn grow(&mut self, leader: u32, count: u32) {
        let dag = std::sync::Arc::clone(&self.dag);
        for &node in dag.members(leader) {
            for edge in dag.edges(node).iter().filter(|edge| !edge.equal) {
                if edge.setup || edge.scope {
                    let extra = self.extra.entry(edge.to).or_default();
                    let counters = if edge.scope { &mut extra.scope } else { &mut extra.setups };
                    counters.add(Class::Open, count);
                }
                if !edge.scope {
                    self.counters[edge.to as usize].add(Class::Open, count);
                }
            }
            let first = self.mapped[&node].count;
            for index in first..first + count {
                self.add_mapped(node, index);
            }
        }
        // Edges between members count only now, when all of them exist.
        for &up in dag.members(leader) {
            for edge in dag.edges(up).iter().filter(|edge| edge.equal && (edge.setup || edge.scope)) {
                let Mapped { count: total, .. } = self.mapped[&edge.to];
                for index in total - count..total {
                    let Some(instance) = self.mapped[&edge.to].instance(index) else { continue };
                    let extra = self.extra.entry(instance).or_default();
                    let counters = if edge.scope { &mut extra.scope } else { &mut extra.setups };
                    counters.add(Class::Open, 1);
                }
            }
        }
    }

    /// Makes the instance of the next map index, or takes the one that an earlier expansion has left.
    fn add_mapped(&mut self, node: u32, index: u32) {
        let barrier = Counters::open(self.dag.node(node).inner);
        let mapped = self.mapped.entry(node).or_default();
        mapped.count = index + 1;
        let instance = if let Some(instance) = mapped.instance(index) {
            self.counts[TaskState::Removed as usize] -= 1;
            self.instances[instance as usize].state = TaskState::None;
            self.counters[instance as usize] = barrier;
            self.extra.remove(&instance);
            self.touch(instance);
            instance
        } else {
            self.make(node, TaskState::None)
        };
        self.counts[TaskState::None as usize] += 1;
        self.revisit(instance);
    }

    /// An instance that an earlier expansion has left, so that the next one counts its tries on.
    pub(super) fn leave_over(&mut self, node: u32) {
        self.make(node, TaskState::Removed);
        self.counts[TaskState::Removed as usize] += 1;
    }

    fn make(&mut self, node: u32, state: TaskState) -> u32 {
        let new = self.instances.len() as u32;
        let mapped = self.mapped.entry(node).or_default();
        let index = mapped.made;
        let joins = mapped.chunks.last().is_some_and(|&(first, at)| at + (index - first) == new);
        if !joins {
            mapped.chunks.push((index, new));
        }
        mapped.made = index + 1;
        self.instances.push(Instance::new(node, index.cast_signed(), state));
        self.counters.push(Counters::open(self.dag.node(node).inner));
        new
    }

    pub(super) fn end_expansion(&mut self, desk: &mut Desk, leader: u32) {
        let fate = if self.mapped[&leader].count == 0 { TaskState::Skipped } else { TaskState::Removed };
        self.share_fate(desk, leader, fate);
    }

    /// All placeholders of a group end alike.
    pub(super) fn share_fate(&mut self, desk: &mut Desk, leader: u32, state: TaskState) {
        let dag = std::sync::Arc::clone(&self.dag);
        for &member in dag.members(leader) {
            self.set(desk, member, state);
        }
    }
}

/// The number of instances, where the file states it.
pub(super) fn literal_size(dag: &CompiledDag, leader: u32) -> Option<u32> {
    let size = |node: &u32| dag.node_spec(*node).expand.as_ref().and_then(|expand| expand.size);
    size(&leader).or_else(|| dag.members(leader).iter().find_map(size))
}
