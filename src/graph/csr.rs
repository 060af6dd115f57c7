//! Compressed sparse rows: two flat arrays hold every edge.

use std::hint::black_box;
use std::sync::OnceLock;

use super::Cycle;
use crate::{Error, ErrorKind, Result};

/// A directed graph without cycles, nodes `0..len`.
///
/// Parallel edges are kept and count as often as they were given, in degrees and in a drain alike, so that both agree
/// without a pass to remove them; [`Names::compile`](super::Names::compile) collapses them. Successors and predecessors
/// stand in the order of the input.
///
/// It costs 4 bytes an edge and 12 a node; the first look at predecessors adds 4 and 4.
#[derive(Debug)]
pub struct Graph {
    forward: Rows,
    in_degree: Box<[u32]>,
    order: Box<[u32]>,
    reverse: OnceLock<Rows>,
}

/// Adjacency in one direction: row `u` is `targets[starts[u]..starts[u + 1]]`.
#[derive(Debug)]
struct Rows {
    starts: Box<[u32]>,
    targets: Box<[u32]>,
}

/// Nodes looked at together, so that their cache misses overlap.
const CHUNK: usize = 64;

impl Rows {
    /// Counting sort of `edges` by `up`, given each node's number of edges; keeps their order within a row.
    fn of(degrees: Vec<u32>, edges: impl Iterator<Item = (u32, u32)>) -> Self {
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

    fn row(&self, node: u32) -> &[u32] {
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
    fn release(&self, nodes: &[u32], waits: &mut [u32], ready: &mut Vec<u32>) {
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
    fn release_one(&self, node: u32, waits: &mut [u32], ready: &mut Vec<u32>) {
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
    fn order(
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

    fn bytes(&self) -> usize {
        (self.starts.len() + self.targets.len()) * size_of::<u32>()
    }
}

impl Graph {
    /// Nodes `0..n` and `edges` (up, down), in linear time.
    ///
    /// Errors: [`ErrorKind::Unknown`] for an edge to a node outside `0..n`, [`ErrorKind::Cycle`] with the path in
    /// numbers, [`ErrorKind::Spec`] for some 2^32 edges or more.
    pub fn from_edges(n: u32, edges: &[(u32, u32)]) -> Result<Self> {
        if let Some((up, down)) = edges.iter().find(|(up, down)| *up.max(down) >= n) {
            return Err(Error::new(
                ErrorKind::Unknown,
                format!("edge {up} -> {down}: no node {}; there are {n}, counted from 0", up.max(down)),
            ));
        }
        check_count(edges.len())?;
        Self::build(n, edges.iter().copied()).map_err(|cycle| cycle.error(|node| node.to_string()))
    }

    /// As [`Graph::from_edges`], for edges known to be in range and not too many; names are up to the caller.
    pub(crate) fn build(n: u32, edges: impl Iterator<Item = (u32, u32)> + Clone) -> Result<Self, Cycle> {
        let (out, in_degree) = count(n as usize, edges.clone());
        let forward = Rows::of(out, edges);
        let roots = (0..n).filter(|&node| in_degree[node as usize] == 0);
        let order = forward.order(&in_degree, roots, |_| ());
        let order = order.map_err(|waits| Cycle::among(&waits, |node| forward.row(node)))?.into();
        Ok(Self { forward, in_degree: in_degree.into(), order, reverse: OnceLock::new() })
    }

    /// Number of nodes.
    pub fn len(&self) -> u32 {
        self.in_degree.len() as u32
    }

    /// No nodes at all.
    pub fn is_empty(&self) -> bool {
        self.in_degree.is_empty()
    }

    /// Number of edges, parallel ones counted each.
    pub fn edge_count(&self) -> u32 {
        self.forward.targets.len() as u32
    }

    /// Nodes directly downstream.
    pub fn successors(&self, node: u32) -> &[u32] {
        self.forward.row(node)
    }

    /// Nodes directly upstream. The first call costs a pass over all edges.
    pub fn predecessors(&self, node: u32) -> &[u32] {
        self.reverse().row(node)
    }

    /// Number of edges that lead to `node`.
    pub fn in_degree(&self, node: u32) -> u32 {
        self.in_degree[node as usize]
    }

    /// Number of edges that lead to each node.
    pub fn in_degrees(&self) -> &[u32] {
        &self.in_degree
    }

    /// A topological order, by level; the same input always gives the same order.
    pub fn topo_order(&self) -> &[u32] {
        &self.order
    }

    /// One step of a drain: see [`Sorter`](super::Sorter).
    pub(super) fn release(&self, nodes: &[u32], waits: &mut [u32], ready: &mut Vec<u32>) {
        match nodes {
            [node] => self.forward.release_one(*node, waits, ready),
            nodes => self.forward.release(nodes, waits, ready),
        }
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let nodes = (self.in_degree.len() + self.order.len()) * size_of::<u32>();
        self.forward.bytes() + nodes + self.reverse.get().map_or(0, Rows::bytes)
    }

    fn reverse(&self) -> &Rows {
        self.reverse.get_or_init(|| {
            let edges = (0..self.len()).flat_map(|up| self.successors(up).iter().map(move |&down| (down, up)));
            Rows::of(self.in_degree.to_vec(), edges)
        })
    }
}

/// A graph whose nodes are numbered in topological order, and the numbers that they had before.
///
/// A drain, and whatever else goes from upstream to downstream, walks through its memory instead of jumping about in it:
/// several times as fast from some 10^5 nodes on.
pub(super) struct Numbered {
    pub graph: Graph,
    /// By new number.
    pub old: Vec<u32>,
    /// By old number; `NONE` for those that aren't nodes.
    pub new: Vec<u32>,
}

/// No node.
pub(super) const NONE: u32 = u32::MAX;

impl Numbered {
    /// The graph of those of the numbers `0..n` that are nodes, and of `edges`, up and down in turn, counted from `first`.
    /// `out` and `into` are their [`count`].
    pub fn build(
        out: Vec<u32>,
        into: &[u32],
        edges: Vec<u32>,
        first: u32,
        is_node: impl Fn(u32) -> bool,
    ) -> Result<Self, Cycle> {
        let rows = Rows::of(out, pairs(&edges).map(|(up, down)| (up - first, down - first)));
        // What held the edges is large enough for the targets, and warm.
        let mut targets = edges;
        targets.clear();
        let (mut starts, mut in_degree) = (Vec::with_capacity(into.len() + 1), Vec::with_capacity(into.len()));
        starts.push(0);
        let roots = (0..into.len() as u32).filter(|&node| into[node as usize] == 0 && is_node(node));
        let old = rows.order(into, roots, |nodes| {
            for &node in nodes {
                targets.extend_from_slice(rows.row(node));
                starts.push(targets.len() as u32);
                in_degree.push(into[node as usize]);
            }
        });
        let old = old.map_err(|waits| Cycle::among(&waits, |node| rows.row(node)))?;
        let mut new = vec![NONE; into.len()];
        for (number, &old) in (0..).zip(&old) {
            new[old as usize] = number;
        }
        for target in &mut targets {
            *target = new[*target as usize];
        }
        let graph = Graph {
            forward: Rows { starts: starts.into(), targets: targets.into() },
            in_degree: in_degree.into(),
            order: (0..old.len() as u32).collect(),
            reverse: OnceLock::new(),
        };
        Ok(Self { graph, old, new })
    }
}

/// Refuses what 32-bit offsets can't count, and what would run into the marks of a [`Sorter`](super::Sorter).
pub(super) fn check_count(edges: usize) -> Result<()> {
    const END: u32 = u32::MAX - 1;
    if edges < END as usize {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Spec, format!("a graph holds fewer than {END} edges, not {edges}")))
}

/// The pairs (up, down) of a flat array that holds up and down in turn.
pub(super) fn pairs(edges: &[u32]) -> impl Iterator<Item = (u32, u32)> + Clone {
    edges.as_chunks().0.iter().map(|&[up, down]| (up, down))
}

/// Edges from and to each of the nodes `0..n`.
pub(super) fn count(n: usize, edges: impl Iterator<Item = (u32, u32)>) -> (Vec<u32>, Vec<u32>) {
    let (mut out, mut into) = (vec![0; n], vec![0; n]);
    for (up, down) in edges {
        out[up as usize] += 1;
        into[down as usize] += 1;
    }
    (out, into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_the_order_of_the_input_and_parallel_edges() {
        let graph = Graph::from_edges(5, &[(3, 1), (0, 3), (3, 4), (3, 1), (0, 1)]).unwrap();
        assert_eq!((graph.len(), graph.edge_count()), (5, 5));
        assert_eq!(graph.successors(3), [1, 4, 1]);
        assert_eq!(graph.predecessors(1), [0, 3, 3]);
        assert_eq!(graph.in_degrees(), [0, 3, 0, 1, 1]);
        assert_eq!(graph.topo_order(), [0, 2, 3, 4, 1]);
    }

    #[test]
    fn an_edge_to_nowhere_is_named() {
        let error = Graph::from_edges(3, &[(0, 1), (2, 7)]).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unknown);
        assert_eq!(error.to_string(), "edge 2 -> 7: no node 7; there are 3, counted from 0");
    }

    #[test]
    fn a_cycle_is_shown_from_its_lowest_node() {
        let error = Graph::from_edges(5, &[(4, 3), (3, 1), (1, 3), (0, 3), (1, 2)]).unwrap_err();
        assert_eq!((error.kind, error.to_string().as_str()), (ErrorKind::Cycle, "cycle: 1 -> 3 -> 1"));
        let error = Graph::from_edges(2, &[(1, 1)]).unwrap_err();
        assert_eq!(error.to_string(), "cycle: 1 -> 1");
    }

    #[test]
    fn a_million_nodes_in_a_row_need_no_stack() {
        let n = 1_000_000;
        let mut edges: Vec<_> = (0..n - 1).map(|node| (node, node + 1)).collect();
        let graph = Graph::from_edges(n, &edges).unwrap();
        assert_eq!(graph.descendants(0).len(), 999_999);
        assert_eq!(graph.ancestors(n - 1).len(), 999_999);
        edges.push((n - 1, 0));
        let text = Graph::from_edges(n, &edges).unwrap_err().text;
        assert_eq!(
            text,
            "cycle: 0 -> 1 -> 2 -> 3 -> 4 -> 5 -> 6 -> 7 -> (999985 more) -> \
             999993 -> 999994 -> 999995 -> 999996 -> 999997 -> 999998 -> 999999 -> 0"
        );
    }

    #[test]
    fn an_empty_graph_is_a_graph() {
        let graph = Graph::from_edges(0, &[]).unwrap();
        assert!(graph.is_empty());
        assert_eq!(graph.topo_order(), [] as [u32; 0]);
        assert_eq!(graph.critical_path(&[]), (vec![], 0.0));
        assert!(graph.levels().is_empty());
    }
}
