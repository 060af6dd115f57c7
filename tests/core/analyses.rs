//! Reduction, closure, slack, bottlenecks and width against what their definitions say.
#![allow(clippy::float_cmp)] // whole numbers add up exactly, and zero is meant to be zero

use std::collections::BTreeSet;

use proptest::prelude::*;
use tradewind::ErrorKind;
use tradewind::graph::Graph;

use crate::graph::cases;

type Edges = BTreeSet<(u32, u32)>;

/// Each edge once.
fn edges(graph: &Graph) -> Edges {
    graph.edges().collect()
}

/// All pairs with a path of one or more edges, by a search from each node.
fn reach(graph: &Graph) -> Edges {
    (0..graph.len()).flat_map(|up| graph.descendants(&[up]).into_iter().map(move |down| (up, down))).collect()
}

/// More nodes than one sweep follows, with edges near and far; numbered in no order.
fn long() -> impl Strategy<Value = Graph> {
    let edges = prop::collection::vec((any::<u32>(), any::<u32>(), prop::bool::weighted(0.7)), 500..2000);
    (520..701_u32, edges).prop_map(|(n, edges)| {
        // 701 is prime: a multiple of each number names it, and hides the order.
        let name = |node: u32| node * 7 % 701;
        let edges = edges.into_iter().map(|(down, back, near)| {
            let down = 1 + down % (n - 1);
            (name(down - 1 - back % if near { down.min(9) } else { down }), name(down))
        });
        Graph::from_edges(701, &edges.collect::<Vec<_>>()).unwrap()
    })
}

/// The edges around which no other path leads, by their definition.
fn needed(graph: &Graph) -> Edges {
    let reach = reach(graph);
    let around = |&(up, down): &(u32, u32)| graph.successors(up).iter().any(|&via| reach.contains(&(via, down)));
    edges(graph).into_iter().filter(|edge| !around(edge)).collect()
}

fn check_reduction_and_closure(graph: &Graph) -> Result<(), TestCaseError> {
    let reduced = graph.transitive_reduction();
    prop_assert_eq!(edges(&reduced), needed(graph));
    prop_assert_eq!(reduced.edge_count() as usize, edges(&reduced).len(), "no edge twice");
    let closure = graph.transitive_closure(usize::MAX).unwrap();
    prop_assert_eq!(edges(&closure), reach(graph));
    prop_assert_eq!(closure.edge_count() as usize, edges(&closure).len(), "no edge twice");
    prop_assert_eq!(edges(&reduced.transitive_closure(usize::MAX).unwrap()), edges(&closure));
    prop_assert_eq!(edges(&closure.transitive_reduction()), edges(&reduced));
    for other in [&reduced, &closure] {
        prop_assert_eq!(other.topo_order(), graph.topo_order());
        prop_assert_eq!(other.levels(), graph.levels());
        for node in 0..graph.len() {
            prop_assert_eq!(other.in_degree(node) as usize, other.predecessors(node).len());
        }
    }
    Ok(())
}

/// A largest antichain by trying every set of nodes.
fn width(graph: &Graph) -> u32 {
    let reach = reach(graph);
    let apart = |set: u32| reach.iter().all(|(up, down)| set >> up & set >> down & 1 == 0);
    (0..1_u32 << graph.len()).filter(|&set| apart(set)).map(u32::count_ones).max().unwrap_or(0)
}

