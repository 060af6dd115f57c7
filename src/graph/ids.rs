//! Integers that name nodes, and the graph compiled from them.

use super::Graph;
use super::csr::{check_count, count, place};
use crate::Result;

/// Maps the integers that a graph was given to its nodes and back.
///
/// Built in linear time, without hashing where the integers lie close together.
#[derive(Debug)]
pub enum Ids {
    /// Every integer from `first` on, no gap.
    Range {
        /// The id of node 0.
        first: u32,
        /// How many.
        len: u32,
    },
    /// Close together, in ascending order.
    Close(Close),
    /// Far apart, in the order in which they first came.
    Sparse(Sparse),
}

impl Ids {
    /// The graph of `edges` (up, down) and of nodes that may have none, `lone`.
    ///
    /// Rewrites `edges` as it likes. Errors: [`ErrorKind::Cycle`](crate::ErrorKind::Cycle) with the path in ids,
    /// [`ErrorKind::Spec`](crate::ErrorKind::Spec) for 2^32 edges or more.
    pub fn compile(edges: &mut [[u32; 2]], lone: &[u32]) -> Result<(Self, Graph)> {
        check_count(edges.len())?;
        let all = || edges.iter().flatten().chain(lone);
        let (first, last) = all().fold((u32::MAX, 0), |(low, high), &id| (low.min(id), high.max(id)));
        let mentioned = 2 * edges.len() + lone.len();
        // What counting by id needs stays within a small factor of the input.
        let close = mentioned > 0 && (last - first) as usize <= 2 * mentioned;
        let (ids, graph) = if close { Self::close(edges, lone, first, last) } else { Self::sparse(edges, lone) };
        match graph {
            Ok(graph) => Ok((ids, graph)),
            Err(cycle) => Err(cycle.error(|node| ids.id(node).to_string())),
        }
    }

    /// Id of a node.
    pub fn id(&self, node: u32) -> u32 {
        match self {
            Self::Range { first, .. } => first + node,
            Self::Close(close) => close.ids[node as usize],
            Self::Sparse(sparse) => sparse.ids[node as usize],
        }
    }

    /// Node of an id, where there is one.
    pub fn node(&self, id: u32) -> Option<u32> {
        match self {
            Self::Range { first, len } => id.checked_sub(*first).filter(|node| node < len),
            Self::Close(close) => close.node(id),
            Self::Sparse(sparse) => sparse.node(id),
        }
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Range { .. } => 0,
            Self::Close(close) => size_of_val(&*close.ids) + size_of_val(&*close.words),
            Self::Sparse(sparse) => (sparse.ids.len() + sparse.slots.len()) * size_of::<u32>(),
        }
    }

    fn close(edges: &[[u32; 2]], lone: &[u32], first: u32, last: u32) -> (Self, Result<Graph, super::Cycle>) {
        let pairs = edges.iter().map(|&[up, down]| (up - first, down - first));
        let (out, mut into) = count((last - first) as usize + 1, pairs.clone());
        let mut alone = lone.iter().map(|id| id - first).collect::<Vec<_>>();
        alone.retain(|&at| out[at as usize] == 0 && into[at as usize] == 0);
        alone.sort_unstable();
        alone.dedup();
        let used = |at: usize| out[at] > 0 || into[at] > 0;
        let present = (0..out.len()).filter(|&at| used(at)).count() + alone.len();
        if present == out.len() {
            let (ends, targets) = place(out, pairs);
            return (Self::Range { first, len: present as u32 }, Graph::finish(ends, targets, into));
        }
        let mut words = vec![Word::default(); out.len().div_ceil(64)];
        for at in (0..out.len()).filter(|&at| used(at)).chain(alone.iter().map(|&at| at as usize)) {
            words[at / 64].bits |= 1 << (at % 64);
        }
        let mut before = 0;
        for word in &mut words {
            word.before = before;
            before += word.bits.count_ones();
        }
        let held = |at: usize| words[at / 64].bits >> (at % 64) & 1 == 1;
        let ids = (0..out.len()).filter(|&at| held(at)).map(|at| first + at as u32).collect();
        let (mut ends, targets) = place(out, pairs.map(|(up, down)| (up, words[down as usize / 64].rank(down))));
        for degrees in [&mut ends, &mut into] {
            let mut at = 0..;
            degrees.retain(|_| at.next().is_some_and(held));
        }
        (Self::Close(Close { first, words: words.into(), ids }), Graph::finish(ends, targets, into))
    }

    fn sparse(edges: &mut [[u32; 2]], lone: &[u32]) -> (Self, Result<Graph, super::Cycle>) {
        let mut known = Growing::default();
        for id in edges.as_flattened_mut() {
            *id = known.add(*id);
        }
        for &id in lone {
            known.add(id);
        }
        let sparse = known.finish();
        let graph = Graph::from_pairs(sparse.ids.len() as u32, edges);
        (Self::Sparse(sparse), graph)
    }
}

