//! The order within each layer: few crossings, and every group in one piece.
//!
//! Sweeps forth and back put each item at the mean of its neighbours in the layer before, then neighbours change places
//! where that saves crossings; the best order that was met is kept. A group has one key in all its layers, so that two
//! groups stand in the same order wherever they meet: then their boxes can't overlap.
#![allow(clippy::cast_precision_loss)] // numbers of items, far below 2^52

use std::cmp::Ordering;

use super::groups::Forest;
use super::items::{Items, Kind};
use crate::graph::rows::Rows;

const SWEEPS: usize = 24;
/// Sweeps without a better order after which there is an end.
const PATIENCE: usize = 6;
/// Steps that all sweeps together look at, about; a large graph gets fewer sweeps.
const WORK: usize = 1_500_000;
/// Up to so many steps neighbours are tried in both orders.
const SMALL: usize = 20_000;

/// Items by layer, in their order.
pub fn arrange(items: &Items, forest: &Forest, layers: u32) -> Vec<Vec<u32>> {
    let mut state = State::new(items, forest, layers);
    let mut best = (state.crossings(), state.order.clone());
    let sweeps = (WORK / (items.steps + 1)).clamp(2, SWEEPS);
    let mut idle = 0;
    for sweep in 0..sweeps {
        if best.0 == 0 || idle == PATIENCE {
            break;
        }
        state.sweep(sweep % 2 == 0);
        if items.steps <= SMALL {
            state.exchange();
        }
        let crossings = state.crossings();
        idle += 1;
        if crossings < best.0 {
            best = (crossings, state.order.clone());
            idle = 0;
        }
    }
    best.1
}

struct State<'a> {
    items: &'a Items,
    forest: &'a Forest,
    order: Vec<Vec<u32>>,
    /// Place of each item, counted from the middle of its layer.
    place: Vec<f64>,
    key: Vec<f64>,
    group_key: Vec<f64>,
}

impl<'a> State<'a> {
    fn new(items: &'a Items, forest: &'a Forest, layers: u32) -> Self {
        let mut order = vec![Vec::new(); layers as usize];
        for (item, &layer) in (0..).zip(&items.layer) {
            order[layer as usize].push(item);
        }
        let count = items.kind.len();
        let group_key = vec![0.0; forest.parents.len()];
        let mut state = Self { items, forest, order, place: vec![0.0; count], key: depth_first(items), group_key };
        state.key_groups(|state, item| Some((state.key[item as usize], 1.0)));
        state.sort(0..layers as usize);
        state
    }

    /// Each group's key: the mean of what `of` says of the items in it, as (sum, number).
    fn key_groups(&mut self, of: impl Fn(&Self, u32) -> Option<(f64, f64)>) {
        let mut sums = vec![(0.0, 0.0); self.group_key.len()];
        for item in 0..self.items.kind.len() as u32 {
            let path = self.forest.path(self.items.home[item as usize]);
            if let Some((sum, count)) = (!path.is_empty()).then(|| of(self, item)).flatten() {
                for &group in path {
                    let of_group = &mut sums[group as usize];
                    *of_group = (of_group.0 + sum, of_group.1 + count);
                }
            }
        }
        for (key, (sum, count)) in self.group_key.iter_mut().zip(sums) {
            if count > 0.0 {
                *key = sum / count;
            }
        }
    }

    fn sort(&mut self, layers: impl Iterator<Item = usize>) {
        for layer in layers {
            let mut order = std::mem::take(&mut self.order[layer]);
            order.sort_by(|&a, &b| self.compare(a, b));
            let middle = (order.len() as f64 - 1.0) / 2.0;
            for (at, &item) in order.iter().enumerate() {
                self.place[item as usize] = at as f64 - middle;
            }
            self.order[layer] = order;
        }
    }

    /// Items of one group by their key, then by their place; a group by its own key.
    fn compare(&self, a: u32, b: u32) -> Ordering {
        let home = |item: u32| self.items.home[item as usize];
        let of_item = |item: u32| (self.key[item as usize], 0, self.place[item as usize], item);
        if home(a) == home(b) {
            return order(of_item(a), of_item(b));
        }
        let (above, below) = (self.forest.path(home(a)), self.forest.path(home(b)));
        let depth = super::groups::shared(above, below);
        let of = |item: u32, path: &[u32]| {
            path.get(depth).map_or_else(|| of_item(item), |&group| (self.group_key[group as usize], 1, 0.0, group))
        };
        order(of(a, above), of(b, below))
    }

