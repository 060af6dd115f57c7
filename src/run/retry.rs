//! How long a failed attempt waits before it is tried again.

use crate::spec::NodeSpec;

/// Upper bound of a growing wait that sets none itself: a day.
const LONGEST: f64 = 86_400.0;

/// Seconds until the next try after `failures` failed ones (at least 1).
///
/// A constant wait is kept exactly. A growing one is up to a quarter longer, so that tasks that failed together don't
/// come back together; how much depends on `place` (run, node, map index, try) and `seed` only.
pub(super) fn delay(node: &NodeSpec, failures: u32, seed: u64, place: [u32; 4]) -> f64 {
    if node.retry_backoff <= 1.0 {
        return node.max_retry_delay.map_or(node.retry_delay, |cap| node.retry_delay.min(cap));
    }
    let exponent = i32::try_from(failures.saturating_sub(1)).unwrap_or(i32::MAX);
    let grown = node.retry_delay * node.retry_backoff.powi(exponent);
    let hash = place.into_iter().fold(seed, |hash, part| mix(hash ^ u64::from(part)));
    #[allow(clippy::cast_precision_loss)] // 53 bits fit
    let share = (mix(hash) >> 11) as f64 / (1_u64 << 53) as f64;
    let cap = node.max_retry_delay.unwrap_or(LONGEST.max(node.retry_delay));
    // 0 times infinity is no number; a wait of 0 stays 0.
    if node.retry_delay == 0.0 { 0.0 } else { (grown * (1.0 + share / 4.0)).min(cap) }
}

/// The finaliser of splitmix64.
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
