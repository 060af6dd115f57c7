//! Classes of the file: operators, gust DAGs, and plain ones.

use bumpalo::collections::Vec as ArenaVec;

use super::{Eval, Making};
use crate::scan::ast::{self, Form, Kind, StmtKind};
use crate::scan::model::Task;
use crate::scan::names::{self, Known, OperatorClass};
use crate::scan::value::{Args, Class, Code, DecoratorKind, Value};

/// What a class of the file is, by its bases.
enum Ancestry {
    Operator(&'static OperatorClass),
    ForeignOperator,
    Gust,
    Other,
}

impl<'a> Eval<'a> {
    pub(super) fn class(&mut self, class: &'a ast::Class<'a>) {
        let mut bases = ArenaVec::new_in(self.arena);
        for base in class.bases {
            let value = self.expr(base.value);
            if base.form == Form::Plain {
                bases.push(value);
            }
        }
        let before = self.enter(Some(self.scope));
        self.block(class.body);
        let inner = self.scope;
        self.leave(before);
        let names = self.scopes[inner as usize].names.iter().map(|(name, value)| (*name, *value));
        let mut attributes = ArenaVec::from_iter_in(names, self.arena);
        attributes.sort_unstable_by_key(|(name, value)| (self.function_at(*value), *name));
        self.classes.push(Class { name: class.name, bases, attributes, at: class.at });
        let index = self.classes.len() as u32 - 1;
        let mut value = Value::Class(index);
        if !class.decorators.is_empty() {
            for node in class.decorators {
                self.expr(node);
            }
            if let Ancestry::Other = self.ancestry(index, 0) {
                value = self.unknown(false, "objects of a class of this file aren't followed");
            }
        }
        if let Ancestry::Gust = self.ancestry(index, 0) {
            self.gust_dag(index, class);
        }
        self.bind(class.name, value);
    }

    fn function_at(&self, value: Value<'a>) -> u32 {
        let function = match value {
            Value::Function(function) => Some(function),
            Value::Decorated(one) => self.decorated[one as usize].function,
            _ => None,
        };
        match function.map(|function| self.functions[function as usize].code) {
            Some(Code::Def(def)) => def.at,
            _ => 0,
        }
    }

    fn ancestry(&self, class: u32, depth: u32) -> Ancestry {
        if depth > 16 {
            return Ancestry::Other;
        }
        for base in &self.classes[class as usize].bases {
            match base {
                Value::Known(Known::Operator(class)) => return Ancestry::Operator(class),
                Value::Foreign(_) => return Ancestry::ForeignOperator,
                Value::Known(Known::GustDag) => return Ancestry::Gust,
                Value::Class(base) => match self.ancestry(*base, depth + 1) {
                    Ancestry::Other => {}
                    found => return found,
                },
                _ => {}
            }
        }
        Ancestry::Other
    }

    pub(super) fn class_attribute(&self, class: u32, name: &str) -> Option<Value<'a>> {
        let mut ahead = vec![class];
        let mut seen = 0;
        while let Some(next) = ahead.pop() {
            seen += 1;
            if seen > 64 {
                return None;
            }
            let class = &self.classes[next as usize];
            self.walk(class.attributes.len());
            if let Some(value) = class.attribute(name) {
                let is_enum =
                    class.bases.iter().any(|base| matches!(base, Value::Path(path) if path.starts_with("enum.")));
                return if is_enum { None } else { Some(value) };
            }
            ahead.extend(
                class.bases.iter().filter_map(|base| if let Value::Class(base) = base { Some(*base) } else { None }),
            );
        }
        None
    }

