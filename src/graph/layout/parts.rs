//! Parts of a graph that neither an edge nor a group joins.

use super::Spacing;
use super::groups::Forest;
use crate::graph::Graph;

/// One of them, its nodes and groups numbered from 0.
#[derive(Debug)]
pub struct Part {
    /// Old numbers, rising.
    pub nodes: Vec<u32>,
    /// Old numbers of the groups that hold nodes, rising.
    pub groups: Vec<u32>,
    pub forest: Forest,
    /// Each once, in the order of the graph.
    pub edges: Vec<(u32, u32)>,
}

/// The parts, by their lowest node.
pub fn split(graph: &Graph, forest: &Forest) -> Vec<Part> {
    let n = graph.len();
    let mut joined = Joined((0..n + forest.parents.len() as u32).collect());
    for up in 0..n {
        for &down in graph.successors(up) {
            joined.join(up, down);
        }
        if let Some(&outermost) = forest.around(up).first() {
            joined.join(up, n + outermost);
        }
    }
    let mut part_of = vec![u32::MAX; n as usize];
    let mut nodes: Vec<Vec<u32>> = Vec::new();
    let mut number = vec![0; n as usize];
    for node in 0..n {
        let root = joined.root(node);
        let part = &mut part_of[root as usize];
        if *part == u32::MAX {
            *part = nodes.len() as u32;
            nodes.push(Vec::new());
        }
        let members = &mut nodes[*part as usize];
        number[node as usize] = members.len() as u32;
        members.push(node);
    }
    let mut group_number = vec![u32::MAX; forest.parents.len()];
    nodes.into_iter().map(|nodes| part(nodes, graph, forest, &number, &mut group_number)).collect()
}

fn part(nodes: Vec<u32>, graph: &Graph, forest: &Forest, number: &[u32], group_number: &mut [u32]) -> Part {
    let mut groups: Vec<u32> = nodes.iter().flat_map(|&node| forest.around(node)).copied().collect();
    groups.sort_unstable();
    groups.dedup();
    for (new, &old) in (0..).zip(&groups) {
        group_number[old as usize] = new;
    }
    let new = |group: &u32| group_number[*group as usize];
    let own = Forest {
        parents: groups.iter().map(|&group| forest.parents[group as usize].as_ref().map(new)).collect(),
        of_node: nodes.iter().map(|&node| forest.of_node[node as usize].as_ref().map(new)).collect(),
        paths: groups.iter().map(|&group| forest.paths[group as usize].iter().map(new).collect()).collect(),
    };
    let mut edges = Vec::new();
    for (up, &old) in (0..).zip(&nodes) {
        for down in crate::graph::distinct(graph.successors(old)) {
            edges.push((up, number[down as usize]));
        }
    }
    Part { nodes, groups, forest: own, edges }
}

/// Where each part goes: in rows along the edges, as long as the longest part or so that the whole is about square.
pub fn shelves(sizes: &[[f64; 2]], spacing: Spacing) -> Vec<[f64; 2]> {
    let gap = spacing.node + spacing.padding;
    let area: f64 = sizes.iter().map(|[along, across]| (along + gap) * (across + gap)).sum();
    let longest = sizes.iter().map(|size| size[0]).fold(area.sqrt(), f64::max);
    let (mut along, mut across, mut row) = (0.0, 0.0, 0.0_f64);
    let mut places = Vec::with_capacity(sizes.len());
    for size in sizes {
        if along > 0.0 && along + size[0] > longest {
            (along, across, row) = (0.0, across + row + gap, 0.0);
        }
        places.push([along, across]);
        along += size[0] + gap;
        row = row.max(size[1]);
    }
    places
}

/// Sets that grow together.
struct Joined(Vec<u32>);

impl Joined {
    fn root(&mut self, mut of: u32) -> u32 {
        while self.0[of as usize] != of {
            let up = self.0[of as usize];
            self.0[of as usize] = self.0[up as usize];
            of = up;
        }
        of
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        // The lower one leads: a node, never a group.
        self.0[a.max(b) as usize] = a.min(b);
    }
}
