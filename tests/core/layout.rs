//! Drawings of random graphs with random groups: what every one of them must hold.
#![allow(clippy::float_cmp)] // what is set, not computed

use proptest::prelude::*;
use tradewind::ErrorKind;
use tradewind::graph::Graph;
use tradewind::graph::layout::{Layout, Plan, Rect, Spacing, layout};

const SPACING: Spacing = Spacing { node: 4.0, layer: 10.0, padding: 3.0, title: 5.0 };

#[derive(Debug, Clone)]
struct Drawing {
    graph: Vec<(u32, u32)>,
    sizes: Vec<[f64; 2]>,
    groups: Vec<Option<u32>>,
    parents: Vec<Option<u32>>,
    titles: Vec<f64>,
    down: bool,
    even: bool,
}

impl Drawing {
    fn draw(&self) -> Layout {
        let graph = Graph::from_edges(self.sizes.len() as u32, &self.graph).unwrap();
        let Self { sizes, groups, parents, titles, down, even, .. } = self;
        let plan = Plan { sizes, groups, parents, titles, spacing: SPACING, down: *down, even: *even };
        let drawn = layout(&graph, &plan).unwrap();
        assert_eq!(drawn, layout(&graph, &plan).unwrap(), "the same input, the same output");
        drawn
    }

    /// The groups around a node or, with its own, a group.
    fn around(&self, mut group: Option<u32>) -> Vec<u32> {
        let mut path = Vec::new();
        while let Some(inner) = group {
            path.push(inner);
            group = self.parents[inner as usize];
        }
        path
    }
}

fn drawings() -> impl Strategy<Value = Drawing> {
    (1..24_usize, 0..7_usize).prop_flat_map(|(nodes, groups)| {
        let at = 0..nodes;
        (
            prop::collection::vec((at.clone(), at), 0..3 * nodes),
            prop::collection::vec((1..40_u32, 1..20_u32), nodes),
            prop::collection::vec(prop::option::weighted(0.6, 0..groups.max(1)), nodes),
            prop::collection::vec((prop::option::weighted(0.4, 0..groups.max(1)), 0..60_u32), groups),
            any::<bool>(),
            any::<bool>(),
        )
            .prop_map(move |(pairs, sizes, of_node, parents, down, even)| Drawing {
                graph: pairs
                    .into_iter()
                    .filter(|(a, b)| a != b)
                    .map(|(a, b)| (a.min(b) as u32, a.max(b) as u32))
                    .collect(),
                sizes: sizes.into_iter().map(|(wide, high)| [f64::from(wide), f64::from(high)]).collect(),
                groups: of_node
                    .into_iter()
                    .map(|group| group.filter(|_| groups > 0).map(|group| group as u32))
                    .collect(),
                // A parent has a lower number, so that there is no circle.
                parents: (0..)
                    .zip(&parents)
                    .map(|(own, (up, _))| up.filter(|up| *up < own).map(|up| up as u32))
                    .collect(),
                titles: parents.iter().map(|(_, title)| f64::from(*title)).collect(),
                down,
                even,
            })
    })
}

fn apart(a: Rect, b: Rect, gap: f64) -> bool {
    let beside =
        |axis: usize| a[axis] + a[axis + 2] + gap <= b[axis] + 1e-6 || b[axis] + b[axis + 2] + gap <= a[axis] + 1e-6;
    beside(0) || beside(1)
}

fn within(inner: Rect, outer: Rect, gap: f64) -> bool {
    (0..2).all(|axis| {
        outer[axis] + gap <= inner[axis] + 1e-6
            && inner[axis] + inner[axis + 2] + gap <= outer[axis] + outer[axis + 2] + 1e-6
    })
}

