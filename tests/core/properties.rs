//! Properties over random graphs: order, counters, priorities, and restoring at any point.

use std::collections::HashMap;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};
use tradewind::run::{CompiledDag, Decisions, Event, RunMachine, RunState, Saved, SavedRow, Start, TaskState, What};
use tradewind::spec::TriggerRule;

use crate::world::dag;

/// Up to 12 tasks; edges from lower to higher numbers; rules and retries at random.
fn dags() -> impl Strategy<Value = CompiledDag> {
    let node = (0..13_usize, any::<bool>(), 0..3_u32);
    (prop::collection::vec(node, 1..12), prop::collection::vec((0..12_usize, 0..12_usize), 0..30)).prop_map(
        |(nodes, pairs)| {
            let size = nodes.len();
            let task = |(id, (rule, plain, retries)): (usize, (usize, bool, u32))| -> Value {
                // Not all_success: whether it follows a failed or a skipped upstream depends on who is reported first.
                let rule = if plain { TriggerRule::NoneFailed } else { TriggerRule::ALL[rule.max(1)] };
                json!({"id": format!("t{id}"), "trigger_rule": rule.name(), "retries": retries})
            };
            let nodes: Vec<Value> = nodes.into_iter().enumerate().map(task).collect();
            let edges: Vec<String> = pairs
                .into_iter()
                .filter(|(up, down)| up < down && *down < size)
                .map(|(up, down)| format!("t{up} > t{down}"))
                .collect();
            dag(&nodes, &edges.iter().map(String::as_str).collect::<Vec<_>>(), json!({})).unwrap()
        },
    )
}

/// What the store would have.
#[derive(Default)]
struct Store {
    rows: HashMap<(u32, i32), SavedRow>,
    state: Option<RunState>,
    attempts: u32,
}

impl Store {
    fn keep(&mut self, dag: &CompiledDag, decisions: &Decisions) {
        for row in &decisions.rows {
            let saved = SavedRow {
                task_id: dag.names().name(row.node).into(),
                map_index: row.map_index,
                state: row.state,
                try_number: row.try_number,
                retry_base: row.retry_base,
                attempt: row.attempt,
                next_at: row.next_at,
            };
            self.rows.insert((row.node, row.map_index), saved);
        }
        self.state = decisions.runs.last().map_or(self.state, |(state, _)| Some(*state));
        self.attempts += decisions.starts.len() as u32;
    }

    fn saved(&self) -> Saved {
        Saved {
            state: self.state.unwrap(),
            started_at: Some(0.0),
            next_attempt: self.attempts + 1,
            elsewhere: false,
            rows: self.rows.values().cloned().collect(),
            expansions: Vec::new(),
            losses: Vec::new(),
        }
    }
}

/// Plays a run to its end; the outcome of an attempt depends on its task and try only. `crash_at`: after so many steps
/// a new machine goes on from the store. Returns the final states and every start.
fn play(dag: &Arc<CompiledDag>, fate: u64, crash_at: Option<u32>) -> (Vec<TaskState>, RunState, Vec<Start>) {
    let mut machine = RunMachine::new([], 0);
    machine.add_run(1, Arc::clone(dag), &Saved::default(), 0.0).unwrap();
    let (mut store, mut starts, mut running) = (Store::default(), Vec::new(), Vec::new());
    let mut events = vec![Event { run: 1, instance: 0, attempt: 0, what: What::Submit }];
    for step in 0.. {
        let decisions = machine.apply(&events, 0.0, 3);
        store.keep(dag, &decisions);
        starts.extend(&decisions.starts);
        running.extend(decisions.starts);
        if machine.run_state(1).unwrap().is_terminal() {
            break;
        }
        if crash_at == Some(step) {
            machine = RunMachine::new([], 0);
            machine.add_run(1, Arc::clone(dag), &store.saved(), 0.0).unwrap();
            running.clear();
        }
        assert!(step < 1000, "the run doesn't end");
        // One a step, so that the others are lost in a crash.
        events = if running.is_empty() { Vec::new() } else { vec![report(&running.remove(0), fate)] };
    }
    let states = machine.states(1).unwrap().into_iter().map(|one| one.2).collect();
    (states, machine.run_state(1).unwrap(), starts)
}

fn report(start: &Start, fate: u64) -> Event {
    let what = match (fate >> ((start.node * 5 + start.try_number) % 61)) % 7 {
        1 | 2 => What::Failed(false),
        3 => What::Skipped,
        4 => What::Crashed,
        _ => What::Success(Vec::new()),
    };
    Event { run: start.run, instance: start.instance, attempt: start.attempt, what }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_schedule_is_a_linear_extension(dag in dags()) {
        let dag = Arc::new(dag);
        // Everything succeeds.
        let (_, _, starts) = play(&dag, 0, None);
        let waits = [TriggerRule::AllDone, TriggerRule::AllDoneMinOneSuccess, TriggerRule::NoneFailed, TriggerRule::NoneSkipped];
        let at = |node: u32| starts.iter().position(|start| start.node == node);
        for node in 0..dag.len() {
            if waits.contains(&dag.spec().nodes[node as usize].trigger_rule) && at(node).is_some() {
                let late = dag.graph().predecessors(node).iter().any(|&up| at(up) > at(node));
                prop_assert!(!late, "{node} started before an upstream");
            }
        }
        prop_assert!(starts.iter().all(|start| start.try_number == 1));
    }

    #[test]
    fn a_restored_run_ends_as_the_original(dag in dags(), fate: u64, crash_at in 0..20_u32) {
        let dag = Arc::new(dag);
        let (states, run, _) = play(&dag, fate, None);
        let (states_after, run_after, _) = play(&dag, fate, Some(crash_at));
        prop_assert_eq!((states, run), (states_after, run_after));
    }
}
