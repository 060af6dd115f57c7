//! The graph, in the numbers that its maker gave or in topological ones.

use std::ops::Range;
use std::sync::OnceLock;

use super::Cycle;
use super::rows::{Rows, count, pairs};
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

    /// Every edge (up, down), parallel ones each.
    pub fn edges(&self) -> impl Iterator<Item = (u32, u32)> + Clone {
        (0..self.len()).flat_map(|up| self.successors(up).iter().map(move |&down| (up, down)))
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

    /// Position of each node in [`Graph::topo_order`].
    pub(super) fn ranks(&self) -> Vec<u32> {
        let mut ranks = vec![0; self.order.len()];
        for (rank, &node) in (0..).zip(&self.order) {
            ranks[node as usize] = rank;
        }
        ranks
    }

    /// The edges that start at `node`, by number.
    pub(super) fn edges_of(&self, node: u32) -> Range<u32> {
        self.forward.starts[node as usize]..self.forward.starts[node as usize + 1]
    }

    /// Where an edge leads.
    pub(super) fn down(&self, edge: u32) -> u32 {
        self.forward.targets[edge as usize]
    }

    /// The same nodes in the same order with other edges, by which every node stays on its level.
    pub(super) fn rewired(&self, forward: Rows) -> Self {
        let mut in_degree = vec![0; self.in_degree.len()];
        for &down in &forward.targets {
            in_degree[down as usize] += 1;
        }
        Self { forward, in_degree: in_degree.into(), order: self.order.clone(), reverse: OnceLock::new() }
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
        self.reverse.get_or_init(|| Rows::of(self.in_degree.to_vec(), self.edges().map(|(up, down)| (down, up))))
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
pub(crate) fn check_count(edges: usize) -> Result<()> {
    const END: u32 = u32::MAX - 1;
    if edges < END as usize {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Spec, format!("a graph holds fewer than {END} edges, not {edges}")))
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
        assert_eq!(graph.descendants(&[0]).len(), 999_999);
        assert_eq!(graph.ancestors(&[n - 1]).len(), 999_999);
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
