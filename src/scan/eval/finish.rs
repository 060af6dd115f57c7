//! From what was run to the report.

use rustc_hash::FxHashMap;
use serde_json::{Map, Number, Value as Json};

use super::{Eval, found_doubts, found_findings, found_imports};
use crate::scan::ast::Node;
use crate::scan::report::{FoundDag, FoundEdge, FoundGroup, FoundTask, Scan};
use crate::scan::source::Places;
use crate::scan::value::{Args, Value};

/// Longest source text that is shown of an argument, in bytes.
const LONGEST: usize = 200;

impl<'a> Eval<'a> {
    pub(super) fn finish(mut self, fault: Option<&(u32, String)>) -> Scan {
        self.register();
        let places = Places::new(self.src);
        let mut scan = Scan {
            imports: found_imports(&places, &self.imports),
            doubts: found_doubts(&places, &self.file_doubts),
            error: fault.map(|(at, text)| places.doubt(*at, text.clone())),
            ..Scan::default()
        };
        let mut edges: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        for (index, edge) in self.model.edges.iter().enumerate() {
            if let Some(dag) = self.model.tasks[edge.up as usize].dag {
                edges.entry(dag).or_default().push(index);
            }
        }
        let mut seen: FxHashMap<&str, u32> = FxHashMap::default();
        for dag in 0..self.model.dags.len() as u32 {
            if !self.model.dags[dag as usize].registered {
                continue;
            }
            if let Some(id) = self.model.dags[dag as usize].id {
                let at = self.model.dags[dag as usize].at;
                if seen.insert(id, at).is_some() {
                    self.findings.push(("duplicate", at, format!("DAG '{id}' is defined twice")));
                    self.doubt(dag, at, format!("DAG '{id}' is defined twice"));
                }
            }
            let common = std::mem::take(&mut self.common_doubts);
            for (at, reason) in &common {
                self.model.dags[dag as usize].doubts.push((*at, reason.clone()));
            }
            self.common_doubts = common;
            if let Some((at, text)) = fault {
                self.model.dags[dag as usize].doubts.push((*at, format!("the file can't be read to its end: {text}")));
            }
            let own = edges.get(&dag).map_or(&[][..], |own| own);
            scan.dags.push(self.found_dag(dag, own, &places));
        }
        scan.findings = found_findings(&places, &self.findings);
        scan
    }

    /// DAGs that a global name holds at the end are found, too.
    fn register(&mut self) {
        for value in self.scopes[0].names.values() {
            if let Value::Dag(dag) = value {
                self.model.dags[*dag as usize].registered = true;
            }
        }
    }

    fn found_dag(&mut self, dag: u32, edges: &[usize], places: &Places<'_>) -> FoundDag {
        let one = &mut self.model.dags[dag as usize];
        one.doubts.sort_by_key(|(at, _)| *at);
        one.doubts.dedup();
        let one = &self.model.dags[dag as usize];
        let (line, column) = places.of(one.at);
        let mut found = FoundDag {
            dag_id: one.id.map(str::to_owned),
            style: one.style,
            line,
            column,
            doubts: found_doubts(places, &one.doubts),
            ..FoundDag::default()
        };
        for (name, value, node) in &one.args.named {
            self.dag_argument(name, *value, node, &mut found);
        }
        for task in &one.tasks {
            if let Some(task) = self.found_task(*task, places) {
                found.tasks.push(task);
            }
        }
        for edge in edges {
            let edge = &self.model.edges[*edge];
            let id = |task: u32| self.model.tasks[task as usize].id.map(str::to_owned);
            if let (Some(up), Some(down)) = (id(edge.up), id(edge.down)) {
                let label = edge.label.map(str::to_owned);
                found.edges.push(FoundEdge { up, down, label, line: places.line(edge.at) });
            }
        }
        for group in self.model.groups.iter().filter(|group| group.dag == dag && !group.root) {
            if let Some(id) = group.id {
                found.groups.push(FoundGroup {
                    group_id: id.to_owned(),
                    parent: group.parent.and_then(|parent| self.model.groups[parent as usize].id).map(str::to_owned),
                    line: places.line(group.at),
                });
            }
        }
        found
    }

