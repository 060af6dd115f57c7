//! The only `PyO3` code: extract, detach, call, convert. No logic.
#![allow(clippy::doc_markdown)] // docstrings of Python classes, in Google style

mod dag;
mod decisions;
mod errors;
mod event;
mod graph;
mod machine;
mod nearest;
mod pipeline;
mod scan;

use pyo3::prelude::*;

/// The extension module `tradewind._core`.
#[pymodule]
mod _core {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::dag::CompiledDag;

    #[pymodule_export]
    use super::decisions::{Decisions, run_states, task_states, trigger_rules};

    #[pymodule_export]
    use super::graph::{Graph, Layout, Sorter, layout};

    #[pymodule_export]
    use super::machine::RunMachine;

    #[pymodule_export]
    use super::nearest::nearest;

    #[pymodule_export]
    use super::pipeline::{
        Expression, PipelineTopology, WorkBudget, apply_pipe, assign_slugs, expression_functions, expression_pipes,
        extreme_row, file_extensions, file_kinds, filter_rows, find_ready, group_rows, invert, json_equal, json_size,
        json_text, plan_inputs, plan_launch, slug_index, walk_back,
    };

    #[pymodule_export]
    use super::scan::{imports_of, may_define_dags, scan_files, scan_source, scan_tree};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        for (name, kind) in super::event::KINDS {
            module.add(name, kind)?;
        }
        Ok(())
    }
}
