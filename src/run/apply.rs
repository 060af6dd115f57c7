//! What an event does to a run. Every function says whether it changed anything; what didn't is rejected.

use super::event::{Callback, Event, Reason, What};
use super::retry;
use super::run::{Desk, Instance, Run};
use super::state::TaskState;
use super::timer::Timer;

/// So often one try may be lost; from then on it counts as crashed.
const LOSSES: u8 = 3;

impl Run {
    pub(super) fn apply(&mut self, desk: &mut Desk, event: &Event) -> bool {
        match &event.what {
            What::Submit => !std::mem::replace(&mut self.submitted, true),
            What::CancelRun => self.cancel(desk),
            What::RetryRun(again) => self.reopen(desk, again),
            What::Pool(..) => false,
            _ if event.instance as usize >= self.instances.len() => false,
            What::Mark(state) => self.mark(desk, event.instance, *state),
            What::Expanded { count, last } => {
                self.state.is_active() && self.expanded(desk, event.instance, event.attempt, *count, *last)
            }
            what => {
                let it = self.instance(event.instance);
                it.attempt == event.attempt && it.state.has_attempt() && self.report(desk, event.instance, what)
            }
        }
    }

    /// News of the current attempt.
    fn report(&mut self, desk: &mut Desk, instance: u32, what: &What) -> bool {
        let state = self.instance(instance).state;
        match what {
            What::Started => return self.started(desk, instance),
            What::Success(skip) => {
                self.skip_branches(desk, instance, skip);
                self.callback(desk, instance, Callback::Success);
                self.set(desk, instance, TaskState::Success);
            }
            What::Failed(for_good) => self.fail(desk, instance, TaskState::Failed, !for_good),
            What::Timeout => self.fail(desk, instance, TaskState::Failed, true),
            What::Crashed => self.fail(desk, instance, TaskState::Crashed, true),
            What::Skipped => {
                self.callback(desk, instance, Callback::Skipped);
                self.set(desk, instance, TaskState::Skipped);
            }
            What::Filtered => self.set(desk, instance, TaskState::Filtered),
            What::Cancelled => self.set(desk, instance, TaskState::Cancelled),
            What::Resume if !state.is_in_flight() => self.schedule(desk, instance),
            _ if !state.is_in_flight() => return false,
            What::Lost | What::Reschedule(_) | What::Deferred | What::Waiting if self.ending.is_some() => {
                self.set(desk, instance, TaskState::Cancelled);
            }
            What::Lost => self.lost(desk, instance),
            What::Reschedule(at) => self.wait(desk, instance, TaskState::UpForReschedule, *at),
            What::Deferred => self.set(desk, instance, TaskState::Deferred),
            What::Waiting => self.set(desk, instance, TaskState::Waiting),
            _ => return false,
        }
        true
    }

    fn started(&mut self, desk: &mut Desk, instance: u32) -> bool {
        let Instance { node, state, attempt, .. } = *self.instance(instance);
        if state != TaskState::Queued {
            return false;
        }
        self.set(desk, instance, TaskState::Running);
        self.callback(desk, instance, Callback::Execute);
        if let Some(timeout) = self.dag.node(node).timeout {
            let at = desk.now + timeout;
            desk.timers.set(Timer { at, run: self.key, instance: Some(instance), attempt });
        }
        true
    }

    fn fail(&mut self, desk: &mut Desk, instance: u32, state: TaskState, may_retry: bool) {
        let Instance { node, map_index, try_number, retry_base, .. } = *self.instance(instance);
        let failures = try_number - retry_base;
        let spec = self.dag.node_spec(node);
        if may_retry && self.ending.is_none() && failures <= spec.retries {
            let place = [self.key, node, map_index.cast_unsigned(), try_number];
            let at = desk.now + retry::delay(spec, failures, desk.seed, place);
            self.callback(desk, instance, Callback::Retry);
            self.wait(desk, instance, TaskState::UpForRetry, at);
        } else {
            self.callback(desk, instance, Callback::Failure);
            self.set(desk, instance, state);
        }
    }

    fn lost(&mut self, desk: &mut Desk, instance: u32) {
        let it = self.instance_mut(instance);
        it.losses += 1;
        if it.losses >= LOSSES {
            self.fail(desk, instance, TaskState::Crashed, true);
        } else {
            self.schedule(desk, instance);
        }
    }

    /// Ends what a branch didn't take, whatever its rule says. What has begun or isn't directly downstream stays.
    fn skip_branches(&mut self, desk: &mut Desk, instance: u32, skip: &[String]) {
        let Instance { node, map_index, .. } = *self.instance(instance);
        for name in skip {
            let Some(to) = self.dag.names().get(name) else { continue };
            let edge = self.dag.edges(node).iter().find(|edge| edge.to == to && !edge.scope);
            let Some(target) = edge.and_then(|edge| self.target(*edge, map_index)) else { continue };
            let waits = |state| matches!(state, TaskState::None | TaskState::Scheduled);
            if !waits(self.instance(target).state) {
                continue;
            }
            match self.leader(target) {
                Some(leader) => self.share_fate(desk, leader, TaskState::Skipped),
                None => self.set(desk, target, TaskState::Skipped),
            }
        }
    }

    fn mark(&mut self, desk: &mut Desk, instance: u32, state: TaskState) -> bool {
        let old = self.instance(instance).state;
        if old == state || old == TaskState::Removed {
            return false;
        }
        if old.is_in_flight() {
            self.kill(desk, instance, Reason::Cancel);
        }
        match self.leader(instance) {
            Some(leader) => self.share_fate(desk, leader, state),
            None => self.set(desk, instance, state),
        }
        true
    }

    /// A timer of an instance is due. `false`: it is void.
    pub(super) fn ring(&mut self, desk: &mut Desk, timer: &Timer, instance: u32) {
        match self.instance(instance).state {
            TaskState::UpForRetry => self.next_try(desk, instance),
            TaskState::UpForReschedule => self.schedule(desk, instance),
            _ => {
                debug_assert_eq!(timer.attempt, self.instance(instance).attempt);
                self.kill(desk, instance, Reason::Timeout);
            }
        }
    }

    /// Whether a timer still means something.
    pub(super) fn awaits(&self, timer: &Timer) -> bool {
        let Some(instance) = timer.instance else {
            return self.state.is_active() && self.ending.is_none() && self.deadline() == Some(timer.at);
        };
        let Some(it) = self.instances.get(instance as usize) else { return false };
        #[allow(clippy::float_cmp)] // the same number, never computed twice
        let waits = it.next_at == timer.at;
        it.attempt == timer.attempt && (it.state == TaskState::Running || waits)
    }

    /// When the run has taken too long.
    pub(super) fn deadline(&self) -> Option<f64> {
        self.dag.spec().run_timeout.map(|timeout| self.started_at + timeout)
    }
}
