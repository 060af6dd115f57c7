//! Grouping by origin, and the join of several edges by it.

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::select::{Order, extreme};

/// Rows by origin, in the order in which origins were first seen; rows without one are broadcast.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// Origins, first seen first.
    pub origins: Vec<u32>,
    /// Rows of each of them.
    pub rows: Vec<Vec<u32>>,
    /// Rows without an origin.
    pub broadcast: Vec<u32>,
}

/// Split `rows`; `origin_of[row]` is the caller's number of an origin.
pub fn by_origin(rows: &[u32], origin_of: &[Option<u32>]) -> Groups {
    let mut groups = Groups::default();
    let mut slot: FxHashMap<u32, usize> = FxHashMap::default();
    for row in rows {
        let Some(origin) = origin_of[*row as usize] else {
            groups.broadcast.push(*row);
            continue;
        };
        let index = *slot.entry(origin).or_insert_with(|| {
            groups.origins.push(origin);
            groups.rows.push(Vec::new());
            groups.rows.len() - 1
        });
        groups.rows[index].push(*row);
    }
    groups
}

/// The origins that one edge votes for, and whether anything without an origin is left, after a selection of one artifact.
///
/// The best of a group and the best of the broadcast rows compete once more, the group's first; where the broadcast one
/// wins, the edge doesn't vote for that origin.
#[must_use]
pub fn elect(groups: Groups, sizes: &[Option<i64>], order: Order) -> Groups {
    let common = extreme(&groups.broadcast, sizes, order);
    let mut elected = Groups { broadcast: common.into_iter().collect(), ..Groups::default() };
    for (origin, rows) in groups.origins.into_iter().zip(groups.rows) {
        let own = extreme(&rows, sizes, order);
        let finalists: Vec<u32> = own.into_iter().chain(common).collect();
        if own.is_some() && extreme(&finalists, sizes, order) == own {
            elected.origins.push(origin);
            elected.rows.push(own.into_iter().collect());
        }
    }
    elected
}

/// The origins on which edges meet: present on every required edge; on any, where none is required. Order of first sight.
pub fn correlate(edges: &[(&Groups, bool)]) -> Vec<u32> {
    let required = edges.iter().filter(|(_, required)| *required).count();
    let capacity = edges.iter().map(|(groups, _)| groups.origins.len()).sum();
    let mut seen: FxHashMap<u32, usize> = FxHashMap::with_capacity_and_hasher(capacity, FxBuildHasher);
    let mut order = Vec::new();
    for (groups, needed) in edges {
        for origin in &groups.origins {
            let count = seen.entry(*origin).or_insert_with(|| {
                order.push(*origin);
                0
            });
            *count += usize::from(*needed);
        }
    }
    order.retain(|origin| seen[origin] == required);
    order
}
