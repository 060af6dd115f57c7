//! Compressed sparse rows: two flat arrays hold every edge.

use std::hint::black_box;

/// Adjacency in one direction: row `u` is `targets[starts[u]..starts[u + 1]]`.
#[derive(Debug)]
pub struct Rows {
    pub starts: Box<[u32]>,
    pub targets: Box<[u32]>,
}

/// Nodes looked at together, so that their cache misses overlap.
const CHUNK: usize = 64;

impl Rows {
    /// Counting sort of `edges` by `up`, given each node's number of edges; keeps their order within a row.
    pub fn of(degrees: Vec<u32>, edges: impl Iterator<Item = (u32, u32)>) -> Self {
        let mut ends = degrees;
        let mut total = 0;
        for slot in &mut ends {
            total += std::mem::replace(slot, total);
        }
        let mut targets = vec![0; total as usize].into_boxed_slice();
        for (up, down) in edges {
            let at = &mut ends[up as usize];
            targets[*at as usize] = down;
            *at += 1;
        }
        ends.insert(0, 0);
        Self { starts: ends.into(), targets }
    }

    pub fn row(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.targets[self.starts[node] as usize..self.starts[node + 1] as usize]
    }

    /// Where the rows of at most [`CHUNK`] nodes lie; and touches each, so that their cache misses overlap.
    fn find(&self, nodes: &[u32], rows: &mut [(usize, usize); CHUNK]) -> usize {
        let (mut edges, mut touched) = (0, 0);
        for (row, &node) in rows.iter_mut().zip(nodes) {
            let node = node as usize;
            *row = (self.starts[node] as usize, self.starts[node + 1] as usize);
            edges += row.1 - row.0;
        }
        for &(from, _) in &rows[..nodes.len()] {
            touched ^= self.targets.get(from).unwrap_or(&0);
        }
        black_box(touched);
        edges
    }

    /// Takes one wait from the far end of every edge that starts in `nodes`; the nodes that then wait for nothing go to
    /// the end of `ready`.
    ///
    /// Memory decides how fast this is: rows and waits may lie anywhere. So the rows of a chunk are found before the first
    /// one is walked, and every target is written to `ready` before the test that keeps it there: no branch has to wait
    /// for a cache miss.
    pub fn release(&self, nodes: &[u32], waits: &mut [u32], ready: &mut Vec<u32>) {
        let mut rows = [(0, 0); CHUNK];
        for chunk in nodes.chunks(CHUNK) {
            let mut len = ready.len();
            ready.resize(len + self.find(chunk, &mut rows), 0);
            for &(from, to) in &rows[..chunk.len()] {
                for &next in &self.targets[from..to] {
                    let wait = &mut waits[next as usize];
                    *wait -= 1;
                    ready[len] = next;
                    len += usize::from(*wait == 0);
                }
            }
            ready.truncate(len);
        }
    }

    /// [`Rows::release`] for one node, where there is nothing to overlap.
    pub fn release_one(&self, node: u32, waits: &mut [u32], ready: &mut Vec<u32>) {
        for &next in self.row(node) {
            let wait = &mut waits[next as usize];
            *wait -= 1;
            if *wait == 0 {
                ready.push(next);
            }
        }
    }

    /// Those of `roots` and all that lies downstream of them, in topological order by level. `visit` is shown the same
    /// nodes, chunk by chunk, while their rows are in the cache.
    ///
    /// Errors: if the order isn't whole, how many upstream edges each node waits for in the end.
    pub fn order(
        &self,
        in_degree: &[u32],
        roots: impl Iterator<Item = u32>,
        mut visit: impl FnMut(&[u32]),
    ) -> Result<Vec<u32>, Vec<u32>> {
        let mut waits = in_degree.to_vec();
        // The order is its own queue.
        let mut order = Vec::with_capacity(waits.len());
        order.extend(roots);
        let mut at = 0;
        while at < order.len() {
            let mut chunk = [0; CHUNK];
            let count = CHUNK.min(order.len() - at);
            chunk[..count].copy_from_slice(&order[at..at + count]);
            self.release(&chunk[..count], &mut waits, &mut order);
            visit(&chunk[..count]);
            at += count;
        }
        if waits.iter().all(|&wait| wait == 0) { Ok(order) } else { Err(waits) }
    }

    pub fn bytes(&self) -> usize {
        (self.starts.len() + self.targets.len()) * size_of::<u32>()
    }
}

/// The pairs (up, down) of a flat array that holds up and down in turn.
pub fn pairs(edges: &[u32]) -> impl Iterator<Item = (u32, u32)> + Clone {
    edges.as_chunks().0.iter().map(|&[up, down]| (up, down))
}

/// Edges from and to each of the nodes `0..n`.
pub fn count(n: usize, edges: impl Iterator<Item = (u32, u32)>) -> (Vec<u32>, Vec<u32>) {
    let (mut out, mut into) = (vec![0; n], vec![0; n]);
    for (up, down) in edges {
        out[up as usize] += 1;
        into[down as usize] += 1;
    }
    (out, into)
}
