//! Selectors over a DAG of 100,000 tasks in 100 layers: parsed and answered each time.

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::{Value, json};
use tradewind::run::{CompiledDag, Seen, TaskState};
use tradewind::spec::DagSpec;

const TASKS: u32 = 100_000;
const WIDTH: u32 = 1000;

fn dag() -> CompiledDag {
    let name = |task: u32| format!("layer_{}.load_{task}", task / WIDTH);
    let nodes: Vec<Value> = (0..TASKS)
        .map(|task| {
            let tags = [format!("team_{}", task % 7), format!("source_{}", task % 50)];
            let place = format!("/project/dags/layer_{}.py:{task}", task / WIDTH);
            json!({"id": name(task), "group": format!("layer_{}", task / WIDTH), "tags": tags, "place": place})
        })
        .collect();
    let ups = |task: u32| (0..4).map(move |n| task / WIDTH * WIDTH - WIDTH + (task * 7 + n * 31) % WIDTH);
    let edges: Vec<Value> =
        (WIDTH..TASKS).flat_map(|task| ups(task).map(move |up| json!({"up": name(up), "down": name(task)}))).collect();
    let groups: Vec<Value> = (0..TASKS / WIDTH).map(|layer| json!({"id": format!("layer_{layer}")})).collect();
    let spec = json!({"format": 1, "dag_id": "bench", "nodes": nodes, "edges": edges, "groups": groups});
    CompiledDag::new(DagSpec::from_json(&spec.to_string()).expect("a spec")).expect("layers have no cycle")
}

fn selectors(criterion: &mut Criterion) {
    let dag = dag();
    let seen: Vec<Seen> = (0..TASKS)
        .map(|task| (task, -1, if task % 100 == 0 { TaskState::Failed } else { TaskState::Success }))
        .collect();
    let thousand: Vec<String> =
        (0..1000).map(|task| format!("layer_{}.load_{}", task / 10, task / 10 * 1000 + task % 10)).collect();
    let thousand = thousand.join(" ");
    let mut group = criterion.benchmark_group("select");
    group.sample_size(20);
    let asked = [
        ("a name", "layer_50.load_50123"),
        ("all upstream", "+layer_99.load_99999"),
        ("two levels downstream", "layer_50.load_50123+2"),
        ("around", "@layer_90.load_90000"),
        ("a glob", "layer_1*.load_*7"),
        ("a glob with a set", "layer_[1-3]?.load_*[05]"),
        ("tags and a group", "tag:team_1,tag:source_1* group:layer_7"),
        ("files", "path:dags/layer_4*.py"),
        ("an intersection of closures", "+layer_99.load_99999,layer_50.load_50123+"),
        ("a thousand names", &thousand),
    ];
    for (name, text) in asked {
        dag.select(Some(text), None, None).expect("it selects something");
        group.bench_function(name, |bench| bench.iter(|| dag.select(Some(text), None, None)));
    }
    group.bench_function("with an exclusion", |bench| {
        bench.iter(|| dag.select(Some("layer_50.load_50123+"), Some("tag:team_1"), None));
    });
    group.bench_function("states of a run", |bench| {
        bench.iter(|| dag.select(Some("state:failed+1"), None, Some(&seen)));
    });
    let most: Vec<u32> = (0..TASKS).filter(|task| task % 50 != 1).collect();
    dag.subset(&most).expect("few ways lead around");
    group.bench_function("what is left of the DAG", |bench| bench.iter(|| dag.subset(&most)));
    group.finish();
}

criterion_group!(benches, selectors);
criterion_main!(benches);