/// Whether the straight line from `a` to `b` comes into the inside of a box.
fn meets(a: [f64; 2], b: [f64; 2], rect: Rect) -> bool {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let (low, high) = (rect[axis] + 1e-6, rect[axis] + rect[axis + 2] - 1e-6);
        let step = b[axis] - a[axis];
        if step.abs() < 1e-9 {
            if a[axis] <= low || a[axis] >= high {
                return false;
            }
            continue;
        }
        let (first, second) = ((low - a[axis]) / step, (high - a[axis]) / step);
        (from, to) = (from.max(first.min(second)), to.min(first.max(second)));
    }
    from < to
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 2, ..Default::default() })]

    #[test]
    fn edges_lead_on_and_meet_no_foreign_node(drawing in drawings()) {
        let drawn = drawing.draw();
        let along = usize::from(drawing.down);
        let mut edges = drawing.graph.clone();
        edges.sort_unstable();
        edges.dedup();
        let mut drawn_edges: Vec<_> = drawn.edges.iter().map(|edge| (edge.up, edge.down)).collect();
        drawn_edges.sort_unstable();
        prop_assert_eq!(drawn_edges, edges);
        for edge in &drawn.edges {
            let (up, down) = (drawn.nodes[edge.up as usize], drawn.nodes[edge.down as usize]);
            prop_assert!(drawn.layers[edge.up as usize] < drawn.layers[edge.down as usize]);
            prop_assert!(up[along] + up[along + 2] + SPACING.layer <= down[along] + 1e-6);
            let (first, last) = (edge.points[0], edge.points[edge.points.len() - 1]);
            prop_assert_eq!((first[along], last[along]), (up[along] + up[along + 2], down[along]));
            for step in edge.points.windows(2) {
                prop_assert!(step[0][along] <= step[1][along]);
                let inside = |point: [f64; 2]| (0..2).all(|axis| (-1e-6..=drawn.size[axis] + 1e-6).contains(&point[axis]));
                prop_assert!(inside(step[0]) && inside(step[1]));
                for (node, rect) in (0..).zip(&drawn.nodes) {
                    prop_assert!(node == edge.up || node == edge.down || !meets(step[0], step[1], *rect));
                }
            }
        }
    }

    #[test]
    fn boxes_lie_apart_and_groups_hold_their_own(drawing in drawings()) {
        let drawn = drawing.draw();
        for (node, &rect) in drawn.nodes.iter().enumerate() {
            let along = usize::from(drawing.down);
            prop_assert_eq!(rect[3 - along], drawing.sizes[node][1 - along]);
            prop_assert!(rect[2 + along] == drawing.sizes[node][along] || drawing.even);
            prop_assert!(within(rect, [0.0, 0.0, drawn.size[0], drawn.size[1]], 0.0));
            prop_assert!(drawn.nodes[..node].iter().all(|&other| apart(rect, other, SPACING.node)));
            let around = drawing.around(drawing.groups[node]);
            for (group, own) in (0..).zip(&drawn.groups) {
                if let Some(own) = *own {
                    let inside = around.contains(&group);
                    let holds = if inside { within(rect, own, SPACING.padding) } else { apart(rect, own, 0.0) };
                    prop_assert!(holds, "node {} and group {}", node, group);
                }
            }
        }
        for (group, own) in (0_u32..).zip(&drawn.groups) {
            let members = drawing.groups.iter().filter(|of_node| drawing.around(**of_node).contains(&group)).count();
            prop_assert_eq!(own.is_some(), members > 0);
            let Some(own) = *own else { continue };
            prop_assert!(own[2] + 1e-6 >= drawing.titles[group as usize]);
            for (other, rect) in (0_u32..).zip(&drawn.groups) {
                let Some(rect) = *rect else { continue };
                if drawing.around(Some(other))[1..].contains(&group) {
                    prop_assert!(within(rect, own, SPACING.padding));
                } else if other != group && !drawing.around(Some(group)).contains(&other) {
                    prop_assert!(apart(own, rect, 0.0));
                }
            }
        }
    }
}

/// Sizes alike, no groups.
fn plain(nodes: usize, edges: &[(u32, u32)]) -> Layout {
    let (sizes, groups) = (vec![[20.0, 10.0]; nodes], vec![None; nodes]);
    Drawing { graph: edges.to_vec(), sizes, groups, parents: vec![], titles: vec![], down: false, even: false }.draw()
}

#[test]
fn a_chain_is_a_straight_line() {
    let drawn = plain(4, &[(0, 1), (1, 2), (2, 3)]);
    assert_eq!(drawn.size, [4.0 * 20.0 + 3.0 * 10.0, 10.0]);
    assert!(drawn.edges.iter().all(|edge| edge.points == [[edge.points[0][0], 5.0], [edge.points[1][0], 5.0]]));
}

#[test]
fn a_diamond_is_even() {
    let drawn = plain(4, &[(0, 1), (0, 2), (1, 3), (2, 3)]);
    let middle = |node: usize| drawn.nodes[node][1] + 5.0;
    assert!((middle(0) - middle(3)).abs() < 1e-6);
    assert!((middle(0) - f64::midpoint(middle(1), middle(2))).abs() < 1e-6);
}

