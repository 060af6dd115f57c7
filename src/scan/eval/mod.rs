//! Runs a module's statements over what is known of their values. Whatever isn't known becomes `Unknown`; where that
//! could touch structure, the DAGs in question get a doubt with its place and reason. Nothing is guessed.

mod alternative;
mod attribute;
mod builtin;
mod call;
mod class;
mod container;
mod expr;
mod finish;
mod function;
mod operator;
mod stmt;
mod taint;
mod taskflow;
mod text;

use std::cell::Cell;

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::ast::Block;
use super::model::{End, Ends, Model, Refused};
use super::report::Scan;
use super::value::{Args, Class, Decorated, Function, Heap, Value, Why};

/// Expressions and statements that one file may cost; loops end with a doubt when it is used up.
const BUDGET: usize = 2_000_000;
/// Names that most modules have.
const NAMES: usize = 56;
/// Longest string, list or tuple that is computed.
const LARGEST: usize = 1 << 16;
/// Items in the lists and dicts of one report; a list that stands in many places counts in each.
const MOST_LITERALS: usize = 1 << 20;
/// Doubts that one DAG, or the file, lists; findings of the file.
const MOST_DOUBTS: usize = 1000;
/// Doubts about every DAG: each lists them.
const MOST_COMMON: usize = 32;
/// Longest reason of a doubt, in bytes.
const LONGEST_REASON: usize = 400;
/// Deepest nesting of calls and expressions.
const DEEPEST: u32 = 160;

/// How a statement ended.
#[derive(Debug, Clone, Copy)]
enum Flow<'a> {
    Next,
    Return(Value<'a>),
    Break,
    Continue,
    /// Nothing that follows in this body is known to run.
    Unsure,
}

#[derive(Debug, Default)]
struct Scope<'a> {
    names: FxHashMap<&'a str, Value<'a>>,
    parent: Option<u32>,
    globals: FxHashSet<&'a str>,
}

/// An operator of this file whose `__init__` runs.
#[derive(Debug)]
struct Making<'a> {
    args: Args<'a>,
    attributes: ArenaVec<'a, (&'a str, Value<'a>)>,
}

pub struct Eval<'a> {
    arena: &'a Bump,
    src: &'a str,
    scopes: Vec<Scope<'a>>,
    scope: u32,
    heap: Heap<'a>,
    functions: ArenaVec<'a, Function<'a>>,
    bodies: FxHashMap<u32, Option<(Block<'a>, bool)>>,
    classes: ArenaVec<'a, Class<'a>>,
    decorated: ArenaVec<'a, Decorated<'a>>,
    partials: ArenaVec<'a, (Value<'a>, Args<'a>)>,
    makings: ArenaVec<'a, Making<'a>>,
    model: Model<'a>,
    /// What `with` has opened: DAG and group.
    open: ArenaVec<'a, (u32, u32)>,
    whys: ArenaVec<'a, Why<'a>>,
    /// Doubts about which DAGs there are.
    file_doubts: ArenaVec<'a, (u32, &'a str)>,
    /// Doubts about every DAG of the file.
    common_doubts: ArenaVec<'a, (u32, &'a str)>,
    findings: ArenaVec<'a, (&'static str, u32, &'a str)>,
    imports: ArenaVec<'a, (u32, &'a str, &'a [&'a str])>,
    steps: usize,
    /// Items that were looked at, which cost less than steps.
    walked: Cell<usize>,
    exhausted: bool,
    depth: u32,
    /// Items of literals that the report may still hold.
    literals: Cell<usize>,
}

