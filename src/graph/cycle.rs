//! The proof that a graph has no order.

use crate::{Error, ErrorKind};

/// Nodes that form a circle, each before the next; the first one again at the end. It starts at its lowest node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle(pub Vec<u32>);

/// Nodes of a cycle that a text shows; of a longer one it shows the two ends.
const SHOWN: usize = 16;

impl Cycle {
    /// `cycle: a -> b -> a`.
    pub fn error(&self, name: impl Fn(u32) -> String) -> Error {
        let path = |nodes: &[u32]| nodes.iter().map(|&node| name(node)).collect::<Vec<_>>().join(" -> ");
        let nodes = &self.0;
        let text = if nodes.len() <= SHOWN {
            path(nodes)
        } else {
            let (head, tail) = (&nodes[..SHOWN / 2], &nodes[nodes.len() - SHOWN / 2..]);
            format!("{} -> ({} more) -> {}", path(head), nodes.len() - SHOWN, path(tail))
        };
        Error::new(ErrorKind::Cycle, format!("cycle: {text}"))
    }

    /// Every node that still waits has an upstream that does, so going upstream from any of them ends in a circle.
    pub(super) fn among<'a>(waits: &[u32], successors: impl Fn(u32) -> &'a [u32]) -> Self {
        let n = waits.len() as u32;
        let waiting = |node: u32| waits[node as usize] > 0;
        let mut upstream = vec![n; waits.len()];
        for up in (0..n).filter(|&up| waiting(up)) {
            for &down in successors(up).iter().filter(|&&down| waiting(down)) {
                upstream[down as usize] = up;
            }
        }
        let mut seen = vec![false; waits.len()];
        let mut node = (0..n).find(|&node| waiting(node)).unwrap_or(0);
        while !seen[node as usize] {
            seen[node as usize] = true;
            node = upstream[node as usize];
        }
        let first = node;
        let mut path = vec![first];
        node = upstream[first as usize];
        while node != first {
            path.push(node);
            node = upstream[node as usize];
        }
        path.reverse();
        let lowest = path.iter().enumerate().min_by_key(|(_, node)| **node).map_or(0, |(at, _)| at);
        path.rotate_left(lowest);
        path.push(path[0]);
        Self(path)
    }
}
