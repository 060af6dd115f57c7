//! What goes into the machine and what comes out of it.

use super::state::{RunState, TaskState};

/// Something that happened to an attempt, an instance or a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Key of the run.
    pub run: u32,
    /// Index of the instance in its run; 0 for events of the run itself.
    pub instance: u32,
    /// Fencing token: an event about an attempt that isn't the instance's current one changes nothing.
    pub attempt: u32,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The executor has begun; timeouts count from now.
    Started,
    /// It ended well; ids of the tasks directly downstream that a branch didn't take.
    Success(Vec<String>),
    /// It raised; `true`: don't retry.
    Failed(bool),
    /// Its process died.
    Crashed,
    /// It was ended because it ran too long.
    Timeout,
    /// It raised `SkipTask`.
    Skipped,
    /// It had nothing to do; what follows runs.
    Filtered,
    /// Our side lost it; the same try is issued again.
    Lost,
    /// A sensor asks to be run again at that time.
    Reschedule(f64),
    /// It waits for a trigger.
    Deferred,
    /// It waits for a person or an outside event.
    Waiting,
    /// The end of either wait.
    Resume,
    /// It was ended because the run was cancelled.
    Cancelled,
    /// A mapped task gets `count` more instances. `attempt` of the event says how many it has got before, so that a
    /// chunk told twice counts once.
    Expanded {
        /// How many more.
        count: u32,
        /// No chunk follows.
        last: bool,
    },
    /// The run may begin.
    Submit,
    /// The run shall end as cancelled.
    CancelRun,
    /// Some of it shall run again.
    RetryRun(Again),
    /// A person says how the instance ended: `success`, `failed` or `skipped`.
    Mark(TaskState),
    /// A pool gets so many slots.
    Pool(String, u32),
}

/// What a manual retry runs again. The default: what failed, and what follows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Again {
    /// Tasks, or instances of them, in whatever state; `None`: those that failed.
    pub seeds: Option<Vec<(String, Option<i32>)>>,
    /// Of what follows, only what it held back: what has run keeps its result.
    pub exact: bool,
    /// Task id and map index of what stays as it is.
    pub keep: Vec<(String, i32)>,
}

impl Again {
    /// These tasks, and what follows them.
    pub fn tasks(tasks: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let seeds = tasks.into_iter().map(|task| (task.into(), None)).collect();
        Self { seeds: Some(seeds), ..Self::default() }
    }
}

/// What one `apply` decided.
#[derive(Debug, Default, PartialEq)]
pub struct Decisions {
    /// Net change, one row an instance.
    pub rows: Vec<Row>,
    /// Attempts to begin.
    pub starts: Vec<Start>,
    /// What else to do.
    pub commands: Vec<Command>,
    /// Every change of a run's state.
    pub runs: Vec<(RunState, u32)>,
    /// Indexes of the events that changed nothing.
    pub rejected: Vec<u32>,
}

/// An instance as the store shall hold it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub struct Row {
    pub run: u32,
    pub node: u32,
    pub map_index: i32,
    pub state: TaskState,
    pub try_number: u32,
    pub retry_base: u32,
    pub attempt: u32,
    pub next_at: Option<f64>,
}

/// An attempt to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Start {
    pub run: u32,
    pub instance: u32,
    pub attempt: u32,
    pub node: u32,
    pub map_index: i32,
    pub try_number: u32,
}

/// Something else that the engine shall do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Command {
    /// End an attempt.
    Kill { run: u32, instance: u32, attempt: u32, reason: Reason },
    /// Find out how many (more) instances a mapped task gets; it has got `told` before.
    Expand { run: u32, node: u32, told: u32 },
    /// Call what the user's file defines.
    Callback { run: u32, instance: u32, attempt: u32, node: u32, map_index: i32, kind: Callback },
    /// The same for the run: `success` or `failure`.
    RunCallback { run: u32, kind: Callback },
}

/// Why an attempt is ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Reason {
    Timeout,
    Cancel,
}

/// Which callback; the numbers are bits of a node's set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Callback {
    Execute = 1,
    Success = 2,
    Failure = 4,
    Retry = 8,
    Skipped = 16,
}

impl Callback {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Execute, Self::Success, Self::Failure, Self::Retry, Self::Skipped];

    /// The word in a spec.
    pub fn name(self) -> &'static str {
        match self {
            Self::Execute => "execute",
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Retry => "retry",
            Self::Skipped => "skipped",
        }
    }
}