/// Runs `body`, the statements of the module `src`. `fault` is what ended the reading.
pub fn run<'a>(arena: &'a Bump, src: &'a str, body: Block<'a>, fault: Option<(u32, &'a str)>) -> Scan<'a> {
    let mut eval = Eval {
        arena,
        src,
        scopes: vec![Scope { names: FxHashMap::with_capacity_and_hasher(NAMES, FxBuildHasher), ..Scope::default() }],
        scope: 0,
        heap: Heap { lists: ArenaVec::new_in(arena), dicts: ArenaVec::new_in(arena) },
        functions: ArenaVec::new_in(arena),
        bodies: FxHashMap::default(),
        classes: ArenaVec::new_in(arena),
        decorated: ArenaVec::new_in(arena),
        partials: ArenaVec::new_in(arena),
        makings: ArenaVec::new_in(arena),
        model: Model::new(arena),
        open: ArenaVec::new_in(arena),
        whys: ArenaVec::new_in(arena),
        file_doubts: ArenaVec::new_in(arena),
        common_doubts: ArenaVec::new_in(arena),
        findings: ArenaVec::new_in(arena),
        imports: ArenaVec::new_in(arena),
        steps: 0,
        walked: Cell::new(0),
        exhausted: false,
        depth: 0,
        literals: Cell::new(MOST_LITERALS),
    };
    eval.scopes[0].names.insert("__name__", Value::Str("__tradewind_main__"));
    eval.block(body);
    eval.finish(fault)
}

impl<'a> Eval<'a> {
    // -- unknowns and doubts --

    fn unknown(&mut self, foreign: bool, text: impl AsRef<str>) -> Value<'a> {
        // Reasons are made from reasons: each of a long chain would be longer than the last.
        let text = text.as_ref();
        let end = (0..=LONGEST_REASON.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        let text = self.arena.alloc_str(&text[..end]);
        self.whys.push(Why { text, foreign, dag: foreign });
        Value::Unknown(self.whys.len() as u32 - 1)
    }

    /// The reason why `value` isn't known, or a general one.
    fn why(&self, value: Value<'a>) -> &'a str {
        match value {
            Value::Unknown(why) => self.whys[why as usize].text,
            _ => "it is computed at run time",
        }
    }

    fn is_foreign(&self, value: Value<'a>) -> bool {
        matches!(value, Value::Unknown(why) if self.whys[why as usize].foreign)
    }

    fn doubt(&mut self, dag: u32, at: u32, reason: impl AsRef<str>) {
        let doubts = &mut self.model.dags[dag as usize].doubts;
        // A loop says it once.
        if doubts.last().is_none_or(|(last, _)| *last != at) && doubts.len() < MOST_DOUBTS {
            doubts.push((at, self.arena.alloc_str(reason.as_ref())));
        }
    }

    fn doubt_file(&mut self, at: u32, reason: impl AsRef<str>) {
        if self.file_doubts.len() < MOST_DOUBTS {
            self.file_doubts.push((at, self.arena.alloc_str(reason.as_ref())));
        }
    }

    /// A doubt about every DAG of the file, and about which there are.
    fn doubt_all(&mut self, at: u32, reason: impl AsRef<str>) {
        if self.common_doubts.len() >= MOST_COMMON {
            return;
        }
        let reason = &*self.arena.alloc_str(reason.as_ref());
        self.walk(self.model.dags.len());
        for dag in 0..self.model.dags.len() as u32 {
            self.doubt(dag, at, reason);
        }
        self.common_doubts.push((at, reason));
        self.doubt_file(at, reason);
    }

    fn finding(&mut self, kind: &'static str, at: u32, text: impl AsRef<str>) {
        if self.findings.len() < MOST_DOUBTS {
            self.findings.push((kind, at, self.arena.alloc_str(text.as_ref())));
        }
    }

    /// A doubt for the open DAG and for those that `values` lead to; returns whether there is any.
    fn unsure(&mut self, values: &[Value<'a>], at: u32, reason: &str) -> bool {
        let mut dags: Vec<u32> = self.open.iter().map(|(dag, _)| *dag).collect();
        for value in values {
            self.dags_in(*value, 0, &mut dags);
        }
        dags.sort_unstable();
        dags.dedup();
        for dag in &dags {
            self.doubt(*dag, at, reason);
        }
        !dags.is_empty()
    }

    /// The DAGs that `value` holds something of.
    fn dags_in(&self, value: Value<'a>, depth: u32, out: &mut Vec<u32>) {
        if depth > 8 || self.is_spent() {
            return;
        }
        match value {
            Value::Dag(dag) => out.push(dag),
            Value::Task(task) => out.extend(self.model.tasks[task as usize].dag),
            Value::Group(group) => out.push(self.model.groups[group as usize].dag),
            Value::Output(tasks) => out.extend(tasks.iter().filter_map(|task| self.model.tasks[*task as usize].dag)),
            Value::Tuple(items) => {
                self.walk(items.len());
                items.iter().for_each(|item| self.dags_in(*item, depth + 1, out));
            }
            Value::List(at) | Value::Set(at) => {
                self.walk(self.heap.lists[at as usize].len());
                self.heap.lists[at as usize].iter().for_each(|item| self.dags_in(*item, depth + 1, out));
            }
            Value::Dict(at) => {
                self.walk(self.heap.dicts[at as usize].len());
                self.heap.dicts[at as usize].iter().for_each(|(_, item)| self.dags_in(*item, depth + 1, out));
            }
            Value::Method((of, _)) => self.dags_in(*of, depth + 1, out),
            _ => {}
        }
        if out.len() > 64 {
            out.sort_unstable();
            out.dedup();
        }
    }

    /// Tasks whose outputs `value` holds.
    fn outputs_in(&self, value: Value<'a>, depth: u32, out: &mut Vec<u32>) {
        if depth > 16 || self.is_spent() {
            return;
        }
        match value {
            Value::Output(tasks) => out.extend(tasks),
            Value::Tuple(items) => {
                self.walk(items.len());
                items.iter().for_each(|item| self.outputs_in(*item, depth + 1, out));
            }
            Value::List(at) | Value::Set(at) => {
                self.walk(self.heap.lists[at as usize].len());
                self.heap.lists[at as usize].iter().for_each(|item| self.outputs_in(*item, depth + 1, out));
            }
            Value::Dict(at) => {
                self.walk(self.heap.dicts[at as usize].len());
                self.heap.dicts[at as usize].iter().for_each(|(_, item)| self.outputs_in(*item, depth + 1, out));
            }
            _ => {}
        }
    }

    /// One step of work; false when the budget is used up.
    fn step(&mut self, at: u32) -> bool {
        self.steps += 1;
        if !self.is_spent() {
            return true;
        }
        if !self.exhausted {
            self.exhausted = true;
            self.doubt_all(at, "the file computes more than a scan may cost");
        }
        false
    }

    /// Whether the budget is used up: the next step says so, and ends the work.
    fn is_spent(&self) -> bool {
        self.steps + self.walked.get() / 8 + self.model.work / 4 >= BUDGET
    }

    /// Counts the looking at `items`.
    fn walk(&self, items: usize) {
        self.walked.set(self.walked.get() + items);
    }

    // -- names --

    fn lookup(&self, name: &str) -> Option<Value<'a>> {
        let mut at = Some(self.scope);
        while let Some(scope) = at {
            let scope = &self.scopes[scope as usize];
            if let Some(value) = scope.names.get(name) {
                return Some(*value);
            }
            at = scope.parent;
        }
        None
    }

    fn bind(&mut self, name: &'a str, value: Value<'a>) {
        let here = &mut self.scopes[self.scope as usize];
        if self.scope != 0 && here.globals.contains(name) {
            self.scopes[0].names.insert(name, value);
        } else {
            here.names.insert(name, value);
        }
    }

    // -- edges --

    /// Draws edges between what `ups` and `downs` hold.
    fn link(&mut self, ups: &[Value<'a>], downs: &[Value<'a>], label: Option<&'a str>, at: u32) {
        let mut ends = [Ends::new(), Ends::new()];
        for (side, values) in [ups, downs].into_iter().enumerate() {
            for value in values {
                if let Err(bad) = self.ends(*value, 0, &mut ends[side]) {
                    let all: Vec<Value<'a>> = ups.iter().chain(downs).copied().collect();
                    let reason = format!("an edge begins or ends at something that isn't known: {}", self.why(bad));
                    self.unsure(&all, at, &reason);
                    return;
                }
            }
        }
        match self.model.link(&ends[0], &ends[1], label, at) {
            Ok(()) => {}
            Err(Refused::UnsureGroup(group)) => {
                let dag = self.model.groups[group as usize].dag;
                self.doubt(dag, at, "an edge joins a group that may hold more than is known");
            }
            Err(Refused::NoDag) => {
                let all: Vec<Value<'a>> = ups.iter().chain(downs).copied().collect();
                self.unsure(&all, at, "an edge joins tasks of two DAGs, or of none");
            }
            Err(Refused::TooMany) => self.doubt_all(at, "there are more edges than a scan may draw"),
        }
    }

    fn ends(&self, value: Value<'a>, depth: u32, out: &mut Ends) -> Result<(), Value<'a>> {
        if depth > 16 || self.is_spent() {
            return Err(value);
        }
        self.walk(1);
        match value {
            Value::Task(task) => out.push(End::Task(task)),
            Value::Group(group) => out.push(End::Group(group)),
            Value::Label(label) => out.push(End::Label(label)),
            Value::Output(tasks) => out.extend(tasks.iter().map(|task| End::Task(*task))),
            Value::Tuple(items) => {
                for item in items {
                    self.ends(*item, depth + 1, out)?;
                }
            }
            Value::List(at) | Value::Set(at) => {
                for item in &self.heap.lists[at as usize] {
                    self.ends(*item, depth + 1, out)?;
                }
            }
            _ => return Err(value),
        }
        Ok(())
    }

    // -- containers --

    fn list(&mut self, items: impl IntoIterator<Item = Value<'a>>) -> Value<'a> {
        let items = ArenaVec::from_iter_in(items, self.arena);
        self.steps += items.len() / 2;
        self.heap.lists.push(items);
        Value::List(self.heap.lists.len() as u32 - 1)
    }

    fn dict(&mut self, items: impl IntoIterator<Item = (Value<'a>, Value<'a>)>) -> Value<'a> {
        let items = ArenaVec::from_iter_in(items, self.arena);
        self.steps += items.len();
        self.heap.dicts.push(items);
        Value::Dict(self.heap.dicts.len() as u32 - 1)
    }

    fn tuple(&mut self, items: &[Value<'a>]) -> Value<'a> {
        self.steps += items.len() / 2;
        Value::Tuple(self.arena.alloc_slice_copy(items))
    }

    fn str(&mut self, text: &str) -> Value<'a> {
        self.steps += text.len() / 16;
        Value::Str(self.arena.alloc_str(text))
    }

    /// From now on `value` may hold things that aren't known.
    fn spoil(&mut self, value: Value<'a>, why: &str) {
        let unknown = self.unknown(true, why);
        match value {
            Value::List(list) | Value::Set(list) => self.heap.lists[list as usize].push(unknown),
            Value::Dict(dict) => self.heap.dicts[dict as usize].push((unknown, unknown)),
            _ => {}
        }
    }
}

impl Scan<'_> {
    /// Whether all that the file defines is known.
    pub fn is_exact(&self) -> bool {
        self.error.is_none() && self.doubts.is_empty() && self.dags.iter().all(|dag| dag.doubts.is_empty())
    }
}
