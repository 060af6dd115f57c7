//! Pipeline fan-out: which artifacts pass an edge, how they group, and what a node does with them.
//!
//! Artifacts enter as typed columns ([`Column`]) and leave as row numbers: nothing here owns or copies them.

mod column;
mod files;
mod filter;
mod group;
mod launch;
mod plan;
mod select;
mod strict;
mod topology;
mod walk;

pub use column::Column;
pub use files::{EXTENSIONS, extension, file_type};
pub use filter::{Expected, Operator, Rule, keep};
pub use group::{Groups, by_origin, correlate, elect};
pub use launch::{Edge, FanMode, Launch, launch};
pub use plan::{Disposition, Input, InputMode, Planned, Rows, Selection, TaskPlan, plan};
pub use select::{Order, extreme, top};
pub use strict::{StrictRule, json_equal};
pub use topology::{Topology, assign_slugs, children, index_slugs, ready};
pub use walk::walk_back;

#[cfg(test)]
mod tests;
