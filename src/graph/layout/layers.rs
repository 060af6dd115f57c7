//! Which layer each node stands in: every edge leads on, and no edge is much longer than it must be.
//!
//! Groups are stages where they can be: what lies in one begins after everything that leads into it, and what follows it
//! begins after its end. Groups that lead into each other both ways stand side by side instead.

use rustc_hash::FxHashSet;

use super::groups::{Forest, shared};
use super::parts::Part;
use crate::graph::rows::{Rows, count};
use crate::{Error, ErrorKind, Result};

/// So many layers at most that all groups together span.
const MAX_SPANNED: u64 = 4_000_000;
/// Rounds of shortening.
const ROUNDS: usize = 4;

/// Layers of a part.
#[derive(Debug)]
pub struct Layers {
    /// Of each node.
    pub of: Vec<u32>,
    /// First and last one of each group.
    pub spans: Vec<(u32, u32)>,
    /// How many.
    pub count: u32,
}

/// `to` stands at least `least` layers after `from`; `pull` is how much it matters that it isn't more.
#[derive(Clone, Copy)]
struct Bound {
    from: u32,
    to: u32,
    least: u32,
    pull: i32,
    /// It only makes a stage of a group.
    stage: bool,
}

pub fn assign(part: &Part) -> Result<Layers> {
    let forest = &part.forest;
    let n = part.nodes.len() as u32;
    let all = n as usize + 2 * forest.parents.len();
    let bounds = possible(bounds(part), all);
    let pairs = bounds.iter().map(|bound| (bound.from, bound.to));
    let (out, into) = count(all, pairs.clone());
    let rows = Rows::of(out.clone(), pairs);
    let roots = (0..all as u32).filter(|&at| into[at as usize] == 0);
    let order = rows.order(&into, roots, |_| ()).expect("stages have no cycle");
    let ids = 0..bounds.len() as u32;
    let after = Rows::of(out, ids.clone().map(|id| (bounds[id as usize].from, id)));
    let before = Rows::of(into, ids.map(|id| (bounds[id as usize].to, id)));

    let mut layer = vec![0_u32; all];
    let earliest = |layer: &[u32], at: u32| {
        let bounds = before.row(at).iter().map(|&id| bounds[id as usize]);
        bounds.map(|bound| layer[bound.from as usize] + bound.least).max().unwrap_or(0)
    };
    for &at in &order {
        layer[at as usize] = earliest(&layer, at);
    }
    let last = layer.iter().copied().max().unwrap_or(0);
    let pull = |at: u32| -> i32 {
        let sum = |ids: &[u32]| ids.iter().map(|&id| bounds[id as usize].pull).sum::<i32>();
        sum(after.row(at)) - sum(before.row(at))
    };
    let pulls: Vec<i32> = (0..all as u32).map(pull).collect();
    for _ in 0..ROUNDS {
        // What is drawn to what follows goes there, and takes along what doesn't mind; then back, what minds.
        for &at in order.iter().rev().filter(|&&at| pulls[at as usize] >= 0) {
            let bounds = after.row(at).iter().map(|&id| bounds[id as usize]);
            layer[at as usize] = bounds.map(|bound| layer[bound.to as usize] - bound.least).min().unwrap_or(last);
        }
        for &at in order.iter().filter(|&&at| pulls[at as usize] <= 0) {
            layer[at as usize] = earliest(&layer, at);
        }
    }
    packed(&layer[..n as usize], forest)
}

/// What must stand before what, in numbers: nodes, then two for each group, its begin and its end.
fn bounds(part: &Part) -> Vec<Bound> {
    let forest = &part.forest;
    let n = part.nodes.len() as u32;
    let (begin, end) = (|group: u32| n + 2 * group, |group: u32| n + 2 * group + 1);
    let mut bounds: Vec<Bound> =
        part.edges.iter().map(|&(from, to)| Bound { from, to, least: 1, pull: 1, stage: false }).collect();
    let mut within = |group: u32, first: u32, last: u32| {
        bounds.push(Bound { from: begin(group), to: first, least: 0, pull: 0, stage: false });
        bounds.push(Bound { from: last, to: end(group), least: 0, pull: 0, stage: false });
    };
    for node in 0..n {
        if let Some(group) = forest.of_node[node as usize] {
            within(group, node, node);
        }
    }
    for (group, parent) in (0..).zip(&forest.parents) {
        if let Some(parent) = *parent {
            within(parent, begin(group), end(group));
        }
    }
    // A node stands for itself, a group for all in it: `n + group`.
    let ends = |at: u32| if at < n { (at, at) } else { (begin(at - n), end(at - n)) };
    for (up, down) in stages(part) {
        bounds.push(Bound { from: ends(up).1, to: ends(down).0, least: 1, pull: 0, stage: true });
    }
    bounds
}

/// Pairs of siblings that an edge leads between, at least one of them a group: `n + group`.
fn stages(part: &Part) -> Vec<(u32, u32)> {
    let forest = &part.forest;
    let n = part.nodes.len() as u32;
    let mut seen = FxHashSet::default();
    let mut pairs = Vec::new();
    for &(up, down) in &part.edges {
        let (above, below) = (forest.around(up), forest.around(down));
        let depth = shared(above, below);
        let sibling = |node: u32, path: &[u32]| path.get(depth).map_or(node, |group| n + group);
        let pair = (sibling(up, above), sibling(down, below));
        if (pair.0 >= n || pair.1 >= n) && seen.insert(pair) {
            pairs.push(pair);
        }
    }
    pairs
}

/// Without the stages that would make a circle. Every circle goes through one: edges make none, nor do groups around
/// their nodes.
fn possible(mut bounds: Vec<Bound>, all: usize) -> Vec<Bound> {
    let pairs = || bounds.iter().map(|bound| (bound.from, bound.to));
    let (out, into) = count(all, pairs());
    let waiting = |degrees: &[u32], rows: &Rows| {
        let roots = (0..all as u32).filter(|&at| degrees[at as usize] == 0);
        rows.order(degrees, roots, |_| ()).err()
    };
    let Some(waits) = waiting(&into, &Rows::of(out.clone(), pairs())) else { return bounds };
    let back = Rows::of(into, pairs().map(|(from, to)| (to, from)));
    let waits_back = waiting(&out, &back).unwrap_or_default();
    let circling = |at: u32| waits[at as usize] > 0 && waits_back[at as usize] > 0;
    bounds.retain(|bound| !(bound.stage && circling(bound.from) && circling(bound.to)));
    bounds
}

/// Without empty layers; and the spans of the groups.
fn packed(layer: &[u32], forest: &Forest) -> Result<Layers> {
    let mut used = layer.to_vec();
    used.sort_unstable();
    used.dedup();
    let mut number = vec![0; used.last().map_or(0, |&last| last as usize + 1)];
    for (new, &old) in (0..).zip(&used) {
        number[old as usize] = new;
    }
    let of: Vec<u32> = layer.iter().map(|&old| number[old as usize]).collect();
    let mut spans = vec![(u32::MAX, 0); forest.parents.len()];
    for (node, &at) in (0..).zip(&of) {
        for &group in forest.around(node) {
            let span = &mut spans[group as usize];
            *span = (span.0.min(at), span.1.max(at));
        }
    }
    let spanned: u64 = spans.iter().map(|(first, last)| u64::from(last - first)).sum();
    if spanned > MAX_SPANNED {
        let text = format!("{} groups span {spanned} layers, too many to draw; fold them", spans.len());
        return Err(Error::new(ErrorKind::Spec, text));
    }
    Ok(Layers { of, spans, count: used.len() as u32 })
}
