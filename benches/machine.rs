//! Whole runs: every attempt is started and reported. One iteration is one run; the rate counts events.

use std::sync::Arc;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde_json::{Value, json};
use tradewind::run::{CompiledDag, Event, RunMachine, Saved, Start, What};
use tradewind::spec::DagSpec;

fn dag(nodes: &[Value], edges: &[(u32, u32)]) -> Arc<CompiledDag> {
    let edges: Vec<Value> =
        edges.iter().map(|(up, down)| json!({"up": format!("t{up}"), "down": format!("t{down}")})).collect();
    let spec = json!({"format": 1, "dag_id": "bench", "nodes": nodes, "edges": edges});
    Arc::new(CompiledDag::new(DagSpec::from_json(&spec.to_string()).unwrap()).unwrap())
}

/// A root, a mapped task of `size` instances, and one after it.
fn mapped(size: u32) -> Arc<CompiledDag> {
    let nodes = vec![json!({"id": "t0"}), json!({"id": "t1", "expand": {"size": size}}), json!({"id": "t2"})];
    dag(&nodes, &[(0, 1), (1, 2)])
}

/// Layers of 100 tasks, each with four upstreams in the layer before.
fn layered(size: u32) -> Arc<CompiledDag> {
    let nodes: Vec<_> = (0..size).map(|id| json!({"id": format!("t{id}")})).collect();
    let edges: Vec<_> =
        (100..size).flat_map(|id| (0..4).map(move |n| (id / 100 * 100 - 100 + (id * 7 + n * 31) % 100, id))).collect();
    dag(&nodes, &edges)
}

fn chain(size: u32) -> Arc<CompiledDag> {
    let nodes: Vec<_> = (0..size).map(|id| json!({"id": format!("t{id}")})).collect();
    let edges: Vec<_> = (1..size).map(|id| (id - 1, id)).collect();
    dag(&nodes, &edges)
}

fn event(start: &Start, what: What) -> Event {
    Event { run: start.run, instance: start.instance, attempt: start.attempt, what }
}

/// Runs to the end with at most `batch` attempts reported at once; returns the number of events.
fn play(dag: &Arc<CompiledDag>, batch: usize) -> u64 {
    let mut machine = RunMachine::new([], 0);
    machine.add_run(1, Arc::clone(dag), &Saved::default(), 0.0).unwrap();
    let submit = Event { run: 1, instance: 0, attempt: 0, what: What::Submit };
    let mut starts = machine.apply(&[submit], 0.0, batch as u32).starts;
    let mut count = 1;
    while !starts.is_empty() {
        let begun: Vec<_> = starts.iter().map(|start| event(start, What::Started)).collect();
        machine.apply(&begun, 1.0, 0);
        let ended: Vec<_> = starts.iter().map(|start| event(start, What::Success(Vec::new()))).collect();
        starts = machine.apply(&ended, 2.0, batch as u32).starts;
        count += 2 * begun.len() as u64;
    }
    assert!(machine.run_state(1).unwrap().is_terminal());
    count
}

fn runs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("machine");
    group.sample_size(10);
    let shapes = [("mapped", mapped(100_000)), ("layered", layered(100_000)), ("chain", chain(10_000))];
    for (name, dag) in &shapes {
        for batch in [1, 1000] {
            group.throughput(Throughput::Elements(play(dag, batch)));
            group.bench_function(BenchmarkId::new(*name, batch), |bench| {
                bench.iter_batched(|| (), |()| play(dag, batch), BatchSize::PerIteration);
            });
        }
    }
    group.finish();
}

criterion_group!(benches, runs);
criterion_main!(benches);
