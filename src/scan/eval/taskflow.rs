//! `@task`, `@task_group`, `@dag` and their kin; `.partial`, `.expand` and `.override`.

use super::Eval;
use crate::scan::ast::{Expr, Kind, Node};
use crate::scan::names::Known;
use crate::scan::value::{Args, Code, Decorated, DecoratorKind, Value};

const ARGUMENTS: &[&str] = &[];

impl<'a> Eval<'a> {
    /// Applies decorators to a function, the lowest first.
    pub(super) fn decorate(&mut self, function: Value<'a>, decorators: &'a [Node<'a>], at: u32) -> Value<'a> {
        let mut value = function;
        for node in decorators.iter().rev() {
            let decorator = self.expr(node);
            value = self.apply(decorator, value, at);
        }
        value
    }

    fn apply(&mut self, decorator: Value<'a>, value: Value<'a>, at: u32) -> Value<'a> {
        if let Value::Options(options) = decorator {
            let options = self.decorated[options as usize].clone();
            return self.decorate_with(options.kind, options.options, value);
        }
        if let Some(kind) = self.decorator_kind(decorator) {
            return self.decorate_with(kind, Args::new(self.arena), value);
        }
        match decorator {
            Value::Method((Value::Dag(dag), "task")) => {
                let options = self.of_dag(*dag, Args::new(self.arena), at);
                self.decorate_with(DecoratorKind::Task("task"), options, value)
            }
            Value::Builtin(_) => value,
            // `functools.cache` and the like give a function that does the same.
            Value::Path(path) if path.starts_with("functools.") || path.starts_with("contextlib.") => {
                self.unknown(false, "a decorated function isn't followed")
            }
            Value::Unknown(_) | Value::Path(_) if !matches!(value, Value::Function(_)) => {
                self.unsure(&[], at, "a task has a decorator that isn't known");
                self.unknown(true, "a decorator isn't known")
            }
            _ => self.unknown(true, "a decorator isn't known"),
        }
    }

    /// Options of `@dag.task`: the task goes into that DAG.
    pub(super) fn of_dag(&mut self, dag: u32, mut options: Args<'a>, at: u32) -> Args<'a> {
        let node = self.arena.alloc(Expr { at, end: at, kind: Kind::None });
        options.named.push(("dag", Value::Dag(dag), node));
        options
    }

    fn decorate_with(&mut self, kind: DecoratorKind<'a>, options: Args<'a>, value: Value<'a>) -> Value<'a> {
        let on_task = |eval: &mut Self, setup: bool, teardown: bool| match value {
            Value::Decorated(one) => {
                let mut changed = eval.decorated[one as usize].clone();
                changed.setup |= setup;
                changed.teardown |= teardown;
                Some(changed)
            }
            Value::Function(function) => Some(Decorated {
                kind: DecoratorKind::Task("task"),
                function: Some(function),
                options: Args::new(eval.arena),
                given: Args::new(eval.arena),
                setup,
                teardown,
            }),
            _ => None,
        };
        let made = match (kind, value) {
            (DecoratorKind::Same, _) => return value,
            (DecoratorKind::Setup, _) => on_task(self, true, false),
            (DecoratorKind::Teardown, _) => on_task(self, false, true),
            (_, Value::Function(function)) => Some(Decorated {
                kind,
                function: Some(function),
                options,
                given: Args::new(self.arena),
                setup: false,
                teardown: false,
            }),
            _ => None,
        };
        match made {
            Some(made) => {
                self.decorated.push(made);
                Value::Decorated(self.decorated.len() as u32 - 1)
            }
            None => self.unknown(true, "a decorator on something that isn't a function"),
        }
    }

    /// `@task(...)`, or `task(function)`.
    pub(super) fn call_decorator(&mut self, decorator: Value<'a>, args: &Args<'a>, at: u32) -> Value<'a> {
        if let Value::Options(_) = decorator {
            return match args.plain.first() {
                Some((value, _)) => self.apply(decorator, *value, at),
                None => self.unknown(true, "a decorator without a function"),
            };
        }
        let Some(kind) = self.decorator_kind(decorator) else {
            return self.unknown(true, "a decorator that isn't known");
        };
        let mut options = args.clone();
        if kind != DecoratorKind::Same {
            if let Some((value @ (Value::Function(_) | Value::Decorated(_)), _)) = args.plain.first() {
                let value = *value;
                options.plain.remove(0);
                return self.decorate_with(kind, options, value);
            }
        }
        self.decorated.push(Decorated {
            kind,
            function: None,
            options,
            given: Args::new(self.arena),
            setup: false,
            teardown: false,
        });
        Value::Options(self.decorated.len() as u32 - 1)
    }

    fn function_name(&self, function: u32) -> &'a str {
        match self.functions[function as usize].code {
            Code::Def(def) => def.name,
            Code::Lambda(..) => "<lambda>",
        }
    }

    pub(super) fn call_decorated(&mut self, one: u32, args: &Args<'a>, mapped: bool, at: u32) -> Value<'a> {
        let decorated = self.decorated[one as usize].clone();
        let Some(function) = decorated.function else { return self.unknown(true, "a decorator without a function") };
        match decorated.kind {
            DecoratorKind::Task(flavour) => {
                let mut given = decorated.given.clone();
                given.plain.extend(args.plain.iter().copied());
                given.named.extend(args.named.iter().copied());
                given.open = given.open.or(args.open);
                self.flow_task(&decorated, flavour, function, &given, mapped, at)
            }
            DecoratorKind::Group => self.flow_group(&decorated, function, args, mapped, at),
            DecoratorKind::Dag => self.flow_dag(&decorated, function, at),
            _ => self.unknown(false, "it is computed at run time"),
        }
    }

    /// A call of a `@task` function: a task, whose arguments make edges. Gives its output.
    fn flow_task(
        &mut self,
        decorated: &Decorated<'a>,
        flavour: &'a str,
        function: u32,
        given: &Args<'a>,
        mapped: bool,
        at: u32,
    ) -> Value<'a> {
        let id = decorated.options.get("task_id").unwrap_or_else(|| Value::Str(self.function_name(function)));
        let home = match decorated.options.get("dag") {
            Some(Value::Dag(dag)) => Some((dag, self.current_group(dag))),
            _ => self.open.last().copied(),
        };
        let id = match (id, home) {
            (Value::Str(label), Some((dag, group))) => Value::Str(self.free_id(dag, group, label)),
            (other, _) => other,
        };
        let operator = self.arena.alloc_str(&format!("@{flavour}"));
        let mut options = decorated.options.clone();
        options.plain.clear();
        options.named.retain(|(name, ..)| *name != "task_id");
        let Some(task) = self.task(operator, Some(id), Some(ARGUMENTS), options, at) else {
            return self.unknown(true, "a task in a DAG that isn't known");
        };
        if let Some(open) = given.open {
            self.unsure(&[Value::Task(task)], open, "arguments of a task are spread out that aren't known");
        }
        let mut ups = Vec::new();
        given.values().for_each(|value| self.outputs_in(value, 0, &mut ups));
        for (name, value, _) in decorated.options.named.clone() {
            let before = ups.len();
            self.outputs_in(value, 0, &mut ups);
            let template = name == "templates_dict" || flavour == "task.bash" && matches!(name, "env" | "cwd");
            if !template && ups.len() > before {
                ups.truncate(before);
                let reason = format!("it isn't known whether `{name}` of `@{flavour}` is a template");
                self.unsure(&[Value::Task(task)], at, &reason);
            }
        }
        self.model.tasks[task as usize].mapped = mapped;
        self.model.tasks[task as usize].setup = decorated.setup;
        if decorated.teardown {
            self.model.tasks[task as usize].teardown = true;
            self.model.tasks[task as usize].rule = "all_done_setup_success";
        }
        self.model.tasks[task as usize].args.named.extend(given.named.iter().copied());
        self.link_outputs(&ups, task, at);
        Value::Output(self.arena.alloc_slice_copy(&[task]))
    }

    /// `label`, or `label__n` where that is taken.
    fn free_id(&mut self, dag: u32, group: u32, label: &'a str) -> &'a str {
        let Some(full) = self.child_id(group, label) else { return label };
        if !self.model.has_id(dag, full) {
            return label;
        }
        let base = match full.rsplit_once("__") {
            Some((base, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => base,
            _ => full,
        };
        let next = self.model.suffixes(dag, base).max().unwrap_or(0) + 1;
        let prefix = full.len() - label.len();
        let short = &base[prefix.min(base.len())..];
        self.arena.alloc_str(&format!("{short}__{next}"))
    }

    fn flow_group(
        &mut self,
        decorated: &Decorated<'a>,
        function: u32,
        args: &Args<'a>,
        mapped: bool,
        at: u32,
    ) -> Value<'a> {
        let Some((dag, _)) = self.open.last().copied() else {
            return self.unknown(true, "a group in a DAG that isn't known");
        };
        let options = &decorated.options;
        let label = match options.at(0, "group_id").unwrap_or_else(|| Value::Str(self.function_name(function))) {
            Value::Str(label) => Some(label),
            other => {
                let reason = format!("the group_id is computed at run time: {}", self.why(other));
                self.doubt(dag, at, reason);
                None
            }
        };
        let prefix = match options.get("prefix_group_id") {
            None => true,
            Some(Value::Bool(it)) => it,
            Some(_) => {
                self.doubt(dag, at, "`prefix_group_id` isn't known");
                true
            }
        };
        let defaults = options.get("default_args").unwrap_or(Value::None);
        let parent = self.current_group(dag);
        let group = self.new_group(dag, parent, label, prefix, true, defaults, at);
        let mut given = decorated.given.clone();
        let mut over = Vec::new();
        if mapped {
            // Each instance gets a part of what is expanded: a task that uses it waits for all of that.
            args.values().for_each(|value| self.outputs_in(value, 0, &mut over));
            let part = if over.is_empty() {
                self.unknown(false, "a part of what is expanded")
            } else {
                Value::Output(self.arena.alloc_slice_copy(&over))
            };
            given.named.extend(args.named.iter().map(|(name, _, node)| (*name, part, *node)));
        } else {
            given.plain.extend(args.plain.iter().copied());
            given.named.extend(args.named.iter().copied());
        }
        given.open = given.open.or(args.open);
        self.open.push((dag, group));
        let value = self.call_function(function, &given, at);
        self.open.pop();
        if !over.is_empty() {
            let ups = Value::Output(self.arena.alloc_slice_copy(&over));
            self.link(&[ups], &[Value::Group(group)], None, at);
        }
        if decorated.setup || decorated.teardown {
            self.doubt(dag, at, "a group that is a setup or teardown isn't followed");
        }
        match value {
            Value::None => Value::Group(group),
            value => value,
        }
    }

    fn flow_dag(&mut self, decorated: &Decorated<'a>, function: u32, at: u32) -> Value<'a> {
        let id = decorated.options.at(0, "dag_id").unwrap_or_else(|| Value::Str(self.function_name(function)));
        let mut options = decorated.options.clone();
        if options.plain.is_empty() {
            options.named.retain(|(name, ..)| *name != "dag_id");
        }
        let dag = self.new_dag(Some(id), "taskflow", &options, at);
        self.model.dags[dag as usize].registered = true;
        let root = self.model.dags[dag as usize].root;
        let mut params = Args::new(self.arena);
        if let Code::Def(def) = self.functions[function as usize].code {
            let value = self.unknown(false, "it is a param of the DAG");
            for param in def.params {
                if matches!(param.form, crate::scan::ast::ParamForm::Plain | crate::scan::ast::ParamForm::KeywordOnly) {
                    let node = self.arena.alloc(Expr { at, end: at, kind: Kind::None });
                    params.named.push((param.name, value, node));
                }
            }
        }
        self.open.push((dag, root));
        self.call_function(function, &params, at);
        self.open.pop();
        Value::Dag(dag)
    }

    pub(super) fn decorated_method(&mut self, one: u32, name: &str, args: &Args<'a>, at: u32) -> Value<'a> {
        match name {
            "expand" | "expand_kwargs" => self.call_decorated(one, args, true, at),
            "partial" => {
                let mut changed = self.decorated[one as usize].clone();
                changed.given.named.extend(args.named.iter().copied());
                changed.given.open = changed.given.open.or(args.open);
                self.decorated.push(changed);
                Value::Decorated(self.decorated.len() as u32 - 1)
            }
            "override" => {
                let mut changed = self.decorated[one as usize].clone();
                let fresh = |name: &&str| args.get(name).is_some();
                changed.options.named.retain(|(name, ..)| !fresh(name));
                if changed.kind == DecoratorKind::Group && args.get("group_id").is_some() {
                    changed.options.plain.clear();
                }
                changed.options.named.extend(args.named.iter().copied());
                changed.options.open = changed.options.open.or(args.open);
                self.decorated.push(changed);
                Value::Decorated(self.decorated.len() as u32 - 1)
            }
            // `.function(...)`: the undecorated one.
            "function" => match self.decorated[one as usize].function {
                Some(function) => self.call_function(function, args, at),
                None => self.unknown(true, "a decorator without a function"),
            },
            _ => {
                self.unsure(&[], at, &format!("`.{name}()` of a decorated function isn't followed"));
                self.unknown(true, format!("`.{name}()` isn't followed"))
            }
        }
    }

    /// An operator of the file, expanded: its `__init__` runs in the attempts, not here.
    fn expand_local(&mut self, class: u32, args: &Args<'a>, at: u32) -> Value<'a> {
        let Some(fields) = self.fields_of(class) else {
            self.unsure(&[], at, "a class is expanded that isn't known to be an operator");
            return self.call(Value::Class(class), args, at);
        };
        let path = self.joined("__tradewind_main__", self.classes[class as usize].name);
        let mut ups = Vec::new();
        for field in &fields {
            if let Some(value) = args.get(field) {
                self.outputs_in(value, 0, &mut ups);
            }
        }
        let made = self.operator(path, Some(&[]), &[], args, at);
        if let Value::Task(task) = made {
            self.link_outputs(&ups, task, at);
        }
        made
    }

    /// `Operator.partial(...).expand(...)`
    pub(super) fn expand(&mut self, partial: u32, args: &Args<'a>, at: u32) -> Value<'a> {
        let (class, given) = self.partials[partial as usize].clone();
        let mut all = given;
        all.open = all.open.or(args.open);
        let mut ups = Vec::new();
        args.values().for_each(|value| self.outputs_in(value, 0, &mut ups));
        all.named.extend(args.named.iter().copied().filter(|(_, value, _)| {
            let mut outputs = Vec::new();
            self.outputs_in(*value, 0, &mut outputs);
            outputs.is_empty()
        }));
        let made = match class {
            Value::Known(Known::Operator(class)) => {
                self.operator(class.path, Some(&class.fields), &class.positional, &all, at)
            }
            Value::Foreign(path) => self.operator(path, None, &[], &all, at),
            Value::Class(class) => self.expand_local(class, &all, at),
            other => {
                self.unsure(&[], at, "something is expanded that isn't known");
                self.call(other, &all, at)
            }
        };
        if let Value::Task(task) = made {
            self.model.tasks[task as usize].mapped = true;
            self.link_outputs(&ups, task, at);
        }
        made
    }
}
