//! `DagSpec`: the narrow waist. Every authoring style lowers to this plain, versioned data (msgpack on the wire, JSON
//! for people); below it nothing knows which style made it.
//!
//! What the core decides on has a typed field. What only people and Python read (documentation, operator arguments for
//! display, schedule) travels in `meta`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::{Error, ErrorKind, Result};

/// The format that this build writes; older ones are migrated on reading, newer ones refused.
pub const FORMAT: u32 = 1;

/// Into so many instances a mapped task may expand.
pub const MAX_EXPANSION: u32 = 1 << 24;

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
#[allow(clippy::struct_excessive_bools)] // independent facts, each with its name on the wire
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
    /// Words that selectors know it by: its own, and those of its DAG.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
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

impl TriggerRule {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::AllSuccess,
        Self::AllFailed,
        Self::AllDone,
        Self::AllDoneMinOneSuccess,
        Self::AllDoneSetupSuccess,
        Self::AllSkipped,
        Self::OneSuccess,
        Self::OneFailed,
        Self::OneDone,
        Self::NoneFailed,
        Self::NoneFailedMinOneSuccess,
        Self::NoneSkipped,
        Self::Always,
    ];

    /// Airflow's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::AllSuccess => "all_success",
            Self::AllFailed => "all_failed",
            Self::AllDone => "all_done",
            Self::AllDoneMinOneSuccess => "all_done_min_one_success",
            Self::AllDoneSetupSuccess => "all_done_setup_success",
            Self::AllSkipped => "all_skipped",
            Self::OneSuccess => "one_success",
            Self::OneFailed => "one_failed",
            Self::OneDone => "one_done",
            Self::NoneFailed => "none_failed",
            Self::NoneFailedMinOneSuccess => "none_failed_min_one_success",
            Self::NoneSkipped => "none_skipped",
            Self::Always => "always",
        }
    }
}

/// Callbacks that a node may name.
pub const NODE_CALLBACKS: [&str; 5] = ["execute", "success", "failure", "retry", "skipped"];
/// Callbacks that a DAG may name.
pub const RUN_CALLBACKS: [&str; 2] = ["success", "failure"];

impl DagSpec {
    /// Decodes and checks msgpack, as written by [`DagSpec::to_msgpack`] or by Python. Errors: [`ErrorKind::Spec`].
    pub fn from_msgpack(data: &[u8]) -> Result<Self> {
        let spec = rmp_serde::from_slice(data)
            .map_err(|error| undecodable(rmp_serde::from_slice::<Head>(data).ok().as_ref(), &error))?;
        Self::checked(spec)
    }

    /// Decodes and checks JSON. Errors: [`ErrorKind::Spec`].
    pub fn from_json(text: &str) -> Result<Self> {
        let spec = serde_json::from_str(text)
            .map_err(|error| undecodable(serde_json::from_str::<Head>(text).ok().as_ref(), &error))?;
        Self::checked(spec)
    }

    /// The form on the wire and in the store: maps with field names.
    pub fn to_msgpack(&self) -> Result<Vec<u8>> {
        rmp_serde::to_vec_named(self).map_err(|error| unwritable(&error))
    }

    /// The form for people, indented.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string_pretty(self).map_err(|error| unwritable(&error))
    }

    /// `dag_version`: hex digest of 16 bytes over this spec without its places, and `bundle_hash`. Two spellings of one
    /// spec (a default written out, another order of keys in `meta`) have one version.
    pub fn version(&self, bundle_hash: &str) -> Result<String> {
        let mut bare = self.clone();
        bare.place = None;
        bare.nodes.iter_mut().for_each(|node| node.place = None);
        bare.edges.iter_mut().for_each(|edge| edge.place = None);
        let mut digest = Sha256::new();
        // JSON is canonical here: fields in the order of the types, maps sorted, floats in their shortest form.
        digest.update(serde_json::to_vec(&bare).map_err(|error| unwritable(&error))?);
        digest.update(b"\0");
        digest.update(bundle_hash.as_bytes());
        let head = digest.finalize()[..16].iter().fold(0, |head: u128, &byte| head << 8 | u128::from(byte));
        Ok(format!("{head:032x}"))
    }

    fn checked(self) -> Result<Self> {
        if self.format > FORMAT {
            return Err(newer(self.format));
        }
        let at = |error: Error| error.at(self.place.clone());
        let name = &self.dag_id;
        if name.is_empty() {
            return Err(at(spec("a DAG needs a dag_id".into())));
        }
        let whole = |what: &str| format!("{what} of DAG '{name}'");
        positive(&whole("dagrun_timeout"), self.run_timeout).map_err(at)?;
        positive(&whole("default timeout"), self.policy.default_timeout).map_err(at)?;
        at_least_one(&whole("max_active_tasks"), self.max_active_tasks).map_err(at)?;
        at_least_one(&whole("max_active_runs"), self.max_active_runs).map_err(at)?;
        known(&format!("DAG '{name}'"), &self.callbacks, &RUN_CALLBACKS).map_err(at)?;
        for node in &self.nodes {
            node.check().map_err(|error| error.at(node.place.clone()))?;
        }
        Ok(self)
    }
}

