//! A graph seen in its topological order.

use super::Graph;
use super::rows::Rows;

/// Nodes by their rank in the topological order, each with what is directly upstream of it.
///
/// Whoever asks about all pairs of nodes walks this: upstreams lie together, and before the node.
pub(super) struct Ranked {
    /// By node.
    pub ranks: Vec<u32>,
    /// By rank: the ranks directly upstream, ascending, parallel edges side by side.
    pub ups: Rows,
    /// Beside each of `ups.targets` its edge: the position among the targets of the graph.
    pub edges: Box<[u32]>,
}

impl Ranked {
    pub fn of(graph: &Graph) -> Self {
        let order = graph.topo_order();
        let ranks = graph.ranks();
        let degrees: Vec<u32> = order.iter().map(|&node| graph.in_degree(node)).collect();
        let edges = (0..).zip(order).flat_map(|(rank, &node)| graph.edges_of(node).map(move |edge| (rank, edge)));
        let down = |edge: u32| ranks[graph.down(edge) as usize];
        let ups = Rows::of(degrees.clone(), edges.clone().map(|(rank, edge)| (down(edge), rank)));
        let edges = Rows::of(degrees, edges.map(|(_, edge)| (down(edge), edge))).targets;
        Self { ranks, ups, edges }
    }

    /// By rank: the number of edges on the longest path that leads there.
    pub fn levels(&self) -> Vec<u32> {
        let mut levels = Vec::with_capacity(self.ranks.len());
        for rank in 0..self.ranks.len() as u32 {
            // The order is by level, so that no upstream lies deeper than the last.
            let level = self.ups.row(rank).last().map_or(0, |&up| levels[up as usize] + 1);
            levels.push(level);
        }
        levels
    }
}
