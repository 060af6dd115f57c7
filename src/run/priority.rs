//! Effective priorities: a node's own weight, and those up- or downstream of it.

use crate::graph::Graph;
use crate::spec::{NodeSpec, WeightRule};

/// Summing over every pair of nodes is quadratic, so from this many nodes on a weight is that of the heaviest path.
const EXACT: usize = 4096;

/// The effective weight of each node.
///
/// `downstream` and `upstream` add the weights of everything in that direction, each node once; in a DAG of more than
/// 4,096 nodes those on the heaviest path in that direction, which keeps the order along every path.
pub(super) fn weights(nodes: &[NodeSpec], graph: &Graph) -> Vec<i64> {
    let mut weights: Vec<i64> = nodes.iter().map(|node| i64::from(node.priority_weight)).collect();
    for rule in [WeightRule::Downstream, WeightRule::Upstream] {
        let wanted = |node: u32| nodes[node as usize].weight_rule == rule;
        if !(0..graph.len()).any(wanted) {
            continue;
        }
        let mut order = graph.topo_order().to_vec();
        let next = |node: u32| match rule {
            WeightRule::Upstream => graph.predecessors(node),
            _ => graph.successors(node),
        };
        if rule == WeightRule::Downstream {
            order.reverse();
        }
        let sums = if nodes.len() <= EXACT { sum_all(nodes, &order, next) } else { heaviest(nodes, &order, next) };
        for node in (0..graph.len()).filter(|&node| wanted(node)) {
            weights[node as usize] = sums[node as usize];
        }
    }
    weights
}

/// In blocks of 64 nodes: which of them can be reached from where, one bit each.
fn sum_all<'a>(nodes: &[NodeSpec], order: &[u32], next: impl Fn(u32) -> &'a [u32]) -> Vec<i64> {
    let mut sums = vec![0; nodes.len()];
    let mut reach = vec![0_u64; nodes.len()];
    for (block, targets) in nodes.chunks(64).enumerate() {
        let uniform = targets.iter().all(|node| node.priority_weight == targets[0].priority_weight);
        for &node in order {
            let own = u64::from(node as usize / 64 == block) << (node % 64);
            let mut bits = next(node).iter().fold(own, |bits, &near| bits | reach[near as usize]);
            reach[node as usize] = bits;
            let sum = &mut sums[node as usize];
            if uniform {
                *sum += i64::from(targets[0].priority_weight) * i64::from(bits.count_ones());
                continue;
            }
            while bits != 0 {
                *sum += i64::from(targets[bits.trailing_zeros() as usize].priority_weight);
                bits &= bits - 1;
            }
        }
    }
    sums
}

fn heaviest<'a>(nodes: &[NodeSpec], order: &[u32], next: impl Fn(u32) -> &'a [u32]) -> Vec<i64> {
    let mut sums = vec![0; nodes.len()];
    for &node in order {
        let beyond = next(node).iter().map(|&near| sums[near as usize]).max().unwrap_or(0);
        sums[node as usize] = i64::from(nodes[node as usize].priority_weight) + beyond;
    }
    sums
}