impl NodeSpec {
    fn check(&self) -> Result<()> {
        if self.id.is_empty() {
            return Err(spec("a task needs a task_id".into()));
        }
        let of = |what: &str| format!("{what} of task '{}'", self.id);
        if !(self.retry_delay.is_finite() && self.retry_delay >= 0.0) {
            return Err(spec(format!("{} is {}; it must be 0 or more seconds", of("retry_delay"), self.retry_delay)));
        }
        if !(self.retry_backoff.is_finite() && self.retry_backoff >= 1.0) {
            return Err(spec(format!(
                "{} is {}; it must be 1 (a constant wait) or more",
                of("retry_backoff"),
                self.retry_backoff
            )));
        }
        positive(&of("max_retry_delay"), self.max_retry_delay)?;
        positive(&of("execution_timeout"), self.timeout)?;
        at_least_one(&of("pool_slots"), Some(self.pool_slots))?;
        known(&format!("task '{}'", self.id), &self.callbacks, &NODE_CALLBACKS)?;
        if self.setup && self.teardown {
            return Err(spec(format!("task '{}' is both setup and teardown; make it one of them", self.id)));
        }
        if let Some(ExpandSpec { size: Some(size), .. }) = self.expand
            && size > MAX_EXPANSION
        {
            return Err(spec(format!(
                "{} is {size}; a task expands into at most {MAX_EXPANSION} instances",
                of("size")
            )));
        }
        match &self.expand {
            Some(ExpandSpec { over, size: None, group: None }) if over.is_empty() => Err(spec(format!(
                "mapped task '{}' has neither a size nor a task to expand over; give it one",
                self.id
            ))),
            _ => Ok(()),
        }
    }
}

/// What every format has, to tell a newer one from a broken one.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

fn undecodable(head: Option<&Head>, error: &dyn std::fmt::Display) -> Error {
    match head {
        Some(Head { format }) if *format > FORMAT => newer(*format),
        _ => spec(format!("can't decode the DagSpec: {error}")),
    }
}

fn newer(format: u32) -> Error {
    spec(format!("the DagSpec has format {format}, this tradewind reads up to {FORMAT}; upgrade tradewind"))
}

fn unwritable(error: &dyn std::fmt::Display) -> Error {
    spec(format!("can't write the DagSpec: {error}"))
}

fn spec(text: String) -> Error {
    Error::new(ErrorKind::Spec, text)
}

fn positive(what: &str, seconds: Option<f64>) -> Result<()> {
    match seconds {
        Some(value) if !(value.is_finite() && value > 0.0) => {
            Err(spec(format!("{what} is {value}; it must be more than 0 seconds, or not set")))
        }
        _ => Ok(()),
    }
}

fn at_least_one(what: &str, count: Option<u32>) -> Result<()> {
    if count == Some(0) { Err(spec(format!("{what} is 0; it must be 1 or more"))) } else { Ok(()) }
}

fn known(of: &str, callbacks: &[String], names: &[&str]) -> Result<()> {
    match callbacks.iter().find(|name| !names.contains(&name.as_str())) {
        Some(name) => Err(spec(format!("{of} names a callback '{name}'; there are: {}", names.join(", ")))),
        None => Ok(()),
    }
}
