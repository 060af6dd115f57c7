//! A `DagSpec` compiled for running: names resolved, edges in flat arrays with what they mean for barriers.

use rustc_hash::{FxHashMap, FxHashSet};

use super::barrier::Counters;
use super::event::Callback;
use super::priority;
use super::select::Known;
use super::state::Class;
use crate::graph::{Graph, NamedEdge, Names};
use crate::spec::{DagSpec, NodeSpec, Outcome, TriggerRule};
use crate::{Error, ErrorKind, Result};

/// Immutable; shared by every run of one version.
#[derive(Debug)]
pub struct CompiledDag {
    spec: DagSpec,
    names: Names,
    graph: Graph,
    nodes: Box<[Node]>,
    edges: Rows,
    /// Barrier of each node at the beginning of a run.
    barriers: Box<[Counters]>,
    /// The rest of it, for the few nodes that have more.
    extra: FxHashMap<u32, Extra>,
    /// Members of mapped groups by their leader; a mapped node outside a group leads itself.
    members: FxHashMap<u32, Vec<u32>>,
    /// Place of each node in the topological order.
    ranks: Box<[u32]>,
    /// Setups that must run again when a node does.
    setups: FxHashMap<u32, Vec<u32>>,
    pools: Vec<String>,
    known: Known,
}

/// What the machine asks of a node for each event; the rest stays in the spec.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub rule: TriggerRule,
    /// Nothing to execute.
    pub empty: bool,
    /// Its failure decides the outcome of the run.
    pub decides: bool,
    /// Its failure ends a `fail_fast` run.
    pub counts: bool,
    /// Bits of [`Callback`].
    pub callbacks: u8,
    /// Index into [`CompiledDag::pools`].
    pub pool: u32,
    pub slots: u32,
    /// Effective priority.
    pub weight: i64,
    pub timeout: Option<f64>,
    /// For mapped nodes: the node whose barrier decides when the group expands.
    pub leader: Option<u32>,
    /// Edges from nodes of its own mapped group.
    pub inner: u32,
}

/// A dependency as barriers see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub to: u32,
    /// Inside a mapped group: connects equal map indexes.
    pub equal: bool,
    /// From a setup to a node whose rule asks for those.
    pub setup: bool,
    /// From a setup that isn't a direct upstream to a node in its scope.
    pub scope: bool,
}

/// Counters that only nodes near setups have.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Extra {
    pub setups: Counters,
    pub scope: Counters,
}

#[derive(Debug)]
struct Rows {
    starts: Box<[u32]>,
    edges: Box<[Edge]>,
}

impl CompiledDag {
    /// Resolves names, refuses cycles, computes priorities.
    ///
    /// Errors: [`ErrorKind::Spec`], [`ErrorKind::Duplicate`], [`ErrorKind::Unknown`], [`ErrorKind::Cycle`], with the
    /// place in the user's source.
    pub fn new(spec: DagSpec) -> Result<Self> {
        let names = task_names(&spec)?;
        check_groups(&spec, &names)?;
        let graph = graph(&spec, &names)?;
        let (leaders, members) = mapped_groups(&spec, &graph);
        let mut pools = Vec::new();
        let weights = priority::weights(&spec.nodes, &graph);
        let mut nodes = Vec::with_capacity(spec.nodes.len());
        let mut pool_index = FxHashMap::default();
        for (index, node) in spec.nodes.iter().enumerate() {
            let pool = *pool_index.entry(node.pool.as_str()).or_insert_with(|| {
                pools.push(node.pool.clone());
                pools.len() as u32 - 1
            });
            nodes.push(Node {
                rule: node.trigger_rule,
                empty: node.empty,
                decides: false,
                counts: !ignorable(node),
                callbacks: callbacks(node),
                pool,
                slots: node.pool_slots,
                weight: weights[index],
                timeout: node.timeout.or(spec.policy.default_timeout),
                leader: leaders[index],
                inner: 0,
            });
        }
        mark_deciding(&spec, &graph, &mut nodes);
        let rows = edges(&spec, &graph, &leaders);
        let mut dag = Self {
            barriers: vec![Counters::default(); nodes.len()].into(),
            extra: FxHashMap::default(),
            nodes: nodes.into(),
            edges: rows,
            ranks: ranks(&graph),
            setups: FxHashMap::default(),
            spec,
            names,
            graph,
            members,
            pools,
            known: Known::default(),
        };
        dag.fill_barriers();
        Ok(dag)
    }

    /// As written.
    pub fn spec(&self) -> &DagSpec {
        &self.spec
    }

