//! Calls: their arguments, and what is called.

use super::Eval;
use crate::scan::ast::{Arg, Form, Kind, Node};
use crate::scan::names::{self, Known};
use crate::scan::value::{Args, Code, DecoratorKind, Value};

/// Named arguments of one call.
const MOST_NAMED: usize = 4096;

impl<'a> Eval<'a> {
    pub(super) fn call_node(&mut self, node: Node<'a>, callee: Node<'a>, args: &'a [Arg<'a>]) -> Value<'a> {
        let at = node.at;
        if let Kind::Attr(of, name) = callee.kind {
            let owner = self.expr(of);
            let args = self.args(args);
            return match owner {
                Value::Path(_) | Value::Class(_) | Value::Making(_) => {
                    let target = self.attribute(owner, name);
                    self.call(target, &args, at)
                }
                Value::Known(Known::TaskDecorator) => {
                    let flavour = self.attribute(owner, name);
                    self.call(flavour, &args, at)
                }
                _ => self.call_method(owner, name, &args, at),
            };
        }
        let target = self.expr(callee);
        let args = self.args(args);
        self.call(target, &args, at)
    }

    pub(super) fn args(&mut self, args: &'a [Arg<'a>]) -> Args<'a> {
        let named = args.iter().filter(|arg| matches!(arg.form, Form::Named(_))).count();
        let mut out = Args::with_capacity(args.len() - named, named, self.arena);
        for arg in args {
            let value = self.expr(arg.value);
            match arg.form {
                Form::Plain => out.plain.push((value, arg.value)),
                Form::Named(name) => self.add_named(&mut out, name, value, arg.value),
                Form::Star => match self.items(value) {
                    Some(items) => out.plain.extend(items.into_iter().map(|item| (item, arg.value))),
                    None => out.open = Some(arg.value.at),
                },
                Form::Stars => match value {
                    Value::Dict(dict) => {
                        for (key, value) in self.heap.dicts[dict as usize].clone() {
                            match key {
                                Value::Str(name) => self.add_named(&mut out, name, value, arg.value),
                                _ => out.open = Some(arg.value.at),
                            }
                        }
                    }
                    Value::None => {}
                    _ => out.open = Some(arg.value.at),
                },
            }
        }
        out
    }

    /// Arguments are looked up one after the other: no call has so many that this counts, but a hostile one.
    fn add_named(&self, args: &mut Args<'a>, name: &'a str, value: Value<'a>, node: Node<'a>) {
        if args.named.len() < MOST_NAMED {
            self.walk(1);
            args.named.push((name, value, node));
        } else {
            args.open = Some(node.at);
        }
    }

    pub(super) fn call(&mut self, target: Value<'a>, args: &Args<'a>, at: u32) -> Value<'a> {
        match target {
            Value::Known(known) => self.call_known(known, args, at),
            Value::Foreign(path) => self.operator(path, None, &[], args, at),
            Value::Builtin(name) => self.builtin(name, args, at),
            Value::Function(function) => self.call_function(function, args, at),
            Value::Class(class) => self.call_class(class, args, at),
            Value::Method((owner, name)) => self.call_method(*owner, name, args, at),
            Value::Flavour(_) | Value::Options(_) => self.call_decorator(target, args, at),
            Value::Decorated(one) => self.call_decorated(one, args, false, at),
            Value::Path(path) => self.call_path(path, args, at),
            Value::Partial(partial) => {
                let (of, given) = self.partials[partial as usize].clone();
                let mut all = given;
                all.plain.extend(args.plain.iter().copied());
                all.named.retain(|(name, ..)| args.get(name).is_none());
                all.named.extend(args.named.iter().copied());
                all.open = all.open.or(args.open);
                self.call(of, &all, at)
            }
            Value::Unknown(why) => {
                let why = self.whys[why as usize];
                if why.foreign {
                    let reason = format!("something is called that isn't known: {}", why.text);
                    self.call_foreign(args, at, &reason)
                } else {
                    self.unsure_if_tasks(args, at);
                    self.unknown(false, why.text)
                }
            }
            _ => self.call_foreign(args, at, "something is called that isn't a function"),
        }
    }

    /// Code that isn't known to be unrelated to DAGs.
    fn call_foreign(&mut self, args: &Args<'a>, at: u32, reason: &str) -> Value<'a> {
        let values: Vec<Value<'a>> = args.values().collect();
        self.unsure(&values, at, reason);
        for value in values {
            self.spoil(value, reason);
        }
        self.unknown(true, reason)
    }

    /// Unrelated code may still be handed tasks, or functions that make some.
    fn unsure_if_tasks(&mut self, args: &Args<'a>, at: u32) {
        let mut dags = Vec::new();
        args.values().for_each(|value| self.dags_in(value, 0, &mut dags));
        let made: Vec<Value<'a>> = args.values().collect();
        if made.into_iter().any(|value| self.makes_tasks(value)) {
            dags.extend(self.open.iter().map(|(dag, _)| *dag));
        }
        dags.sort_unstable();
        dags.dedup();
        for dag in dags {
            self.doubt(dag, at, "a task is given to a function that isn't followed");
        }
    }

    /// Whether calling `value` may make or join tasks.
    fn makes_tasks(&mut self, value: Value<'a>) -> bool {
        match value {
            Value::Decorated(_) | Value::Partial(_) | Value::Class(_) | Value::Foreign(_) => true,
            Value::Known(known) => matches!(known, Known::Operator(_) | Known::Group | Known::Chain | Known::Cross),
            Value::Function(function) => match (self.functions[function as usize].code, self.body_of(function)) {
                (Code::Lambda(_, body), _) => self.is_structural_node(body),
                (_, Some((body, _))) => self.is_structural(body),
                _ => true,
            },
            _ => false,
        }
    }

    fn call_path(&mut self, path: &'a str, args: &Args<'a>, at: u32) -> Value<'a> {
        if names::reads(path) {
            self.finding("reading", at, format!("`{path}` is called while the file is imported"));
        }
        if names::is_unrelated(path) {
            if path.starts_with("importlib") || path.starts_with("runpy") {
                let reason = format!("`{path}` is called");
                self.doubt_all(at, reason.clone());
                return self.unknown(true, reason);
            }
            if let ("functools.partial", Some((of, _))) = (path, args.plain.first()) {
                let mut given = args.clone();
                given.plain.remove(0);
                self.partials.push((*of, given));
                return Value::Partial(self.partials.len() as u32 - 1);
            }
            self.unsure_if_tasks(args, at);
            return self.unknown(false, format!("`{path}` is called"));
        }
        if super::stmt::is_operator_name(path) && args.get("task_id").is_some() {
            let made = self.operator(path, None, &[], args, at);
            self.unsure(&[made], at, &format!("the class `{path}` is defined outside of this file"));
            return made;
        }
        self.call_foreign(args, at, &format!("`{path}` is defined outside of this file"))
    }

    fn call_known(&mut self, known: Known, args: &Args<'a>, at: u32) -> Value<'a> {
        match known {
            Known::Operator(class) => self.operator(class.path, Some(&class.fields), &class.positional, args, at),
            Known::Dag => self.dag(args, at),
            Known::Group => self.group(args, at),
            Known::Label => {
                let text = match args.at(0, "label") {
                    Some(Value::Str(text)) => Some(text),
                    _ => None,
                };
                Value::Label(self.model.add_label(text))
            }
            Known::Output => match args.at(0, "operator") {
                Some(Value::Task(task)) => Value::Output(self.arena.alloc_slice_copy(&[task])),
                _ => self.call_foreign(args, at, "an output of something that isn't known"),
            },
            Known::Chain | Known::ChainLinear => self.chain(known, args, at),
            Known::Cross => {
                match (args.at(0, "from_tasks"), args.at(1, "to_tasks")) {
                    (Some(ups), Some(downs)) if args.open.is_none() => self.link(&[ups], &[downs], None, at),
                    _ => drop(self.call_foreign(args, at, "`cross_downstream` of arguments that aren't known")),
                }
                Value::None
            }
            Known::TaskDecorator
            | Known::DagDecorator
            | Known::GroupDecorator
            | Known::Setup
            | Known::Teardown
            | Known::GustTask => self.call_decorator(Value::Known(known), args, at),
            Known::GustDag => self.unknown(false, "a DAG class without tasks"),
            Known::Datetime | Known::DatetimeUtc => self.moment(args),
            Known::Timedelta => self.delta(args),
            Known::Constant(word) => Value::Str(word),
            Known::Plain => {
                self.unsure_if_tasks(args, at);
                self.unknown(false, "it is computed at run time")
            }
        }
    }

    fn chain(&mut self, known: Known, args: &Args<'a>, at: u32) -> Value<'a> {
        if args.open.is_some() {
            return self.call_foreign(args, at, "`chain` of arguments that aren't known");
        }
        let items: Vec<Value<'a>> = args.plain.iter().map(|(value, _)| *value).collect();
        for pair in items.windows(2) {
            let lists = [pair[0], pair[1]].map(|one| match one {
                Value::List(_) | Value::Tuple(_) => self.items(one),
                _ => None,
            });
            match lists {
                [Some(ups), Some(downs)] if matches!(known, Known::Chain) => {
                    if ups.len() != downs.len() {
                        self.unsure(&items, at, "`chain` joins lists that differ in length");
                        return Value::None;
                    }
                    for (up, down) in ups.into_iter().zip(downs) {
                        self.link(&[up], &[down], None, at);
                    }
                }
                _ => self.link(&[pair[0]], &[pair[1]], None, at),
            }
        }
        Value::None
    }

    #[allow(clippy::too_many_lines)] // one arm each
    pub(super) fn call_method(&mut self, owner: Value<'a>, name: &'a str, args: &Args<'a>, at: u32) -> Value<'a> {
        let other = args.plain.first().map(|(value, _)| *value);
        match (owner, name) {
            (Value::Task(_) | Value::Group(_) | Value::Output(_), "set_downstream" | "set_upstream") => {
                let label = match args.at(1, "edge_modifier").or(args.get("label")) {
                    Some(Value::Str(text)) => Some(text),
                    _ => None,
                };
                let given = other.or(args.get("task_or_task_list")).or(args.get("other"));
                match given {
                    Some(other) if name == "set_downstream" => self.link(&[owner], &[other], label, at),
                    Some(other) => self.link(&[other], &[owner], label, at),
                    None => {
                        self.unsure(&[owner], at, "an edge without its other end");
                    }
                }
                Value::None
            }
            (Value::Task(_), "as_setup") => self.as_setup(owner),
            (Value::Output(tasks), "as_setup" | "as_teardown") if tasks.len() == 1 => {
                let task = Value::Task(tasks[0]);
                if name == "as_setup" {
                    self.as_setup(task);
                } else {
                    self.as_teardown(task, args, at);
                }
                owner
            }
            (Value::Task(_), "as_teardown") => self.as_teardown(owner, args, at),
            (Value::Output(_), "map") => owner,
            (Value::Output(tasks), "zip" | "concat") => {
                let mut all = tasks.to_vec();
                args.values().for_each(|value| self.outputs_in(value, 0, &mut all));
                Value::Output(self.arena.alloc_slice_copy(&all))
            }
            (Value::Dag(dag), "task") => {
                let options = self.of_dag(dag, args.clone(), at);
                self.call_decorator(Value::Known(Known::TaskDecorator), &options, at)
            }
            (Value::Dag(dag), "get_task") => {
                if let Some(Value::Str(id)) = args.at(0, "task_id") {
                    if let Some(task) = self.model.task_of(dag, id) {
                        return Value::Task(task);
                    }
                    self.finding("unknown", at, format!("the DAG has no task '{id}' here"));
                }
                self.unsure(&[owner], at, "a task is asked for that isn't known");
                self.unknown(true, "a task that isn't known")
            }
            (Value::Dag(dag), "add_task") => {
                match other {
                    Some(Value::Task(task)) if self.model.tasks[task as usize].dag.is_none() => {
                        let root = self.model.dags[dag as usize].root;
                        self.join(task, dag, root);
                    }
                    _ => {
                        self.unsure(&[owner], at, "a task is added that isn't known");
                    }
                }
                Value::None
            }
            (Value::Dag(_), "test" | "run" | "cli" | "validate" | "has_task") => self.unknown(false, "a DAG is run"),
            (Value::Dag(_) | Value::Group(_) | Value::Task(_) | Value::Output(_) | Value::Label(_), _) => {
                let mut all: Vec<Value<'a>> = args.values().collect();
                all.push(owner);
                let reason = format!("`.{name}()` isn't followed");
                self.unsure(&all, at, &reason);
                self.unknown(true, reason)
            }
            (Value::Known(Known::Operator(_)) | Value::Foreign(_) | Value::Class(_), "partial") => {
                self.partials.push((owner, args.clone()));
                Value::Partial(self.partials.len() as u32 - 1)
            }
            (Value::Partial(partial), "expand" | "expand_kwargs") => self.expand(partial, args, at),
            (Value::Decorated(one), _) => self.decorated_method(one, name, args, at),
            (Value::Super(making, class), "__init__") => self.super_init(making, class, args, at),
            (Value::Known(Known::Plain | Known::Datetime | Known::DatetimeUtc | Known::Timedelta), _) => {
                self.unsure_if_tasks(args, at);
                self.unknown(false, format!("`.{name}()` is computed at run time"))
            }
            (Value::Str(text), _) => self.str_method(text, name, args, at),
            (Value::List(_) | Value::Set(_) | Value::Dict(_) | Value::Tuple(_), _) => {
                self.container_method(owner, name, args, at)
            }
            (Value::Moment(_) | Value::Delta(_) | Value::Int(_) | Value::Float(_) | Value::Constant, _) => {
                self.unknown(false, "it is computed at run time")
            }
            (Value::Builtin(_), _) => {
                self.unsure_if_tasks(args, at);
                self.unknown(false, format!("`.{name}()` isn't followed"))
            }
            (Value::Flavour(_), _) => self.call_decorator(owner, args, at),
            (Value::Unknown(why), _) if !self.whys[why as usize].foreign => {
                self.unsure_if_tasks(args, at);
                self.unknown(false, self.whys[why as usize].text)
            }
            _ => {
                let why = self.why(owner);
                let reason = format!("`.{name}()` isn't known: {why}");
                self.call_foreign(args, at, &reason)
            }
        }
    }

    /// Which decorator a value is.
    pub(super) fn decorator_kind(&self, value: Value<'a>) -> Option<DecoratorKind<'a>> {
        Some(match value {
            Value::Known(Known::TaskDecorator) => DecoratorKind::Task("task"),
            Value::Flavour("task.run_if" | "task.skip_if") => DecoratorKind::Same,
            Value::Flavour(flavour) => DecoratorKind::Task(flavour),
            Value::Known(Known::DagDecorator) => DecoratorKind::Dag,
            Value::Known(Known::GroupDecorator) => DecoratorKind::Group,
            Value::Known(Known::Setup) => DecoratorKind::Setup,
            Value::Known(Known::Teardown) => DecoratorKind::Teardown,
            Value::Known(Known::GustTask) => DecoratorKind::Gust,
            _ => return None,
        })
    }
}
