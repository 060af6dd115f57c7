//! Selection: the extreme, or the first few in an order.

use std::cmp::Ordering;

/// Ascending or descending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the names are the documentation
pub enum Order {
    Ascending,
    Descending,
}

/// The row among `rows` with the smallest (ascending) or largest value; rows without one don't take part, the first of
/// equals wins.
pub fn extreme(rows: &[u32], sizes: &[Option<i64>], order: Order) -> Option<u32> {
    let candidates = rows.iter().filter_map(|row| sizes[*row as usize].map(|size| (*row, size)));
    let better = |(best, size): (u32, i64), (row, other): (u32, i64)| {
        let wins = if order == Order::Ascending { other < size } else { other > size };
        if wins { (row, other) } else { (best, size) }
    };
    candidates.reduce(better).map(|(row, _)| row)
}

/// The first `limit` of `rows` by `compare` in `order`; equals follow their `id`, ascending either way.
pub fn top(
    rows: &[u32],
    limit: usize,
    order: Order,
    ids: &[impl Ord],
    compare: impl Fn(u32, u32) -> Ordering,
) -> Vec<u32> {
    let mut sorted = rows.to_vec();
    sorted.sort_by(|left, right| {
        let by_value = compare(*left, *right);
        let by_value = if order == Order::Ascending { by_value } else { by_value.reverse() };
        by_value.then_with(|| ids[*left as usize].cmp(&ids[*right as usize]))
    });
    sorted.truncate(limit);
    sorted
}