    /// Task ids; their numbers are the indexes of the nodes.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Dependencies as drawn, and those that expansion implies.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Number of nodes.
    pub fn len(&self) -> u32 {
        self.nodes.len() as u32
    }

    /// A DAG without tasks.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    pub(super) fn known(&self) -> &Known {
        &self.known
    }

    pub(super) fn node(&self, node: u32) -> &Node {
        &self.nodes[node as usize]
    }

    pub(super) fn node_spec(&self, node: u32) -> &NodeSpec {
        &self.spec.nodes[node as usize]
    }

    pub(super) fn edges(&self, node: u32) -> &[Edge] {
        let node = node as usize;
        &self.edges.edges[self.edges.starts[node] as usize..self.edges.starts[node + 1] as usize]
    }

    pub(super) fn rank(&self, node: u32) -> u32 {
        self.ranks[node as usize]
    }

    pub(super) fn members(&self, leader: u32) -> &[u32] {
        &self.members[&leader]
    }

    /// Every node that leads a mapped group.
    pub(super) fn leaders(&self) -> impl Iterator<Item = u32> {
        let mut leaders: Vec<u32> = self.members.keys().copied().collect();
        leaders.sort_unstable();
        leaders.into_iter()
    }

    pub(super) fn barriers(&self) -> &[Counters] {
        &self.barriers
    }

    pub(super) fn extra(&self) -> &FxHashMap<u32, Extra> {
        &self.extra
    }

    /// Setups whose scope holds the node, those directly upstream included.
    pub(super) fn setups(&self, node: u32) -> &[u32] {
        self.setups.get(&node).map_or(&[], Vec::as_slice)
    }

    pub(super) fn pools(&self) -> &[String] {
        &self.pools
    }

    fn fill_barriers(&mut self) {
        for up in 0..self.nodes.len() {
            let range = self.edges.starts[up] as usize..self.edges.starts[up + 1] as usize;
            for edge in &self.edges.edges[range] {
                let to = edge.to as usize;
                if self.spec.nodes[up].setup {
                    self.setups.entry(edge.to).or_default().push(up as u32);
                }
                if edge.setup || edge.scope {
                    let extra = self.extra.entry(edge.to).or_default();
                    let counters = if edge.scope { &mut extra.scope } else { &mut extra.setups };
                    counters.add(Class::Open, u32::from(!edge.equal));
                }
                if edge.equal && !edge.scope {
                    self.nodes[to].inner += 1;
                } else if !edge.scope {
                    self.barriers[to].add(Class::Open, 1);
                }
            }
        }
    }
}

fn ranks(graph: &Graph) -> Box<[u32]> {
    let mut ranks = vec![0; graph.len() as usize];
    for (rank, &node) in graph.topo_order().iter().enumerate() {
        ranks[node as usize] = rank as u32;
    }
    ranks.into()
}

fn task_names(spec: &DagSpec) -> Result<Names> {
    let mut names = Names::new("task");
    for node in &spec.nodes {
        if let Some(first) = names.get(&node.id) {
            let first = &spec.nodes[first as usize];
            return Err(twice("task_id", &node.id, first.place.as_deref()).at(node.place.clone()));
        }
        names.add(&node.id)?;
    }
    Ok(names)
}

fn twice(what: &str, id: &str, first: Option<&str>) -> Error {
    let first = first.map_or(String::new(), |place| format!(" (first at {place})"));
    let text = format!("{what} '{id}' is used twice{first}; rename one of them");
    Error::new(ErrorKind::Duplicate, text)
}

fn check_groups(spec: &DagSpec, names: &Names) -> Result<()> {
    let mut groups = Names::new("group");
    for group in &spec.groups {
        let known = groups.get(&group.id).is_some() || names.get(&group.id).is_some();
        if known {
            return Err(twice("group_id", &group.id, None).at(spec.place.clone()));
        }
        if let Some(parent) = &group.parent {
            groups.index(parent).map_err(|error| error.at(spec.place.clone()))?;
        }
        groups.add(&group.id)?;
    }
    for node in &spec.nodes {
        let at = |error: Error| error.at(node.place.clone());
        if let Some(group) = &node.group {
            groups.index(group).map_err(at)?;
        }
        for over in node.expand.iter().flat_map(|expand| &expand.over) {
            names.index(over).map_err(at)?;
        }
    }
    Ok(())
}

