//! From what was run to the report.

use bumpalo::collections::Vec as ArenaVec;
use rustc_hash::FxHashMap;

use super::Eval;
use crate::scan::ast::Node;
use crate::scan::report::{Doubt, Entries, Finding, FoundDag, FoundEdge, FoundGroup, FoundTask, Import, Literal, Scan};
use crate::scan::source::Places;
use crate::scan::value::{Args, Value};

/// Longest source text that is shown of an argument, in bytes.
const LONGEST: usize = 200;

/// Named arguments, by whether they are literal.
struct Sorted<'a> {
    literal: ArenaVec<'a, (&'a str, Literal<'a>)>,
    computed: ArenaVec<'a, (&'a str, &'a str)>,
}

impl<'a> Eval<'a> {
    pub(super) fn finish(mut self, fault: Option<(u32, &'a str)>) -> Scan<'a> {
        self.register();
        self.step(self.src.len() as u32);
        let places = Places::new(self.src);
        let doubts = self.found_doubts(&places, &self.file_doubts);
        let mut edges: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        for (index, edge) in self.model.edges.iter().enumerate() {
            if let Some(dag) = self.model.tasks[edge.up as usize].dag {
                edges.entry(dag).or_default().push(index);
            }
        }
        let mut dags = ArenaVec::new_in(self.arena);
        let mut seen: FxHashMap<&str, u32> = FxHashMap::default();
        for dag in 0..self.model.dags.len() as u32 {
            if !self.model.dags[dag as usize].registered {
                continue;
            }
            if let Some(id) = self.model.dags[dag as usize].id {
                let at = self.model.dags[dag as usize].at;
                if seen.insert(id, at).is_some() {
                    let text = self.arena.alloc_str(&format!("DAG '{id}' is defined twice"));
                    self.finding("duplicate", at, &*text);
                    self.doubt(dag, at, &*text);
                }
            }
            let own = &mut self.model.dags[dag as usize].doubts;
            own.extend_from_slice(&self.common_doubts);
            if let Some((at, text)) = fault {
                let reason = self.arena.alloc_str(&format!("the file can't be read to its end: {text}"));
                own.push((at, reason));
            }
            let own = edges.get(&dag).map_or(&[][..], |own| own);
            dags.push(self.found_dag(dag, own, &places));
        }
        Scan {
            dags: dags.into_bump_slice(),
            imports: self.found_imports(&places),
            doubts,
            error: fault.map(|(at, text)| places.doubt(at, text)),
            findings: self.found_findings(&places),
        }
    }

    fn found_doubts(&self, places: &Places<'_>, doubts: &[(u32, &'a str)]) -> &'a [Doubt<'a>] {
        self.arena.alloc_slice_fill_iter(doubts.iter().map(|(at, reason)| places.doubt(*at, reason)))
    }

    fn found_findings(&self, places: &Places<'_>) -> &'a [Finding<'a>] {
        self.arena.alloc_slice_fill_iter(self.findings.iter().map(|(kind, at, text)| {
            let (line, column) = places.of(*at);
            Finding { kind, line, column, text }
        }))
    }

    fn found_imports(&self, places: &Places<'_>) -> &'a [Import<'a>] {
        let import =
            |(at, module, names): &(u32, &'a str, &'a [&'a str])| Import { module, names, line: places.line(*at) };
        self.arena.alloc_slice_fill_iter(self.imports.iter().map(import))
    }

    /// DAGs that a global name holds at the end are found, too.
    fn register(&mut self) {
        for value in self.scopes[0].names.values() {
            if let Value::Dag(dag) = value {
                self.model.dags[*dag as usize].registered = true;
            }
        }
    }

    fn found_dag(&mut self, dag: u32, edges: &[usize], places: &Places<'_>) -> FoundDag<'a> {
        let one = &mut self.model.dags[dag as usize];
        one.doubts.sort_by_key(|(at, _)| *at);
        one.doubts.dedup();
        let one = &self.model.dags[dag as usize];
        let (line, column) = places.of(one.at);
        let mut found = FoundDag {
            dag_id: one.id,
            style: one.style,
            line,
            column,
            doubts: self.found_doubts(places, &one.doubts),
            ..FoundDag::default()
        };
        let mut sorted = self.sorted(one.args.named.len());
        for (name, value, node) in &one.args.named {
            self.dag_argument(name, *value, node, &mut found, &mut sorted);
        }
        found.arguments = Entries(sorted.literal.into_bump_slice());
        found.computed = Entries(sorted.computed.into_bump_slice());
        let mut tasks = ArenaVec::with_capacity_in(one.tasks.len(), self.arena);
        tasks.extend(one.tasks.iter().filter_map(|task| self.found_task(*task, places)));
        found.tasks = tasks.into_bump_slice();
        let mut drawn = ArenaVec::with_capacity_in(edges.len(), self.arena);
        for edge in edges {
            let edge = &self.model.edges[*edge];
            let id = |task: u32| self.model.tasks[task as usize].id;
            if let (Some(up), Some(down)) = (id(edge.up), id(edge.down)) {
                drawn.push(FoundEdge { up, down, label: edge.label, line: places.line(edge.at) });
            }
        }
        found.edges = drawn.into_bump_slice();
        let mut groups = ArenaVec::new_in(self.arena);
        for group in self.model.groups.iter().filter(|group| group.dag == dag && !group.root) {
            if let Some(group_id) = group.id {
                let parent = group.parent.and_then(|parent| self.model.groups[parent as usize].id);
                groups.push(FoundGroup { group_id, parent, line: places.line(group.at) });
            }
        }
        found.groups = groups.into_bump_slice();
        found
    }

    fn sorted(&self, count: usize) -> Sorted<'a> {
        Sorted { literal: ArenaVec::with_capacity_in(count, self.arena), computed: ArenaVec::new_in(self.arena) }
    }

    fn dag_argument(
        &self,
        name: &'a str,
        value: Value<'a>,
        node: Node<'a>,
        found: &mut FoundDag<'a>,
        sorted: &mut Sorted<'a>,
    ) {
        match (name, value) {
            ("dag_id", _) => {}
            ("schedule" | "schedule_interval" | "timetable", Value::Delta(seconds)) => {
                found.schedule = seconds.is_finite().then_some(Literal::Float(seconds));
            }
            ("schedule" | "schedule_interval" | "timetable", Value::None) => {}
            ("schedule" | "schedule_interval" | "timetable", value) => match self.literal(value, 0) {
                Some(schedule) => found.schedule = Some(schedule),
                None => sorted.computed.push(("schedule", self.source(node))),
            },
            ("start_date", Value::Moment(moment)) => found.start_date = Some(moment),
            ("default_args", Value::Dict(dict)) => {
                let mut entries = ArenaVec::new_in(self.arena);
                for (key, value) in &self.heap.dicts[dict as usize] {
                    if let (Value::Str(key), Some(value)) = (key, self.literal(*value, 0)) {
                        entries.push((*key, value));
                    }
                }
                found.default_args = Entries(entries.into_bump_slice());
            }
            _ => self.argument(name, value, node, sorted),
        }
    }

    fn found_task(&self, task: u32, places: &Places<'_>) -> Option<FoundTask<'a>> {
        let one = &self.model.tasks[task as usize];
        let (line, column) = places.of(one.at);
        let (arguments, computed) = self.arguments(&one.args);
        Some(FoundTask {
            task_id: one.id?,
            operator: one.operator,
            group: one.group.and_then(|group| self.model.groups[group as usize].id),
            trigger_rule: one.rule,
            mapped: one.mapped,
            setup: one.setup,
            teardown: one.teardown,
            line,
            column,
            arguments,
            computed,
        })
    }

    fn arguments(&self, args: &Args<'a>) -> (Entries<'a, Literal<'a>>, Entries<'a, &'a str>) {
        let mut sorted = self.sorted(args.named.len());
        for (name, value, node) in &args.named {
            if !matches!(*name, "task_id" | "dag" | "task_group" | "trigger_rule") {
                self.argument(name, *value, node, &mut sorted);
            }
        }
        (Entries(sorted.literal.into_bump_slice()), Entries(sorted.computed.into_bump_slice()))
    }

    fn argument(&self, name: &'a str, value: Value<'a>, node: Node<'a>, sorted: &mut Sorted<'a>) {
        match self.literal(value, 0) {
            Some(value) => sorted.literal.push((name, value)),
            None => sorted.computed.push((name, self.source(node))),
        }
    }

    fn source(&self, node: Node<'a>) -> &'a str {
        let mut end = (node.end as usize).min(node.at as usize + LONGEST);
        while !self.src.is_char_boundary(end) {
            end -= 1;
        }
        let text = self.src.get(node.at as usize..end).unwrap_or("");
        if end < node.end as usize { self.arena.alloc_str(&format!("{text}...")) } else { text }
    }

    fn literal(&self, value: Value<'a>, depth: u32) -> Option<Literal<'a>> {
        if depth > 8 {
            return None;
        }
        let fits = |count: usize| {
            let left = self.literals.get().checked_sub(count).filter(|_| count <= 1000);
            left.map(|left| self.literals.set(left))
        };
        let items = |items: &[Value<'a>]| -> Option<Literal<'a>> {
            fits(items.len())?;
            let mut out = ArenaVec::with_capacity_in(items.len(), self.arena);
            for item in items {
                out.push(self.literal(*item, depth + 1)?);
            }
            Some(Literal::List(out.into_bump_slice()))
        };
        Some(match value {
            Value::None => Literal::None,
            Value::Bool(it) => Literal::Bool(it),
            Value::Int(number) => Literal::Int(number),
            Value::Float(number) if number.is_finite() => Literal::Float(number),
            Value::Str(text) => Literal::Str(text),
            Value::Tuple(inner) => items(inner)?,
            Value::List(at) | Value::Set(at) => items(&self.heap.lists[at as usize])?,
            Value::Dict(at) => {
                let pairs = &self.heap.dicts[at as usize];
                fits(pairs.len())?;
                let mut out = ArenaVec::with_capacity_in(pairs.len(), self.arena);
                for (key, value) in pairs {
                    let Value::Str(key) = key else { return None };
                    out.push((*key, self.literal(*value, depth + 1)?));
                }
                Literal::Dict(Entries(out.into_bump_slice()))
            }
            _ => return None,
        })
    }
}
