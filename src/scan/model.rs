//! DAGs, tasks, groups and edges as `tradewind.authoring` makes them: an edge is drawn when its statement runs, and a
//! group stands for the tasks that it has at that moment.

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::value::{Args, Value};

#[derive(Debug)]
pub struct Dag<'a> {
    pub id: Option<&'a str>,
    pub style: &'static str,
    pub at: u32,
    pub args: Args<'a>,
    pub defaults: Value<'a>,
    pub root: u32,
    pub tasks: ArenaVec<'a, u32>,
    ids: FxHashMap<&'a str, Claim>,
    /// The loader finds it: opened by `with`, or (at the end) bound to a global name.
    pub registered: bool,
    pub doubts: ArenaVec<'a, (u32, &'a str)>,
}

/// Who has an id, and where it was given.
#[derive(Debug, Clone, Copy)]
struct Claim {
    at: u32,
    /// `None`: a group.
    task: Option<u32>,
}

#[derive(Debug)]
pub struct Task<'a> {
    /// `None`: computed at run time; such a task isn't reported.
    pub id: Option<&'a str>,
    pub at: u32,
    pub dag: Option<u32>,
    pub group: Option<u32>,
    pub operator: &'a str,
    pub rule: &'a str,
    pub args: Args<'a>,
    pub setup: bool,
    pub teardown: bool,
    pub mapped: bool,
    pub ups: ArenaVec<'a, u32>,
    pub downs: ArenaVec<'a, u32>,
}

impl<'a> Task<'a> {
    /// A task without a home yet, with the default trigger rule.
    pub fn new(id: Option<&'a str>, at: u32, operator: &'a str, args: Args<'a>) -> Self {
        let arena = args.named.bump();
        Self {
            id,
            at,
            dag: None,
            group: None,
            operator,
            rule: "all_success",
            args,
            setup: false,
            teardown: false,
            mapped: false,
            ups: ArenaVec::new_in(arena),
            downs: ArenaVec::new_in(arena),
        }
    }
}

#[derive(Debug)]
pub struct Group<'a> {
    pub id: Option<&'a str>,
    pub root: bool,
    pub prefix: bool,
    pub dag: u32,
    pub parent: Option<u32>,
    pub defaults: Value<'a>,
    pub at: u32,
    children: ArenaVec<'a, Child>,
}

#[derive(Debug, Clone, Copy)]
enum Child {
    Task(u32),
    Group(u32),
}

#[derive(Debug)]
pub struct Edge<'a> {
    pub up: u32,
    pub down: u32,
    pub label: Option<&'a str>,
    pub at: u32,
}

/// `Label(text)`, and what stands on its sides so far.
#[derive(Debug)]
pub struct Label<'a> {
    pub text: Option<&'a str>,
    ups: Ends,
    downs: Ends,
}

/// What an edge may begin or end at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Task(u32),
    Group(u32),
    Label(u32),
}

/// A side of an edge: mostly one end.
pub type Ends = SmallVec<[End; 4]>;

/// Why an edge isn't drawn.
pub enum Refused {
    /// Two DAGs, or none.
    NoDag,
    /// The group may have other tasks than are known.
    UnsureGroup(u32),
    TooMany,
}

/// Looks at tasks and edges; more than the evaluator's budget allows.
const MOST_WORK: usize = 1 << 24;
/// Tasks and groups that most DAGs have.
const IDS: usize = 28;
/// More edges than any DAG has; a bound for hostile files.
const MOST_EDGES: usize = 1 << 18;

#[derive(Debug)]
pub struct Model<'a> {
    arena: &'a Bump,
    pub dags: Vec<Dag<'a>>,
    pub tasks: ArenaVec<'a, Task<'a>>,
    pub groups: ArenaVec<'a, Group<'a>>,
    pub labels: Vec<Label<'a>>,
    pub edges: ArenaVec<'a, Edge<'a>>,
    /// Work done, for the evaluator's budget.
    pub work: usize,
}

impl<'a> Model<'a> {
    pub fn new(arena: &'a Bump) -> Self {
        Self {
            arena,
            dags: Vec::new(),
            tasks: ArenaVec::new_in(arena),
            groups: ArenaVec::new_in(arena),
            labels: Vec::new(),
            edges: ArenaVec::new_in(arena),
            work: 0,
        }
    }

