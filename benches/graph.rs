//! Build, order and drain of random layered graphs with shuffled ids.

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

criterion_group!(benches, graph);
criterion_main!(benches);
