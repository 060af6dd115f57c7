//! Which tasks, or instances of a run, a selector means; and the DAG that is left of it when only those are to run.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::dag::CompiledDag;
use super::state::TaskState;
use crate::graph::select::{Facts, Items, Labels, Method, Selector, Universe};
use crate::spec::{DagSpec, EdgeSpec};
use crate::{Error, ErrorKind, Result};

/// So many edges may be needed to keep the order of what is selected around what isn't: some 200 MB of spec.
const MOST_BRIDGES: usize = 1 << 20;
/// So much may be remembered on the way to them: 64 MB.
const MOST_AHEAD: usize = 1 << 24;

/// Tags, groups and files of a DAG's tasks; made when first asked for.
#[derive(Debug, Default)]
pub(super) struct Known([OnceLock<Labels>; 3]);

/// A task instance as a selector sees it: node, map index (-1: it isn't mapped), and its state.
pub type Seen = (u32, i32, TaskState);

/// Node and map index.
pub type Which = (u32, i32);

impl Facts for CompiledDag {
    fn what(&self) -> &'static str {
        "task"
    }

    fn named(&self, name: &str) -> Vec<u32> {
        self.names().get(name).into_iter().collect()
    }

    fn names(&self, each: &mut dyn FnMut(u32, &str)) {
        (0..).zip(self.names().iter()).for_each(|(node, name)| each(node, name));
    }

    fn labels(&self, method: Method) -> Option<&Labels> {
        let make = match method {
            Method::Tag => tags,
            Method::Group => groups,
            Method::Path => files,
            Method::State => return None,
        };
        Some(self.known().0[method as usize].get_or_init(|| make(self.spec())))
    }
}

impl CompiledDag {
    /// What is selected, and what `exclude` names, each in the order of the spec. `seen`: the instances of a run, of which
    /// tasks that aren't among them have one in the state `none`; without them tasks are selected, with map index -1.
    ///
    /// Errors: [`ErrorKind::Usage`], see [`Universe::select`].
    pub fn select(
        &self,
        select: Option<&str>,
        exclude: Option<&str>,
        seen: Option<&[Seen]>,
    ) -> Result<(Vec<Which>, Vec<Which>)> {
        let select = select.map(Selector::parse).transpose()?;
        let exclude = exclude.map(Selector::parse).transpose()?;
        let known = seen.map(|seen| self.items(seen));
        let universe = Universe { graph: self.graph(), facts: self, items: known.as_ref().map(|(_, items)| items) };
        let chosen = universe.select(select.as_ref(), exclude.as_ref())?;
        let excluded = exclude.map_or_else(|| Ok(Vec::new()), |exclude| universe.matching(&exclude))?;
        let which = |of: Vec<bool>| {
            let items = (0..).zip(of).filter(|(_, is_in)| *is_in).map(|(item, _)| item);
            items.map(|item: u32| known.as_ref().map_or((item, -1), |(which, _)| which[item as usize])).collect()
        };
        Ok((which(chosen), which(excluded)))
    }

    fn items(&self, seen: &[Seen]) -> (Vec<Which>, Items) {
        // The row that stands for the instances of a mapped task is none of them.
        let mut seen: Vec<Seen> = seen.iter().copied().filter(|it| it.1 >= 0 || it.2 != TaskState::Removed).collect();
        let touched: FxHashSet<u32> = seen.iter().map(|it| it.0).collect();
        seen.extend((0..self.len()).filter(|node| !touched.contains(node)).map(|node| (node, -1, TaskState::None)));
        seen.sort_unstable_by_key(|it| (it.0, it.1));
        let mut items = Items { nodes: seen.iter().map(|it| it.0).collect(), states: Labels::default() };
        for state in TaskState::ALL {
            items.states.know(state.name());
        }
        for (item, it) in (0..).zip(&seen) {
            items.states.know(it.2.name()).push(item);
        }
        (seen.iter().map(|it| (it.0, it.1)).collect(), items)
    }