    pub fn add_dag(&mut self, id: Option<&'a str>, style: &'static str, at: u32, args: Args<'a>) -> u32 {
        let dag = self.dags.len() as u32;
        let root = self.groups.len() as u32;
        self.groups.push(Group {
            id: None,
            root: true,
            prefix: true,
            dag,
            parent: None,
            defaults: Value::None,
            at,
            children: ArenaVec::new_in(self.arena),
        });
        let defaults = args.get("default_args").unwrap_or(Value::None);
        self.dags.push(Dag {
            id,
            style,
            at,
            args,
            defaults,
            root,
            tasks: ArenaVec::new_in(self.arena),
            ids: FxHashMap::default(),
            registered: false,
            doubts: ArenaVec::new_in(self.arena),
        });
        dag
    }

    /// Adds a group. Its id is taken by another one: `Err` with the place of that.
    #[allow(clippy::too_many_arguments)] // one group is one record
    pub fn add_group(
        &mut self,
        dag: u32,
        parent: u32,
        id: Option<&'a str>,
        prefix: bool,
        defaults: Value<'a>,
        at: u32,
    ) -> (u32, Result<(), u32>) {
        let group = self.groups.len() as u32;
        self.groups.push(Group {
            id,
            root: false,
            prefix,
            dag,
            parent: Some(parent),
            defaults,
            at,
            children: ArenaVec::new_in(self.arena),
        });
        self.groups[parent as usize].children.push(Child::Group(group));
        (group, self.claim(dag, id, at, None))
    }

    pub fn add_task(&mut self, task: Task<'a>) -> u32 {
        self.tasks.push(task);
        self.tasks.len() as u32 - 1
    }

    /// Puts a task into a DAG. Its id is taken: `Err` with the place of the other.
    pub fn join(&mut self, task: u32, dag: u32, group: u32) -> Result<(), u32> {
        let one = &mut self.tasks[task as usize];
        one.dag = Some(dag);
        one.group = Some(group);
        let (id, at) = (one.id, one.at);
        self.groups[group as usize].children.push(Child::Task(task));
        self.dags[dag as usize].tasks.push(task);
        self.claim(dag, id, at, Some(task))
    }

    fn claim(&mut self, dag: u32, id: Option<&'a str>, at: u32, task: Option<u32>) -> Result<(), u32> {
        let Some(id) = id else { return Ok(()) };
        let ids = &mut self.dags[dag as usize].ids;
        if ids.is_empty() {
            ids.reserve(IDS);
        }
        match ids.insert(id, Claim { at, task }) {
            Some(first) => Err(first.at),
            None => Ok(()),
        }
    }

    pub fn has_id(&self, dag: u32, id: &str) -> bool {
        self.dags[dag as usize].ids.contains_key(id)
    }

    /// The task of this id.
    pub fn task_of(&self, dag: u32, id: &str) -> Option<u32> {
        self.dags[dag as usize].ids.get(id)?.task
    }

    /// The numbers `n` of ids `base__n`.
    pub fn suffixes(&mut self, dag: u32, base: &str) -> impl Iterator<Item = u64> {
        self.work += self.dags[dag as usize].ids.len();
        self.dags[dag as usize].ids.keys().filter_map(move |id| id.strip_prefix(base)?.strip_prefix("__")?.parse().ok())
    }

    fn members(&mut self, group: u32) -> Vec<u32> {
        let mut out = Vec::new();
        let mut ahead = vec![Child::Group(group)];
        while let Some(next) = ahead.pop() {
            match next {
                Child::Task(task) => out.push(task),
                Child::Group(inner) => ahead.extend(self.groups[inner as usize].children.iter().rev()),
            }
        }
        self.work += out.len();
        out
    }

    fn within(&self, task: u32, group: u32) -> bool {
        let mut at = self.tasks[task as usize].group;
        while let Some(here) = at {
            if here == group {
                return true;
            }
            at = self.groups[here as usize].parent;
        }
        false
    }

    /// The tasks that an edge to `end` leads to.
    fn roots(&mut self, end: End) -> Vec<u32> {
        match end {
            End::Task(task) => vec![task],
            End::Label(_) => Vec::new(),
            End::Group(group) => {
                let members = self.members(group);
                let first = |task: &u32| !self.tasks[*task as usize].ups.iter().any(|up| self.within(*up, group));
                members.into_iter().filter(first).collect()
            }
        }
    }

    /// The tasks that an edge from `end` comes from; behind a group's teardown, the ones before it.
    fn leaves(&mut self, end: End) -> Vec<u32> {
        match end {
            End::Task(task) => vec![task],
            End::Label(_) => Vec::new(),
            End::Group(group) => {
                let members = self.members(group);
                let mut out = Vec::new();
                for task in members {
                    if self.tasks[task as usize].downs.iter().any(|down| self.within(*down, group)) {
                        continue;
                    }
                    if self.tasks[task as usize].teardown {
                        self.before(task, group, &mut out);
                    } else {
                        out.push(task);
                    }
                }
                let mut seen = rustc_hash::FxHashSet::default();
                out.retain(|task| seen.insert(*task));
                out
            }
        }
    }

