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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn nodes(weights: &[i32], rule: &str) -> Vec<NodeSpec> {
        let node = |weight| json!({"id": "a", "priority_weight": weight, "weight_rule": rule});
        weights.iter().map(|weight| serde_json::from_value(node(weight)).unwrap()).collect()
    }

    #[test]
    fn each_node_counts_once() {
        let graph = Graph::from_edges(4, &[(0, 1), (0, 2), (1, 3), (2, 3)]).unwrap();
        let weigh = |rule| weights(&nodes(&[1, 2, 4, 8], rule), &graph);
        assert_eq!(weigh("downstream"), [15, 10, 12, 8]);
        assert_eq!(weigh("upstream"), [1, 3, 5, 15]);
        assert_eq!(weigh("absolute"), [1, 2, 4, 8]);
    }

    #[test]
    fn in_a_large_graph_the_heaviest_path_counts() {
        let size = EXACT as u32 + 1;
        let edges: Vec<_> = (1..size).map(|node| (node - 1, node)).collect();
        let graph = Graph::from_edges(size, &edges).unwrap();
        let weights = weights(&nodes(&vec![1; size as usize], "downstream"), &graph);
        assert_eq!((weights[0], weights[size as usize - 1]), (i64::from(size), 1));
    }

    proptest! {
        #[test]
        fn sums_are_those_of_a_search(
            own in prop::collection::vec(-5..6_i32, 1..150), pairs in prop::collection::vec((0..150_u32, 0..150_u32), 0..300),
        ) {
            let size = own.len() as u32;
            let edges: Vec<_> = pairs.into_iter().filter(|(up, down)| up < down && *down < size).collect();
            let graph = Graph::from_edges(size, &edges).unwrap();
            let weights = weights(&nodes(&own, "downstream"), &graph);
            for node in 0..size {
                let below: i64 = graph.descendants(&[node]).iter().map(|&it| i64::from(own[it as usize])).sum();
                prop_assert_eq!(weights[node as usize], below + i64::from(own[node as usize]));
            }
        }
    }
}
