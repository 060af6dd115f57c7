//! A small world around the machine: specs from few words, instances by name, reports by attempt.

use std::sync::Arc;

use serde_json::{Value, json};
use tradewind::run::{CompiledDag, Decisions, Event, RunMachine, RunState, Saved, Start, TaskState, What};
use tradewind::spec::DagSpec;

/// Compiles nodes (ids, or objects with an id) and edges `"a > b"`.
#[allow(clippy::needless_pass_by_value)] // `json!` makes a value
pub fn dag(nodes: &[Value], edges: &[&str], rest: Value) -> tradewind::Result<CompiledDag> {
    let nodes: Vec<Value> =
        nodes.iter().map(|node| if node.is_string() { json!({"id": node}) } else { node.clone() }).collect();
    let edges: Vec<Value> = edges
        .iter()
        .map(|edge| edge.split_once(" > ").expect("an edge is 'up > down'"))
        .map(|(up, down)| json!({"up": up, "down": down, "place": format!("dag.py:{up}>{down}")}))
        .collect();
    let mut spec = json!({"format": 1, "dag_id": "d", "nodes": nodes, "edges": edges});
    for (name, value) in rest.as_object().into_iter().flatten() {
        spec[name] = value.clone();
    }
    CompiledDag::new(DagSpec::from_json(&spec.to_string())?)
}

pub struct World {
    pub machine: RunMachine,
    pub dag: Arc<CompiledDag>,
    pub now: f64,
    pub room: u32,
    pub starts: Vec<Start>,
}

impl World {
    /// With run 1 submitted.
    pub fn new(nodes: &[Value], edges: &[&str], rest: Value) -> Self {
        let mut world = Self::idle(RunMachine::new([("small", 2)], 7), dag(nodes, edges, rest).unwrap());
        world.machine.add_run(1, Arc::clone(&world.dag), &Saved::default(), 0.0).unwrap();
        world.run_event(What::Submit);
        world
    }

    pub fn idle(machine: RunMachine, dag: CompiledDag) -> Self {
        Self { machine, dag: Arc::new(dag), now: 0.0, room: 1000, starts: Vec::new() }
    }

    pub fn apply(&mut self, events: &[Event]) -> Decisions {
        let decisions = self.machine.apply(events, self.now, self.room);
        self.starts.extend(&decisions.starts);
        decisions
    }

    pub fn run_event(&mut self, what: What) -> Decisions {
        self.apply(&[Event { run: 1, instance: 0, attempt: 0, what }])
    }

    /// Lets time pass.
    pub fn pass(&mut self, seconds: f64) -> Decisions {
        self.now += seconds;
        self.apply(&[])
    }

    /// News of the latest attempt of a task (`name`, or `name[3]`).
    pub fn report(&mut self, task: &str, what: What) -> Decisions {
        let instance = self.instance(task);
        let attempt = self.starts.iter().rfind(|start| start.instance == instance).map_or(0, |start| start.attempt);
        self.apply(&[Event { run: 1, instance, attempt, what }])
    }

    pub fn succeed(&mut self, tasks: &[&str]) {
        for task in tasks {
            assert_eq!(self.report(task, What::Success(Vec::new())).rejected, [0; 0], "{task}");
        }
    }

    pub fn expand(&mut self, task: &str, count: u32) -> Decisions {
        let instance = self.instance(task);
        self.apply(&[Event { run: 1, instance, attempt: 0, what: What::Expanded { count, last: true } }])
    }

    fn instance(&self, task: &str) -> u32 {
        let (name, index) = split(task);
        self.machine.instance(1, name, index).unwrap()
    }

    pub fn state(&self, task: &str) -> TaskState {
        let (name, index) = split(task);
        let node = self.dag.names().index(name).unwrap();
        let states = self.machine.states(1).unwrap();
        states.iter().find(|one| (one.0, one.1) == (node, index)).map_or(TaskState::Removed, |one| one.2)
    }

    pub fn run_state(&self) -> RunState {
        self.machine.run_state(1).unwrap()
    }

    pub fn why(&self, task: &str) -> String {
        let (name, index) = split(task);
        self.machine.why(1, name, index, self.now).unwrap()
    }
}

fn split(task: &str) -> (&str, i32) {
    match task.strip_suffix(']').and_then(|task| task.split_once('[')) {
        Some((name, index)) => (name, index.parse().unwrap()),
        None => (task, -1),
    }
}
