//! The width of a graph: as many nodes as possible of which none comes before another.

use std::collections::VecDeque;

use super::Graph;
use super::ranked::Ranked;

impl Graph {
    /// A largest set of nodes of which none comes before another, in topological order: how many could ever run at once.
    ///
    /// By Dilworth it is as large as the least number of paths that together meet every node. Those are found as a
    /// least flow: one path after the other is saved, all that one search shows at a time (Dinic). Linear memory; each
    /// search is linear, and sparse graphs of 10^5 nodes take some dozen.
    pub fn antichain(&self) -> Vec<u32> {
        let ranked = Ranked::of(self);
        let mut paths = Paths::greedy(self, &ranked);
        while paths.search() {
            for rank in 0..self.len() {
                if paths.ends[rank as usize] {
                    paths.save(rank);
                }
            }
        }
        let between = |rank: &u32| paths.found(after(*rank)) && !paths.found(before(*rank));
        (0..self.len()).filter(between).map(|rank| self.topo_order()[rank as usize]).collect()
    }
}

/// Paths that together meet every node, drawn as a flow. Every node has two sides, so that it can count what passes.
struct Paths<'a> {
    graph: &'a Graph,
    ranked: &'a Ranked,
    /// By edge: paths along it.
    along: Vec<u32>,
    /// By rank: paths that meet it; at least one.
    through: Vec<u32>,
    /// By rank: a path begins there.
    begins: Vec<bool>,
    /// By rank: a path ends there.
    ends: Vec<bool>,
    /// By side: steps of the search to it, or `FAR`.
    steps: Vec<u32>,
    /// By side: the way on that is to be tried next.
    next: Vec<u32>,
}

const FAR: u32 = u32::MAX;

/// The side of a node that edges lead to.
fn before(rank: u32) -> u32 {
    2 * rank
}

/// The side that edges come from.
fn after(rank: u32) -> u32 {
    2 * rank + 1
}

/// A way on from one side to another: the flow may grow along an edge or a node, or shrink against it.
#[derive(Clone, Copy)]
enum Way {
    Along(u32),
    Against(u32),
    Through(u32),
    Back(u32),
    /// None for now; it leads to where it starts.
    Shut,
}

impl<'a> Paths<'a> {
    /// Each node goes on with the path of an upstream that no other goes on with, or begins one.
    fn greedy(graph: &'a Graph, ranked: &'a Ranked) -> Self {
        let n = ranked.ranks.len();
        let mut along = vec![0; ranked.edges.len()];
        let (mut begins, mut ends) = (vec![true; n], vec![true; n]);
        for (rank, begin) in begins.iter_mut().enumerate() {
            let edges = &ranked.edges[ranked.ups.starts[rank] as usize..];
            let mut ups = ranked.ups.row(rank as u32).iter().zip(edges);
            if let Some((&up, &edge)) = ups.find(|(up, _)| ends[**up as usize]) {
                (ends[up as usize], *begin, along[edge as usize]) = (false, false, 1);
            }
        }
        let (steps, next) = (vec![FAR; 2 * n], vec![0; 2 * n]);
        Self { graph, ranked, along, through: vec![1; n], begins, ends, steps, next }
    }

    fn found(&self, side: u32) -> bool {
        self.steps[side as usize] != FAR
    }

    /// The `index`th way on from a side, and where it leads; None: there are no more.
    fn way(&self, side: u32, index: u32) -> Option<(Way, u32)> {
        let rank = side / 2;
        if side == before(rank) {
            let Some(index) = index.checked_sub(1) else { return Some((Way::Through(rank), after(rank))) };
            let &up = self.ranked.ups.row(rank).get(index as usize)?;
            let edge = self.ranked.edges[(self.ranked.ups.starts[rank as usize] + index) as usize];
            return Some(if self.along[edge as usize] > 0 {
                (Way::Against(edge), after(up))
            } else {
                (Way::Shut, side)
            });
        }
        let edges = self.graph.edges_of(self.graph.topo_order()[rank as usize]);
        let edge = edges.start + index;
        if edge < edges.end {
            let down = self.ranked.ranks[self.graph.down(edge) as usize];
            return Some((Way::Along(edge), before(down)));
        }
        let spare = self.through[rank as usize] > 1;
        (edge == edges.end).then_some(if spare { (Way::Back(rank), before(rank)) } else { (Way::Shut, side) })
    }

    /// How far each side is from the end of some path; whether a beginning is among what was found.
    fn search(&mut self) -> bool {
        self.steps.fill(FAR);
        self.next.fill(0);
        let mut queue: VecDeque<u32> =
            (0..).zip(&self.ends).filter(|(_, end)| **end).map(|(rank, _)| after(rank)).collect();
        for &side in &queue {
            self.steps[side as usize] = 0;
        }
        let mut some = false;
        while let Some(side) = queue.pop_front() {
            some |= side % 2 == 0 && self.begins[side as usize / 2];
            let mut index = 0;
            while let Some((_, to)) = self.way(side, index) {
                index += 1;
                if !self.found(to) {
                    self.steps[to as usize] = self.steps[side as usize] + 1;
                    queue.push_back(to);
                }
            }
        }
        some
    }

    /// Joins the path that ends at `rank` with one that begins, if the search has found a way that is still free.
    fn save(&mut self, rank: u32) {
        let (mut side, mut taken) = (after(rank), Vec::new());
        loop {
            if side % 2 == 0 && self.begins[side as usize / 2] {
                break;
            }
            match self.way(side, self.next[side as usize]) {
                Some((way, to)) if self.steps[to as usize] == self.steps[side as usize] + 1 => {
                    taken.push((way, side));
                    side = to;
                }
                Some(_) => self.next[side as usize] += 1,
                None => {
                    // A dead end: back, and on by another way.
                    let Some((_, from)) = taken.pop() else { return };
                    side = from;
                    self.next[side as usize] += 1;
                }
            }
        }
        self.ends[rank as usize] = false;
        self.begins[side as usize / 2] = false;
        for (way, _) in taken {
            match way {
                Way::Along(edge) => self.along[edge as usize] += 1,
                Way::Against(edge) => self.along[edge as usize] -= 1,
                Way::Through(rank) => self.through[rank as usize] += 1,
                Way::Back(rank) => self.through[rank as usize] -= 1,
                Way::Shut => (),
            }
        }
    }
}