    /// An object of a class of the file.
    pub(super) fn call_class(&mut self, class: u32, args: &Args<'a>, at: u32) -> Value<'a> {
        match self.ancestry(class, 0) {
            Ancestry::Operator(base) => self.local_operator(class, Some(base), args, at),
            Ancestry::ForeignOperator => self.local_operator(class, None, args, at),
            Ancestry::Gust => self.unknown(false, "an object of a DAG class"),
            Ancestry::Other => self.other_object(class, args, at),
        }
    }

    fn other_object(&mut self, class: u32, args: &Args<'a>, at: u32) -> Value<'a> {
        let name = self.classes[class as usize].name;
        let reason = format!("objects of the class `{name}` aren't followed");
        let values: Vec<Value<'a>> = args.values().collect();
        let plain = self.classes[class as usize]
            .attributes
            .iter()
            .all(|(_, value)| !matches!(value, Value::Function(_) | Value::Decorated(_)))
            && !self.classes[class as usize].bases.iter().any(|base| matches!(base, Value::Class(_)));
        let value = self.unknown(true, &reason);
        if let (Value::Unknown(why), true) = (value, self.is_quiet(class, 0)) {
            // What holds no task and makes none is of interest only when a method is called.
            self.whys[why as usize].dag = false;
            let mut held = Vec::new();
            values.iter().for_each(|value| self.dags_in(*value, 0, &mut held));
            if held.is_empty() {
                self.whys[why as usize].foreign = !plain;
                return value;
            }
        }
        self.unsure(&values, at, &reason);
        value
    }

    /// Whether making an object of the class neither makes nor joins tasks.
    fn is_quiet(&mut self, class: u32, depth: u32) -> bool {
        let bases = self.classes[class as usize].bases.clone();
        let quiet = bases.into_iter().all(|base| match base {
            Value::Path(path) => names::is_unrelated(path),
            Value::Builtin(_) => true,
            Value::Class(base) => depth < 16 && self.is_quiet(base, depth + 1),
            _ => false,
        });
        let makers = ["__init__", "__new__", "__post_init__", "__init_subclass__", "__set_name__"];
        quiet
            && makers.into_iter().all(|name| match self.classes[class as usize].attribute(name) {
                None => true,
                Some(Value::Function(function)) => match self.body_of(function) {
                    Some((body, _)) => !self.is_structural_method(body),
                    None => false,
                },
                Some(_) => false,
            })
    }

    /// The arguments of an operator of the file in which outputs make edges; `None`: that isn't known.
    pub(super) fn fields_of(&self, class: u32) -> Option<Vec<&'a str>> {
        let base = match self.ancestry(class, 0) {
            Ancestry::Operator(base) => Some(base),
            Ancestry::ForeignOperator => None,
            Ancestry::Gust | Ancestry::Other => return None,
        };
        let Some(own) = self.class_attribute(class, "template_fields") else {
            return base.map(|base| base.fields.clone());
        };
        let name = |item: &Value<'a>| if let Value::Str(name) = item { Some(*name) } else { None };
        self.items(own)?.iter().map(name).collect()
    }

    fn local_operator(
        &mut self,
        class: u32,
        base: Option<&'static OperatorClass>,
        args: &Args<'a>,
        at: u32,
    ) -> Value<'a> {
        let making = self.makings.len() as u32;
        self.makings.push(Making { args: args.clone(), attributes: ArenaVec::new_in(self.arena) });
        let mut sure = self.plain_methods(class);
        sure &= self.init(class, making, args, at);
        let name = self.classes[class as usize].name;
        let path = self.joined("__tradewind_main__", name);
        let made = self.makings[making as usize].args.clone();
        // Edges come from attributes named as templates, which `__init__` may have set.
        let mut ups = Vec::new();
        let fields = self.fields_of(class);
        match &fields {
            Some(fields) => {
                for field in fields {
                    let set = self.makings[making as usize].attributes.iter().rev().find(|(known, _)| known == field);
                    let value = set.map(|(_, value)| *value).or_else(|| made.get(field));
                    if let Some(value) = value {
                        self.outputs_in(value, 0, &mut ups);
                    }
                }
            }
            None => args.values().for_each(|value| self.outputs_in(value, 0, &mut ups)),
        }
        if fields.is_none() && !ups.is_empty() {
            sure = false;
            ups.clear();
        }
        let positional = base.map_or(&[][..], |base| &base.positional);
        let value = self.operator(path, Some(&[]), positional, &made, at);
        if let Value::Task(task) = value {
            self.link_outputs(&ups, task, at);
        }
        if !sure {
            self.unsure(&[value], at, &format!("what `{name}` does when it is made isn't followed"));
        }
        value
    }

