//! From places to boxes and lines.

use super::groups::Forest;
use super::items::{Items, Kind};
use super::layers::{self, Layers};
use super::order;
use super::parts::Part;
use super::place::{self, Across, Places};
use super::{Plan, Rect, turn};
use crate::Result;

/// A part by itself; along before across.
pub struct Drawn {
    pub size: [f64; 2],
    pub nodes: Vec<Rect>,
    pub layers: Vec<u32>,
    pub groups: Vec<Rect>,
    pub edges: Vec<Vec<[f64; 2]>>,
}

pub fn draw(part: &Part, plan: &Plan<'_>) -> Result<Drawn> {
    let size = |&node: &u32| turn(plan.down, plan.sizes[node as usize]);
    let (along, across): (Vec<f64>, Vec<f64>) =
        part.nodes.iter().map(size).map(|[along, across]| (along, across)).unzip();
    let title = |&group: &u32| turn(plan.down, [plan.titles[group as usize], 0.0]);
    let (titles_along, titles_across): (Vec<f64>, Vec<f64>) =
        part.groups.iter().map(title).map(|[along, across]| (along, across)).unzip();
    let head = turn(plan.down, [0.0, plan.spacing.title]);
    let padding = plan.spacing.padding;

    let layers = layers::assign(part)?;
    let items = Items::new(part, &layers);
    let order = order::arrange(&items, &part.forest, layers.count);
    let wanted = Across {
        size: &across,
        gap: plan.spacing.node,
        before: padding + head[1],
        after: padding,
        least: &titles_across,
    };
    let places = place::place(&items, &part.forest, &order, &wanted);
    let columns =
        Columns::new(&along, &layers, &part.forest, plan.spacing.layer, [padding + head[0], padding], &titles_along);
    Ok(boxes(part, &layers, &items, &columns, places, [&along, &across], plan.even))
}

fn boxes(
    part: &Part,
    layers: &Layers,
    items: &Items,
    columns: &Columns,
    mut places: Places,
    size: [&[f64]; 2],
    even: bool,
) -> Drawn {
    // Waypoints count as well: an edge may run outside of all boxes.
    let half = |item: usize| size[1].get(item).map_or(0.0, |size| size / 2.0);
    let tops = places.items.iter().enumerate().map(|(item, at)| at - half(item));
    let top = tops.chain(places.groups.iter().map(|group| group.0)).fold(f64::MAX, f64::min);
    places.items.iter_mut().for_each(|at| *at -= top);
    let nodes: Vec<Rect> = (0..part.nodes.len())
        .map(|node| {
            let (begin, end) = columns.at[layers.of[node] as usize];
            let along = if even { end - begin } else { size[0][node] };
            [f64::midpoint(begin, end) - along / 2.0, places.items[node] - size[1][node] / 2.0, along, size[1][node]]
        })
        .collect();
    let groups: Vec<Rect> = (0..part.groups.len())
        .map(|group| {
            let ([begin, end], (first, last)) = (columns.groups[group], places.groups[group]);
            [begin, first - top, end - begin, last - first]
        })
        .collect();
    let far = |axis: usize| nodes.iter().chain(&groups).map(|rect| rect[axis] + rect[axis + 2]).fold(0.0, f64::max);
    let edges =
        part.edges.iter().zip(&items.last).map(|(edge, last)| line(*edge, *last, items, columns, &places, &nodes));
    let lowest = places.items.iter().copied().fold(far(1), f64::max);
    let (size, edges) = ([far(0), lowest], edges.collect());
    Drawn { size, nodes, layers: layers.of.clone(), groups, edges }
}

