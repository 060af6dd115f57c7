//! The run machine: a pure, sans-I/O scheduler of many runs.
//!
//! [`RunMachine::apply`] takes events and answers with [`Decisions`]: rows to store, attempts to start, other commands.
//! Everything follows from states: the rows of a run are enough to go on with it in another process.
//!
//! An instance waits at its [`barrier`] until the counters there let its trigger rule decide. `run` holds the instances
//! and carries changes downstream, `apply` says what each event means, `outcome` how runs begin and end, `expand` how
//! mapped nodes get instances, `reopen` what a manual retry runs again, `select` which tasks people mean, `pool` and `machine` who starts first.

mod apply;
pub mod barrier;
mod dag;
mod event;
mod expand;
mod machine;
mod outcome;
mod pool;
mod priority;
mod reopen;
mod restore;
mod retry;
#[allow(clippy::module_inception)] // a run in the run machine
mod run;
mod select;
mod state;
mod timer;
mod why;

pub use dag::CompiledDag;
pub use event::{Again, Callback, Command, Decisions, Event, Reason, Row, Start, What};
pub use machine::RunMachine;
pub use restore::{Saved, SavedRow};
pub use select::{Seen, Which};
pub use state::{Class, RunState, TaskState};
