//! What a scan finds: plain data.

use serde::Serialize;
use serde_json::{Map, Value};

/// All that was found in one file.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Scan {
    /// In the order in which the file makes them.
    pub dags: Vec<FoundDag>,
    /// What the file imports, in order.
    pub imports: Vec<Import>,
    /// Why there may be DAGs that `dags` doesn't list; empty: there are none.
    pub doubts: Vec<Doubt>,
    /// Why the file can't be read to its end; what stands before was read.
    pub error: Option<Doubt>,
    /// What a reader should look at.
    pub findings: Vec<Finding>,
}

/// A place, and what is computed at run time there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Lower-case, without the place.
    pub reason: String,
}

/// A remark on the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `duplicate`, `unknown` or `reading`.
    pub kind: &'static str,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Lower-case, names the thing.
    pub text: String,
}

/// One DAG.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FoundDag {
    /// `None`: computed at run time.
    pub dag_id: Option<String>,
    /// Which authoring style: `object`, `taskflow` or `gust`.
    pub style: &'static str,
    /// Where it is made, from 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Empty: the DAG is `exact`.
    pub doubts: Vec<Doubt>,
    /// Cron text or preset, or seconds; `None` if it has none or it is in `computed`.
    pub schedule: Option<Value>,
    /// ISO text.
    pub start_date: Option<String>,
    /// The other literal arguments.
    pub arguments: Map<String, Value>,
    /// Source text of the arguments that aren't literal.
    pub computed: Map<String, Value>,
    /// The literal entries of `default_args`.
    pub default_args: Map<String, Value>,
    /// In the order in which they were made.
    pub tasks: Vec<FoundTask>,
    /// In the order in which they were drawn.
    pub edges: Vec<FoundEdge>,
    /// Parents before children.
    pub groups: Vec<FoundGroup>,
}

/// One task.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FoundTask {
    /// With group prefixes.
    pub task_id: String,
    /// Full path of its class; `@task` and its kin for functions.
    pub operator: String,
    /// Innermost group.
    pub group: Option<String>,
    /// Airflow's name.
    pub trigger_rule: String,
    /// Its number of instances is known at run time only.
    pub mapped: bool,
    /// A setup task.
    pub setup: bool,
    /// A teardown task.
    pub teardown: bool,
    /// Where it is made, from 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Literal arguments.
    pub arguments: Map<String, Value>,
    /// Source text of the other ones.
    pub computed: Map<String, Value>,
}

/// `up` before `down`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundEdge {
    /// Task id.
    pub up: String,
    /// Task id.
    pub down: String,
    /// Text of a `Label`.
    pub label: Option<String>,
    /// Where it is drawn, from 1.
    pub line: u32,
}

/// A task group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundGroup {
    /// With the prefixes of its parents.
    pub group_id: String,
    /// Id of the enclosing group.
    pub parent: Option<String>,
    /// From 1.
    pub line: u32,
}

/// An import of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Import {
    /// Module, with its leading dots.
    pub module: String,
    /// Names taken from it; empty for `import module`.
    pub names: Vec<String>,
    /// From 1.
    pub line: u32,
}
