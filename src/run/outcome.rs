//! How a run begins and ends.

use super::barrier::Verdict;
use super::event::{Callback, Command, Reason};
use super::run::{Desk, Run};
use super::state::{RunState, TaskState};
use super::timer::Timer;

impl Run {
    /// Begins, or begins again after a retry.
    pub(super) fn begin(&mut self, desk: &mut Desk) {
        self.started_at = desk.now;
        self.change(desk, RunState::Running);
        self.resume(desk);
    }

    /// Sets the timer of an active run and looks at everything that could start.
    pub(super) fn resume(&mut self, desk: &mut Desk) {
        if let Some(at) = self.deadline() {
            desk.timers.set(Timer { at, run: self.key, instance: None, attempt: 0 });
        }
        for instance in 0..self.instances.len() as u32 {
            if self.instance(instance).state == TaskState::None && self.verdict(instance) != Verdict::Wait {
                self.revisit(instance);
            }
        }
    }

    pub(super) fn change(&mut self, desk: &mut Desk, state: RunState) {
        self.state = state;
        desk.out.runs.push((state, self.key));
    }

    pub(super) fn cancel(&mut self, desk: &mut Desk) -> bool {
        if self.state.is_terminal() || self.ending == Some(RunState::Cancelled) {
            return false;
        }
        self.end_as(desk, RunState::Cancelled);
        true
    }

    /// Cancels what hasn't begun and asks for the end of what has; the run ends when that is reported.
    ///
    /// `Crashed` stands for the end of a `fail_fast` run: failed, if anything failed.
    pub(super) fn end_as(&mut self, desk: &mut Desk, ending: RunState) {
        let first = self.ending.replace(ending).is_none();
        for instance in 0..self.instances.len() as u32 {
            let state = self.instance(instance).state;
            if state.is_in_flight() && first {
                self.kill(desk, instance, Reason::Cancel);
            } else if !state.is_terminal() && !state.is_in_flight() {
                self.set(desk, instance, TaskState::Cancelled);
            }
        }
    }

    /// Ends the run if nothing is left to do; tells whether it waits for people only.
    pub(super) fn conclude(&mut self, desk: &mut Desk) {
        if !self.state.is_active() && self.ending.is_none() {
            return self.judge_again(desk);
        }
        if self.ending.is_none() && self.broken > 0 && self.dag.spec().policy.fail_fast {
            self.end_as(desk, RunState::Crashed);
        }
        let failed = self.counts[TaskState::Failed as usize] > 0;
        match self.ending {
            Some(RunState::Crashed) if failed => self.finish(desk, RunState::Failed),
            Some(ending) => self.finish(desk, ending),
            None if self.unfinished() == 0 => self.finish(desk, self.outcome()),
            None => {
                let waiting = self.counts[TaskState::Waiting as usize];
                let blocked = self.counts[TaskState::None as usize];
                let idle = waiting > 0 && self.unfinished() == waiting + blocked;
                let state = if idle { RunState::Waiting } else { RunState::Running };
                if self.state != state {
                    self.change(desk, state);
                }
            }
        }
    }

    fn finish(&mut self, desk: &mut Desk, state: RunState) {
        if self.active > 0 {
            return;
        }
        self.ending = None;
        self.change(desk, state);
        self.run_callback(desk);
    }

    fn run_callback(&self, desk: &mut Desk) {
        let kind = match self.state {
            RunState::Success => Callback::Success,
            RunState::Failed | RunState::Crashed => Callback::Failure,
            _ => return,
        };
        if self.dag.spec().callbacks.iter().any(|name| name == kind.name()) {
            desk.out.commands.push(Command::RunCallback { run: self.key, kind });
        }
    }

    /// A person has marked an instance of a run that had ended.
    fn judge_again(&mut self, desk: &mut Desk) {
        let judged = matches!(self.state, RunState::Success | RunState::Failed);
        if judged && self.outcome() != self.state {
            self.change(desk, self.outcome());
            self.run_callback(desk);
        }
    }

    fn outcome(&self) -> RunState {
        if self.failures > 0 { RunState::Failed } else { RunState::Success }
    }

    /// Instances that aren't terminal.
    pub(super) fn unfinished(&self) -> u32 {
        let open = TaskState::ALL.into_iter().filter(|state| !state.is_terminal());
        open.map(|state| self.counts[state as usize]).sum()
    }
}
