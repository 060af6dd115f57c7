//! The states of runs and instances, and what a state means for what comes after it.

/// State of one task instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs)] // the names are DESIGN's words; Python's `states.py` says the same ones
pub enum TaskState {
    None,
    Scheduled,
    Queued,
    Running,
    Success,
    Failed,
    Skipped,
    Filtered,
    UpstreamFailed,
    UpForRetry,
    UpForReschedule,
    Deferred,
    Waiting,
    Cancelled,
    Crashed,
    Removed,
}

impl TaskState {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 16] = [
        Self::None,
        Self::Scheduled,
        Self::Queued,
        Self::Running,
        Self::Success,
        Self::Failed,
        Self::Skipped,
        Self::Filtered,
        Self::UpstreamFailed,
        Self::UpForRetry,
        Self::UpForReschedule,
        Self::Deferred,
        Self::Waiting,
        Self::Cancelled,
        Self::Crashed,
        Self::Removed,
    ];

    /// The word in tables and logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Scheduled => "scheduled",
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Success => "success",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Filtered => "filtered",
            Self::UpstreamFailed => "upstream_failed",
            Self::UpForRetry => "up_for_retry",
            Self::UpForReschedule => "up_for_reschedule",
            Self::Deferred => "deferred",
            Self::Waiting => "waiting",
            Self::Cancelled => "cancelled",
            Self::Crashed => "crashed",
            Self::Removed => "removed",
        }
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Nothing follows by itself.
    pub fn is_terminal(self) -> bool {
        self.class() != Class::Open
    }

    /// An executor has it: it holds pool slots and counts as active.
    pub fn is_in_flight(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }

    /// It has a current attempt, whose result is accepted.
    pub fn has_attempt(self) -> bool {
        matches!(self, Self::Queued | Self::Running | Self::Deferred | Self::Waiting)
    }

    /// What it means for barriers downstream.
    pub fn class(self) -> Class {
        match self {
            Self::Success | Self::Filtered => Class::Success,
            Self::Failed | Self::Cancelled | Self::Crashed => Class::Failed,
            Self::UpstreamFailed => Class::UpstreamFailed,
            Self::Skipped | Self::Removed => Class::Skipped,
            _ => Class::Open,
        }
    }
}

/// What trigger rules tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Class {
    /// Not done yet.
    Open,
    /// `success`, `filtered`.
    Success,
    /// `failed`, `cancelled`, `crashed`.
    Failed,
    /// `upstream_failed`.
    UpstreamFailed,
    /// `skipped`, `removed`.
    Skipped,
}

/// State of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum RunState {
    Queued,
    Running,
    Waiting,
    Success,
    Failed,
    Cancelled,
    Crashed,
}

impl RunState {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 7] =
        [Self::Queued, Self::Running, Self::Waiting, Self::Success, Self::Failed, Self::Cancelled, Self::Crashed];

    /// The word in tables and logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Success => "success",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Crashed => "crashed",
        }
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Begun and not ended.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Running | Self::Waiting)
    }

    /// Ended.
    pub fn is_terminal(self) -> bool {
        !self.is_active() && self != Self::Queued
    }
}