/// The sums of weights of all paths from `up` to `down`, by trying them.
fn sums(graph: &Graph, up: u32, down: u32, weights: &[f64]) -> Vec<f64> {
    if up == down {
        return vec![weights[up as usize]];
    }
    let rest = graph.successors(up).iter().flat_map(|&next| sums(graph, next, down, weights));
    rest.map(|sum| sum + weights[up as usize]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_reduction_keeps_what_is_needed_and_the_closure_holds_what_is_reached(case in cases()) {
        check_reduction_and_closure(&case.graph)?;
    }

    #[test]
    fn reaches_is_membership_in_the_closure(case in cases()) {
        let graph = &case.graph;
        let reach = reach(graph);
        for up in 0..graph.len() {
            for down in 0..graph.len() {
                prop_assert_eq!(graph.reaches(up, down), up == down || reach.contains(&(up, down)));
            }
        }
    }

    #[test]
    fn what_is_around_many_nodes_is_around_one_of_them(case in cases(), picks in prop::collection::vec(any::<u32>(), 0..4)) {
        let graph = &case.graph;
        let picks: Vec<u32> = picks.into_iter().map(|pick| pick % graph.len()).collect();
        let each: BTreeSet<u32> = picks.iter().flat_map(|&node| graph.descendants(&[node])).collect();
        prop_assert_eq!(graph.descendants(&picks).into_iter().collect::<BTreeSet<_>>(), each);
        let each: BTreeSet<u32> = picks.iter().flat_map(|&node| graph.ancestors(&[node])).collect();
        prop_assert_eq!(graph.ancestors(&picks).into_iter().collect::<BTreeSet<_>>(), each);
    }

    #[test]
    fn a_bottleneck_comes_before_or_after_all_others(case in cases()) {
        let graph = &case.graph;
        let reach = reach(graph);
        let alone = |node: u32| {
            (0..graph.len()).all(|other| node == other || reach.contains(&(node, other)) || reach.contains(&(other, node)))
        };
        let expected: Vec<_> = graph.topo_order().iter().copied().filter(|&node| alone(node)).collect();
        prop_assert_eq!(graph.bottlenecks(), expected);
    }

    #[test]
    fn slack_is_what_can_be_added_for_nothing(case in cases(), weights in prop::collection::vec(0..100_u32, 20)) {
        let graph = &case.graph;
        let weights: Vec<f64> = weights[..graph.len() as usize].iter().copied().map(f64::from).collect();
        let (path, length) = graph.critical_path(&weights);
        let slack = graph.slack(&weights);
        for node in 0..graph.len() as usize {
            let with = |more: f64| {
                let mut weights = weights.clone();
                weights[node] += more;
                graph.critical_path(&weights).1
            };
            prop_assert_eq!(with(slack[node]), length);
            prop_assert_eq!(with(slack[node] + 1.0), length + 1.0);
        }
        prop_assert!(path.iter().all(|&node| slack[node as usize] == 0.0));
    }

    #[test]
    fn the_critical_path_has_no_slack_whatever_is_lost_in_rounding(case in cases(), weights in prop::collection::vec(0.0..1.0, 20)) {
        let graph = &case.graph;
        let weights = &weights[..graph.len() as usize];
        let slack = graph.slack(weights);
        prop_assert!(graph.critical_path(weights).0.iter().all(|&node| slack[node as usize] == 0.0));
    }

    #[test]
    fn paths_between_two_nodes(case in cases(), weights in prop::collection::vec(0..100_u32, 20), ends in any::<(u32, u32)>()) {
        let graph = case.graph.transitive_reduction();
        let weights: Vec<f64> = weights[..graph.len() as usize].iter().copied().map(f64::from).collect();
        let (up, down) = (ends.0 % graph.len(), ends.1 % graph.len());
        let sums = sums(&graph, up, down, &weights);
        for (longest, sum) in [(true, sums.iter().copied().reduce(f64::max)), (false, sums.iter().copied().reduce(f64::min))] {
            let found = graph.path(up, down, &weights, longest);
            prop_assert_eq!(found.as_ref().map(|(_, sum)| *sum), sum);
            if let Some((path, sum)) = found {
                prop_assert_eq!((path[0], path[path.len() - 1]), (up, down));
                prop_assert!(path.windows(2).all(|step| graph.successors(step[0]).contains(&step[1])));
                prop_assert_eq!(path.iter().map(|&node| weights[node as usize]).sum::<f64>(), sum);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn reduction_and_closure_of_more_nodes_than_one_sweep_follows(graph in long()) {
        check_reduction_and_closure(&graph)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn an_antichain_is_as_large_as_any(case in cases()) {
        let graph = &case.graph;
        let (found, reach) = (graph.antichain(), reach(graph));
        prop_assert!(found.iter().all(|up| found.iter().all(|down| !reach.contains(&(*up, *down)))));
        prop_assume!(graph.len() <= 12);
        prop_assert_eq!(found.len() as u32, width(graph));
    }
}

#[test]
fn an_antichain_across_levels() {
    // 6 lies on another level than 3 and 4, but comes before neither.
    let graph = Graph::from_edges(7, &[(0, 1), (1, 2), (2, 3), (2, 4), (5, 6)]).unwrap();
    assert_eq!(graph.antichain(), [6, 3, 4]);
    assert_eq!(graph.levels().iter().map(Vec::len).max(), Some(2));
}

#[test]
fn a_bottleneck_beside_an_edge_that_passes_it_by() {
    let graph = Graph::from_edges(4, &[(0, 1), (1, 2), (0, 2), (2, 3)]).unwrap();
    assert_eq!(graph.bottlenecks(), [0, 1, 2, 3]);
    let graph = Graph::from_edges(5, &[(0, 1), (0, 2), (1, 3), (2, 3), (3, 4)]).unwrap();
    assert_eq!(graph.bottlenecks(), [0, 3, 4]);
    assert_eq!(Graph::from_edges(2, &[]).unwrap().bottlenecks(), [] as [u32; 0]);
}

#[test]
fn a_closure_past_its_limit_is_refused() {
    let graph = Graph::from_edges(1000, &(1..1000).map(|down| (down - 1, down)).collect::<Vec<_>>()).unwrap();
    assert_eq!(graph.transitive_closure(499_500).unwrap().edge_count(), 499_500);
    let error = graph.transitive_closure(499_499).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Spec);
    assert_eq!(
        error.to_string(),
        "the transitive closure has more than 499499 edges, at 4 bytes each; a higher limit lets it be made"
    );
}

#[test]
fn a_graph_of_nothing_has_no_more_to_say() {
    let graph = Graph::from_edges(0, &[]).unwrap();
    assert!(graph.transitive_reduction().is_empty());
    assert!(graph.transitive_closure(0).unwrap().is_empty());
    assert_eq!((graph.bottlenecks(), graph.antichain()), (vec![], vec![]));
    assert!(graph.slack(&[]).is_empty());
}
