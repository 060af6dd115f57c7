//! Statements.

use super::{Eval, Flow, LARGEST};
use crate::scan::ast::{Alias, Block, Expr, From, Kind, Node, Stmt, StmtKind, Try};
use crate::scan::names::{self, Known};
use crate::scan::value::{Code, Function, Value, truth};

impl<'a> Eval<'a> {
    pub(super) fn block(&mut self, body: Block<'a>) -> Flow<'a> {
        for (index, statement) in body.iter().enumerate() {
            if !self.step(statement.at) {
                return Flow::Unsure;
            }
            match self.statement(statement) {
                Flow::Next => {}
                Flow::Unsure => {
                    if !self.exhausted {
                        self.taint_block(
                            &body[index + 1..],
                            "it depends on what is known at run time whether this runs",
                        );
                    }
                    return Flow::Unsure;
                }
                other => return other,
            }
        }
        Flow::Next
    }

    fn statement(&mut self, statement: &'a Stmt<'a>) -> Flow<'a> {
        let at = statement.at;
        match statement.kind {
            StmtKind::Expr(value) => {
                self.expr(value);
            }
            StmtKind::Assign(targets, value) => {
                let made = self.expr(value);
                self.notice_binding(made, at);
                for target in targets {
                    self.assign(target, made);
                }
            }
            StmtKind::Annotate(target, value) => {
                if let Some(value) = value {
                    let made = self.expr(value);
                    self.notice_binding(made, at);
                    self.assign(target, made);
                }
            }
            StmtKind::Augment(target, op, value) => {
                let old = self.expr(target);
                let other = self.expr(value);
                if let (Value::List(list), crate::scan::ast::Op::Add) = (old, op) {
                    self.extend(list, other, at);
                } else {
                    let made = self.operate(op, old, other, at);
                    self.assign(target, made);
                }
            }
            StmtKind::If(branches) => return self.branches(branches),
            StmtKind::For(target, iter, body, orelse) => return self.for_loop(target, iter, body, orelse),
            StmtKind::While(test, body, orelse) => {
                let value = self.expr(test);
                if truth(value, &self.heap) == Some(false) {
                    return self.block(orelse);
                }
                return self.taint_flow(body, "a `while` loop runs as often as is known at run time");
            }
            StmtKind::With(items, body) => return self.with(items, body),
            StmtKind::Def(def) => {
                self.functions.push(Function { code: Code::Def(def), scope: self.scope });
                let function = Value::Function(self.functions.len() as u32 - 1);
                let made = self.decorate(function, def.decorators, def.at);
                self.bind(def.name, made);
            }
            StmtKind::Class(class) => self.class(class),
            StmtKind::Import(aliases) => self.import(aliases, at),
            StmtKind::From(from) => self.import_from(from, at),
            StmtKind::Try(attempt) => return self.attempt(attempt, at),
            StmtKind::Match(subject, names, bodies) => {
                self.expr(subject);
                for name in names {
                    let unknown = self.unknown(false, "a `match` binds it");
                    self.bind(name, unknown);
                }
                let mut flow = Flow::Next;
                for body in bodies {
                    if let Flow::Unsure = self.taint_flow(body, "a `match` decides at run time") {
                        flow = Flow::Unsure;
                    }
                }
                return flow;
            }
            StmtKind::Return(value) => {
                let value = value.map_or(Value::None, |value| self.expr(value));
                return Flow::Return(value);
            }
            StmtKind::Raise => {
                if self.scope == 0 {
                    self.doubt_all(at, "the file raises an exception here");
                }
                return Flow::Unsure;
            }
            StmtKind::Break => return Flow::Break,
            StmtKind::Continue => return Flow::Continue,
            StmtKind::Delete(targets) => targets.iter().for_each(|target| self.delete(target)),
            StmtKind::Global(names) => {
                self.scopes[self.scope as usize].globals.extend(names);
            }
            StmtKind::Nonlocal => {
                let everything = self.open.iter().map(|(dag, _)| *dag).collect::<Vec<_>>();
                for dag in everything {
                    self.doubt(dag, at, "`nonlocal` isn't followed");
                }
            }
            StmtKind::Assert(test) => {
                self.expr(test);
            }
            StmtKind::Pass => {}
        }
        Flow::Next
    }

