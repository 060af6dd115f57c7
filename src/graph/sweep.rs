//! Which nodes come before which, for 512 of them at a time.

use super::rows::Rows;

/// As many sources as one sweep follows: a node's bits fill one line of the processor's cache.
pub(super) const SOURCES: usize = 512;

/// A set of sources.
#[derive(Clone, Copy, Default)]
pub(super) struct Bits([u64; SOURCES / 64]);

impl Bits {
    pub fn has(&self, source: usize) -> bool {
        self.0[source / 64] >> (source % 64) & 1 == 1
    }

    pub fn insert(&mut self, source: usize) {
        self.0[source / 64] |= 1 << (source % 64);
    }

    pub fn includes(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(word, other)| other & !word == 0)
    }

    pub fn join(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word |= other;
        }
    }

    pub fn each(&self, mut visit: impl FnMut(usize)) {
        for (at, &word) in self.0.iter().enumerate() {
            let mut left = word;
            while left != 0 {
                visit(at * 64 + left.trailing_zeros() as usize);
                left &= left - 1;
            }
        }
    }
}

/// What is to be done with an edge on the way of a sweep.
pub(super) enum Pass {
    /// Nothing new comes over it.
    Skip,
    Follow,
}

/// Follows sources downstream, node by node in topological order. All nodes are ranks.
pub(super) struct Sweep<'a> {
    ups: &'a Rows,
    /// By rank from the first source on: the sources before that node, and itself if it is one; where it has a mark.
    bits: Vec<Bits>,
    /// By rank: which source it is, `BELOW` a source, or `ASIDE`. What lies aside costs two bytes, not a line of the cache.
    marks: Vec<u16>,
}

const ASIDE: u16 = u16::MAX;
const BELOW: u16 = u16::MAX - 1;

impl<'a> Sweep<'a> {
    pub fn new(ups: &'a Rows) -> Self {
        Self { ups, bits: Vec::new(), marks: vec![ASIDE; ups.starts.len() - 1] }
    }

    /// One sweep for at most [`SOURCES`] different `sources`, from the first of them to `last`.
    ///
    /// `edge` is shown each edge from a node that is a source or downstream of one, of one node those from near upstreams
    /// first: its position in `ups`, the source that it starts at, and what came over the edges before. `node` is shown
    /// each node that has sources before it, and these. Costs a join of 64 bytes for each edge.
    pub fn run(
        &mut self,
        sources: &[u32],
        last: u32,
        mut edge: impl FnMut(usize, Option<usize>, &Bits) -> Pass,
        mut node: impl FnMut(u32, &Bits),
    ) {
        for (source, &rank) in (0..).zip(sources) {
            self.marks[rank as usize] = source;
        }
        let first = sources.iter().copied().min().unwrap_or(last);
        let (from, to) = (first as usize, last as usize + 1);
        self.bits.resize(self.bits.len().max(to - from), Bits::default());
        for rank in from..to {
            let (mut bits, mut below) = (Bits::default(), false);
            for position in (self.ups.starts[rank] as usize..self.ups.starts[rank + 1] as usize).rev() {
                let up = self.ups.targets[position];
                if up < first {
                    break;
                }
                let mark = self.marks[up as usize];
                if mark == ASIDE {
                    continue;
                }
                below = true;
                if let Pass::Follow = edge(position, (mark < BELOW).then_some(mark as usize), &bits) {
                    bits.join(&self.bits[(up - first) as usize]);
                }
            }
            if below {
                node(rank as u32, &bits);
            }
            let mark = &mut self.marks[rank];
            if *mark != ASIDE {
                bits.insert(*mark as usize);
            } else if below {
                *mark = BELOW;
            } else {
                continue;
            }
            self.bits[rank - from] = bits;
        }
        self.marks[from..to].fill(ASIDE);
        for &rank in sources {
            self.marks[rank as usize] = ASIDE;
        }
    }
}