    /// Setups in whose scope something of `chosen` lies, and the teardowns of the setups: they bracket it and aren't
    /// among it yet. Those of `excluded`, and what only they ask for, stay out.
    pub fn brackets(&self, chosen: &[u32], excluded: &[u32]) -> Vec<u32> {
        let mut all: FxHashSet<u32> = chosen.iter().chain(excluded).copied().collect();
        let (mut stack, mut found) = (chosen.to_vec(), Vec::new());
        while let Some(node) = stack.pop() {
            let teardowns = self.graph().successors(node).iter().filter(|&&down| self.node_spec(down).teardown);
            let teardowns = teardowns.filter(|_| self.node_spec(node).setup);
            // A teardown alone asks for nothing: what it tears down may be there already.
            let setups = self.setups(node).iter().filter(|_| !self.node_spec(node).teardown);
            for &near in teardowns.chain(setups) {
                if all.insert(near) {
                    stack.push(near);
                    found.push(near);
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// The DAG with these nodes only. Where a way led from one of them to another through nodes that are left out, an
    /// edge takes its place, so that they stay in their order. Edges from what is left out are dropped: nothing waits for
    /// it. A mapped task whose tasks to expand over are all left out expands into nothing.
    ///
    /// Errors: [`ErrorKind::Usage`] if that takes too many edges.
    pub fn subset(&self, nodes: &[u32]) -> Result<DagSpec> {
        let mut kept = vec![false; self.len() as usize];
        for &node in nodes {
            kept[node as usize] = true;
        }
        let has = |name: &str| self.names().get(name).is_some_and(|node| kept[node as usize]);
        let whole = self.spec();
        let mut spec = DagSpec {
            nodes: whole.nodes.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(node, _)| node.clone()).collect(),
            edges: whole.edges.iter().filter(|edge| has(&edge.up) && has(&edge.down)).cloned().collect(),
            groups: Vec::new(),
            ..DagSpec { nodes: Vec::new(), edges: Vec::new(), ..whole.clone() }
        };
        for node in &mut spec.nodes {
            if let Some(expand) = &mut node.expand {
                expand.over.retain(|over| has(over));
                if expand.over.is_empty() && expand.size.is_none() && expand.group.is_none() {
                    expand.size = Some(0);
                }
            }
        }
        let name = |node: u32| self.names().name(node).to_owned();
        let bridges = self.bridges(&kept)?.into_iter();
        let bridges = bridges.filter(|(up, down)| !self.graph().successors(*up).contains(down));
        spec.edges.extend(bridges.map(|(up, down)| EdgeSpec {
            up: name(up),
            down: name(down),
            label: None,
            place: None,
        }));
        let parents: FxHashMap<&str, Option<&str>> =
            whole.groups.iter().map(|group| (&*group.id, group.parent.as_deref())).collect();
        let mut used: FxHashSet<&str> = FxHashSet::default();
        for (node, _) in whole.nodes.iter().zip(&kept).filter(|(_, kept)| **kept) {
            let mut group = node.group.as_deref();
            while let Some(id) = group.filter(|id| used.insert(id)) {
                group = parents.get(id).copied().flatten();
            }
        }
        spec.groups = whole.groups.iter().filter(|group| used.contains(&*group.id)).cloned().collect();
        Ok(spec)
    }

    /// Pairs of kept nodes that a way through others connects.
    fn bridges(&self, kept: &[bool]) -> Result<Vec<(u32, u32)>> {
        // The kept nodes that each other one leads to first, from the end on.
        let mut ahead: Vec<Vec<u32>> = vec![Vec::new(); kept.len()];
        let (mut bridges, mut remembered) = (Vec::new(), 0);
        for &node in self.graph().topo_order().iter().rev() {
            let mut found = Vec::new();
            for &near in self.graph().successors(node) {
                match kept[near as usize] {
                    true if !kept[node as usize] => found.push(near),
                    true => {}
                    false => found.extend_from_slice(&ahead[near as usize]),
                }
            }
            found.sort_unstable();
            found.dedup();
            if kept[node as usize] {
                bridges.extend(found.into_iter().map(|down| (node, down)));
            } else {
                remembered += found.len();
                ahead[node as usize] = found;
            }
            if bridges.len() > MOST_BRIDGES || remembered > MOST_AHEAD {
                let text = format!(
                    "too many of the selected tasks are connected through tasks that are not (near '{}'); select some of \
                     these, too",
                    self.names().name(node)
                );
                return Err(Error::new(ErrorKind::Usage, text));
            }
        }
        bridges.sort_unstable();
        Ok(bridges)
    }
}

fn tags(spec: &DagSpec) -> Labels {
    let mut labels = Labels::default();
    for (index, node) in (0..).zip(&spec.nodes) {
        node.tags.iter().for_each(|tag| labels.know(tag).push(index));
    }
    labels
}

/// A group has the tasks of the groups in it, too.
fn groups(spec: &DagSpec) -> Labels {
    let mut labels = Labels::default();
    let mut parents = FxHashMap::default();
    for group in &spec.groups {
        labels.know(&group.id);
        parents.insert(group.id.as_str(), group.parent.as_deref());
    }
    for (index, node) in (0..).zip(&spec.nodes) {
        let mut group = node.group.as_deref();
        while let Some(id) = group {
            labels.know(id).push(index);
            group = parents.get(id).copied().flatten();
        }
    }
    labels
}

/// Files that define tasks: those of their places, or of the DAG's.
fn files(spec: &DagSpec) -> Labels {
    let mut labels = Labels::default();
    for (index, node) in (0..).zip(&spec.nodes) {
        let place = node.place.as_deref().or(spec.place.as_deref());
        if let Some((file, _)) = place.and_then(|place| place.rsplit_once(':')) {
            labels.know(file).push(index);
        }
    }
    labels
}
