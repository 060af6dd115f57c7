//! Questions about a graph: levels, what lies up- and downstream, the longest path.

use rustc_hash::FxHashSet;

use super::Graph;

/// Each of `nodes` once, in the same order.
pub fn distinct(nodes: &[u32]) -> Vec<u32> {
    let mut seen = FxHashSet::default();
    nodes.iter().copied().filter(|&node| seen.insert(node)).collect()
}

impl Graph {
    /// Nodes grouped by the length of the longest path that leads to them; those of one level could run at once.
    pub fn levels(&self) -> Vec<Vec<u32>> {
        let mut level = vec![0_u32; self.len() as usize];
        let mut levels: Vec<Vec<u32>> = Vec::new();
        for &node in self.topo_order() {
            let own = level[node as usize];
            // The order is by level, so that a new level can only be the next one.
            if own as usize == levels.len() {
                levels.push(Vec::new());
            }
            levels[own as usize].push(node);
            for &next in self.successors(node) {
                let deepest = &mut level[next as usize];
                *deepest = (*deepest).max(own + 1);
            }
        }
        levels
    }

    /// Everything downstream of `node`, without itself, in topological order.
    pub fn descendants(&self, node: u32) -> Vec<u32> {
        self.reach(node, |node| self.successors(node))
    }

    /// Everything upstream of `node`, without itself, in topological order.
    pub fn ancestors(&self, node: u32) -> Vec<u32> {
        self.reach(node, |node| self.predecessors(node))
    }

    /// The path whose weights (seconds, one a node, none negative) add up to most, and that sum.
    ///
    /// Of equally long ones it is always the same; an empty graph has an empty path of length 0.
    ///
    /// # Panics
    /// With a number of weights that isn't the number of nodes.
    pub fn critical_path(&self, weights: &[f64]) -> (Vec<u32>, f64) {
        assert_eq!(weights.len(), self.in_degrees().len(), "one weight a node");
        let none = self.len();
        // Longest way to each node, its own weight excluded, and the node before it on that way.
        let (mut lead, mut before) = (vec![0.0_f64; weights.len()], vec![none; weights.len()]);
        let (mut longest, mut last) = (0.0_f64, none);
        for &node in self.topo_order() {
            let end = lead[node as usize] + weights[node as usize];
            if last == none || end > longest {
                (longest, last) = (end, node);
            }
            for &next in self.successors(node) {
                if before[next as usize] == none || end > lead[next as usize] {
                    (lead[next as usize], before[next as usize]) = (end, node);
                }
            }
        }
        let mut path = Vec::new();
        while last != none {
            path.push(last);
            last = before[last as usize];
        }
        path.reverse();
        (path, longest)
    }

    fn reach<'a>(&self, from: u32, next: impl Fn(u32) -> &'a [u32]) -> Vec<u32> {
        let mut seen = vec![false; self.len() as usize];
        let (mut stack, mut count) = (vec![from], 0);
        while let Some(node) = stack.pop() {
            for &near in next(node) {
                if !std::mem::replace(&mut seen[near as usize], true) {
                    stack.push(near);
                    count += 1;
                }
            }
        }
        let mut found = Vec::with_capacity(count);
        found.extend(self.topo_order().iter().copied().filter(|&node| seen[node as usize]));
        found
    }
}
