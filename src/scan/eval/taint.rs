//! Code that may or may not run: what it could touch isn't known any more.

use super::{Eval, Flow};
use crate::scan::ast::{Block, Kind, Node, Op, Part, Stmt, StmtKind};
use crate::scan::names::{self, Known};
use crate::scan::value::{Code, Value};

/// What a piece of code mentions.
#[derive(Default)]
struct Mentions<'a> {
    /// Names and what is looked up through them.
    reads: Vec<&'a str>,
    assigned: Vec<&'a str>,
    /// Names whose content may change: `x.append(...)`, `x[...] = ...`, `f(x)`.
    changed: Vec<&'a str>,
    /// Names of which only the content under one key may change: `x["key"] = ...`.
    keyed: Vec<(&'a str, &'a str)>,
    /// Names that imports bind, and to what.
    imported: Vec<(&'a str, String)>,
    callees: Vec<Node<'a>>,
    shifts: bool,
    /// `self.x = ...`
    sets_self: bool,
    jumps: bool,
    raises: bool,
    withs: bool,
}

const READING: &[&str] = &[
    "get",
    "items",
    "keys",
    "values",
    "format",
    "join",
    "copy",
    "index",
    "count",
    "startswith",
    "endswith",
    "split",
    "lower",
    "upper",
    "strip",
    "replace",
];

