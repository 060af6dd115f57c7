//! Build, order and drain of random layered graphs with shuffled ids; analyses of these and of harder ones.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tradewind::graph::{Graph, Ids, Sorter};

const LAYERS: u32 = 100;
const IN_EDGES: u32 = 4;

/// Splitmix64: the same graphs on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u64::from((bits ^ (bits >> 31)) as u32) * u64::from(bound)) >> 32) as u32
    }
}

/// Every node but those of the first layer has `IN_EDGES` edges from the layer before it.
fn layered(nodes: u32) -> Vec<u32> {
    let mut random = Random(1);
    let mut ids: Vec<u32> = (0..nodes).collect();
    for at in (1..nodes).rev() {
        ids.swap(at as usize, random.below(at + 1) as usize);
    }
    let width = nodes / LAYERS;
    let mut edges = Vec::new();
    for down in width..nodes {
        for _ in 0..IN_EDGES {
            let up = (down / width - 1) * width + random.below(width);
            edges.extend([ids[up as usize], ids[down as usize]]);
        }
    }
    edges
}

/// What a reduction finds easy and hard: name and edges, in node numbers that are a topological order.
fn shapes() -> Vec<(&'static str, Vec<(u32, u32)>)> {
    let mut random = Random(1);
    let mut any = |n: u32, degree: u32, reach: u32| -> Vec<(u32, u32)> {
        let edge = |down: u32, random: &mut Random| (down - 1 - random.below(reach.min(down)), down);
        (1..n).flat_map(|down| (0..degree).map(move |_| down)).map(|down| edge(down, &mut random)).collect()
    };
    let (sparse, near) = (any(100_000, 4, u32::MAX), any(100_000, 4, 1000));
    let complete = (0..2000).flat_map(|down| (0..down).map(move |up| (up, down))).collect();
    let ladder =
        (0..50_000).flat_map(|rung| [(2 * rung, 2 * rung + 1), (2 * rung, 2 * rung + 2), (2 * rung + 1, 2 * rung + 3)]);
    let skips = (1..100_000).flat_map(|down| [(down - 1, down), (0, down), (down / 3, down)]);
    // Two chains and edges between them that no tree explains.
    let chains = (0..49_999).flat_map(|at| {
        let other = 50_000 + at + random.below(50_000 - at);
        [(at, at + 1), (50_000 + at, 50_001 + at), (at, other)]
    });
    let layers = |layer: u32| (1..4).filter(move |skip| layer + skip < 30).map(move |skip| (layer, layer + skip));
    let between = |(up, down)| (0..10_000).map(move |pair| (up * 100 + pair / 100, down * 100 + pair % 100));
    vec![
        ("sparse 1e5", sparse),
        ("near 1e5", near),
        ("complete 2e3", complete),
        ("ladder 1e5", ladder.collect()),
        ("skips 1e5", skips.collect()),
        ("two chains 1e5", chains.collect()),
        ("30 full layers", (0..30).flat_map(layers).flat_map(between).collect()),
    ]
}

fn analyses(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("analyses");
    group.sample_size(10);
    for (name, edges) in shapes() {
        let nodes = edges.iter().map(|(_, down)| down + 1).max().unwrap_or(0);
        let graph = Graph::from_edges(nodes, &edges).expect("up is less than down");
        group.bench_function(BenchmarkId::new("reduction", name), |bench| bench.iter(|| graph.transitive_reduction()));
        group.bench_function(BenchmarkId::new("antichain", name), |bench| bench.iter(|| graph.antichain()));
    }
    for nodes in [10_000, 100_000] {
        let (_, graph) = Ids::compile(layered(nodes), &[]).expect("layers have no cycle");
        let weights = vec![1.0; graph.len() as usize];
        let id = |name| BenchmarkId::new(name, nodes);
        group.bench_function(id("reduction, layered"), |bench| bench.iter(|| graph.transitive_reduction()));
        group.bench_function(id("antichain, layered"), |bench| bench.iter(|| graph.antichain()));
        group.bench_function(id("bottlenecks"), |bench| bench.iter(|| graph.bottlenecks()));
        group.bench_function(id("slack"), |bench| bench.iter(|| graph.slack(&weights)));
    }
    group.finish();
}

fn graph(criterion: &mut Criterion) {
    for nodes in [100_000, 1_000_000] {
        let edges = layered(nodes);
        let (_, built) = Ids::compile(edges.clone(), &[]).expect("layers have no cycle");
        let built = Arc::new(built);
        let mut group = criterion.benchmark_group("graph");
        group.sample_size(10).throughput(Throughput::Elements(built.edge_count().into()));
        let id = |name| BenchmarkId::new(name, nodes);
        group.bench_function(id("build"), |bench| {
            bench.iter_batched(|| edges.clone(), |edges| Ids::compile(edges, &[]), BatchSize::PerIteration);
        });
        group.bench_function(id("drain in batches"), |bench| {
            bench.iter(|| {
                let mut sorter = Sorter::new(Arc::clone(&built));
                while sorter.is_active() {
                    let batch = sorter.ready();
                    sorter.done(black_box(&batch)).expect("handed out");
                }
            });
        });
        group.bench_function(id("levels"), |bench| bench.iter(|| built.levels()));
        let weights = vec![1.0; built.len() as usize];
        group.bench_function(id("critical path"), |bench| bench.iter(|| Graph::critical_path(&built, &weights)));
        group.finish();
    }
}

criterion_group!(benches, graph, analyses);
criterion_main!(benches);
