//! Integers that name nodes, and the graph compiled from them.

use super::csr::{check_count, count, place};
use super::{Cycle, Graph};
use crate::Result;

/// No node.
const NONE: u32 = u32::MAX;

/// Maps the integers that a graph was given to its nodes and back.
///
/// Built in linear time, without hashing where the integers lie close together.
#[derive(Debug)]
pub struct Ids {
    /// By node.
    ids: Box<[u32]>,
    nodes: Nodes,
}

#[derive(Debug)]
enum Nodes {
    /// `table[id - first]`, for integers that lie close together.
    Close { first: u32, table: Box<[u32]> },
    /// A hash table of node numbers only: their ids stand in `ids`. Half the size of one that holds both.
    Sparse { slots: Box<[u32]> },
}

impl Ids {
    /// The graph of `edges` (up, down) and of nodes that may have none, `lone`; numbered in topological order.
    ///
    /// Rewrites `edges` as it likes. Errors: [`ErrorKind::Cycle`](crate::ErrorKind::Cycle) with the path in ids,
    /// [`ErrorKind::Spec`](crate::ErrorKind::Spec) for 2^32 edges or more.
    pub fn compile(edges: &mut [[u32; 2]], lone: &[u32]) -> Result<(Self, Graph)> {
        check_count(edges.len())?;
        let all = || edges.iter().flatten().chain(lone);
        let (first, last) = all().fold((u32::MAX, 0), |(low, high), &id| (low.min(id), high.max(id)));
        // What counting by id needs stays within a small factor of the input.
        let mentioned = 2 * edges.len() + lone.len();
        let close = if mentioned > 0 && ((last - first) as usize) < mentioned + 64 {
            Self::close(edges, lone, first, last)
        } else {
            None
        };
        let (mut ids, graph) = close.unwrap_or_else(|| Self::sparse(edges, lone));
        let graph = graph.map_err(|cycle| cycle.error(|node| ids.id(node).to_string()))?;
        let (graph, number) = graph.renumber();
        ids.renumber(&number);
        Ok((ids, graph))
    }

    /// Id of a node.
    #[inline]
    pub fn id(&self, node: u32) -> u32 {
        self.ids[node as usize]
    }

    /// Node of an id, where there is one.
    #[inline]
    pub fn node(&self, id: u32) -> Option<u32> {
        let node = match &self.nodes {
            Nodes::Close { first, table } => *table.get(id.wrapping_sub(*first) as usize)?,
            Nodes::Sparse { slots } => slots[probe(slots, &self.ids, id)],
        };
        (node != NONE).then_some(node)
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let (Nodes::Close { table, .. } | Nodes::Sparse { slots: table }) = &self.nodes;
        (self.ids.len() + table.len()) * size_of::<u32>()
    }

    fn renumber(&mut self, number: &[u32]) {
        let mut ids = vec![0; number.len()];
        for (&new, &id) in number.iter().zip(&self.ids) {
            ids[new as usize] = id;
        }
        self.ids = ids.into();
        let (Nodes::Close { table, .. } | Nodes::Sparse { slots: table }) = &mut self.nodes;
        for node in table.iter_mut().filter(|node| **node != NONE) {
            *node = number[*node as usize];
        }
    }

    /// `None` if more of the range is missing than the table is worth.
    fn close(edges: &[[u32; 2]], lone: &[u32], first: u32, last: u32) -> Option<(Self, Result<Graph, Cycle>)> {
        let pairs = edges.iter().map(|&[up, down]| (up - first, down - first));
        let span = (last - first) as usize + 1;
        let (out, mut into) = count(span, pairs.clone());
        let mut exists: Vec<bool> = out.iter().zip(&into).map(|(out, into)| out | into != 0).collect();
        for id in lone {
            exists[(id - first) as usize] = true;
        }
        let mut len = 0;
        let mut table = vec![NONE; span];
        for (node, _) in table.iter_mut().zip(&exists).filter(|(_, exists)| **exists) {
            *node = len;
            len += 1;
        }
        if span > len as usize * 3 / 2 {
            return None;
        }
        let graph = if len as usize == span {
            let (ends, targets) = place(out, pairs);
            Graph::finish(ends, targets, into)
        } else {
            let (mut ends, targets) = place(out, pairs.map(|(up, down)| (up, table[down as usize])));
            for numbers in [&mut ends, &mut into] {
                let mut exists = exists.iter();
                numbers.retain(|_| exists.next() == Some(&true));
            }
            Graph::finish(ends, targets, into)
        };
        let ids = (first..=last).zip(&exists).filter(|(_, exists)| **exists).map(|(id, _)| id).collect();
        Some((Self { ids, nodes: Nodes::Close { first, table: table.into() } }, graph))
    }

    fn sparse(edges: &mut [[u32; 2]], lone: &[u32]) -> (Self, Result<Graph, Cycle>) {
        let mut known = Growing::default();
        for id in edges.as_flattened_mut() {
            *id = known.add(*id);
        }
        for &id in lone {
            known.add(id);
        }
        known.resize(known.ids.len() * 3 / 2 + 1);
        let graph = Graph::from_pairs(known.ids.len() as u32, edges);
        (Self { ids: known.ids.into(), nodes: Nodes::Sparse { slots: known.slots.into() } }, graph)
    }
}

/// Numbers ids in the order in which they come.
#[derive(Default)]
struct Growing {
    ids: Vec<u32>,
    slots: Vec<u32>,
}

impl Growing {
    fn add(&mut self, id: u32) -> u32 {
        if self.ids.len() * 3 >= self.slots.len() * 2 {
            self.resize(self.ids.len().max(64) * 3);
        }
        let slot = probe(&self.slots, &self.ids, id);
        if self.slots[slot] == NONE {
            self.slots[slot] = self.ids.len() as u32;
            self.ids.push(id);
        }
        self.slots[slot]
    }

    fn resize(&mut self, slots: usize) {
        self.slots = vec![NONE; slots];
        for (node, &id) in (0..).zip(&self.ids) {
            let slot = probe(&self.slots, &self.ids, id);
            self.slots[slot] = node;
        }
    }
}

/// The slot that holds `id`, or the free one where it belongs. At least a third of `slots` is free.
fn probe(slots: &[u32], ids: &[u32], id: u32) -> usize {
    let mut at = ((u64::from(mix(id)) * slots.len() as u64) >> 32) as usize;
    while slots[at] != NONE && ids[slots[at] as usize] != id {
        at = if at + 1 == slots.len() { 0 } else { at + 1 };
    }
    at
}

/// Spreads ids that follow a pattern (murmur3's finaliser).
fn mix(mut id: u32) -> u32 {
    id = (id ^ (id >> 16)).wrapping_mul(0x85eb_ca6b);
    id = (id ^ (id >> 13)).wrapping_mul(0xc2b2_ae35);
    id ^ (id >> 16)
}