impl<'a> Eval<'a> {
    /// Code that runs or doesn't: its names become unknown, and DAGs it could touch get a doubt.
    pub(super) fn taint_flow(&mut self, body: Block<'a>, why: &str) -> Flow<'a> {
        let mentions = self.mentions_of(body);
        self.taint(&mentions, body.first().map_or(0, |first| first.at), why);
        if mentions.jumps { Flow::Unsure } else { Flow::Next }
    }

    pub(super) fn taint_block(&mut self, body: Block<'a>, why: &str) {
        let _ = self.taint_flow(body, why);
    }

    pub(super) fn taint_node(&mut self, node: Node<'a>, why: &str) {
        let mut mentions = Mentions::default();
        expression(node, &mut mentions);
        self.taint(&mentions, node.at, why);
    }

    /// Whether the code may make or join tasks.
    pub(super) fn is_structural(&mut self, body: Block<'a>) -> bool {
        let mentions = self.mentions_of(body);
        mentions.sets_self || self.acts(&mentions)
    }

    /// The same, where `self` is no task.
    pub(super) fn is_structural_method(&mut self, body: Block<'a>) -> bool {
        let mentions = self.mentions_of(body);
        self.acts(&mentions)
    }

    fn acts(&mut self, mentions: &Mentions<'a>) -> bool {
        mentions.shifts
            || self.with_imports(mentions, |eval| mentions.callees.iter().any(|callee| !eval.is_harmless(callee)))
    }

    pub(super) fn is_structural_node(&mut self, node: Node<'a>) -> bool {
        let mut mentions = Mentions::default();
        expression(node, &mut mentions);
        mentions.shifts || mentions.callees.iter().any(|callee| !self.is_harmless(callee))
    }

    /// Asks with the names bound that the code itself imports.
    fn with_imports<R>(&mut self, mentions: &Mentions<'a>, ask: impl FnOnce(&mut Self) -> R) -> R {
        let before = self.enter(Some(self.scope));
        for (name, path) in &mentions.imported {
            let path = self.arena.alloc_str(path);
            let value = self.at_path(path);
            self.scopes[self.scope as usize].names.insert(name, value);
        }
        let answer = ask(self);
        self.leave(before);
        answer
    }

    /// What the code's names hold.
    pub(super) fn held_by(&mut self, body: Block<'a>, out: &mut Vec<Value<'a>>) {
        let mentions = self.mentions_of(body);
        out.extend(mentions.reads.iter().filter_map(|name| self.lookup(name)));
    }

    fn mentions_of(&mut self, body: Block<'a>) -> Mentions<'a> {
        let mut mentions = Mentions::default();
        for one in body {
            statement(one, &mut mentions);
        }
        self.steps += mentions.reads.len() + body.len();
        mentions
    }

    fn taint(&mut self, mentions: &Mentions<'a>, at: u32, why: &str) {
        let (calls, makes_dag) = self.with_imports(mentions, |eval| {
            let calls = mentions.callees.iter().any(|callee| !eval.is_harmless(callee));
            (calls, mentions.callees.iter().any(|callee| eval.may_make_dag(callee)))
        });
        let acts = calls || mentions.shifts || mentions.sets_self || mentions.withs;
        let mut held: Vec<Value<'a>> = Vec::new();
        if acts {
            held.extend(mentions.reads.iter().filter_map(|name| self.lookup(name)));
            let functions: Vec<u32> = held
                .iter()
                .filter_map(|value| if let Value::Function(function) = value { Some(*function) } else { None })
                .collect();
            for function in functions {
                self.held_by_function(function, &mut held, 0);
            }
            self.unsure(&held, at, why);
        } else {
            // A task that is only named may be bound to another name: that name becomes unknown below.
        }
        if makes_dag {
            self.doubt_file(at, format!("a DAG may be made here: {why}"));
        }
        for name in &mentions.changed {
            if let Some(value) = self.lookup(name) {
                self.spoil(value, why);
            }
        }
        for (name, key) in &mentions.keyed {
            match self.lookup(name) {
                Some(value @ Value::Dict(_)) => {
                    let unknown = self.unknown(true, why);
                    self.put(value, Value::Str(key), unknown);
                }
                Some(value) => self.spoil(value, why),
                None => {}
            }
        }
        for name in &mentions.assigned {
            let unknown = self.unknown(true, why);
            self.bind(name, unknown);
        }
    }

    fn held_by_function(&mut self, function: u32, out: &mut Vec<Value<'a>>, depth: u32) {
        if depth > 3 || out.len() > 4096 {
            return;
        }
        if let (Code::Def(_), Some((body, _))) = (self.functions[function as usize].code, self.body_of(function)) {
            let mentions = self.mentions_of(body);
            for name in mentions.reads {
                if let Some(value) = self.scopes[0].names.get(name).copied() {
                    out.push(value);
                    if let Value::Function(inner) = value {
                        self.held_by_function(inner, out, depth + 1);
                    }
                }
            }
        }
    }

    /// What stands at a callee like `a.b.c`, without evaluating anything.
    fn callee(&mut self, node: Node<'a>) -> Option<Value<'a>> {
        match node.kind {
            Kind::Name(name) => {
                self.lookup(name).or_else(|| super::builtin::is_builtin(name).then_some(Value::Builtin(name)))
            }
            Kind::Attr(of, name) => match self.callee(of)? {
                Value::Path(path) => {
                    let path = self.joined(path, name);
                    Some(self.at_path(path))
                }
                Value::Builtin(_) => None,
                Value::Str(_) => Some(Value::Str("")),
                other @ Value::Unknown(_) => Some(other),
                other @ (Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::Moment(_) | Value::Delta(_)) => {
                    Some(other)
                }
                _ => None,
            },
            Kind::Str(_) | Kind::FString(_) => Some(Value::Str("")),
            Kind::Call(inner, _) => match self.callee(inner)? {
                Value::Path(path) if names::is_unrelated(path) => Some(Value::Path(path)),
                _ => None,
            },
            _ => None,
        }
    }

    fn is_harmless(&mut self, callee: Node<'a>) -> bool {
        if is_super_init(callee) {
            return true; // What the base does is the base's matter.
        }
        match self.callee(callee) {
            Some(Value::Path(path)) => names::is_unrelated(path) && !path.starts_with("importlib"),
            Some(Value::Builtin(name)) => !matches!(
                name,
                "map" | "filter" | "eval" | "exec" | "__import__" | "setattr" | "globals" | "locals" | "vars"
            ),
            Some(
                Value::Known(
                    Known::Plain | Known::Datetime | Known::DatetimeUtc | Known::Timedelta | Known::Constant(_),
                )
                | Value::Str(_)
                | Value::Moment(_)
                | Value::Delta(_)
                | Value::Dict(_)
                | Value::Set(_),
            ) => true,
            // Growing a list makes nothing; the list itself is spoiled.
            Some(Value::List(_)) => true,
            Some(Value::Unknown(why)) => !self.whys[why as usize].foreign,
            _ => false,
        }
    }

    fn may_make_dag(&mut self, callee: Node<'a>) -> bool {
        match self.callee(callee) {
            Some(
                Value::Known(Known::Dag | Known::GustDag) | Value::Function(_) | Value::Decorated(_) | Value::Class(_),
            ) => true,
            // A name that is bound in the same code, or what a call gives.
            None => !matches!(callee.kind, Kind::Attr(..)),
            Some(Value::Path(path)) => !names::is_unrelated(path),
            Some(Value::Builtin(name)) => matches!(name, "globals" | "exec" | "eval"),
            _ => false,
        }
    }
}

#[allow(clippy::too_many_lines)] // one arm each
fn statement<'a>(statement: &Stmt<'a>, out: &mut Mentions<'a>) {
    let all = |body: Block<'a>, out: &mut Mentions<'a>| body.iter().for_each(|one| self::statement(one, out));
    match statement.kind {
        StmtKind::Expr(value) => expression(value, out),
        StmtKind::Assign(targets, value) => {
            targets.iter().for_each(|one| target(one, out));
            expression(value, out);
        }
        StmtKind::Annotate(one, value) => {
            target(one, out);
            value.iter().for_each(|value| expression(value, out));
        }
        StmtKind::Augment(one, op, value) => {
            target(one, out);
            if let Kind::Name(name) = one.kind {
                out.reads.push(name);
                out.changed.push(name);
            }
            out.shifts |= matches!(op, Op::Left | Op::Right);
            expression(value, out);
        }
        StmtKind::If(branches) => {
            for (test, body) in branches {
                test.iter().for_each(|test| expression(test, out));
                all(body, out);
            }
        }
        StmtKind::For(one, iter, body, orelse) => {
            target(one, out);
            expression(iter, out);
            // What breaks out of this loop doesn't leave the code around it.
            let jumps = out.jumps;
            all(body, out);
            out.jumps = jumps || returns(body);
            all(orelse, out);
        }
        StmtKind::While(test, body, orelse) => {
            expression(test, out);
            let jumps = out.jumps;
            all(body, out);
            out.jumps = jumps || returns(body);
            all(orelse, out);
        }
        StmtKind::With(items, body) => {
            out.withs = true;
            for (value, name) in items {
                expression(value, out);
                name.iter().for_each(|name| target(name, out));
            }
            all(body, out);
        }
        StmtKind::Def(def) => {
            out.assigned.push(def.name);
            def.decorators.iter().for_each(|one| expression(one, out));
        }
        StmtKind::Class(class) => {
            out.assigned.push(class.name);
            class.bases.iter().for_each(|base| {
                out.callees.push(base.value);
                expression(base.value, out);
            });
        }
        StmtKind::Import(aliases) => {
            let bound = |alias: &crate::scan::ast::Alias<'a>| {
                alias.name.unwrap_or_else(|| alias.path.split('.').next().unwrap_or(alias.path))
            };
            out.assigned.extend(aliases.iter().map(bound));
            out.imported.extend(aliases.iter().map(|alias| {
                let path = if alias.name.is_some() { alias.path } else { bound(alias) };
                (bound(alias), path.to_owned())
            }));
        }
        StmtKind::From(from) => {
            let dots = ".".repeat(from.level as usize);
            for alias in from.names {
                let name = alias.name.unwrap_or(alias.path);
                out.assigned.push(name);
                out.imported.push((name, format!("{dots}{}.{}", from.module, alias.path)));
            }
        }
        StmtKind::Try(attempt) => {
            all(attempt.body, out);
            for (name, body) in attempt.handlers {
                out.assigned.extend(name.iter());
                all(body, out);
            }
            all(attempt.orelse, out);
            all(attempt.last, out);
        }
        StmtKind::Match(subject, names, bodies) => {
            expression(subject, out);
            out.assigned.extend(names);
            bodies.iter().for_each(|body| all(body, out));
        }
        StmtKind::Return(value) => {
            out.jumps = true;
            value.iter().for_each(|value| expression(value, out));
        }
        StmtKind::Break | StmtKind::Continue => out.jumps = true,
        StmtKind::Raise => out.raises = true,
        StmtKind::Assert(test) => expression(test, out),
        StmtKind::Delete(targets) => targets.iter().for_each(|one| target(one, out)),
        StmtKind::Global(_) | StmtKind::Nonlocal | StmtKind::Pass => {}
    }
}

fn is_super_init(callee: Node<'_>) -> bool {
    let Kind::Attr(of, "__init__") = callee.kind else { return false };
    let Kind::Call(of, _) = of.kind else { return false };
    matches!(of.kind, Kind::Name("super"))
}

fn returns(body: Block<'_>) -> bool {
    body.iter().any(|one| match one.kind {
        StmtKind::Return(_) => true,
        StmtKind::If(branches) => branches.iter().any(|(_, body)| returns(body)),
        StmtKind::For(_, _, body, _) | StmtKind::While(_, body, _) | StmtKind::With(_, body) => returns(body),
        StmtKind::Try(attempt) => returns(attempt.body) || attempt.handlers.iter().any(|(_, body)| returns(body)),
        _ => false,
    })
}

fn target<'a>(node: Node<'a>, out: &mut Mentions<'a>) {
    match node.kind {
        Kind::Name(name) => out.assigned.push(name),
        Kind::Tuple(items) | Kind::List(items) => items.iter().for_each(|item| target(item, out)),
        Kind::Star(inner) => target(inner, out),
        Kind::Index(of, index) => {
            match (of.kind, index.kind) {
                (Kind::Name(name), Kind::Str(key)) => out.keyed.push((name, key)),
                (Kind::Name(name), _) => out.changed.push(name),
                _ => {}
            }
            expression(of, out);
            expression(index, out);
        }
        Kind::Attr(of, _) => {
            match of.kind {
                Kind::Name("self") => out.sets_self = true,
                _ => out.shifts = true,
            }
            expression(of, out);
        }
        _ => expression(node, out),
    }
}

