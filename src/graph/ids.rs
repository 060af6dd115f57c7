//! Integers that name nodes, and the graph compiled from them.

use super::csr::{NONE, Numbered};
use super::rows::{count, pairs};
use super::{Graph, check_count};
use crate::Result;

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
    /// The graph of `edges`, up and down in turn, and of nodes that may have none, `lone`; numbered in topological order.
    ///
    /// Errors: [`ErrorKind::Cycle`](crate::ErrorKind::Cycle) with the path in ids,
    /// [`ErrorKind::Spec`](crate::ErrorKind::Spec) for some 2^32 edges or more.
    ///
    /// # Panics
    /// With an odd number of ids in `edges`.
    pub fn compile(edges: Vec<u32>, lone: &[u32]) -> Result<(Self, Graph)> {
        assert!(edges.len().is_multiple_of(2), "every edge has two ends");
        check_count(edges.len() / 2)?;
        let bounds = |(low, high): (u32, u32), id: &u32| (low.min(*id), high.max(*id));
        let (first, last) = lone.iter().fold(edges.iter().fold((u32::MAX, 0), bounds), bounds);
        let mentioned = edges.len() + lone.len();
        // What counting by id needs stays within a small factor of the input.
        if mentioned > 0 && ((last - first) as usize) < mentioned + 64 {
            Self::close(edges, lone, first, last)
        } else {
            Self::sparse(edges, lone)
        }
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

    fn close(edges: Vec<u32>, lone: &[u32], first: u32, last: u32) -> Result<(Self, Graph)> {
        let span = (last - first) as usize + 1;
        let (out, into) = count(span, pairs(&edges).map(|(up, down)| (up - first, down - first)));
        let mut is_node: Vec<bool> = out.iter().zip(&into).map(|(out, into)| out | into != 0).collect();
        for id in lone {
            is_node[(id - first) as usize] = true;
        }
        if is_node.iter().filter(|is_node| **is_node).count() * 3 < span * 2 {
            // More of the range is missing than the table is worth.
            return Self::sparse(edges, lone);
        }
        let numbered = Numbered::build(out, &into, edges, first, |node| is_node[node as usize]);
        let Numbered { graph, mut old, new } =
            numbered.map_err(|cycle| cycle.error(|node| (first + node).to_string()))?;
        for id in &mut old {
            *id += first;
        }
        Ok((Self { ids: old.into(), nodes: Nodes::Close { first, table: new.into() } }, graph))
    }

    fn sparse(mut edges: Vec<u32>, lone: &[u32]) -> Result<(Self, Graph)> {
        let mut known = Growing::default();
        for id in &mut edges {
            *id = known.add(*id);
        }
        for &id in lone {
            known.add(id);
        }
        known.resize(known.ids.len() * 3 / 2 + 1);
        let (out, into) = count(known.ids.len(), pairs(&edges));
        let id = |node: u32| known.ids[node as usize];
        let Numbered { graph, mut old, new } = Numbered::build(out, &into, edges, 0, |_| true)
            .map_err(|cycle| cycle.error(|node| id(node).to_string()))?;
        for node in &mut old {
            *node = id(*node);
        }
        for slot in known.slots.iter_mut().filter(|slot| **slot != NONE) {
            *slot = new[*slot as usize];
        }
        Ok((Self { ids: old.into(), nodes: Nodes::Sparse { slots: known.slots.into() } }, graph))
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