    /// Whether no method runs while an object is made, besides `__init__`.
    fn plain_methods(&self, class: u32) -> bool {
        !["__new__", "__init_subclass__", "__setattr__", "__post_init__", "__rshift__", "__lshift__"]
            .iter()
            .any(|name| self.class_attribute(class, name).is_some())
    }

    /// Runs the `__init__` of a class, or hands the arguments on to its base; false if it isn't followed.
    fn init(&mut self, class: u32, making: u32, args: &Args<'a>, at: u32) -> bool {
        let Some(Value::Function(function)) = self.classes[class as usize].attribute("__init__") else {
            let base = self.classes[class as usize]
                .bases
                .iter()
                .find_map(|base| if let Value::Class(base) = base { Some(*base) } else { None });
            return if let Some(base) = base {
                self.init(base, making, args, at)
            } else {
                self.makings[making as usize].args = args.clone();
                true
            };
        };
        let Code::Def(def) = self.functions[function as usize].code else { return false };
        let doubts = self.doubt_count();
        let mut whole = args.clone();
        let node = self.arena.alloc(ast::Expr { at, end: at, kind: Kind::None });
        whole.plain.insert(0, (Value::Making(making), node));
        let before = self.enter(Some(self.functions[function as usize].scope));
        let bound = self.bind_params(def.params, &whole, at);
        self.scopes[self.scope as usize].names.insert("__class__", Value::Class(class));
        if bound {
            if let Some((body, _)) = self.body_of(function) {
                self.depth += 4;
                if self.depth < super::DEEPEST {
                    self.block(body);
                }
                self.depth -= 4;
            }
        }
        self.leave(before);
        bound && doubts == self.doubt_count()
    }

    fn doubt_count(&self) -> usize {
        self.model.dags.iter().map(|dag| dag.doubts.len()).sum::<usize>() + self.common_doubts.len()
    }