fn expression<'a>(node: Node<'a>, out: &mut Mentions<'a>) {
    match node.kind {
        Kind::Name(name) => out.reads.push(name),
        Kind::Tuple(items) | Kind::List(items) | Kind::Set(items) | Kind::And(items) | Kind::Or(items) => {
            items.iter().for_each(|item| expression(item, out));
        }
        Kind::Dict(pairs) => {
            for (key, value) in pairs {
                key.iter().for_each(|key| expression(key, out));
                expression(value, out);
            }
        }
        Kind::Attr(of, _) | Kind::Not(of) | Kind::Minus(of) | Kind::OtherUnary(of) | Kind::Star(of) => {
            expression(of, out);
        }
        Kind::Walrus(name, of) => {
            out.assigned.push(name);
            expression(of, out);
        }
        Kind::Index(of, index) => {
            expression(of, out);
            expression(index, out);
        }
        Kind::Slice(parts) => parts.iter().flatten().for_each(|part| expression(part, out)),
        Kind::Call(callee, args) => {
            out.callees.push(callee);
            if let Kind::Attr(of, name) = callee.kind {
                if let (Kind::Name(owner), false) = (of.kind, READING.contains(&name)) {
                    out.changed.push(owner);
                }
            }
            expression(callee, out);
            for arg in args {
                expression(arg.value, out);
            }
        }
        Kind::Binary(..) => {
            let mut left = node;
            while let Kind::Binary(op, deeper, right) = left.kind {
                out.shifts |= matches!(op, Op::Left | Op::Right);
                expression(right, out);
                left = deeper;
            }
            expression(left, out);
        }
        Kind::Compare(first, rest) => {
            expression(first, out);
            rest.iter().for_each(|(_, other)| expression(other, out));
        }
        Kind::If(test, then, other) => [test, then, other].into_iter().for_each(|one| expression(one, out)),
        Kind::Lambda(_, body) => expression(body, out),
        Kind::Comp(_, item, value, clauses) => {
            expression(item, out);
            value.iter().for_each(|value| expression(value, out));
            for clause in clauses {
                expression(clause.iter, out);
                clause.conditions.iter().for_each(|one| expression(one, out));
            }
        }
        Kind::FString(parts) => parts.iter().for_each(|part| {
            if let Part::Field { value, .. } = part {
                expression(value, out);
            }
        }),
        Kind::Suspend(inner) => inner.iter().for_each(|inner| expression(inner, out)),
        _ => {}
    }
}