/// A bit for each integer of the range, with the number of bits before each word: an eighth of a byte and a half an id,
/// so that a look-up stays in the processor's cache.
#[derive(Debug)]
pub struct Close {
    first: u32,
    words: Box<[Word]>,
    ids: Box<[u32]>,
}

#[derive(Debug, Clone, Default)]
struct Word {
    bits: u64,
    before: u32,
}

impl Word {
    /// How many bits stand before bit `at % 64`, those of earlier words included.
    fn rank(&self, at: u32) -> u32 {
        self.before + (self.bits & ((1 << (at % 64)) - 1)).count_ones()
    }
}

impl Close {
    fn node(&self, id: u32) -> Option<u32> {
        let at = id.checked_sub(self.first)?;
        let word = self.words.get(at as usize / 64)?;
        (word.bits >> (at % 64) & 1 == 1).then(|| word.rank(at))
    }
}

/// A hash table of node numbers only: their ids stand in `ids`. Half the size of one that holds both.
#[derive(Debug)]
pub struct Sparse {
    ids: Box<[u32]>,
    slots: Box<[u32]>,
}

const FREE: u32 = u32::MAX;

impl Sparse {
    fn node(&self, id: u32) -> Option<u32> {
        let slot = probe(&self.slots, &self.ids, id)?;
        (self.slots[slot] != FREE).then(|| self.slots[slot])
    }
}

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
        let Some(slot) = probe(&self.slots, &self.ids, id) else { unreachable!("a third of the slots is free") };
        if self.slots[slot] == FREE {
            self.slots[slot] = self.ids.len() as u32;
            self.ids.push(id);
        }
        self.slots[slot]
    }

    fn resize(&mut self, slots: usize) {
        self.slots = vec![FREE; slots];
        for (node, &id) in self.ids.iter().enumerate() {
            if let Some(slot) = probe(&self.slots, &self.ids, id) {
                self.slots[slot] = node as u32;
            }
        }
    }

    fn finish(mut self) -> Sparse {
        self.resize(self.ids.len() * 3 / 2 + 1);
        Sparse { ids: self.ids.into(), slots: self.slots.into() }
    }
}

/// The slot that holds `id`, or the free one where it belongs; `None` for a table without slots.
fn probe(slots: &[u32], ids: &[u32], id: u32) -> Option<usize> {
    let mut at = ((u64::from(mix(id)) * slots.len() as u64) >> 32) as usize;
    loop {
        let node = *slots.get(at)?;
        if node == FREE || ids[node as usize] == id {
            return Some(at);
        }
        at = if at + 1 == slots.len() { 0 } else { at + 1 };
    }
}

/// Spreads ids that follow a pattern (murmur3's finaliser).
fn mix(mut id: u32) -> u32 {
    id = (id ^ (id >> 16)).wrapping_mul(0x85eb_ca6b);
    id = (id ^ (id >> 13)).wrapping_mul(0xc2b2_ae35);
    id ^ (id >> 16)
}