    /// `super().__init__(...)` in an operator of the file.
    pub(super) fn super_init(&mut self, making: u32, class: u32, args: &Args<'a>, at: u32) -> Value<'a> {
        let base = self.classes[class as usize]
            .bases
            .iter()
            .find_map(|base| if let Value::Class(base) = base { Some(*base) } else { None });
        match base {
            Some(base) => {
                self.init(base, making, args, at);
            }
            None => self.makings[making as usize].args = args.clone(),
        }
        Value::None
    }

    // -- gust --

    /// A class derived from gust's `Dag`: its methods with `@task` are tasks, `downstream` makes the edges.
    fn gust_dag(&mut self, class: u32, source: &'a ast::Class<'a>) {
        let at = self.classes[class as usize].at;
        let args = self.gust_options(class);
        let dag = self.model.add_dag(Some(self.classes[class as usize].name), "gust", at, args);
        self.model.dags[dag as usize].registered = true;
        let root = self.model.dags[dag as usize].root;
        let mut methods: Vec<(&'a str, Value<'a>)> = Vec::new();
        let mut chain = vec![class];
        let mut depth = 0;
        while let Some(next) = chain.last().copied().filter(|_| depth < 16) {
            depth += 1;
            let base = self.classes[next as usize]
                .bases
                .iter()
                .find_map(|base| if let Value::Class(base) = base { Some(*base) } else { None });
            match base {
                Some(base) => chain.push(base),
                None => break,
            }
        }
        for class in chain.into_iter().rev() {
            for (name, value) in self.classes[class as usize].attributes.clone() {
                self.walk(methods.len());
                if self.is_spent() {
                    break;
                }
                match methods.iter_mut().find(|(known, _)| *known == name) {
                    // A method that replaces a task without `@task` keeps its options.
                    Some(known) if matches!(value, Value::Function(_)) => known.0 = name,
                    Some(known) => known.1 = value,
                    None => methods.push((name, value)),
                }
            }
        }
        let mut edges = Vec::new();
        for (name, value) in methods {
            let Value::Decorated(one) = value else { continue };
            let decorated = self.decorated[one as usize].clone();
            if decorated.kind != DecoratorKind::Gust {
                continue;
            }
            let at = self.function_at(value);
            let task = self.model.add_task(Task::new(Some(name), at, names::GUST_TASK, decorated.options.clone()));
            self.join(task, dag, root);
            if let Some(downs) = decorated.options.get("downstream") {
                edges.push((task, downs, true, at));
            }
            if let Some(over) = decorated.options.get("map_over").filter(|over| !matches!(over, Value::None)) {
                self.model.tasks[task as usize].mapped = true;
                edges.push((task, over, false, at));
            }
            if decorated.options.get("trigger_rule").is_some() || decorated.options.open.is_some() {
                self.doubt(dag, at, "options of a task aren't followed");
            }
        }
        for (task, others, forward, at) in edges {
            self.gust_edges(dag, task, others, forward, at);
        }
        if !source.decorators.is_empty() {
            self.doubt(dag, at, "a class decorator isn't followed");
        }
    }

    fn gust_edges(&mut self, dag: u32, task: u32, downs: Value<'a>, forward: bool, at: u32) {
        let items = match downs {
            Value::Str(_) | Value::Decorated(_) => vec![downs],
            Value::None => Vec::new(),
            other => {
                if let Some(items) = self.items(other) {
                    items
                } else {
                    let reason = format!("`downstream` is computed at run time: {}", self.why(other));
                    self.doubt(dag, at, reason);
                    return;
                }
            }
        };
        for item in items {
            let name = match item {
                Value::Str(name) => name,
                Value::Decorated(one) => {
                    match self.decorated[one as usize].function.map(|it| self.functions[it as usize].code) {
                        Some(Code::Def(def)) => def.name,
                        _ => continue,
                    }
                }
                other => {
                    let reason = format!("`downstream` names something that isn't known: {}", self.why(other));
                    self.doubt(dag, at, reason);
                    continue;
                }
            };
            match self.model.task_of(dag, name) {
                Some(down) if forward => self.link(&[Value::Task(task)], &[Value::Task(down)], None, at),
                Some(up) => self.link(&[Value::Task(up)], &[Value::Task(task)], None, at),
                None => self.finding("unknown", at, format!("`downstream` names '{name}', which is no task")),
            }
        }
    }

    /// The keywords of `super().__init__(...)` in the class's `__init__`.
    fn gust_options(&mut self, class: u32) -> Args<'a> {
        let mut options = Args::new(self.arena);
        let Some(Value::Function(function)) = self.class_attribute(class, "__init__") else { return options };
        let Some((body, _)) = self.body_of(function) else { return options };
        for statement in body {
            let StmtKind::Expr(node) = statement.kind else { continue };
            let Kind::Call(callee, args) = node.kind else { continue };
            let Kind::Attr(of, "__init__") = callee.kind else { continue };
            let is_super = match of.kind {
                Kind::Call(inner, _) => matches!(inner.kind, Kind::Name("super")),
                Kind::Name(name) => name == "super",
                _ => false,
            };
            if is_super {
                let constant = |arg: &&ast::Arg<'a>| {
                    matches!(arg.value.kind, Kind::Str(_) | Kind::Int(_) | Kind::Bool(_) | Kind::None | Kind::Float(_))
                };
                for arg in args.iter().filter(constant) {
                    if let Form::Named(name) = arg.form {
                        let value = self.expr(arg.value);
                        options.named.push((name, value, arg.value));
                    }
                }
            }
        }
        options
    }
}
