//! Bottlenecks: nodes beside which nothing else can run.

use super::Graph;

impl Graph {
    /// The nodes that come before or after every other node, in topological order; in linear time.
    ///
    /// Whatever precedes such a node in a topological order leads to it: it is the only one of the nodes up to it from
    /// which no edge leads to another of them. The same holds for what follows, the other way round.
    pub fn bottlenecks(&self) -> Vec<u32> {
        let order = self.topo_order();
        let gathers = alone(order.iter(), self.len(), |node| self.predecessors(node));
        let mut scatters = alone(order.iter().rev(), self.len(), |node| self.successors(node));
        scatters.reverse();
        let both = order.iter().zip(gathers.iter().zip(&scatters));
        both.filter(|(_, (before, after))| **before && **after).map(|(&node, _)| node).collect()
    }
}

/// For each of `nodes`, in their order, whether it is the only end of those so far. `near` are a node's neighbours among
/// them.
fn alone<'a>(nodes: impl Iterator<Item = &'a u32>, len: u32, near: impl Fn(u32) -> &'a [u32]) -> Vec<bool> {
    let (mut passed, mut ends) = (vec![false; len as usize], 0_u32);
    nodes
        .map(|&node| {
            ends += 1;
            for &other in near(node) {
                ends -= u32::from(!std::mem::replace(&mut passed[other as usize], true));
            }
            ends == 1
        })
        .collect()
}
