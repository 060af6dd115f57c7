//! Drawings: layered layouts of random graphs, with and without groups, and of dense ones.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tradewind::graph::Graph;
use tradewind::graph::layout::{Plan, Spacing, layout};

const SPACING: Spacing = Spacing { node: 16.0, layer: 48.0, padding: 12.0, title: 20.0 };

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

/// Like real DAGs: every task has one to three upstreams among those written shortly before it, one in ten a far one too.
fn written(tasks: u32) -> Vec<(u32, u32)> {
    let mut random = Random(1);
    let mut edges = Vec::new();
    for down in 1..tasks {
        for _ in 0..=random.below(3) {
            edges.push((down - 1 - random.below(down.min(25)), down));
        }
        if random.below(10) == 0 {
            edges.push((random.below(down), down));
        }
    }
    edges
}

fn drawings(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("layout");
    group.sample_size(10);
    let mut bench = |name: &str, nodes: u32, edges: &[(u32, u32)], in_group: u32| {
        let graph = Graph::from_edges(nodes, edges).expect("edges lead on");
        let sizes = vec![[120.0, 32.0]; nodes as usize];
        let groups: Vec<_> = (0..nodes).map(|node| (in_group > 0).then(|| node / in_group.max(1))).collect();
        let count = groups.iter().flatten().max().map_or(0, |&last| last as usize + 1);
        let (parents, titles) = (vec![None; count], vec![80.0; count]);
        group.throughput(Throughput::Elements(nodes.into()));
        group.bench_function(BenchmarkId::new(name, nodes), |bench| {
            let plan = Plan {
                sizes: &sizes,
                groups: &groups,
                parents: &parents,
                titles: &titles,
                spacing: SPACING,
                down: false,
                even: true,
            };
            bench.iter(|| layout(&graph, &plan));
        });
    };
    for tasks in [1_000, 10_000] {
        bench("as written", tasks, &written(tasks), 0);
        bench("groups of 20", tasks, &written(tasks), 20);
    }
    let all: Vec<_> = (0..400).flat_map(|down| (0..down).map(move |up| (up, down))).collect();
    bench("every pair", 400, &all, 0);
    let wide: Vec<_> =
        (0..1_000).flat_map(|up| (0..20).map(move |at| (up, 1_000 + (up * 7 + at * 53) % 1_000))).collect();
    bench("two full layers", 2_000, &wide, 0);
    group.finish();
}

criterion_group!(benches, drawings);
criterion_main!(benches);
