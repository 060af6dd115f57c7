//! What the machine waits for: ends of retry and sensor waits, timeouts of attempts and runs.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Something due at `at`, unless it has become void: the owner checks that when it fires.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timer {
    pub at: f64,
    pub run: u32,
    /// `None`: the timeout of the run.
    pub instance: Option<u32>,
    pub attempt: u32,
}

impl Timer {
    fn key(&self) -> (u32, Option<u32>, u32) {
        (self.run, self.instance, self.attempt)
    }
}

impl Ord for Timer {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at.total_cmp(&other.at).then_with(|| self.key().cmp(&other.key()))
    }
}

impl PartialOrd for Timer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Timer {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Timer {}

/// Timers, the earliest first.
#[derive(Debug, Default)]
pub(super) struct Timers(BinaryHeap<Reverse<Timer>>);

impl Timers {
    pub fn set(&mut self, timer: Timer) {
        self.0.push(Reverse(timer));
    }

    pub fn earliest(&self) -> Option<Timer> {
        self.0.peek().map(|timer| timer.0)
    }

    pub fn pop(&mut self) -> Option<Timer> {
        self.0.pop().map(|timer| timer.0)
    }
}
