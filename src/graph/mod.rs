//! The immutable graph: built in linear time, proven free of cycles, then only read.
//!
//! Nodes are numbers `0..len`; [`Names`] and [`Ids`] give them the names that people use. Nothing here recurses, so a
//! chain of a million nodes is as safe as a wide fan-out.

mod antichain;
mod bottlenecks;
mod closure;
mod csr;
mod cycle;
mod ids;
pub mod layout;
mod names;
mod paths;
mod ranked;
mod reduction;
mod rows;
pub mod select;
mod sorter;
mod sweep;

pub use csr::Graph;
pub(crate) use csr::check_count;
pub use cycle::Cycle;
pub use ids::Ids;
pub use names::{NamedEdge, Names, nearest};
pub use paths::distinct;
pub use sorter::{NotOut, Sorter};