    /// What foreign code has made may be a DAG, once it is bound to a global name.
    fn notice_binding(&mut self, value: Value<'a>, at: u32) {
        let may_be = matches!(value, Value::Unknown(why) if self.whys[why as usize].dag);
        if self.scope == 0 && may_be {
            let reason = format!("this may be a DAG: {}", self.why(value));
            self.doubt_file(at, reason);
        }
    }

    fn delete(&mut self, target: Node<'a>) {
        match target.kind {
            Kind::Name(name) => {
                self.scopes[self.scope as usize].names.remove(name);
            }
            Kind::Index(of, _) => {
                let value = self.expr(of);
                self.spoil(value, "something is deleted from it");
            }
            _ => {}
        }
    }

    pub(super) fn assign(&mut self, target: &'a Expr<'a>, value: Value<'a>) {
        match target.kind {
            Kind::Name(name) => self.bind(name, value),
            Kind::Tuple(targets) | Kind::List(targets) => self.unpack(targets, value, target.at),
            Kind::Star(inner) => self.assign(inner, value),
            Kind::Attr(of, name) => {
                let owner = self.expr(of);
                self.set_attribute(owner, name, value, target.at);
            }
            Kind::Index(of, index) => {
                let owner = self.expr(of);
                let key = self.expr(index);
                self.set_item(owner, key, value, target.at);
            }
            _ => {}
        }
    }

