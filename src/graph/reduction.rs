//! The transitive reduction: no edge that a longer path makes needless.

use super::ranked::Ranked;
use super::rows::Rows;
use super::sweep::{Bits, Pass, SOURCES, Sweep};
use super::{Graph, csr::NONE};

/// What is known of an edge.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Kept,
    Needless,
    /// A path may lead around it.
    Open,
}

impl Graph {
    /// The one smallest graph with the same nodes in which the same nodes reach each other.
    ///
    /// An edge goes that a path of two or more edges makes needless, and every parallel edge but one. Most edges are
    /// decided in linear time: no path leads around an edge to the next level, one along a tree of longest paths is seen
    /// at once, and a sketch of what lies downstream tells nodes apart that don't reach each other. The rest is swept for
    /// 512 upstreams at a time: at worst a join of 64 bytes for each edge and each 512 nodes, less wherever edges reach
    /// less far than the whole graph. It needs 20 bytes for each edge and up to 170 for each node.
    #[must_use]
    pub fn transitive_reduction(&self) -> Self {
        let ranked = Ranked::of(self);
        let mut states = near(&ranked);
        sketch(&ranked, &mut states);
        sweep(&ranked, &mut states);
        let mut kept = vec![true; self.edge_count() as usize];
        for (state, &edge) in states.iter().zip(&ranked.edges) {
            kept[edge as usize] = *state == Edge::Kept;
        }
        let (mut starts, mut targets) = (vec![0], Vec::new());
        for node in 0..self.len() {
            targets.extend(self.edges_of(node).filter(|&edge| kept[edge as usize]).map(|edge| self.down(edge)));
            starts.push(targets.len() as u32);
        }
        self.rewired(Rows { starts: starts.into(), targets: targets.into() })
    }
}

/// Decides what levels, a tree and parallel edges decide.
fn near(ranked: &Ranked) -> Vec<Edge> {
    let levels = ranked.levels();
    let tree = Tree::of(ranked);
    let mut states = vec![Edge::Kept; ranked.edges.len()];
    for rank in 0..levels.len() as u32 {
        let from = ranked.ups.starts[rank as usize] as usize;
        let ups = ranked.ups.row(rank);
        for (at, &up) in ups.iter().enumerate() {
            states[from + at] = if ups.get(at + 1) == Some(&up) {
                Edge::Needless
            } else if levels[up as usize] + 1 == levels[rank as usize] {
                Edge::Kept
            } else if tree.leads(up, rank) {
                Edge::Needless
            } else {
                Edge::Open
            };
        }
    }
    states
}

/// Decides what a sketch decides: each node marks itself and all that is upstream of it with one of 512 marks, so that
/// whoever lacks a mark that another has doesn't lead to it (a Bloom filter). Late nodes have few marks, and most edges
/// of sparse graphs come from one; where many edges meet it would cost more than it tells.
fn sketch(ranked: &Ranked, states: &mut [Edge]) {
    const FEW: usize = 16;
    if !states.contains(&Edge::Open) {
        return;
    }
    let mut marks = vec![Bits::default(); ranked.ranks.len()];
    for rank in (0..marks.len()).rev() {
        // Fibonacci hashing to 9 bits, which puts neighbours far apart.
        marks[rank].insert(((rank as u32).wrapping_mul(0x9e37_79b9) >> 23) as usize);
        let own = marks[rank];
        for &up in ranked.ups.row(rank as u32) {
            marks[up as usize].join(&own);
        }
    }
    for rank in 0..marks.len() {
        let ups = ranked.ups.row(rank as u32);
        if ups.len() > FEW {
            continue;
        }
        let from = ranked.ups.starts[rank] as usize;
        for (at, &up) in ups.iter().enumerate() {
            let may_lead = |later: &u32| marks[up as usize].includes(&marks[*later as usize]);
            if states[from + at] == Edge::Open && !ups[at + 1..].iter().any(may_lead) {
                states[from + at] = Edge::Kept;
            }
        }
    }
}

/// Decides the rest. What comes over a node's nearer upstreams includes every upstream that one of them makes needless.
fn sweep(ranked: &Ranked, states: &mut [Edge]) {
    let n = ranked.ranks.len() as u32;
    // By rank: the last node to which an open edge leads.
    let mut last = vec![0; n as usize];
    for rank in 0..n {
        let from = ranked.ups.starts[rank as usize] as usize;
        for (state, &up) in states[from..].iter().zip(ranked.ups.row(rank)) {
            if *state == Edge::Open {
                last[up as usize] = rank;
            }
        }
    }
    let sources: Vec<u32> = (0..n).filter(|&rank| last[rank as usize] > 0).collect();
    let mut sweep = Sweep::new(&ranked.ups);
    for sources in sources.chunks(SOURCES) {
        let end = sources.iter().map(|&rank| last[rank as usize]).max().unwrap_or(0);
        let decide = |position: usize, source: Option<usize>, before: &Bits| {
            let state: &mut Edge = &mut states[position];
            if let (Edge::Open, Some(source)) = (*state, source) {
                *state = if before.has(source) { Edge::Needless } else { Edge::Kept };
            }
            if *state == Edge::Needless { Pass::Skip } else { Pass::Follow }
        };
        sweep.run(sources, end, decide, |_, _| ());
    }
}

/// Each node below one of its upstreams on the level before it.
struct Tree {
    /// By rank: a number such that those below a node follow it.
    number: Vec<u32>,
    /// By rank: how many lie below, itself included.
    size: Vec<u32>,
}

impl Tree {
    fn of(ranked: &Ranked) -> Self {
        let n = ranked.ranks.len();
        let parent = |rank: usize| ranked.ups.row(rank as u32).last().map_or(NONE, |up| *up) as usize;
        let mut size = vec![1; n];
        for rank in (0..n).rev() {
            let below = size[rank];
            if let Some(size) = size.get_mut(parent(rank)) {
                *size += below;
            }
        }
        let (mut number, mut next, mut roots) = (vec![0; n], vec![0; n], 0);
        for rank in 0..n {
            let free = next.get_mut(parent(rank)).unwrap_or(&mut roots);
            number[rank] = *free;
            *free += size[rank];
            next[rank] = number[rank] + 1;
        }
        Self { number, size }
    }

    /// A path leads from `up` to `down`, along the tree.
    fn leads(&self, up: u32, down: u32) -> bool {
        let (first, size) = (self.number[up as usize], self.size[up as usize]);
        self.number[down as usize].wrapping_sub(first) < size
    }
}
