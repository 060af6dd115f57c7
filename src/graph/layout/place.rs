//! Coordinates across: straight lines where they can be, everything near what it is joined to.
//!
//! Items that are to lie on one straight line become one *curve*, and so do the two borders of each group. Each layer says
//! how far its curves must be apart; since curves never cross, all that together is a partial order with distances.
//! Pushing every curve from its wish only downwards, or only upwards, until the distances hold gives two placements; their
//! mean holds the distances, too. That is repeated with wishes half-way to the median of the neighbours.

use std::collections::BTreeMap;

use super::groups::Forest;
use super::items::{Items, Kind};
use crate::graph::rows::{Rows, count};

/// Rounds at most; a large graph gets fewer.
const ROUNDS: usize = 48;
const WORK: usize = 1_500_000;

/// Sizes and distances across.
pub struct Across<'a> {
    /// Of the nodes.
    pub size: &'a [f64],
    /// Between two nodes.
    pub gap: f64,
    /// Between the first border of a group and what is in it.
    pub before: f64,
    /// Between what is in a group and its last border.
    pub after: f64,
    /// Least size of the boxes of groups.
    pub least: &'a [f64],
}

/// Where everything lies.
pub struct Places {
    /// The middle of each item.
    pub items: Vec<f64>,
    /// The borders of each group.
    pub groups: Vec<(f64, f64)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Entry {
    Item(u32),
    First(u32),
    Last(u32),
}

pub fn place(items: &Items, forest: &Forest, order: &[Vec<u32>], across: &Across<'_>) -> Places {
    let layers: Vec<Vec<Entry>> = order.iter().map(|layer| with_borders(layer, items, forest)).collect();
    let (curve_of, curves) = curves(items, &layers, 2 * forest.parents.len() as u32);
    let curve = |entry: Entry| match entry {
        Entry::Item(item) => curve_of[item as usize],
        Entry::First(group) => 2 * group,
        Entry::Last(group) => 2 * group + 1,
    };
    let mut bounds = Vec::new();
    for layer in &layers {
        for pair in layer.windows(2) {
            bounds.push((curve(pair[0]), curve(pair[1]), distance(pair[0], pair[1], items, across)));
        }
    }
    for (group, &least) in (0..).zip(across.least) {
        bounds.push((2 * group, 2 * group + 1, least));
    }
    let mut solver = Solver::new(curves, bounds, across.least, forest);
    solver.settle(&neighbours(items, &curve_of, curves), (WORK / (items.steps + 1)).clamp(6, ROUNDS));
    Places {
        items: curve_of.iter().map(|&curve| solver.at[curve as usize]).collect(),
        groups: solver.at[..2 * forest.parents.len()].chunks(2).map(|pair| (pair[0], pair[1])).collect(),
    }
}

/// The layer with the borders of groups between its items.
fn with_borders(layer: &[u32], items: &Items, forest: &Forest) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(layer.len());
    let mut inside: &[u32] = &[];
    for &item in layer {
        let path = forest.path(items.home[item as usize]);
        let depth = super::groups::shared(inside, path);
        entries.extend(inside[depth..].iter().rev().map(|&group| Entry::Last(group)));
        entries.extend(path[depth..].iter().map(|&group| Entry::First(group)));
        entries.push(Entry::Item(item));
        inside = path;
    }
    entries.extend(inside.iter().rev().map(|&group| Entry::Last(group)));
    entries
}