/// From the border of a node along its layer's end and through the waypoints to the next node.
fn line(
    (up, down): (u32, u32),
    last: Option<u32>,
    items: &Items,
    columns: &Columns,
    places: &Places,
    nodes: &[Rect],
) -> Vec<[f64; 2]> {
    let column = |item: u32| columns.at[items.layer[item as usize] as usize];
    let across = |item: u32| places.items[item as usize];
    // Backwards, as the waypoints know it.
    let mut points = vec![[nodes[down as usize][0], across(down)], [column(down).0, across(down)]];
    let mut at = last.unwrap_or(up);
    while items.kind[at as usize] == Kind::Waypoint {
        let (begin, end) = column(at);
        points.extend([[end, across(at)], [begin, across(at)]]);
        at = items.from[at as usize];
    }
    points.extend([[column(up).1, across(up)], [nodes[up as usize][0] + nodes[up as usize][2], across(up)]]);
    points.reverse();
    points.dedup();
    // What lies on one line needs its ends only.
    let mut kept: Vec<[f64; 2]> = Vec::with_capacity(points.len());
    for point in points {
        if let [.., a, b] = kept[..]
            && (a[1] - b[1]).abs() < 1e-6
            && (b[1] - point[1]).abs() < 1e-6
        {
            kept.pop();
        }
        kept.push(point);
    }
    kept
}

/// Begin and end of each layer and each group along the edges.
struct Columns {
    at: Vec<(f64, f64)>,
    groups: Vec<[f64; 2]>,
}

impl Columns {
    fn new(
        along: &[f64],
        layers: &Layers,
        forest: &Forest,
        gap: f64,
        [before, after]: [f64; 2],
        titles: &[f64],
    ) -> Self {
        let mut size = vec![0.0_f64; layers.count as usize];
        for (&layer, &along) in layers.of.iter().zip(along) {
            size[layer as usize] = size[layer as usize].max(along);
        }
        // What the groups that begin or end with a layer need before and after it, each around those inside it.
        let groups = forest.outermost_first();
        let mut room = vec![[before, after]; groups.len()];
        let mut around = vec![[0.0_f64; 2]; layers.count as usize];
        for &group in groups.iter().rev() {
            let (own, (first, last)) = (room[group as usize], layers.spans[group as usize]);
            if let Some(parent) = forest.parents[group as usize] {
                let (wide, span) = (&mut room[parent as usize], layers.spans[parent as usize]);
                if span.0 == first {
                    wide[0] = wide[0].max(own[0] + before);
                }
                if span.1 == last {
                    wide[1] = wide[1].max(own[1] + after);
                }
            }
            around[first as usize][0] = around[first as usize][0].max(own[0]);
            around[last as usize][1] = around[last as usize][1].max(own[1]);
        }
        let mut begin = vec![around.first().map_or(0.0, |around| around[0]); size.len()];
        for layer in 1..size.len() {
            begin[layer] = begin[layer - 1] + size[layer - 1] + around[layer - 1][1] + gap + around[layer][0];
        }
        // A box too short for its title makes its last layer longer.
        let mut by_end = groups;
        by_end.sort_by_key(|&group| layers.spans[group as usize].1);
        let mut boxes = vec![[0.0; 2]; by_end.len()];
        let mut moved = 0.0;
        let mut next = 0;
        for layer in 0..size.len() {
            begin[layer] += moved;
            let mut short = 0.0_f64;
            let ending = by_end[next..].iter().take_while(|&&group| layers.spans[group as usize].1 as usize == layer);
            for &group in ending {
                next += 1;
                let (own, first) = (room[group as usize], layers.spans[group as usize].0 as usize);
                boxes[group as usize] = [begin[first] - own[0], own[1]];
                let has = begin[layer] + size[layer] + own[1] - boxes[group as usize][0];
                short = short.max(titles[group as usize] - has);
            }
            size[layer] += short;
            moved += short;
        }
        for (group, [_, end]) in boxes.iter_mut().enumerate() {
            let last = layers.spans[group].1 as usize;
            *end += begin[last] + size[last];
        }
        Self { at: begin.iter().zip(size).map(|(&begin, size)| (begin, begin + size)).collect(), groups: boxes }
    }
}
