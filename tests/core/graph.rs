//! Graphs against plain models of them: sets, reachability by a matrix, longest paths by trying all edges.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use tradewind::ErrorKind;
use tradewind::graph::{Graph, Ids, NotOut, Sorter};

/// Ids of up to 20 nodes that lie together, nearly together, or anywhere.
fn ids() -> impl Strategy<Value = Vec<u32>> {
    let range = prop_oneof![
        Just((0_u32, 20_u32)),
        Just((u32::MAX - 25, u32::MAX)),
        (0..u32::MAX - 60).prop_map(|first| (first, first + 60)),
        Just((0, u32::MAX)),
    ];
    range.prop_flat_map(|(first, last)| {
        prop::collection::btree_set(first..=last, 1..20)
            .prop_map(|ids| ids.into_iter().collect::<Vec<_>>())
            .prop_shuffle()
    })
}

/// Distinct ids, and pairs of positions in them, parallel ones included.
fn pairs() -> impl Strategy<Value = (Vec<u32>, Vec<(usize, usize)>)> {
    ids().prop_flat_map(|ids| {
        let at = 0..ids.len();
        (Just(ids), prop::collection::vec((at.clone(), at), 0..60))
    })
}

/// The same without cycles: upstream stands before downstream in the ids, which are in no order.
fn dags() -> impl Strategy<Value = (Vec<u32>, Vec<(u32, u32)>)> {
    pairs().prop_map(|(ids, pairs)| {
        let edges = pairs.into_iter().filter(|(a, b)| a != b).map(|(a, b)| (ids[a.min(b)], ids[a.max(b)])).collect();
        (ids, edges)
    })
}

/// What can be reached from each of `0..n`, by Warshall.
fn reached(n: usize, edges: &[(usize, usize)]) -> Vec<Vec<bool>> {
    let mut reach = vec![vec![false; n]; n];
    for &(up, down) in edges {
        reach[up][down] = true;
    }
    for via in 0..n {
        for from in 0..n {
            for to in 0..n {
                reach[from][to] |= reach[from][via] && reach[via][to];
            }
        }
    }
    reach
}

fn flat(edges: &[(u32, u32)]) -> Vec<u32> {
    edges.iter().flat_map(|&(up, down)| [up, down]).collect()
}

/// A graph with `names` of its nodes, and the edges that it was made of in those names.
#[derive(Debug)]
pub struct Case {
    pub graph: Arc<Graph>,
    names: Vec<u32>,
    edges: Vec<(u32, u32)>,
}

impl Case {
    /// Positions of the edges' ends in `names`.
    pub fn reach(&self) -> Vec<Vec<bool>> {
        let at: BTreeMap<u32, usize> = self.names.iter().enumerate().map(|(at, &name)| (name, at)).collect();
        reached(self.names.len(), &self.edges.iter().map(|(up, down)| (at[up], at[down])).collect::<Vec<_>>())
    }
}

/// Both ways to make a graph: ids renumbered in topological order, and numbers that stay as they are.
pub fn cases() -> impl Strategy<Value = Case> {
    let by_ids = dags().prop_map(|(lone, edges)| {
        let (ids, graph) = Ids::compile(flat(&edges), &lone).unwrap();
        Case { names: (0..graph.len()).map(|node| ids.id(node)).collect(), graph: Arc::new(graph), edges }
    });
    let by_number = pairs().prop_map(|(ids, pairs)| {
        let n = ids.len() as u32;
        // A hidden order that isn't that of the numbers.
        let rank = |node: usize| (ids[node], node);
        let edges: Vec<_> = pairs
            .into_iter()
            .filter(|(a, b)| a != b)
            .map(|(a, b)| if rank(a) < rank(b) { (a as u32, b as u32) } else { (b as u32, a as u32) })
            .collect();
        Case { graph: Arc::new(Graph::from_edges(n, &edges).unwrap()), names: (0..n).collect(), edges }
    });
    prop_oneof![by_ids, by_number]
}

