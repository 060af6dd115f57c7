//! Questions about a graph: levels, what lies up- and downstream, longest and shortest paths, slack.

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

    /// Everything downstream of any of `nodes`, in topological order. Of these themselves only those downstream of another.
    pub fn descendants(&self, nodes: &[u32]) -> Vec<u32> {
        self.reach(nodes, |node| self.successors(node))
    }

    /// Everything upstream of any of `nodes`, in topological order. Of these themselves only those upstream of another.
    pub fn ancestors(&self, nodes: &[u32]) -> Vec<u32> {
        self.reach(nodes, |node| self.predecessors(node))
    }

    /// Whether a path leads from `up` to `down`; one of no edges leads from each node to itself.
    pub fn reaches(&self, up: u32, down: u32) -> bool {
        let ranks = self.ranks();
        let mut seen = vec![false; ranks.len()];
        let mut stack = vec![up];
        while let Some(node) = stack.pop() {
            if node == down {
                return true;
            }
            for &next in self.successors(node) {
                if ranks[next as usize] <= ranks[down as usize] && !std::mem::replace(&mut seen[next as usize], true) {
                    stack.push(next);
                }
            }
        }
        false
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

    /// The path from `up` to `down` whose weights (one a node, finite, both ends counted) add up to least, or to most if
    /// `longest`, and that sum; None: there is none. Of equally long ones it is always the same.
    ///
    /// # Panics
    /// With a number of weights that isn't the number of nodes.
    pub fn path(&self, up: u32, down: u32, weights: &[f64], longest: bool) -> Option<(Vec<u32>, f64)> {
        assert_eq!(weights.len(), self.in_degrees().len(), "one weight a node");
        let none = self.len();
        let better = |new: f64, old: f64| if longest { new > old } else { new < old };
        let (mut sums, mut before) = (vec![0.0_f64; weights.len()], vec![none; weights.len()]);
        (sums[up as usize], before[up as usize]) = (weights[up as usize], up);
        let order = self.topo_order();
        let from = order.iter().position(|&node| node == up)?;
        for &node in order[from..].iter().take_while(|&&node| node != down) {
            if before[node as usize] == none {
                continue;
            }
            for &next in self.successors(node) {
                let sum = sums[node as usize] + weights[next as usize];
                if before[next as usize] == none || better(sum, sums[next as usize]) {
                    (sums[next as usize], before[next as usize]) = (sum, node);
                }
            }
        }
        if before[down as usize] == none {
            return None;
        }
        let mut path = vec![down];
        let mut at = down;
        while at != up {
            at = before[at as usize];
            path.push(at);
        }
        path.reverse();
        Some((path, sums[down as usize]))
    }

    /// How much longer each node could take without the whole taking longer, in the unit of its weights (as of
    /// [`Graph::critical_path`], with as many nodes running at once as could). Nodes of a critical path have exactly 0.
    ///
    /// # Panics
    /// With a number of weights that isn't the number of nodes.
    pub fn slack(&self, weights: &[f64]) -> Vec<f64> {
        assert_eq!(weights.len(), self.in_degrees().len(), "one weight a node");
        let order = self.topo_order();
        // The longest way to the end of each node, and from there to the end of all.
        let mut ends = weights.to_vec();
        for &node in order {
            let end = ends[node as usize];
            for &next in self.successors(node) {
                ends[next as usize] = ends[next as usize].max(end + weights[next as usize]);
            }
        }
        let mut rests = vec![0.0_f64; weights.len()];
        for &node in order.iter().rev() {
            let rest = |&next: &u32| rests[next as usize] + weights[next as usize];
            rests[node as usize] = self.successors(node).iter().map(rest).fold(0.0, f64::max);
        }
        let longest = ends.iter().copied().fold(0.0, f64::max);
        // The same numbers added up in another order may differ by this much.
        let rounding = longest * f64::EPSILON * f64::from(self.len());
        let slack = ends.iter().zip(&rests).map(|(end, rest)| longest - (end + rest));
        slack.map(|slack| if slack <= rounding { 0.0 } else { slack }).collect()
    }

    fn reach<'a>(&self, from: &[u32], next: impl Fn(u32) -> &'a [u32]) -> Vec<u32> {
        let mut seen = vec![false; self.len() as usize];
        let (mut stack, mut count) = (from.to_vec(), 0);
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
