//! Where a drawing puts the nodes of a graph: in layers, every edge leading at least one layer on.
//!
//! The steps, each in its file: [`groups`] (the tree), [`layers`] (who stands in which), [`items`] (long edges become
//! waypoints, one a layer), [`order`] (few crossings), [`place`] (coordinates across), [`route`] (boxes and lines). Parts
//! that no edge and no group joins are laid out apart and set beside one another.
//!
//! "Along" is the direction in which edges lead, "across" the other one; only this file turns them into x and y. The same
//! input gives the same output on every machine: no randomness, and sums in a fixed order.

mod groups;
mod items;
mod layers;
mod order;
mod parts;
mod place;
mod route;

use super::Graph;
use crate::{Error, ErrorKind, Result};
use groups::Forest;

/// Where groups may not nest deeper.
pub const MAX_NESTING: usize = 64;

/// x, y, width, height; y grows downwards.
pub type Rect = [f64; 4];

/// Distances, in the unit of the sizes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spacing {
    /// Between two nodes of a layer.
    pub node: f64,
    /// Between two layers.
    pub layer: f64,
    /// Between the border of a group and what is in it.
    pub padding: f64,
    /// Height of a group's title, above what is in it.
    pub title: f64,
}

/// What is to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// Width and height of each node.
    pub sizes: &'a [[f64; 2]],
    /// The innermost group of each node.
    pub groups: &'a [Option<u32>],
    /// The group around each group.
    pub parents: &'a [Option<u32>],
    /// Least width of each group's box.
    pub titles: &'a [f64],
    /// Distances.
    pub spacing: Spacing,
    /// Edges lead down, not to the right.
    pub down: bool,
    /// Nodes of a layer get the same extent along the edges, that of the largest.
    pub even: bool,
}

/// A drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Width and height of it all; it starts at 0, 0.
    pub size: [f64; 2],
    /// Box of each node.
    pub nodes: Vec<Rect>,
    /// Layer of each node, counted from 0 in each part that is joined.
    pub layers: Vec<u32>,
    /// Box of each group; `None` for one without nodes.
    pub groups: Vec<Option<Rect>>,
    /// Each edge once, in the order of the graph.
    pub edges: Vec<Edge>,
}

/// How an edge runs: straight from point to point. Between two layers it may be drawn as a curve as well, along the
/// edges at both its ends; there it meets no node.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Node.
    pub up: u32,
    /// Node.
    pub down: u32,
    /// From the border of `up` to the border of `down`.
    pub points: Vec<[f64; 2]>,
}

/// Lays out `graph`.
///
/// Takes some (nodes + edges + layers that groups span) · log, and waypoints for long edges; there are
/// bounds on those (see [`items`]), past which the longest edges lead straight to their end.
///
/// Errors: [`ErrorKind::Spec`] for a size that is no number, groups inside themselves, more than
/// [`MAX_NESTING`] deep or spanning millions of layers together;
/// [`ErrorKind::Unknown`] for a group that doesn't exist.
pub fn layout(graph: &Graph, plan: &Plan<'_>) -> Result<Layout> {
    let n = graph.len() as usize;
    if plan.sizes.len() != n || plan.groups.len() != n || plan.titles.len() != plan.parents.len() {
        return Err(Error::new(ErrorKind::Spec, "a layout takes one size and group a node, one title a group"));
    }
    let Spacing { node, layer, padding, title } = plan.spacing;
    let distances = [node, layer, padding, title];
    let numbers = plan.sizes.as_flattened().iter().chain(plan.titles).chain(&distances);
    if let Some(wrong) = numbers.copied().find(|size| !(0.0..=1e9).contains(size)) {
        return Err(Error::new(ErrorKind::Spec, format!("{wrong} is no size; sizes go from 0 to 1e9")));
    }
    let forest = Forest::new(plan.parents, plan.groups)?;
    let parts = parts::split(graph, &forest);
    let mut drawing = Layout {
        size: [0.0; 2],
        nodes: vec![[0.0; 4]; n],
        layers: vec![0; n],
        groups: vec![None; plan.parents.len()],
        edges: Vec::with_capacity(graph.edge_count() as usize),
    };
    let drawn: Vec<route::Drawn> = parts.iter().map(|part| route::draw(part, plan)).collect::<Result<_>>()?;
    let at = parts::shelves(&drawn.iter().map(|part| part.size).collect::<Vec<_>>(), plan.spacing);
    for ((part, drawn), at) in parts.iter().zip(drawn).zip(at) {
        let moved = |[along, across]: [f64; 2]| turn(plan.down, [along + at[0], across + at[1]]);
        let boxed = |[along, across, deep, wide]: Rect| {
            let ([x, y], [width, height]) = (moved([along, across]), turn(plan.down, [deep, wide]));
            [x, y, width, height]
        };
        for (&node, (rect, layer)) in part.nodes.iter().zip(drawn.nodes.into_iter().zip(drawn.layers)) {
            drawing.nodes[node as usize] = boxed(rect);
            drawing.layers[node as usize] = layer;
        }
        for (&group, rect) in part.groups.iter().zip(drawn.groups) {
            drawing.groups[group as usize] = Some(boxed(rect));
        }
        for (&(up, down), points) in part.edges.iter().zip(drawn.edges) {
            let (up, down) = (part.nodes[up as usize], part.nodes[down as usize]);
            drawing.edges.push(Edge { up, down, points: points.into_iter().map(moved).collect() });
        }
        let end = moved(drawn.size);
        drawing.size = [drawing.size[0].max(end[0]), drawing.size[1].max(end[1])];
    }
    drawing.edges.sort_by_key(|edge| edge.up); // stable: the order of the graph
    Ok(drawing)
}

/// Along and across as x and y, or the other way round.
fn turn(down: bool, [along, across]: [f64; 2]) -> [f64; 2] {
    if down { [across, along] } else { [along, across] }
}