/// The curve of each item, counted from `first`, and how many there are: an item goes on straight to the one that is the
/// middle of its neighbours and has it in the middle of its own, as long as no two such lines, nor a line and
/// the border of a group, would cross.
fn curves(items: &Items, layers: &[Vec<Entry>], first: u32) -> (Vec<u32>, u32) {
    let mut curve_of = vec![u32::MAX; items.kind.len()];
    let mut next = first;
    let mut at = vec![0_u32; items.kind.len()];
    let mut borders: BTreeMap<(bool, u32), u32> = BTreeMap::new();
    for layer in layers {
        let mut lines: BTreeMap<u32, u32> = BTreeMap::new(); // places above and below that one line or border joins
        let mut here = BTreeMap::new();
        for (place, &entry) in (0..).zip(layer) {
            match entry {
                Entry::Item(item) => at[item as usize] = place,
                Entry::First(group) | Entry::Last(group) => {
                    let border = (matches!(entry, Entry::Last(_)), group);
                    if let Some(&above) = borders.get(&border) {
                        lines.insert(above, place);
                    }
                    here.insert(border, place);
                }
            }
        }
        borders = here;
        let mut wanted: Vec<(bool, u32, u32)> = Vec::new();
        for &entry in layer {
            if let Entry::Item(item) = entry
                && let Some(up) = middle(item, items.up.row(item), items, &at)
                && middle(up, items.down.row(up), items, &at) == Some(item)
            {
                let both = items.kind[item as usize] == Kind::Waypoint && items.kind[up as usize] == Kind::Waypoint;
                wanted.push((!both, up, item));
            }
        }
        wanted.sort_by_key(|&(second, _, _)| second);
        for (_, up, item) in wanted {
            let (above, below) = (at[up as usize], at[item as usize]);
            let clear = lines.range(..above).next_back().is_none_or(|(_, &line)| line < below)
                && lines.range(above..).next().is_none_or(|(&from, &line)| from > above && line > below);
            if clear {
                lines.insert(above, below);
                curve_of[item as usize] = curve_of[up as usize];
            }
        }
        for &entry in layer {
            if let Entry::Item(item) = entry
                && curve_of[item as usize] == u32::MAX
            {
                curve_of[item as usize] = next;
                next += 1;
            }
        }
    }
    (curve_of, next)
}

/// The neighbour that `item` should lie level with: the middle one of its own kind, else of the other. A node with an even number
/// of them has none, and comes to lie between the middle two.
fn middle(item: u32, near: &[u32], items: &Items, at: &[u32]) -> Option<u32> {
    let kind = items.kind[item as usize];
    let alike = near.iter().filter(|&&near| items.kind[near as usize] == kind).count();
    let mut near: Vec<u32> =
        near.iter().copied().filter(|&near| alike == 0 || items.kind[near as usize] == kind).collect();
    near.sort_unstable_by_key(|&near| at[near as usize]);
    let odd = near.len() % 2 == 1;
    (odd || kind == Kind::Waypoint).then(|| near.get(near.len().saturating_sub(1) / 2).copied()).flatten()
}

/// How far apart the middles (or borders) of two entries must be that follow each other in a layer.
fn distance(upper: Entry, lower: Entry, items: &Items, across: &Across<'_>) -> f64 {
    let half = |item: u32| across.size.get(item as usize).map_or(0.0, |size| size / 2.0);
    let node = |item: u32| items.kind[item as usize] == Kind::Node;
    match (upper, lower) {
        (Entry::Item(a), Entry::Item(b)) => {
            let gap = if node(a) && node(b) { across.gap } else { across.gap / 2.0 };
            half(a) + gap + half(b)
        }
        (Entry::Item(a), Entry::First(_)) => half(a) + across.gap,
        (Entry::Last(_), Entry::Item(b)) => across.gap + half(b),
        (Entry::First(_), Entry::Item(b)) => across.before + half(b),
        (Entry::Item(a), Entry::Last(_)) => half(a) + across.after,
        (Entry::First(_), _) => across.before,
        (Entry::Last(_), Entry::First(_)) => across.gap,
        (Entry::Last(_), Entry::Last(_)) => across.after,
    }
}

/// The curves that each curve is joined to, once an edge.
fn neighbours(items: &Items, curve_of: &[u32], curves: u32) -> Rows {
    let joined = |item: u32| {
        let own = curve_of[item as usize];
        let near = items.up.row(item).iter().chain(items.down.row(item));
        near.map(move |&near| (own, curve_of[near as usize])).filter(|(own, near)| own != near)
    };
    let pairs = (0..curve_of.len() as u32).flat_map(joined);
    Rows::of(count(curves as usize, pairs.clone()).0, pairs)
}

/// Curves and the distances between them: (upper, lower, least), in an order in which one pass carries them all.
struct Solver<'a> {
    at: Vec<f64>,
    bounds: Vec<(u32, u32, f64)>,
    /// The first ones are borders, two a group.
    borders: u32,
    /// Least size of each group.
    least: &'a [f64],
    /// Groups, inner ones first.
    inner_first: Vec<u32>,
    /// What follows the first border of each group, and what comes before its last one, and how far.
    inside: Vec<[Vec<(u32, f64)>; 2]>,
}

