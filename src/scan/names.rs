//! What the scanner knows of the names that DAG files import. The list is made from the tables of `tradewind.compat`,
//! which the loader imports by, so that both agree.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// What stands at an import path.
#[derive(Debug, Clone, Copy)]
pub enum Known {
    Operator(&'static OperatorClass),
    Dag,
    Group,
    Label,
    /// The class `XComArg`.
    Output,
    Chain,
    ChainLinear,
    Cross,
    /// `@task` and its kin.
    TaskDecorator,
    DagDecorator,
    GroupDecorator,
    Setup,
    Teardown,
    GustDag,
    GustTask,
    /// `TriggerRule.ALL_DONE` and other words.
    Constant(&'static str),
    /// A naive date and time.
    Datetime,
    /// The same, in UTC unless it is told otherwise.
    DatetimeUtc,
    Timedelta,
    /// Known, and without effect on structure.
    Plain,
}

/// An operator class, as far as structure depends on it.
#[derive(Debug)]
pub struct OperatorClass {
    /// Where the class is defined: the spec's `operator`.
    pub path: &'static str,
    /// Arguments in which outputs of other tasks make edges.
    pub fields: Vec<&'static str>,
    /// Arguments that may be given without their names.
    pub positional: Vec<&'static str>,
}

static TABLE: &str = include_str!("names.tsv");

struct Names {
    known: FxHashMap<&'static str, Known>,
    unrelated: FxHashSet<&'static str>,
    reading: FxHashSet<&'static str>,
    rules: FxHashMap<&'static str, &'static str>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names {
        known: FxHashMap::default(),
        unrelated: FxHashSet::default(),
        reading: FxHashSet::default(),
        rules: FxHashMap::default(),
    };
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&'static str> = line.split('\t').collect();
        let cell = |index: usize| cells.get(index).copied().unwrap_or("");
        let known = match cells[0] {
            "operator" => Known::Operator(Box::leak(Box::new(OperatorClass {
                path: cell(2),
                fields: list(cell(3)),
                positional: list(cell(4)),
            }))),
            "dag" if !is_decorator(cell(1)) => Known::Dag,
            "dag" => Known::DagDecorator,
            "group" => Known::Group,
            "label" => Known::Label,
            "output" => Known::Output,
            "chain" => Known::Chain,
            "chain_linear" => Known::ChainLinear,
            "cross" => Known::Cross,
            "task" => Known::TaskDecorator,
            "task_group" => Known::GroupDecorator,
            "setup" => Known::Setup,
            "teardown" => Known::Teardown,
            "gust-dag" => Known::GustDag,
            "gust-task" => Known::GustTask,
            "constant" => Known::Constant(cell(2)),
            "datetime" => Known::Datetime,
            "datetime-utc" => Known::DatetimeUtc,
            "timedelta" => Known::Timedelta,
            "rule" => {
                names.rules.insert(cell(1), cell(2));
                continue;
            }
            "unrelated" => {
                names.unrelated.extend(&cells[1..]);
                continue;
            }
            "reading" => {
                names.reading.extend(&cells[1..]);
                continue;
            }
            _ => Known::Plain,
        };
        names.known.insert(cell(1), known);
    }
    names
});

fn list(cell: &'static str) -> Vec<&'static str> {
    cell.split(',').filter(|part| !part.is_empty()).collect()
}

/// `airflow.sdk.dag` is the decorator, `airflow.sdk.DAG` the class.
fn is_decorator(path: &str) -> bool {
    path.rsplit('.').next() == Some("dag")
}

/// The class of a gust method's task; `tests/scan` compares it with the loader's.
pub const GUST_TASK: &str = "tradewind.gust.operator.GustTask";

/// What stands at `path`, if it is known.
pub fn known(path: &str) -> Option<Known> {
    NAMES.known.get(path).copied().or_else(|| moved(path))
}

/// Whether the loader has `path`: importing it can't fail.
pub fn is_listed(path: &str) -> bool {
    NAMES.known.contains_key(path)
}

/// Airflow has moved the words that structure is written with from module to module; they mean the same everywhere.
fn moved(path: &str) -> Option<Known> {
    let (module, word) = path.rsplit_once('.')?;
    if module.split('.').next() != Some("airflow") || is_example(path) {
        return None;
    }
    Some(match word {
        "DAG" => Known::Dag,
        "dag" => Known::DagDecorator,
        "task" => Known::TaskDecorator,
        "task_group" => Known::GroupDecorator,
        "TaskGroup" => Known::Group,
        "Label" => Known::Label,
        "XComArg" => Known::Output,
        "chain" => Known::Chain,
        "chain_linear" => Known::ChainLinear,
        "cross_downstream" => Known::Cross,
        "setup" => Known::Setup,
        "teardown" => Known::Teardown,
        _ => return None,
    })
}

/// Airflow's example DAGs are files like any user's.
fn is_example(path: &str) -> bool {
    path.contains(".example_dags.")
}

/// Packages whose modules provide operators, decorators and DAGs.
const FAMILIES: [&str; 4] = ["airflow", "tradewind", "vortex", "gust"];

/// Whether what stands at `path` can neither make a task or edge nor change one.
pub fn is_unrelated(path: &str) -> bool {
    if is_family(path) {
        let name = path.rsplit('.').next().unwrap_or(path);
        return !is_example(path) && !["DAG", "Dag", "TaskGroup"].iter().any(|kind| name.ends_with(kind));
    }
    NAMES.unrelated.contains(path.split('.').next().unwrap_or(path))
}

/// Whether `path` lies in a package that provides operators.
pub fn is_family(path: &str) -> bool {
    FAMILIES.contains(&path.split('.').next().unwrap_or(path))
}

/// Whether calling `path` reads a file, a socket or a database.
pub fn reads(path: &str) -> bool {
    NAMES.reading.contains(path)
}

/// The present name of a trigger rule.
pub fn present_rule(rule: &str) -> &str {
    NAMES.rules.get(rule).copied().unwrap_or(rule)
}
