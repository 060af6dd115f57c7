//! Barriers: how many upstream instances ended in which way, and what a trigger rule makes of that.
//!
//! A rule only asks which counters are above zero, so that a barrier needs a second look only when one of them reaches
//! or leaves zero ([`Counters::signature`]).

use super::state::Class;
use crate::spec::TriggerRule;

/// Upstream instances by outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters([u32; 5]);

impl Counters {
    /// `open` upstream instances, none of them done.
    pub fn open(open: u32) -> Self {
        Self([open, 0, 0, 0, 0])
    }

    /// How many are of that class.
    pub fn get(&self, class: Class) -> u32 {
        self.0[class as usize]
    }

    /// Moves one upstream instance from one class to another; `None`: it appears, or goes away.
    pub fn shift(&mut self, from: Option<Class>, to: Option<Class>) {
        if let Some(class) = from {
            self.0[class as usize] -= 1;
        }
        if let Some(class) = to {
            self.add(class, 1);
        }
    }

    /// `count` more of that class.
    pub fn add(&mut self, class: Class, count: u32) {
        self.0[class as usize] += count;
    }

    /// Bit `c` is set if there is an instance of class `c`.
    pub fn signature(&self) -> u8 {
        (0..5).fold(0, |bits, class| bits | (u8::from(self.0[class] > 0) << class))
    }

    /// How many there are at all.
    pub fn total(&self) -> u32 {
        self.0.iter().sum()
    }

    /// Both together.
    #[must_use]
    pub fn merge(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, more)| *own += more);
        self
    }
}

/// The upstreams of one instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Barrier {
    /// Direct upstreams.
    pub direct: Counters,
    /// Those of them that are setups; counted only for `all_done_setup_success`.
    pub setups: Counters,
    /// Setups further up in whose scope it lies.
    pub scope: Counters,
}

/// What becomes of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It isn't known yet.
    Wait,
    /// It may start.
    Run,
    /// It ends as `skipped`.
    Skip,
    /// It ends as `upstream_failed`.
    UpstreamFailed,
}

/// What `rule` says.
///
/// | rule | runs | else |
/// |---|---|---|
/// | `all_success` | all succeeded | `upstream_failed` or `skipped` at the first that failed or was skipped |
/// | `all_failed` | all failed | `skipped` at the first that succeeded or was skipped |
/// | `all_done` | all done | |
/// | `all_done_min_one_success` | all done, one succeeded | `skipped` if all were, else `upstream_failed` |
/// | `all_done_setup_success` | all done, a setup among them succeeded (or there is none) | `skipped` if all setups were, else `upstream_failed` |
/// | `all_skipped` | all skipped | `skipped` at the first that wasn't |
/// | `one_success` | at the first success | `skipped` if all were, else `upstream_failed` |
/// | `one_failed` | at the first failure | `skipped` |
/// | `one_done` | at the first that succeeded or failed | `skipped` |
/// | `none_failed` | all succeeded or skipped | `upstream_failed` at the first failure |
/// | `none_failed_min_one_success` | the same, and one succeeded | `upstream_failed` at the first failure, `skipped` if all were |
/// | `none_skipped` | all done, none skipped | `skipped` at the first that was |
/// | `always` | at once | |
///
/// An instance in the scope of a setup that isn't its direct upstream waits for that too, and shares its fate.
pub fn decide(rule: TriggerRule, barrier: &Barrier) -> Verdict {
    use Verdict::{Run, Skip, UpstreamFailed, Wait};
    let Barrier { direct, setups, scope } = barrier;
    let any = |class| direct.get(class) > 0;
    let (open, success, failed) = (any(Class::Open), any(Class::Success), any(Class::Failed));
    let (upstream_failed, skipped) = (any(Class::UpstreamFailed), any(Class::Skipped));
    let bad = failed || upstream_failed;
    if rule == TriggerRule::Always || direct.total() == 0 {
        return Run;
    }
    if scope.get(Class::Failed) + scope.get(Class::UpstreamFailed) > 0 {
        return UpstreamFailed;
    }
    if scope.get(Class::Skipped) > 0 {
        return Skip;
    }
    if scope.get(Class::Open) > 0 {
        return Wait;
    }
    match rule {
        TriggerRule::AllSuccess | TriggerRule::NoneFailed | TriggerRule::NoneFailedMinOneSuccess if bad => {
            UpstreamFailed
        }
        TriggerRule::AllSuccess | TriggerRule::NoneSkipped if skipped => Skip,
        TriggerRule::AllFailed if success || skipped => Skip,
        TriggerRule::AllSkipped if success || bad => Skip,
        TriggerRule::OneSuccess if success => Run,
        TriggerRule::OneFailed if bad => Run,
        TriggerRule::OneDone if success || failed => Run,
        _ if open => Wait,
        TriggerRule::OneFailed | TriggerRule::OneDone => Skip,
        TriggerRule::OneSuccess | TriggerRule::AllDoneMinOneSuccess | TriggerRule::NoneFailedMinOneSuccess => {
            match (success, bad) {
                (true, _) => Run,
                (false, true) => UpstreamFailed,
                (false, false) => Skip,
            }
        }
        TriggerRule::AllDoneSetupSuccess if setups.total() > 0 && setups.get(Class::Success) == 0 => {
            if setups.get(Class::Skipped) == setups.total() { Skip } else { UpstreamFailed }
        }
        _ => Run,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CLASSES: [Class; 5] = [Class::Open, Class::Success, Class::Failed, Class::UpstreamFailed, Class::Skipped];

    proptest! {
        /// Whatever upstreams go through, the counters are what a recount gives, and open ones reach zero exactly when
        /// the last upstream is done.
        #[test]
        fn counters_are_a_recount(size in 1..6_usize, changes in prop::collection::vec((0..6_usize, 0..5_usize), 0..40)) {
            let mut states = vec![Class::Open; size];
            let mut counters = Counters::open(size as u32);
            for (upstream, class) in changes {
                let state = &mut states[upstream % size];
                let before = counters.signature();
                counters.shift(Some(*state), Some(CLASSES[class]));
                *state = CLASSES[class];
                for class in CLASSES {
                    let count = states.iter().filter(|state| **state == class).count();
                    prop_assert_eq!(counters.get(class) as usize, count);
                }
                prop_assert_eq!(counters.total() as usize, size);
                prop_assert_eq!(counters.get(Class::Open) == 0, !states.contains(&Class::Open));
                let crossed = CLASSES.iter().any(|&class| {
                    (before >> class as u8) & 1 != u8::from(states.contains(&class))
                });
                prop_assert_eq!(counters.signature() != before, crossed);
            }
        }
    }
}
