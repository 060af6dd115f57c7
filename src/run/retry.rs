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

#[cfg(test)]
#[allow(clippy::float_cmp)] // the same computation gives the same number
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn node(delay: f64, backoff: f64, cap: Option<f64>) -> NodeSpec {
        let node = json!({"id": "a", "retry_delay": delay, "retry_backoff": backoff, "max_retry_delay": cap});
        serde_json::from_value(node).unwrap()
    }

    proptest! {
        #[test]
        fn a_growing_wait_stays_between_its_bounds(
            delay in 0.0..100.0_f64, backoff in 1.01..4.0_f64, cap in prop::option::of(1.0..500.0_f64),
            failures in 1..2000_i32, seed: u64, place: [u32; 4],
        ) {
            let wait_of = |cap| super::delay(&node(delay, backoff, cap), failures.cast_unsigned(), seed, place);
            let wait = wait_of(cap);
            let grown = delay * backoff.powi(failures - 1);
            let cap = cap.unwrap_or(LONGEST);
            prop_assert!(wait.is_finite() && wait <= cap);
            prop_assert!(wait >= grown.min(cap) || delay == 0.0);
            prop_assert!(wait <= grown * 1.25 || grown.is_nan());
            prop_assert!(wait == wait_of(Some(cap)), "no dice");
        }

        #[test]
        fn a_constant_wait_is_exact(delay in 0.0..1e6_f64, failures in 1..50_u32, seed: u64, place: [u32; 4]) {
            prop_assert!(super::delay(&node(delay, 1.0, None), failures, seed, place) == delay);
            prop_assert!(super::delay(&node(delay, 1.0, Some(7.0)), failures, seed, place) == delay.min(7.0));
        }
    }

    #[test]
    fn tasks_that_failed_together_do_not_come_back_together() {
        let waits: Vec<f64> = (0..100).map(|at| delay(&node(10.0, 2.0, None), 1, 3, [1, at, 0, 1])).collect();
        let below = |limit: f64| waits.iter().filter(|wait| **wait < limit).count();
        assert!((30..70).contains(&below(11.25)), "{waits:?}");
    }
}
