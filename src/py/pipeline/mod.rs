//! Pipelines: expressions, filters, fan-out.
#![allow(clippy::needless_pass_by_value)] // PyO3 extracts owned values

mod expression;
mod json;
mod plan;
mod routing;
mod topology;
mod value;

pub use expression::{Expression, WorkBudget, apply_pipe, expression_functions, expression_pipes};
pub use json::{json_size, json_text};
pub use plan::{json_equal, plan_inputs};
pub use routing::{extreme_row, file_extensions, file_kinds, filter_rows, group_rows, plan_launch};
pub use topology::{PipelineTopology, assign_slugs, find_ready, invert, slug_index, walk_back};
