//! A pipeline's nodes as a graph: slugs, dependencies by index, readiness.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::Graph;

/// Give every node without a slug one: `<plugin>_<n>`, counted from 1 per plugin, past slugs that are taken.
pub fn assign_slugs(slugs: &mut [String], plugins: &[String]) {
    let mut taken: FxHashSet<String> = slugs.iter().filter(|slug| !slug.is_empty()).cloned().collect();
    let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
    for (slug, plugin) in slugs.iter_mut().zip(plugins) {
        if !slug.is_empty() {
            continue;
        }
        let count = counts.entry(plugin).or_default();
        loop {
            *count += 1;
            let candidate = format!("{plugin}_{count}");
            if taken.insert(candidate.clone()) {
                *slug = candidate;
                break;
            }
        }
    }
}

/// Index of every slug.
///
/// # Errors
/// An empty slug, or one that two nodes have.
pub fn index_slugs(slugs: &[String]) -> Result<FxHashMap<&str, u32>, String> {
    let mut index_of = FxHashMap::default();
    for (index, slug) in (0..).zip(slugs) {
        if slug.is_empty() {
            return Err(format!("Node at index {index} has an empty slug"));
        }
        if index_of.insert(slug.as_str(), index).is_some() {
            return Err(format!("Duplicate node slug '{slug}'"));
        }
    }
    Ok(index_of)
}

/// Dependencies by index, both ways.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Topology {
    /// What each node depends on, in the order written.
    pub dependencies: Vec<Vec<u32>>,
    /// What depends on each node, ascending.
    pub children: Vec<Vec<u32>>,
}

impl Topology {
    /// Resolve slugs to indexes; `filters` are the slugs that each node's edge filters name.
    ///
    /// # Errors
    /// A duplicate, empty, unknown or repeated slug, a filter on what isn't a dependency, a cycle (with its path).
    pub fn new(slugs: &[String], depends_on: &[Vec<String>], filters: &[Vec<String>]) -> Result<Self, String> {
        let index_of = index_slugs(slugs)?;
        let mut dependencies = Vec::with_capacity(slugs.len());
        for ((slug, wanted), filters) in slugs.iter().zip(depends_on).zip(filters) {
            let mut own = Vec::with_capacity(wanted.len());
            let mut seen = FxHashSet::default();
            for up in wanted {
                let Some(index) = index_of.get(up.as_str()) else {
                    return Err(format!("Unknown dependency slug '{up}' in node '{slug}'"));
                };
                if !seen.insert(*index) {
                    return Err(format!("Repeated dependency slug '{up}' in node '{slug}'"));
                }
                own.push(*index);
            }
            if let Some(stray) = filters.iter().find(|filter| !wanted.contains(filter)) {
                return Err(format!("Edge filter slug '{stray}' is not a direct dependency of node '{slug}'"));
            }
            dependencies.push(own);
        }
        let edges = (0..).zip(&dependencies).flat_map(|(down, ups)| ups.iter().map(move |up| (*up, down)));
        if let Err(cycle) = Graph::build(slugs.len() as u32, edges) {
            let error = cycle.error(|node| slugs[node as usize].clone());
            return Err(format!("Pipeline contains a dependency {}", error.text));
        }
        let children = children(&dependencies);
        Ok(Self { dependencies, children })
    }
}

impl Topology {
    /// `nodes` and everything below them, ascending.
    pub fn closure(&self, nodes: &[u32]) -> Vec<u32> {
        let mut inside: FxHashSet<u32> = nodes.iter().copied().collect();
        let mut open: Vec<u32> = inside.iter().copied().collect();
        while let Some(node) = open.pop() {
            let below = self.children.get(node as usize).into_iter().flatten();
            open.extend(below.copied().filter(|child| inside.insert(*child)));
        }
        let mut found: Vec<u32> = inside.into_iter().collect();
        found.sort_unstable();
        found
    }
}

/// Inverse of `dependencies`.
pub fn children(dependencies: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let mut children = vec![Vec::new(); dependencies.len()];
    for (down, ups) in (0..).zip(dependencies) {
        for up in ups {
            children[*up as usize].push(down);
        }
    }
    children
}

/// Nodes that aren't launched and whose dependencies are all complete, ascending: all of them, or only those below
/// `changed`.
pub fn ready(
    dependencies: &[Vec<u32>],
    completed: impl Fn(u32) -> bool,
    launched: impl Fn(u32) -> bool,
    changed: Option<(&[Vec<u32>], &[u32])>,
) -> Vec<u32> {
    let is_ready = |node: &u32| {
        dependencies.get(*node as usize).is_some_and(|ups| !launched(*node) && ups.iter().all(|up| completed(*up)))
    };
    match changed {
        None => (0..dependencies.len() as u32).filter(is_ready).collect(),
        Some((children, changed)) => {
            let below = changed.iter().filter_map(|node| children.get(*node as usize)).flatten().copied();
            let mut found: Vec<u32> = below.filter(is_ready).collect();
            found.sort_unstable();
            found.dedup();
            found
        }
    }
}
