//! What stands in the layers: nodes, waypoints of long edges, and something that holds a group's place where it has
//! neither.
//!
//! Edges that start at one node share their waypoints for as long as they lie in the same group, so that there are
//! at most as many as nodes times layers times groups, not edges times layers. Shorter edges get theirs first, until a
//! bound is met; the edges that are left lead straight to their end.

use rustc_hash::FxHashMap;

use super::groups::shared;
use super::layers::Layers;
use super::parts::Part;
use crate::graph::rows::{Rows, count};

/// So many waypoints at most.
const MAX_WAYPOINTS: usize = 50_000;
/// So many layers at most that all edges together pass.
const MAX_PASSED: u64 = 2_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Node,
    Waypoint,
    Hold,
}

/// Items in layers; those below the number of nodes are the nodes.
#[derive(Debug)]
pub struct Items {
    pub kind: Vec<Kind>,
    pub layer: Vec<u32>,
    /// Innermost group.
    pub home: Vec<Option<u32>>,
    /// The item from which the edges come that a waypoint belongs to.
    pub from: Vec<u32>,
    /// The last item before the end of each edge; `None` where it leads straight there.
    pub last: Vec<Option<u32>>,
    /// Items in the next layer.
    pub down: Rows,
    /// Items in the layer before.
    pub up: Rows,
    /// Edges between neighbouring layers.
    pub steps: usize,
}

impl Items {
    pub fn new(part: &Part, layers: &Layers) -> Self {
        let n = part.nodes.len();
        let mut items = Self {
            kind: vec![Kind::Node; n],
            layer: layers.of.clone(),
            home: part.forest.of_node.clone(),
            from: (0..n as u32).collect(),
            last: vec![None; part.edges.len()],
            down: Rows { starts: Box::default(), targets: Box::default() },
            up: Rows { starts: Box::default(), targets: Box::default() },
            steps: 0,
        };
        let steps = items.waypoints(part, layers);
        items.holds(part, layers);
        items.steps = steps.len();
        let (out, into) = count(items.kind.len(), steps.iter().copied());
        items.down = Rows::of(out, steps.iter().copied());
        items.up = Rows::of(into, steps.iter().map(|&(up, down)| (down, up)));
        items
    }

    fn add(&mut self, kind: Kind, layer: u32, home: Option<u32>, from: u32) -> u32 {
        self.kind.push(kind);
        self.layer.push(layer);
        self.home.push(home);
        self.from.push(from);
        self.kind.len() as u32 - 1
    }

    fn waypoints(&mut self, part: &Part, layers: &Layers) -> Vec<(u32, u32)> {
        let length = |edge: u32| {
            let (up, down) = part.edges[edge as usize];
            layers.of[down as usize] - layers.of[up as usize]
        };
        let mut shortest_first: Vec<u32> = (0..part.edges.len() as u32).collect();
        shortest_first.sort_by_key(|&edge| length(edge));
        let mut known: FxHashMap<(u32, u32, Option<u32>), u32> = FxHashMap::default();
        let mut steps = Vec::new();
        let mut passed = 0;
        for edge in shortest_first {
            passed += u64::from(length(edge));
            if passed > MAX_PASSED || known.len() > MAX_WAYPOINTS {
                break;
            }
            let (up, down) = part.edges[edge as usize];
            let mut last = up;
            for layer in layers.of[up as usize] + 1..layers.of[down as usize] {
                let home = home(part, layers, up, down, layer);
                let next = *known.entry((up, layer, home)).or_insert_with(|| {
                    let new = self.add(Kind::Waypoint, layer, home, last);
                    steps.push((last, new));
                    new
                });
                last = next;
            }
            steps.push((last, down));
            self.last[edge as usize] = Some(last);
        }
        steps
    }

    fn holds(&mut self, part: &Part, layers: &Layers) {
        let mut filled: Vec<Vec<bool>> =
            layers.spans.iter().map(|(first, last)| vec![false; (last - first) as usize + 1]).collect();
        for item in 0..self.kind.len() {
            for &group in part.forest.path(self.home[item]) {
                let first = layers.spans[group as usize].0;
                filled[group as usize][(self.layer[item] - first) as usize] = true;
            }
        }
        // Inner groups first: what holds their place holds that of the groups around them.
        for &group in part.forest.outermost_first().iter().rev() {
            let (first, last) = layers.spans[group as usize];
            for layer in first..=last {
                if !filled[group as usize][(layer - first) as usize] {
                    self.add(Kind::Hold, layer, Some(group), u32::MAX);
                    for &around in part.forest.path(Some(group)) {
                        filled[around as usize][(layer - layers.spans[around as usize].0) as usize] = true;
                    }
                }
            }
        }
    }
}

/// The group in which an edge passes a layer: one of its start for as long as that lasts, else one of its end as soon as
/// that begins, else the innermost that both are in.
fn home(part: &Part, layers: &Layers, up: u32, down: u32, layer: u32) -> Option<u32> {
    let (above, below) = (part.forest.around(up), part.forest.around(down));
    let depth = shared(above, below);
    let spans = |group: &&u32| {
        let (first, last) = layers.spans[**group as usize];
        (first..=last).contains(&layer)
    };
    let innermost = |path: &[u32]| path[depth..].iter().rev().find(spans).copied();
    innermost(above).or_else(|| innermost(below)).or_else(|| depth.checked_sub(1).map(|at| above[at]))
}