#[test]
fn a_chain_stays_straight_below_an_edge_that_skips_it() {
    let drawn = plain(3, &[(0, 1), (1, 2), (0, 2)]);
    assert!(drawn.nodes.iter().all(|rect| (rect[1] - drawn.nodes[0][1]).abs() < 1e-6));
    assert_eq!(drawn.edges[1].points.len(), 4);
}

#[test]
fn crossings_that_need_not_be_are_not() {
    // Written crosswise.
    let drawn = plain(6, &[(0, 5), (1, 4), (2, 3)]);
    let drawn = [drawn, plain(6, &[(0, 4), (0, 5), (1, 3), (1, 5), (2, 3)])];
    for drawn in drawn {
        let ends = |edge: usize| {
            (drawn.edges[edge].points[0][1], drawn.edges[edge].points[drawn.edges[edge].points.len() - 1][1])
        };
        for a in 0..drawn.edges.len() {
            for b in 0..a {
                let ((from, to), (other_from, other_to)) = (ends(a), ends(b));
                assert!((from - other_from) * (to - other_to) >= 0.0, "{a} crosses {b}");
            }
        }
    }
}

#[test]
fn a_source_stands_before_what_needs_it() {
    let drawn = plain(6, &[(0, 1), (1, 2), (2, 3), (4, 5), (5, 3)]);
    assert_eq!(drawn.layers, [0, 1, 2, 3, 1, 2]);
}

#[test]
fn groups_are_stages() {
    // 0, 1 -> 2 in one group, 3 -> 4 in another that needs node 0 only: it begins after 2 all the same.
    let drawing = Drawing {
        graph: vec![(0, 2), (1, 2), (0, 3), (3, 4)],
        sizes: vec![[20.0, 10.0]; 5],
        groups: vec![Some(0), Some(0), Some(0), Some(1), Some(1)],
        parents: vec![None, None],
        titles: vec![0.0; 2],
        down: false,
        even: false,
    };
    assert_eq!(drawing.draw().layers, [0, 0, 1, 2, 3]);
    // Both ways: side by side.
    let both = Drawing { graph: vec![(0, 3), (3, 1), (1, 2)], ..drawing };
    assert_eq!(both.draw().layers[..4], [0, 2, 3, 1]);
}

#[test]
fn what_is_not_joined_fills_a_square() {
    let drawn = plain(100, &[]);
    assert!(drawn.size[0] / drawn.size[1] < 1.5 && drawn.size[1] / drawn.size[0] < 1.5, "{:?}", drawn.size);
}

#[test]
fn large_and_dense_graphs_have_an_end() {
    let edges: Vec<(u32, u32)> = (0..300).flat_map(|down| (0..down).map(move |up| (up, down))).collect();
    assert_eq!(plain(300, &edges).edges.len(), edges.len());
    let long: Vec<(u32, u32)> =
        (0..2_000).map(|node| (node, node + 1)).chain((0..1_000).map(|up| (up, up + 1_000))).collect();
    let drawn = plain(2_001, &long);
    assert_eq!(drawn.layers[2_000], 2_000);
}

#[test]
fn what_can_not_be_drawn_is_refused() {
    let graph = Graph::from_edges(1, &[]).unwrap();
    let refused = |sizes: &[[f64; 2]], groups: &[Option<u32>], parents: &[Option<u32>]| {
        let titles = vec![0.0; parents.len()];
        let plan = Plan { sizes, groups, parents, titles: &titles, spacing: SPACING, down: false, even: false };
        let error = layout(&graph, &plan).unwrap_err();
        (error.kind, error.text)
    };
    let (kind, text) = refused(&[[f64::NAN, 1.0]], &[None], &[]);
    assert_eq!((kind, text.as_str()), (ErrorKind::Spec, "NaN is no size; sizes go from 0 to 1e9"));
    assert_eq!(refused(&[[1.0; 2]], &[Some(1)], &[None]).1, "no group 1; there are 1, from 0");
    assert_eq!(refused(&[[1.0; 2]], &[None], &[Some(1), Some(0)]).1, "group 0 lies inside itself");
    let deep: Vec<_> = (0..100).map(|group| (group > 0).then(|| group - 1)).collect();
    assert_eq!(refused(&[[1.0; 2]], &[Some(99)], &deep).1, "group 64 is nested deeper than 64");
}