    fn sweep(&mut self, down: bool) {
        // Where the neighbours of a group's items stand that aren't in it, but for those of inner groups: nearly that.
        self.key_groups(|state, item| {
            let home = state.items.home[item as usize];
            let out = |near: &&u32| state.items.home[**near as usize] != home;
            let near = state.items.up.row(item).iter().chain(state.items.down.row(item)).filter(out);
            Some(near.fold((0.0, 0.0), |sum, &near| (sum.0 + state.place[near as usize], sum.1 + 1.0)))
        });
        let rows = if down { &self.items.up } else { &self.items.down };
        let layers = self.order.len();
        for step in 0..layers {
            let layer = if down { step } else { layers - 1 - step };
            for &item in &self.order[layer] {
                let near = rows.row(item);
                let sum: f64 = near.iter().map(|&near| self.place[near as usize]).sum();
                let own = self.place[item as usize];
                self.key[item as usize] = if near.is_empty() { own } else { sum / near.len() as f64 };
            }
            self.sort(std::iter::once(layer));
        }
    }

    /// Lets neighbours of one group change places where that saves crossings.
    fn exchange(&mut self) {
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for layer in 0..self.order.len() {
            for at in 1..self.order[layer].len() {
                let (a, b) = (self.order[layer][at - 1], self.order[layer][at]);
                if self.items.home[a as usize] != self.items.home[b as usize] {
                    continue;
                }
                let (mut now, mut then) = (0, 0);
                for rows in [&self.items.up, &self.items.down] {
                    self.places(rows.row(a), &mut first);
                    self.places(rows.row(b), &mut second);
                    now += inversions(&first, &second);
                    then += inversions(&second, &first);
                }
                if then < now {
                    self.order[layer].swap(at - 1, at);
                    self.place.swap(a as usize, b as usize);
                }
            }
        }
    }

    fn places(&self, near: &[u32], into: &mut Vec<f64>) {
        into.clear();
        into.extend(near.iter().map(|&item| self.place[item as usize]));
        into.sort_unstable_by(f64::total_cmp);
    }

    fn crossings(&self) -> u64 {
        (1..self.order.len()).map(|layer| crossings(&self.order[layer - 1], &self.order[layer], &self.items.down)).sum()
    }
}

fn order(a: (f64, u32, f64, u32), b: (f64, u32, f64, u32)) -> Ordering {
    a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.total_cmp(&b.2)).then(a.3.cmp(&b.3))
}

/// The order in which a walk along the edges meets the items, from the nodes as they were written: what hangs together
/// comes together.
fn depth_first(items: &Items) -> Vec<f64> {
    let count = items.kind.len();
    let mut key = vec![f64::NAN; count];
    let mut met = 0.0;
    let mut stack = Vec::new();
    for root in (0..count as u32).filter(|&item| items.kind[item as usize] != Kind::Waypoint) {
        if !items.up.row(root).is_empty() {
            continue;
        }
        stack.push(root);
        while let Some(item) = stack.pop() {
            if key[item as usize].is_nan() {
                key[item as usize] = met;
                met += 1.0;
                stack.extend(items.down.row(item).iter().rev());
            }
        }
    }
    key
}

/// Pairs of one of `first` and one of `second` in which the former is larger. Both are sorted.
fn inversions(first: &[f64], second: &[f64]) -> usize {
    let mut below = 0;
    let mut sum = 0;
    for a in first {
        while below < second.len() && second[below] < *a {
            below += 1;
        }
        sum += below;
    }
    sum
}

/// Crossings between two layers.
fn crossings(upper: &[u32], lower: &[u32], down: &Rows) -> u64 {
    let mut at = rustc_hash::FxHashMap::default();
    at.extend((0..).zip(lower).map(|(place, &item)| (item, place)));
    // A tree of counts (Fenwick) over the places that earlier items reach.
    let mut tree = vec![0_u32; lower.len() + 1];
    let (mut sum, mut reached) = (0, 0);
    let mut places: Vec<usize> = Vec::new();
    for &item in upper {
        places.clear();
        places.extend(down.row(item).iter().map(|near| at[near]));
        for &place in &places {
            let (mut up_to, mut below) = (place + 1, 0);
            while up_to > 0 {
                below += tree[up_to];
                up_to &= up_to - 1;
            }
            sum += u64::from(reached - below);
        }
        for &place in &places {
            let mut at = place + 1;
            while at < tree.len() {
                tree[at] += 1;
                at += at & at.wrapping_neg();
            }
            reached += 1;
        }
    }
    sum
}