    fn before(&self, teardown: u32, group: u32, out: &mut Vec<u32>) {
        let mut ahead = vec![teardown];
        let mut seen = rustc_hash::FxHashSet::default();
        while let Some(next) = ahead.pop() {
            if !seen.insert(next) {
                continue;
            }
            for &up in &self.tasks[next as usize].ups {
                let task = &self.tasks[up as usize];
                if !self.within(up, group) || task.setup {
                    continue;
                }
                if task.teardown {
                    ahead.push(up);
                } else if task
                    .downs
                    .iter()
                    .filter(|down| self.within(**down, group))
                    .all(|down| self.tasks[*down as usize].teardown)
                {
                    out.push(up);
                }
            }
        }
    }

    /// Draws an edge from each of `ups` to each of `downs`.
    pub fn link(&mut self, ups: &[End], downs: &[End], label: Option<&'a str>, at: u32) -> Result<(), Refused> {
        let solid =
            |ends: &[End]| -> Ends { ends.iter().copied().filter(|end| !matches!(end, End::Label(_))).collect() };
        let (solid_ups, solid_downs) = (solid(ups), solid(downs));
        for end in ups {
            if let End::Label(one) = *end {
                self.labels[one as usize].downs.extend(solid_downs.iter().copied());
                self.settle(one, at)?;
            }
        }
        for end in downs {
            if let End::Label(one) = *end {
                self.labels[one as usize].ups.extend(solid_ups.iter().copied());
                self.settle(one, at)?;
            }
        }
        for end in solid_ups.iter().chain(&solid_downs) {
            if let End::Group(group) = *end {
                if !self.dags[self.groups[group as usize].dag as usize].doubts.is_empty() {
                    return Err(Refused::UnsureGroup(group));
                }
            }
        }
        for up in &solid_ups {
            for down in &solid_downs {
                if self.work > MOST_WORK {
                    return Err(Refused::TooMany);
                }
                if let (End::Task(up), End::Task(down)) = (*up, *down) {
                    self.draw(up, down, label, at)?;
                    continue;
                }
                let leaves = self.leaves(*up);
                let roots = self.roots(*down);
                for one in &leaves {
                    for other in &roots {
                        self.draw(*one, *other, label, at)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// With both sides known, a label draws its edges and is free for the next use.
    fn settle(&mut self, label: u32, at: u32) -> Result<(), Refused> {
        let one = &mut self.labels[label as usize];
        if one.ups.is_empty() || one.downs.is_empty() {
            return Ok(());
        }
        let (ups, downs, text) = (std::mem::take(&mut one.ups), std::mem::take(&mut one.downs), one.text);
        self.link(&ups, &downs, text, at)
    }

    fn draw(&mut self, up: u32, down: u32, label: Option<&'a str>, at: u32) -> Result<(), Refused> {
        self.work += 1;
        match (self.tasks[up as usize].dag, self.tasks[down as usize].dag) {
            (Some(one), Some(other)) if one == other => {}
            (Some(dag), None) => drop(self.join(down, dag, self.dags[dag as usize].root)),
            (None, Some(dag)) => drop(self.join(up, dag, self.dags[dag as usize].root)),
            _ => return Err(Refused::NoDag),
        }
        let (downs, ups) = (&self.tasks[up as usize].downs, &self.tasks[down as usize].ups);
        let drawn = if downs.len() <= ups.len() { downs.contains(&down) } else { ups.contains(&up) };
        self.work += downs.len().min(ups.len()) / 8;
        if drawn {
            if label.is_some() {
                self.work += self.edges.len() / 8;
                if let Some(edge) = self.edges.iter_mut().find(|edge| (edge.up, edge.down) == (up, down)) {
                    edge.label = edge.label.or(label);
                }
            }
            return Ok(());
        }
        if self.edges.len() >= MOST_EDGES {
            return Err(Refused::TooMany);
        }
        self.edges.push(Edge { up, down, label, at });
        self.tasks[up as usize].downs.push(down);
        self.tasks[down as usize].ups.push(up);
        Ok(())
    }

    pub fn add_label(&mut self, text: Option<&'a str>) -> u32 {
        self.labels.push(Label { text, ups: Ends::new(), downs: Ends::new() });
        self.labels.len() as u32 - 1
    }
}
