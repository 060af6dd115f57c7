//! From many nodes at once, along edges, so many levels far.

use super::parse::Levels;

/// Marks in `reached` every node that some edge leads to on a way of at most `levels` edges from `from`. A node of
/// `from` is marked only if another of them leads to it.
pub fn walk<'a>(from: &[u32], levels: Levels, reached: &mut [bool], next: impl Fn(u32) -> &'a [u32]) {
    let mut left = match levels {
        Levels::None => return,
        Levels::Some(levels) => levels,
        Levels::All => u32::MAX,
    };
    let mut seen = vec![false; reached.len()];
    let mut level: Vec<u32> =
        from.iter().copied().filter(|&node| !std::mem::replace(&mut seen[node as usize], true)).collect();
    while left > 0 && !level.is_empty() {
        let mut below = Vec::new();
        for node in level {
            for &near in next(node) {
                reached[near as usize] = true;
                if !std::mem::replace(&mut seen[near as usize], true) {
                    below.push(near);
                }
            }
        }
        level = below;
        left -= 1;
    }
}