proptest! {
    #[test]
    fn ids_and_nodes_name_each_other((lone, edges) in dags(), other in any::<u32>(), all in any::<bool>()) {
        let lone = if all { lone } else { Vec::new() };
        let mentioned: BTreeSet<u32> = flat(&edges).into_iter().chain(lone.iter().copied()).collect();
        let (ids, graph) = Ids::compile(flat(&edges), &lone).unwrap();
        prop_assert_eq!((0..graph.len()).map(|node| ids.id(node)).collect::<BTreeSet<_>>(), mentioned.clone());
        prop_assert_eq!(graph.len() as usize, mentioned.len());
        for &id in &mentioned {
            prop_assert_eq!(ids.node(id).map(|node| ids.id(node)), Some(id));
        }
        for id in [other, 0, u32::MAX, other % 64].into_iter().filter(|id| !mentioned.contains(id)) {
            prop_assert_eq!(ids.node(id), None);
        }
        prop_assert_eq!(graph.topo_order(), (0..graph.len()).collect::<Vec<_>>());
    }

    #[test]
    fn rows_hold_every_edge_in_the_order_given(case in cases()) {
        let Case { graph, names, edges } = &case;
        prop_assert_eq!(graph.edge_count() as usize, edges.len());
        for node in 0..graph.len() {
            let named = |nodes: &[u32]| nodes.iter().map(|&node| names[node as usize]).collect::<Vec<_>>();
            let own = names[node as usize];
            let downs: Vec<_> = edges.iter().filter(|(up, _)| *up == own).map(|(_, down)| *down).collect();
            let mut ups: Vec<_> = edges.iter().filter(|(_, down)| *down == own).map(|(up, _)| *up).collect();
            prop_assert_eq!(named(graph.successors(node)), downs);
            prop_assert_eq!(graph.in_degree(node) as usize, ups.len());
            let mut found = named(graph.predecessors(node));
            found.sort_unstable();
            ups.sort_unstable();
            prop_assert_eq!(found, ups);
        }
    }

    #[test]
    fn reach_and_levels_and_longest_paths(case in cases(), weights in prop::collection::vec(0..1000_u32, 20)) {
        let (graph, reach) = (&case.graph, case.reach());
        let nodes = 0..case.names.len();
        let order = graph.topo_order();
        let place = |node: usize| order.iter().position(|&other| other as usize == node).unwrap();
        prop_assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), nodes.len());
        for node in nodes.clone() {
            let down: Vec<_> = order.iter().copied().filter(|&other| reach[node][other as usize]).collect();
            let up: Vec<_> = order.iter().copied().filter(|&other| reach[other as usize][node]).collect();
            prop_assert!(down.iter().all(|&other| place(other as usize) > place(node)));
            prop_assert_eq!(graph.descendants(&[node as u32]), down);
            prop_assert_eq!(graph.ancestors(&[node as u32]), up);
        }
        // A node's level is the number of its ancestors on the longest way to it; so is its end, by weight.
        let longest = |weight: &dyn Fn(usize) -> u32| {
            let mut ends = vec![0; nodes.len()];
            for &node in order {
                let node = node as usize;
                ends[node] = weight(node) + nodes.clone().filter(|&up| reach[up][node]).map(|up| ends[up]).max().unwrap_or(0);
            }
            ends
        };
        let steps = longest(&|_| 1);
        for (level, found) in (1..).zip(graph.levels()) {
            let expected: Vec<_> = order.iter().copied().filter(|&node| steps[node as usize] == level).collect();
            prop_assert_eq!(found, expected);
        }
        let seconds: Vec<f64> = nodes.clone().map(|node| f64::from(weights[node])).collect();
        let (path, length) = graph.critical_path(&seconds);
        let longest = longest(&|node| weights[node]).into_iter().max().unwrap_or(0);
        prop_assert_eq!(path.iter().map(|&node| weights[node as usize]).sum::<u32>(), longest);
        prop_assert!((length - f64::from(longest)).abs() < 0.5, "whole numbers add up exactly");
        prop_assert!(path.windows(2).all(|step| graph.successors(step[0]).contains(&step[1])));
    }

    #[test]
    fn a_drain_hands_out_what_waits_for_nothing(case in cases(), mut picks in prop::collection::vec(any::<u16>(), 80)) {
        let (graph, reach) = (&case.graph, case.reach());
        let mut sorter = Sorter::new(Arc::clone(graph));
        let (mut out, mut done) = (Vec::new(), BTreeSet::new());
        while sorter.is_active() {
            out.extend(sorter.ready());
            let free = |node: &u32| graph.predecessors(*node).iter().all(|up| done.contains(up)) && !done.contains(node);
            let expected: BTreeSet<_> = (0..graph.len()).filter(free).collect();
            prop_assert_eq!(out.iter().copied().collect::<BTreeSet<_>>(), expected);
            prop_assert_eq!(sorter.ready(), Vec::<u32>::new());
            for node in 0..graph.len() {
                if !out.contains(&node) {
                    let refusal = NotOut { node, done: done.contains(&node) };
                    prop_assert_eq!(sorter.done_one(node), Err(refusal));
                    // All or nothing, wherever the wrong one stands.
                    prop_assert_eq!(sorter.done(&[out.as_slice(), &[node]].concat()), Err(refusal));
                }
            }
            let pick = usize::from(picks.pop().unwrap_or(0));
            let batch = out.split_off(pick % out.len());
            prop_assert_eq!(sorter.done(&[batch[0], batch[0]]), Err(NotOut { node: batch[0], done: true }));
            match batch.as_slice() {
                [node] if pick % 2 == 0 => sorter.done_one(*node).unwrap(),
                nodes => sorter.done(nodes).unwrap(),
            }
            done.extend(batch);
        }
        prop_assert_eq!(done.len(), reach.len());
    }

    #[test]
    fn a_cycle_is_found_if_there_is_one((ids, pairs) in pairs()) {
        let circular = reached(ids.len(), &pairs).iter().enumerate().any(|(node, reach)| reach[node]);
        let edges: Vec<_> = pairs.into_iter().map(|(up, down)| (ids[up], ids[down])).collect();
        let Err(error) = Ids::compile(flat(&edges), &ids) else {
            prop_assert!(!circular);
            return Ok(());
        };
        prop_assert!(circular);
        prop_assert_eq!(error.kind, ErrorKind::Cycle);
        let path = error.text.strip_prefix("cycle: ").unwrap();
        // Of more than 16 nodes only the ends are shown.
        if !path.contains("more") {
            let path: Vec<u32> = path.split(" -> ").map(|id| id.parse().unwrap()).collect();
            prop_assert_eq!(path.first(), path.last());
            prop_assert!(path.windows(2).all(|step| edges.contains(&(step[0], step[1]))));
            prop_assert_eq!(path[1..].iter().collect::<BTreeSet<_>>().len(), path.len() - 1);
        }
    }
}

#[test]
fn integers_that_lie_close_need_no_hash_table() {
    let chain = |step: u32| (0..1000).flat_map(|node| [node * step, (node + 1) * step]).collect::<Vec<u32>>();
    let bytes = |edges| Ids::compile(edges, &[]).unwrap().0.bytes();
    // 4 bytes for the id and 4 for the number; or half as much again for free slots.
    assert_eq!(bytes(chain(1)), 1001 * 8);
    assert_eq!(bytes(chain(1000)), 1001 * 10 - 2 + 4);
}

#[test]
#[should_panic(expected = "every edge has two ends")]
fn half_an_edge_is_a_bug_of_the_caller() {
    let _ = Ids::compile(vec![1, 2, 3], &[]);
}

#[test]
fn no_edges_and_no_nodes() {
    let (ids, graph) = Ids::compile(Vec::new(), &[]).unwrap();
    assert!(graph.is_empty());
    assert_eq!(ids.node(0), None);
    assert!(!Sorter::new(Arc::new(graph)).is_active());
}
