//! `DagSpec`: the narrow waist. Every authoring style lowers to this plain, versioned data (msgpack on the wire, JSON
//! for people); below it nothing knows which style made it.
//!
//! What the core decides on has a typed field. What only people and Python read (documentation, operator arguments for
//! display, schedule) travels in `meta`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The format that this build writes; older ones are migrated on reading, newer ones refused.
pub const FORMAT: u32 = 1;

/// One DAG.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DagSpec {
    /// [`FORMAT`] of the writer.
    pub format: u32,
    /// Name of the DAG, unique in its store.
    pub dag_id: String,
    /// What the authoring styles decide differently.
    #[serde(default)]
    pub policy: Policy,
    /// Tasks, in the order in which they were written.
    pub nodes: Vec<NodeSpec>,
    /// Dependencies.
    #[serde(default)]
    pub edges: Vec<EdgeSpec>,
    /// Task groups, parents before children.
    #[serde(default)]
    pub groups: Vec<GroupSpec>,
    /// At most so many instances of one run in flight; `None`: no limit of its own.
    #[serde(default)]
    pub max_active_tasks: Option<u32>,
    /// At most so many runs of this DAG at once; `None`: no limit.
    #[serde(default)]
    pub max_active_runs: Option<u32>,
    /// Seconds after which a run is ended as failed (`dagrun_timeout`).
    #[serde(default)]
    pub run_timeout: Option<f64>,
    /// Run callbacks that the file defines: `success`, `failure`.
    #[serde(default)]
    pub callbacks: Vec<String>,
    /// `file:line` of the definition.
    #[serde(default)]
    pub place: Option<String>,
    /// Schedule, tags, owner, description, documentation, params, ...: read by Python only.
    #[serde(default)]
    pub meta: Map<String, Value>,
}

/// What the authoring styles decide differently.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// The first failure ends the run at once and cancels the rest (dagabaaz).
    pub fail_fast: bool,
    /// Which instances decide the state of the run.
    pub outcome: Outcome,
    /// Seconds; for tasks that set no timeout of their own.
    pub default_timeout: Option<f64>,
    /// Shell of bash tasks: `bash`, or `sh` for VORTEX.
    pub shell: String,
}

impl Default for Policy {
    fn default() -> Self {
        Self { fail_fast: false, outcome: Outcome::Leaves, default_timeout: None, shell: "bash".into() }
    }
}

/// Which instances decide the state of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Airflow: a run failed if a leaf failed or is `upstream_failed`.
    Leaves,
    /// dagabaaz: a run failed if any instance failed.
    AnyFailure,
}

/// One task. Durations are seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeSpec {
    /// Full task id, with group prefixes.
    pub id: String,
    /// Class path of the operator, for display.
    #[serde(default)]
    pub operator: String,
    /// When it may start.
    #[serde(default)]
    pub trigger_rule: TriggerRule,
    /// How often a failed attempt is tried again.
    #[serde(default)]
    pub retries: u32,
    /// Wait before a retry.
    #[serde(default)]
    pub retry_delay: f64,
    /// Factor by which the wait grows with each retry; 1 keeps it constant.
    #[serde(default = "one")]
    pub retry_backoff: f64,
    /// Upper bound of the wait.
    #[serde(default)]
    pub max_retry_delay: Option<f64>,
    /// `execution_timeout`; `None` takes the policy's default.
    #[serde(default)]
    pub timeout: Option<f64>,
    /// Pool that it takes slots from.
    #[serde(default = "default_pool")]
    pub pool: String,
    /// How many slots.
    #[serde(default = "one_slot")]
    pub pool_slots: u32,
    /// Its own weight; the effective one depends on `weight_rule`.
    #[serde(default = "one_weight")]
    pub priority_weight: i32,
    /// How weights add up along the graph.
    #[serde(default)]
    pub weight_rule: WeightRule,
    /// A setup task.
    #[serde(default)]
    pub setup: bool,
    /// A teardown task.
    #[serde(default)]
    pub teardown: bool,
    /// For a teardown: its failure counts for the run.
    #[serde(default)]
    pub on_failure_fail_run: bool,
    /// Nothing to execute: the core completes it at once.
    #[serde(default)]
    pub empty: bool,
    /// Mapped: how many instances it gets is known at run time.
    #[serde(default)]
    pub expand: Option<ExpandSpec>,
    /// Id of its innermost group.
    #[serde(default)]
    pub group: Option<String>,
    /// Callbacks that the file defines: `execute`, `success`, `failure`, `retry`, `skipped`.
    #[serde(default)]
    pub callbacks: Vec<String>,
    /// `file:line` of the definition.
    #[serde(default)]
    pub place: Option<String>,
    /// Read by Python only.
    #[serde(default)]
    pub meta: Map<String, Value>,
}

fn one() -> f64 {
    1.0
}
fn default_pool() -> String {
    "default_pool".into()
}
fn one_slot() -> u32 {
    1
}
fn one_weight() -> i32 {
    1
}

/// A dependency: `up` before `down`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EdgeSpec {
    /// Task id.
    pub up: String,
    /// Task id.
    pub down: String,
    /// Text on the edge (`Label`).
    #[serde(default)]
    pub label: Option<String>,
    /// `file:line` where it was drawn.
    #[serde(default)]
    pub place: Option<String>,
}

/// A task group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupSpec {
    /// Full group id.
    pub id: String,
    /// Id of the enclosing group.
    #[serde(default)]
    pub parent: Option<String>,
    /// Text for people.
    #[serde(default)]
    pub tooltip: String,
}

/// How a mapped task gets its instances.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpandSpec {
    /// Tasks whose outputs decide the number; the engine reads them and answers with an `expanded` event.
    #[serde(default)]
    pub over: Vec<String>,
    /// The number, where the file states it literally.
    #[serde(default)]
    pub size: Option<u32>,
    /// Nodes of one mapped group share their instances: edges inside it connect equal map indexes.
    #[serde(default)]
    pub group: Option<String>,
}

/// How weights add up along the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeightRule {
    /// Own weight plus that of everything downstream.
    #[default]
    Downstream,
    /// Own weight plus that of everything upstream.
    Upstream,
    /// Own weight only.
    Absolute,
}

/// When a task may start, given how its upstreams ended; Airflow's names and meanings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the names are the documentation; their meanings stand in `run::barrier`
pub enum TriggerRule {
    #[default]
    AllSuccess,
    AllFailed,
    AllDone,
    AllDoneMinOneSuccess,
    AllDoneSetupSuccess,
    AllSkipped,
    OneSuccess,
    OneFailed,
    OneDone,
    NoneFailed,
    NoneFailedMinOneSuccess,
    NoneSkipped,
    #[serde(alias = "dummy")]
    Always,
}