impl<'a> Solver<'a> {
    fn new(curves: u32, mut bounds: Vec<(u32, u32, f64)>, least: &'a [f64], forest: &Forest) -> Self {
        let pairs = bounds.iter().map(|&(a, b, _)| (a, b));
        let (out, into) = count(curves as usize, pairs.clone());
        let rows = Rows::of(out, pairs);
        let roots = (0..curves).filter(|&curve| into[curve as usize] == 0);
        let order = rows.order(&into, roots, |_| ()).expect("curves don't cross");
        let mut rank = vec![0; curves as usize];
        for (place, curve) in (0_u32..).zip(order) {
            rank[curve as usize] = place;
        }
        bounds.sort_by_key(|&(a, _, _)| rank[a as usize]);
        let borders = 2 * least.len() as u32;
        let mut inside = vec![[Vec::new(), Vec::new()]; least.len()];
        for &(a, b, least) in &bounds {
            if a < borders && a.is_multiple_of(2) && a + 1 != b {
                inside[a as usize / 2][0].push((b, least));
            }
            if b < borders && !b.is_multiple_of(2) && a + 1 != b {
                inside[b as usize / 2][1].push((a, least));
            }
        }
        let mut inner_first = forest.outermost_first();
        inner_first.reverse();
        Self { at: vec![0.0; curves as usize], bounds, borders, least, inner_first, inside }
    }

    fn settle(&mut self, near: &Rows, rounds: usize) {
        self.at = self.lower(&self.at);
        let mut places = Vec::new();
        for _ in 0..rounds {
            let mut wish = self.at.clone();
            for curve in self.borders..self.at.len() as u32 {
                places.clear();
                places.extend(near.row(curve).iter().map(|&near| self.at[near as usize]));
                places.sort_unstable_by(f64::total_cmp);
                if !places.is_empty() {
                    let median = f64::midpoint(places[(places.len() - 1) / 2], places[places.len() / 2]);
                    wish[curve as usize] = f64::midpoint(wish[curve as usize], median);
                }
            }
            self.shrink(&mut wish, None);
            let (lower, upper) = (self.lower(&wish), self.upper(&wish));
            self.at = lower.iter().zip(upper).map(|(lower, upper)| f64::midpoint(*lower, upper)).collect();
        }
        let room = self.at.clone();
        let mut at = std::mem::take(&mut self.at);
        self.shrink(&mut at, Some(&room));
        self.at = at;
    }

    /// The borders of each group close to what is in it, but for its least size; that lies inside `room`.
    fn shrink(&self, at: &mut [f64], room: Option<&[f64]>) {
        for &group in &self.inner_first {
            let [after, before] = &self.inside[group as usize];
            let mut first = after.iter().map(|&(near, least)| at[near as usize] - least).fold(f64::MAX, f64::min);
            let mut last = before.iter().map(|&(near, least)| at[near as usize] + least).fold(f64::MIN, f64::max);
            let size = self.least[group as usize];
            if last - first < size {
                first = f64::midpoint(first, last) - size / 2.0;
                if let Some(room) = room {
                    first = first.min(room[2 * group as usize + 1] - size).max(room[2 * group as usize]);
                }
                last = first + size;
            }
            (at[2 * group as usize], at[2 * group as usize + 1]) = (first, last);
        }
    }

    /// Every curve at its wish or as far below it as it must.
    fn lower(&self, wish: &[f64]) -> Vec<f64> {
        let mut at = wish.to_vec();
        for &(a, b, least) in &self.bounds {
            at[b as usize] = at[b as usize].max(at[a as usize] + least);
        }
        at
    }

    /// Every curve at its wish or as far above it as it must.
    fn upper(&self, wish: &[f64]) -> Vec<f64> {
        let mut at = wish.to_vec();
        for &(a, b, least) in self.bounds.iter().rev() {
            at[a as usize] = at[a as usize].min(at[b as usize] - least);
        }
        at
    }
}
