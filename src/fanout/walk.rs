//! Walk-back: a gate without artifacts of its own lets its collector see through to what lies before it.

use rustc_hash::FxHashSet;

/// What `fetch` finds on the nearest level that has anything, starting at `start`.
///
/// Level 0 is `start`; the next level is the unvisited dependencies of those nodes of the level that `passes` lets
/// through. Empty after `depth` levels (then `false` says that the search was cut off) or when nothing is left.
///
/// # Errors
/// Whatever `fetch` raises.
pub fn walk_back<T, E>(
    start: &[u32],
    dependencies: &[Vec<u32>],
    passes: impl Fn(u32) -> bool,
    depth: usize,
    mut fetch: impl FnMut(&[u32]) -> Result<Vec<T>, E>,
) -> Result<(Vec<T>, bool), E> {
    let mut level = start.to_vec();
    let mut seen: FxHashSet<u32> = level.iter().copied().collect();
    for _ in 0..depth {
        if level.is_empty() {
            return Ok((Vec::new(), true));
        }
        let found = fetch(&level)?;
        if !found.is_empty() {
            return Ok((found, true));
        }
        let gates = level.iter().filter(|node| passes(**node));
        let above = gates.filter_map(|node| dependencies.get(*node as usize)).flatten();
        level = above.copied().filter(|node| seen.insert(*node)).collect();
    }
    Ok((Vec::new(), level.is_empty()))
}