    fn unpack(&mut self, targets: &'a [Node<'a>], value: Value<'a>, at: u32) {
        let star = targets.iter().position(|target| matches!(target.kind, Kind::Star(_)));
        if let Some(items) = self.items(value) {
            match star {
                None if items.len() == targets.len() => {
                    for (target, item) in targets.iter().zip(items) {
                        self.assign(target, item);
                    }
                    return;
                }
                Some(place) if items.len() + 1 >= targets.len() => {
                    let after = targets.len() - place - 1;
                    let rest = self.list(items[place..items.len() - after].to_vec());
                    for (index, target) in targets.iter().enumerate() {
                        let item = match index.cmp(&place) {
                            std::cmp::Ordering::Less => items[index],
                            std::cmp::Ordering::Equal => rest,
                            std::cmp::Ordering::Greater => items[items.len() + index - targets.len()],
                        };
                        self.assign(target, item);
                    }
                    return;
                }
                _ => {}
            }
        }
        let foreign = self.is_foreign(value);
        if !matches!(value, Value::Unknown(_)) {
            self.unsure(&[value], at, "a value is unpacked that doesn't fit its names");
        }
        let why = self.why(value);
        for target in targets {
            let unknown = self.unknown(foreign, why);
            self.assign(target, unknown);
        }
    }

    fn set_attribute(&mut self, owner: Value<'a>, name: &'a str, value: Value<'a>, at: u32) {
        match owner {
            Value::Making(making) => self.makings[making as usize].attributes.push((name, value)),
            Value::Task(task) => match (name, value) {
                ("trigger_rule", Value::Str(rule)) => self.model.tasks[task as usize].rule = rule,
                (
                    "trigger_rule" | "task_id" | "dag" | "task_group" | "upstream_task_ids" | "downstream_task_ids",
                    _,
                ) => {
                    self.unsure(&[owner], at, &format!("`{name}` of a task is set"));
                }
                _ => {
                    let mut outputs = Vec::new();
                    self.outputs_in(value, 0, &mut outputs);
                    if !outputs.is_empty() {
                        self.unsure(&[owner, value], at, "an output is given to an attribute of a task");
                    }
                }
            },
            Value::Dag(_) => {
                if matches!(name, "dag_id" | "task_dict" | "task_group" | "tasks" | "default_args" | "auto_register") {
                    self.unsure(&[owner], at, &format!("`{name}` of a DAG is set"));
                }
            }
            Value::Group(_) => {
                if matches!(name, "group_id" | "children" | "prefix_group_id" | "default_args" | "parent_group") {
                    self.unsure(&[owner], at, &format!("`{name}` of a group is set"));
                }
            }
            Value::Class(class) => self.classes[class as usize].attributes.push((name, value)),
            Value::Known(_) | Value::Foreign(_) | Value::Path(_) => {
                self.doubt_all(at, "an imported class or module is changed");
            }
            _ => {
                self.unsure(&[value], at, "a task is kept in an object that isn't followed");
            }
        }
    }

    // -- conditions and loops --

    fn branches(&mut self, branches: &'a [(Option<Node<'a>>, Block<'a>)]) -> Flow<'a> {
        for (index, (test, body)) in branches.iter().enumerate() {
            let Some(test) = test else { return self.block(body) };
            let value = self.expr(test);
            match truth(value, &self.heap) {
                Some(true) => return self.block(body),
                Some(false) => {}
                None => {
                    let why = format!("this depends on a condition: {}", self.why(value));
                    let ahead = &branches[index..];
                    let mut bodies: Vec<Block<'a>> = ahead.iter().map(|(_, body)| *body).collect();
                    if ahead.iter().all(|(test, _)| test.is_some()) {
                        bodies.push(&[]);
                    }
                    if self.alternatives(&bodies, false, &why) {
                        return Flow::Next;
                    }
                    let mut flow = Flow::Next;
                    for (_, body) in &branches[index..] {
                        if let Flow::Unsure = self.taint_flow(body, &why) {
                            flow = Flow::Unsure;
                        }
                    }
                    return flow;
                }
            }
        }
        Flow::Next
    }

    fn for_loop(&mut self, target: Node<'a>, iter: Node<'a>, body: Block<'a>, orelse: Block<'a>) -> Flow<'a> {
        let over = self.expr(iter);
        let items = match self.items(over) {
            Some(items) if items.len() <= LARGEST => items,
            _ => {
                let foreign = self.is_foreign(over);
                let why = format!("a loop over something that isn't known: {}", self.why(over));
                let unknown = self.unknown(foreign, &why);
                self.assign(target, unknown);
                self.unsure_if_held(over, iter.at);
                return self.taint_flow(body, &why);
            }
        };
        for item in items {
            self.assign(target, item);
            match self.block(body) {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Flow::Next,
                Flow::Return(value) => return Flow::Return(value),
                Flow::Unsure => return Flow::Unsure,
            }
            if self.exhausted {
                return Flow::Unsure;
            }
        }
        self.block(orelse)
    }

    /// A loop over tasks of which the order or number isn't known.
    fn unsure_if_held(&mut self, value: Value<'a>, at: u32) {
        let mut dags = Vec::new();
        self.dags_in(value, 0, &mut dags);
        for dag in dags {
            self.doubt(dag, at, "a loop over tasks that aren't all known");
        }
    }

    fn with(&mut self, items: &'a [(Node<'a>, Option<Node<'a>>)], body: Block<'a>) -> Flow<'a> {
        let before = self.open.len();
        for (value, name) in items {
            let made = self.expr(value);
            match made {
                Value::Dag(dag) => {
                    self.model.dags[dag as usize].registered = true;
                    let root = self.model.dags[dag as usize].root;
                    self.open.push((dag, root));
                }
                Value::Group(group) => {
                    let dag = self.model.groups[group as usize].dag;
                    self.open.push((dag, group));
                }
                Value::Task(_) | Value::Output(_) => {
                    self.unsure(&[made], value.at, "a teardown is opened by `with`");
                }
                Value::Unknown(_) if self.is_foreign(made) => {
                    let reason = format!("`with` opens something that isn't known: {}", self.why(made));
                    if !self.unsure(&[], value.at, &reason) {
                        self.doubt_file(value.at, reason);
                    }
                }
                _ => {}
            }
            if let Some(name) = name {
                let bound = match made {
                    Value::Dag(_) | Value::Group(_) | Value::Unknown(_) => made,
                    _ => self.unknown(false, "`with` binds it"),
                };
                self.assign(name, bound);
            }
        }
        let flow = self.block(body);
        self.open.truncate(before);
        flow
    }

    fn attempt(&mut self, attempt: &'a Try<'a>, at: u32) -> Flow<'a> {
        let safe = attempt.body.iter().all(|statement| self.cannot_fail(statement));
        let may_fail = !safe && !attempt.handlers.is_empty();
        if may_fail && self.is_structural(attempt.body) {
            let why = "what runs in this `try` depends on exceptions";
            self.unsure(&[], at, why);
            let mut held = Vec::new();
            self.held_by(attempt.body, &mut held);
            self.unsure(&held, at, why);
        }
        let mut flow = self.block(attempt.body);
        if may_fail {
            let why = "it depends on an exception whether this runs";
            for name in attempt.handlers.iter().filter_map(|(name, _)| *name) {
                let unknown = self.unknown(false, "an exception");
                self.bind(name, unknown);
            }
            let bodies: Vec<Block<'a>> = attempt.handlers.iter().map(|(_, body)| *body).collect();
            if !self.alternatives(&bodies, true, why) {
                bodies.into_iter().for_each(|body| self.taint_block(body, why));
            }
        }
        if let Flow::Next = flow {
            flow = self.block(attempt.orelse);
        }
        match self.block(attempt.last) {
            Flow::Next => flow,
            other => other,
        }
    }

    /// Imports of what is known, and plain constants.
    fn cannot_fail(&self, statement: &Stmt<'a>) -> bool {
        match statement.kind {
            StmtKind::From(from) => {
                from.level == 0
                    && from.names.iter().all(|name| names::is_listed(&format!("{}.{}", from.module, name.path)))
            }
            StmtKind::Assign(targets, value) => {
                targets.iter().all(|target| matches!(target.kind, Kind::Name(_)))
                    && matches!(value.kind, Kind::Bool(_) | Kind::Str(_) | Kind::None | Kind::Int(_))
            }
            StmtKind::Pass => true,
            _ => false,
        }
    }

    // -- imports --

    fn import(&mut self, aliases: &'a [Alias<'a>], at: u32) {
        for alias in aliases {
            self.imports.push((at, alias.path, &[]));
            let root = alias.path.split('.').next().unwrap_or(alias.path);
            let (name, path) = match alias.name {
                Some(name) => (name, alias.path),
                None => (root, root),
            };
            self.bind(name, Value::Path(path));
        }
    }

    fn import_from(&mut self, from: &'a From<'a>, at: u32) {
        let module = if from.level == 0 {
            from.module
        } else {
            self.arena.alloc_str(&format!("{}{}", ".".repeat(from.level as usize), from.module))
        };
        let names = self.arena.alloc_slice_fill_iter(from.names.iter().map(|name| name.path));
        self.imports.push((at, module, names));
        if from.module == "__future__" {
            return;
        }
        for alias in from.names {
            if alias.path == "*" {
                self.import_star(module, at);
                continue;
            }
            let path = self.joined(module, alias.path);
            let value = self.at_path(path);
            if let Value::Path(path) = value {
                if !names::is_unrelated(path) && alias.path.to_ascii_lowercase().contains("dag") && self.scope == 0 {
                    self.doubt_file(at, format!("'{}' is imported; it may be a DAG", alias.path));
                }
            }
            self.bind(alias.name.unwrap_or(alias.path), value);
        }
    }

    fn import_star(&mut self, module: &str, at: u32) {
        if names::is_unrelated(module) && !names::is_family(module) {
            return;
        }
        self.doubt_all(at, format!("`from {module} import *` binds names that aren't known"));
    }

    /// What stands at an import path.
    pub(super) fn at_path(&mut self, path: &'a str) -> Value<'a> {
        match names::known(path) {
            Some(Known::Constant(word)) => Value::Str(word),
            Some(known) => Value::Known(known),
            None if names::is_family(path) && names::is_unrelated(path) && is_operator_name(path) => {
                Value::Foreign(path)
            }
            None if path.starts_with("builtins.") && super::builtin::is_builtin(&path[9..]) => {
                Value::Builtin(&path[9..])
            }
            None if path == "typing.TYPE_CHECKING" => Value::Bool(false),
            None => Value::Path(path),
        }
    }

    pub(super) fn joined(&mut self, path: &str, name: &str) -> &'a str {
        self.walk(path.len() / 2);
        let separator = if path.ends_with('.') || path.is_empty() { "" } else { "." };
        let mut text = bumpalo::collections::String::with_capacity_in(path.len() + name.len() + 1, self.arena);
        text.push_str(path);
        text.push_str(separator);
        text.push_str(name);
        text.into_bump_str()
    }
}

/// `some.module.SomeOperator` or `...Sensor`.
pub(super) fn is_operator_name(path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or(path);
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && (name.ends_with("Operator")
            || ["Operator", "Sensor", "OperatorAsync", "SensorAsync"].iter().any(|kind| name.ends_with(kind)))
        && !name.starts_with("Base")
}
