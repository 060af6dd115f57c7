//! Kahn's algorithm once, at build: either an order, or proof that there is none.

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

    /// A topological order by level of the nodes whose in-degrees and successors are given, or a cycle.
    pub(super) fn or_order<'a>(in_degree: &[u32], successors: impl Fn(u32) -> &'a [u32]) -> Result<Box<[u32]>, Self> {
        let n = in_degree.len();
        let mut waits = in_degree.to_vec();
        // The order is its own queue. One slot more than nodes, because every write comes before the test that keeps
        // it: no branch depends on the data, so the processor overlaps the cache misses.
        let mut order = vec![0; n + 1];
        let mut len = 0;
        for (node, &wait) in in_degree.iter().enumerate() {
            order[len] = node as u32;
            len += usize::from(wait == 0);
        }
        let mut at = 0;
        while at < len {
            for &next in successors(order[at]) {
                let wait = &mut waits[next as usize];
                *wait -= 1;
                order[len] = next;
                len += usize::from(*wait == 0);
            }
            at += 1;
        }
        if len < n {
            return Err(Self::among(&waits, successors));
        }
        order.truncate(n);
        Ok(order.into())
    }

    /// Every node that still waits has an upstream that does, so going upstream from any of them ends in a circle.
    fn among<'a>(waits: &[u32], successors: impl Fn(u32) -> &'a [u32]) -> Self {
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
