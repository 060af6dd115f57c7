//! From many nodes at once, along edges, so many levels far.

use super::parse::Levels;

/// It has been in a level.
const SEEN: u8 = 1;
/// An edge led to it.
const REACHED: u8 = 2;

/// Marks in `reached` every node that some edge leads to on a way of at most `levels` edges from `from`. A node of
/// `from` is marked only if another of them leads to it.
pub fn walk<'a>(from: &[u32], levels: Levels, reached: &mut [bool], next: impl Fn(u32) -> &'a [u32]) {
    let mut left = match levels {
        Levels::None => return,
        Levels::Some(levels) => levels,
        Levels::All => u32::MAX,
    };
    let mut marks = vec![0_u8; reached.len()];
    for &node in from {
        marks[node as usize] = SEEN;
    }
    let (mut level, mut below) = (from.to_vec(), Vec::new());
    while left > 0 && !level.is_empty() {
        for &node in &level {
            let row = next(node);
            let mut len = below.len();
            // Written before the test that keeps it there: no branch has to wait for a cache miss.
            below.resize(len + row.len(), 0);
            for &near in row {
                let mark = &mut marks[near as usize];
                below[len] = near;
                len += usize::from(*mark & SEEN == 0);
                *mark = SEEN | REACHED;
            }
            below.truncate(len);
        }
        std::mem::swap(&mut level, &mut below);
        below.clear();
        left -= 1;
    }
    reached.iter_mut().zip(marks).for_each(|(reached, mark)| *reached |= mark & REACHED != 0);
}