    fn dag_argument(&self, name: &str, value: Value<'a>, node: Node<'a>, found: &mut FoundDag) {
        match (name, value) {
            ("dag_id", _) => {}
            ("schedule" | "schedule_interval" | "timetable", Value::Delta(seconds)) => {
                found.schedule = Number::from_f64(seconds).map(Json::Number);
            }
            ("schedule" | "schedule_interval" | "timetable", Value::None) => {}
            ("schedule" | "schedule_interval" | "timetable", value) => match self.json(value, 0) {
                Some(schedule) => found.schedule = Some(schedule),
                None => drop(found.computed.insert("schedule".into(), self.source(node))),
            },
            ("start_date", Value::Moment(moment)) => found.start_date = Some(moment.to_owned()),
            ("default_args", Value::Dict(dict)) => {
                for (key, value) in &self.heap.dicts[dict as usize] {
                    if let (Value::Str(key), Some(value)) = (key, self.json(*value, 0)) {
                        found.default_args.insert((*key).to_owned(), value);
                    }
                }
            }
            _ => self.argument(name, value, node, &mut found.arguments, &mut found.computed),
        }
    }

    fn found_task(&self, task: u32, places: &Places<'_>) -> Option<FoundTask> {
        let one = &self.model.tasks[task as usize];
        let (line, column) = places.of(one.at);
        let mut found = FoundTask {
            task_id: one.id?.to_owned(),
            operator: one.operator.to_owned(),
            group: one.group.and_then(|group| self.model.groups[group as usize].id).map(str::to_owned),
            trigger_rule: one.rule.to_owned(),
            mapped: one.mapped,
            setup: one.setup,
            teardown: one.teardown,
            line,
            column,
            ..FoundTask::default()
        };
        self.arguments(&one.args, &mut found);
        Some(found)
    }

    fn arguments(&self, args: &Args<'a>, found: &mut FoundTask) {
        for (name, value, node) in &args.named {
            if !matches!(*name, "task_id" | "dag" | "task_group" | "trigger_rule") {
                self.argument(name, *value, node, &mut found.arguments, &mut found.computed);
            }
        }
    }

    fn argument(
        &self,
        name: &str,
        value: Value<'a>,
        node: Node<'a>,
        literal: &mut Map<String, Json>,
        computed: &mut Map<String, Json>,
    ) {
        match self.json(value, 0) {
            Some(value) => literal.insert(name.to_owned(), value),
            None => computed.insert(name.to_owned(), self.source(node)),
        };
    }

    fn source(&self, node: Node<'a>) -> Json {
        let mut end = (node.end as usize).min(node.at as usize + LONGEST);
        while !self.src.is_char_boundary(end) {
            end -= 1;
        }
        let text = self.src.get(node.at as usize..end).unwrap_or("");
        Json::String(if end < node.end as usize { format!("{text}...") } else { text.to_owned() })
    }

    fn json(&self, value: Value<'a>, depth: u32) -> Option<Json> {
        if depth > 8 {
            return None;
        }
        let items = |items: &[Value<'a>]| -> Option<Json> {
            if items.len() > 1000 {
                return None;
            }
            items.iter().map(|item| self.json(*item, depth + 1)).collect::<Option<Vec<Json>>>().map(Json::Array)
        };
        Some(match value {
            Value::None => Json::Null,
            Value::Bool(it) => Json::Bool(it),
            Value::Int(number) => Json::Number(number.into()),
            Value::Float(number) => Json::Number(Number::from_f64(number)?),
            Value::Str(text) => Json::String(text.to_owned()),
            Value::Tuple(inner) => items(inner)?,
            Value::List(at) | Value::Set(at) => items(&self.heap.lists[at as usize])?,
            Value::Dict(at) => {
                let pairs = &self.heap.dicts[at as usize];
                if pairs.len() > 1000 {
                    return None;
                }
                let mut out = Map::new();
                for (key, value) in pairs {
                    let Value::Str(key) = key else { return None };
                    out.insert((*key).to_owned(), self.json(*value, depth + 1)?);
                }
                Json::Object(out)
            }
            _ => return None,
        })
    }
}