/// Edges as drawn, and from what a task expands over to that task: there is nothing to expand over before.
fn graph(spec: &DagSpec, names: &Names) -> Result<Graph> {
    let drawn =
        spec.edges.iter().map(|edge| NamedEdge { up: &edge.up, down: &edge.down, place: edge.place.as_deref() });
    let implied = spec.nodes.iter().flat_map(|node| {
        // Inside a mapped group the group expands, not this node.
        let over = node.expand.iter().filter(|expand| expand.group.is_none());
        over.flat_map(|expand| &expand.over).map(|up| NamedEdge { up, down: &node.id, place: node.place.as_deref() })
    });
    names.compile(drawn.chain(implied))
}

/// The leader of each mapped node (the first of its group in topological order), and the members of each leader.
fn mapped_groups(spec: &DagSpec, graph: &Graph) -> (Vec<Option<u32>>, FxHashMap<u32, Vec<u32>>) {
    let mut leaders = vec![None; spec.nodes.len()];
    let mut by_group: FxHashMap<&str, u32> = FxHashMap::default();
    let mut members: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for &node in graph.topo_order() {
        let Some(expand) = &spec.nodes[node as usize].expand else { continue };
        let leader = match &expand.group {
            Some(group) => *by_group.entry(group).or_insert(node),
            None => node,
        };
        leaders[node as usize] = Some(leader);
        members.entry(leader).or_default().push(node);
    }
    (leaders, members)
}

fn callbacks(node: &NodeSpec) -> u8 {
    let named = |kind: &Callback| node.callbacks.iter().any(|name| name == kind.name());
    Callback::ALL.iter().filter(|kind| named(kind)).fold(0, |bits, &kind| bits | kind as u8)
}

/// A teardown whose failure doesn't matter to the run.
fn ignorable(node: &NodeSpec) -> bool {
    node.teardown && !node.on_failure_fail_run
}

/// Which nodes decide the outcome. Leaves are taken as if ignorable teardowns weren't there; a DAG of nothing else is
/// decided by its real leaves.
fn mark_deciding(spec: &DagSpec, graph: &Graph, nodes: &mut [Node]) {
    let matters = |node: u32| !ignorable(&spec.nodes[node as usize]);
    let all = 0..nodes.len() as u32;
    let mut deciding: Vec<u32> = match spec.policy.outcome {
        Outcome::AnyFailure => all.clone().filter(|&node| matters(node)).collect(),
        Outcome::Leaves => all
            .clone()
            .filter(|&node| matters(node) && !graph.successors(node).iter().any(|&down| matters(down)))
            .collect(),
    };
    if deciding.is_empty() {
        deciding = all.filter(|&node| graph.successors(node).is_empty()).collect();
    }
    for node in deciding {
        nodes[node as usize].decides = true;
    }
}

fn edges(spec: &DagSpec, graph: &Graph, leaders: &[Option<u32>]) -> Rows {
    let same_group =
        |up: u32, down: u32| leaders[up as usize].is_some() && leaders[up as usize] == leaders[down as usize];
    let (mut starts, mut edges) = (Vec::with_capacity(spec.nodes.len() + 1), Vec::new());
    for (up, node) in spec.nodes.iter().enumerate() {
        starts.push(edges.len() as u32);
        let up = up as u32;
        let direct = graph.successors(up);
        edges.extend(direct.iter().map(|&to| Edge {
            to,
            equal: same_group(up, to),
            setup: node.setup && spec.nodes[to as usize].trigger_rule == TriggerRule::AllDoneSetupSuccess,
            scope: false,
        }));
        if node.setup {
            edges.extend(scope(spec, graph, up).into_iter().map(|to| Edge {
                to,
                equal: same_group(up, to),
                setup: false,
                scope: true,
            }));
        }
    }
    starts.push(edges.len() as u32);
    Rows { starts: starts.into(), edges: edges.into() }
}

/// Nodes in the scope of a setup that aren't directly downstream of it: those between it and one of its teardowns, or
/// everything downstream if it has none.
fn scope(spec: &DagSpec, graph: &Graph, setup: u32) -> Vec<u32> {
    let direct: FxHashSet<u32> = graph.successors(setup).iter().copied().collect();
    let teardowns: Vec<u32> = direct.iter().copied().filter(|&node| spec.nodes[node as usize].teardown).collect();
    let above: FxHashSet<u32> = graph.ancestors(&teardowns).into_iter().collect();
    let mut scope = graph.descendants(&[setup]);
    scope.retain(|node| {
        !direct.contains(node) && !spec.nodes[*node as usize].teardown && (teardowns.is_empty() || above.contains(node))
    });
    scope
}
