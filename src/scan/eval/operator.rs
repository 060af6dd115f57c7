//! DAGs, groups and tasks as their constructors make them.

use smallvec::SmallVec;

use super::Eval;
use crate::scan::model::Task;
use crate::scan::names;
use crate::scan::value::{Args, Value};
use crate::spec::TriggerRule;

impl<'a> Eval<'a> {
    /// `DAG(...)`
    pub(super) fn dag(&mut self, args: &Args<'a>, at: u32) -> Value<'a> {
        let dag = self.new_dag(args.at(0, "dag_id"), "object", args, at);
        Value::Dag(dag)
    }

    pub(super) fn new_dag(&mut self, id: Option<Value<'a>>, style: &'static str, args: &Args<'a>, at: u32) -> u32 {
        let (known, why) = match id {
            Some(Value::Str(id)) => (Some(id), ""),
            Some(value) => (None, self.why(value)),
            None => (None, "no dag_id is given"),
        };
        let mut args = args.clone();
        for (index, name) in ["dag_id", "description", "schedule", "start_date", "end_date"].into_iter().enumerate() {
            if let Some((value, node)) = args.plain.get(index).copied() {
                args.named.push((name, value, node));
            }
        }
        let open = args.open;
        let defaults = args.get("default_args");
        let dag = self.model.add_dag(known, style, at, args);
        if known.is_none() {
            self.doubt(dag, at, format!("the dag_id is computed at run time: {why}"));
        }
        if let Some(open) = open {
            self.doubt(dag, open, "arguments of the DAG are spread out that aren't known");
        }
        self.check_defaults(dag, defaults);
        dag
    }

    /// Default arguments that aren't known could set anything.
    fn check_defaults(&mut self, dag: u32, defaults: Option<Value<'a>>) {
        let at = self.model.dags[dag as usize].at;
        match defaults {
            None | Some(Value::None | Value::Dict(_)) => {}
            Some(value) => {
                let reason = format!("default_args could set the trigger rule of tasks: {}", self.why(value));
                self.doubt(dag, at, reason);
            }
        }
    }

    /// `TaskGroup(...)`
    pub(super) fn group(&mut self, args: &Args<'a>, at: u32) -> Value<'a> {
        let parent = match args.at(2, "parent_group") {
            Some(Value::Group(parent)) => Some(parent),
            None | Some(Value::None) => None,
            Some(_) => {
                self.unsure(&[], at, "the parent of a group isn't known");
                None
            }
        };
        let home = match (args.at(3, "dag"), parent) {
            (Some(Value::Dag(dag)), _) => Some(dag),
            (Some(Value::Unknown(_)), _) => None,
            (_, Some(parent)) => Some(self.model.groups[parent as usize].dag),
            _ => self.open.last().map(|(dag, _)| *dag),
        };
        let Some(dag) = home else {
            self.doubt_all(at, "a group is made in a DAG that isn't known");
            return self.unknown(true, "a group in a DAG that isn't known");
        };
        if args.open.is_some() {
            self.doubt(dag, at, "arguments of a group are spread out that aren't known");
        }
        let parent = parent.unwrap_or_else(|| self.current_group(dag));
        let label = args.at(0, "group_id");
        let flag = |eval: &mut Self, value: Option<Value<'a>>, default: bool| match value {
            None => default,
            Some(Value::Bool(it)) => it,
            Some(value) => {
                let reason = format!("an argument of a group isn't known: {}", eval.why(value));
                eval.doubt(dag, at, reason);
                default
            }
        };
        let prefix = flag(self, args.at(1, "prefix_group_id"), true);
        let suffix = flag(self, args.get("add_suffix_on_collision"), false);
        let defaults = args.at(4, "default_args").unwrap_or(Value::None);
        self.check_defaults(dag, Some(defaults));
        let label = match label {
            Some(Value::Str(label)) => Some(label),
            other => {
                let why = other.map_or("no group_id is given", |value| self.why(value));
                self.doubt(dag, at, format!("the group_id is computed at run time: {why}"));
                None
            }
        };
        Value::Group(self.new_group(dag, parent, label, prefix, suffix, defaults, at))
    }

    #[allow(clippy::too_many_arguments)] // one group is one record
    pub(super) fn new_group(
        &mut self,
        dag: u32,
        parent: u32,
        label: Option<&'a str>,
        prefix: bool,
        suffix: bool,
        defaults: Value<'a>,
        at: u32,
    ) -> u32 {
        let mut id = label.and_then(|label| self.child_id(parent, label));
        if let (true, Some(label)) = (suffix, label) {
            let mut number = 0;
            while id.is_some_and(|id| self.model.has_id(dag, id)) {
                number += 1;
                let numbered = self.arena.alloc_str(&format!("{label}__{number}"));
                id = self.child_id(parent, numbered);
            }
        }
        let (group, claimed) = self.model.add_group(dag, parent, id, prefix, defaults, at);
        if claimed.is_err() {
            self.duplicate(dag, "group", id, at);
        }
        group
    }

    fn duplicate(&mut self, dag: u32, kind: &str, id: Option<&str>, at: u32) {
        let text = format!("{kind} '{}' is defined twice", id.unwrap_or(""));
        self.doubt(dag, at, &text);
        self.finding("duplicate", at, &text);
    }

    pub(super) fn current_group(&self, dag: u32) -> u32 {
        match self.open.last() {
            Some((open, group)) if *open == dag => *group,
            _ => self.model.dags[dag as usize].root,
        }
    }

    /// The full id of what is called `label` in `group`; `None` if the group's own isn't known.
    pub(super) fn child_id(&mut self, group: u32, label: &'a str) -> Option<&'a str> {
        let one = &self.model.groups[group as usize];
        if one.root || !one.prefix {
            return Some(label);
        }
        let prefix = one.id?;
        Some(self.joined(prefix, label))
    }

    /// Default arguments of a task in `group`: its own, the groups' around it, the DAG's; the first that has a name counts.
    fn defaults(&self, own: Option<Value<'a>>, group: u32) -> SmallVec<[Value<'a>; 4]> {
        let mut sources: SmallVec<[Value<'a>; 4]> = own.into_iter().collect();
        let mut at = Some(group);
        while let Some(here) = at {
            sources.push(self.model.groups[here as usize].defaults);
            at = self.model.groups[here as usize].parent;
        }
        let dag = self.model.groups[group as usize].dag;
        sources.push(self.model.dags[dag as usize].defaults);
        sources.retain(|source| !matches!(source, Value::None));
        sources
    }

    /// What `name` is among default arguments; `Err` if that isn't known.
    fn default_of(&mut self, sources: &[Value<'a>], name: &'a str) -> Result<Option<Value<'a>>, Value<'a>> {
        for source in sources {
            match *source {
                Value::Dict(dict) => {
                    if let Some(value) = self.entry(dict, Value::Str(name))? {
                        return Ok(Some(value));
                    }
                }
                other => return Err(other),
            }
        }
        Ok(None)
    }

    /// Where a task that is made with `args` goes: DAG and group. `Err` if that isn't known.
    fn home(&mut self, args: &Args<'a>) -> Result<Option<(u32, u32)>, Value<'a>> {
        let group = match args.get("task_group") {
            Some(Value::Group(group)) => Some(group),
            None | Some(Value::None) => None,
            Some(other) => return Err(other),
        };
        let dag = match (args.get("dag"), group) {
            (Some(Value::Dag(dag)), _) => Some(dag),
            (None | Some(Value::None), Some(group)) => Some(self.model.groups[group as usize].dag),
            (None | Some(Value::None), None) => self.open.last().map(|(dag, _)| *dag),
            (Some(other), _) => return Err(other),
        };
        Ok(dag.map(|dag| (dag, group.unwrap_or_else(|| self.current_group(dag)))))
    }

    /// `SomeOperator(...)`. `fields` are the arguments in which outputs make edges; `None`: that isn't known.
    pub(super) fn operator(
        &mut self,
        path: &'a str,
        fields: Option<&'a [&'static str]>,
        positional: &[&'static str],
        args: &Args<'a>,
        at: u32,
    ) -> Value<'a> {
        let mut args = args.clone();
        let positional = if positional.is_empty() { &["task_id"][..] } else { positional };
        for (index, (value, node)) in args.plain.iter().enumerate() {
            if let Some(name) = positional.get(index) {
                args.named.push((name, *value, node));
            }
        }
        let id = args.get("task_id");
        let task = self.task(path, id, fields, args, at);
        match task {
            Some(task) => Value::Task(task),
            None => self.unknown(true, "a task in a DAG that isn't known"),
        }
    }

    /// Makes a task, puts it into its DAG, and draws the edges that its arguments make.
    pub(super) fn task(
        &mut self,
        path: &'a str,
        id: Option<Value<'a>>,
        fields: Option<&'a [&'static str]>,
        args: Args<'a>,
        at: u32,
    ) -> Option<u32> {
        let home = match self.home(&args) {
            Ok(home) => home,
            Err(value) => {
                let reason = format!("a task is put into a DAG that isn't known: {}", self.why(value));
                self.doubt_all(at, reason);
                return None;
            }
        };
        let defaults = home.map_or_else(SmallVec::new, |(_, group)| self.defaults(args.get("default_args"), group));
        let mut doubts: Vec<String> = Vec::new();
        if args.open.is_some() {
            doubts.push("arguments of a task are spread out that aren't known".into());
        }
        let mut merged = |eval: &mut Self, name: &'static str| {
            if let Some(value) = args.get(name) {
                return Some(value);
            }
            match eval.default_of(&defaults, name) {
                Ok(value) => value,
                Err(value) => {
                    doubts.push(format!("`{name}` may be set by default arguments: {}", eval.why(value)));
                    None
                }
            }
        };
        let id = id.or_else(|| merged(self, "task_id"));
        let rule = merged(self, "trigger_rule");
        let mut ups = Vec::new();
        for field in fields.unwrap_or(&[]) {
            if let Some(value) = merged(self, field) {
                self.outputs_in(value, 0, &mut ups);
            }
        }
        if fields.is_none() {
            let mut used = Vec::new();
            args.values().for_each(|value| self.outputs_in(value, 0, &mut used));
            if !used.is_empty() {
                doubts.push(format!("it isn't known which arguments of `{path}` are templates"));
            }
        }
        let rule = match rule {
            None => "all_success",
            Some(value) => {
                if let Some(rule) = self.rule(value) {
                    rule
                } else {
                    doubts.push(format!("the trigger rule isn't known: {}", self.why(value)));
                    "all_success"
                }
            }
        };
        let label = match id {
            Some(Value::Str(id)) => Some(id),
            other => {
                let why = other.map_or("none is given", |value| self.why(value));
                doubts.push(format!("the task_id is computed at run time: {why}"));
                None
            }
        };
        let full = match (label, home) {
            (Some(label), Some((_, group))) => self.child_id(group, label),
            (label, _) => label,
        };
        let mut task = Task::new(full, at, path, args);
        task.rule = rule;
        let task = self.model.add_task(task);
        if let Some((dag, group)) = home {
            self.join(task, dag, group);
            for doubt in doubts {
                self.model.dags[dag as usize].doubts.push((at, self.arena.alloc_str(&doubt)));
            }
        } else if let Some(doubt) = doubts.first() {
            self.doubt_all(at, doubt);
        }
        self.link_outputs(&ups, task, at);
        Some(task)
    }

    pub(super) fn link_outputs(&mut self, ups: &[u32], task: u32, at: u32) {
        if !ups.is_empty() {
            let ups = Value::Output(self.arena.alloc_slice_copy(ups));
            self.link(&[ups], &[Value::Task(task)], None, at);
        }
    }

    pub(super) fn join(&mut self, task: u32, dag: u32, group: u32) {
        let (id, at) = (self.model.tasks[task as usize].id, self.model.tasks[task as usize].at);
        if self.model.join(task, dag, group).is_err() {
            self.duplicate(dag, "task", id, at);
        }
    }

    /// The present name of a rule, if it is one.
    fn rule(&mut self, value: Value<'a>) -> Option<&'a str> {
        let Value::Str(word) = value else { return None };
        let lower = word.to_lowercase();
        let present = names::present_rule(&lower);
        TriggerRule::ALL.iter().map(|rule| rule.name()).find(|name| *name == present)
    }

    pub(super) fn as_setup(&mut self, task: Value<'a>) -> Value<'a> {
        if let Value::Task(task) = task {
            self.model.tasks[task as usize].setup = true;
        }
        task
    }

    pub(super) fn as_teardown(&mut self, task: Value<'a>, args: &Args<'a>, at: u32) -> Value<'a> {
        if let Value::Task(task) = task {
            self.model.tasks[task as usize].teardown = true;
            self.model.tasks[task as usize].rule = "all_done_setup_success";
        }
        match args.get("setups") {
            None | Some(Value::None) => {}
            Some(setups) => {
                for setup in self.items(setups).unwrap_or_else(|| vec![setups]) {
                    match setup {
                        Value::Task(one) => self.model.tasks[one as usize].setup = true,
                        Value::Output(tasks) => {
                            tasks.iter().for_each(|one| self.model.tasks[*one as usize].setup = true);
                        }
                        _ => {}
                    }
                    self.link(&[setup], &[task], None, at);
                }
            }
        }
        task
    }

    // -- dates --

    pub(super) fn moment(&mut self, args: &Args<'a>) -> Value<'a> {
        let mut parts = [1, 1, 1, 0, 0, 0];
        let names = ["year", "month", "day", "hour", "minute", "second"];
        for (index, name) in names.into_iter().enumerate() {
            match args.at(index, name) {
                None => {}
                Some(Value::Int(number)) => parts[index] = number,
                Some(_) => return self.unknown(false, "a date is computed at run time"),
            }
        }
        let zone = args.get("tz").or(args.get("tzinfo"));
        let plain_zone = match zone {
            None => true,
            Some(Value::Str(zone)) => zone.eq_ignore_ascii_case("utc"),
            Some(_) => false,
        };
        if !plain_zone || args.plain.len() > 6 {
            return self.unknown(false, "a date in a zone");
        }
        let [year, month, day, hour, minute, second] = parts;
        Value::Moment(
            self.arena.alloc_str(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+00:00")),
        )
    }

    pub(super) fn delta(&mut self, args: &Args<'a>) -> Value<'a> {
        let units = [
            ("days", 86400.0),
            ("seconds", 1.0),
            ("microseconds", 1e-6),
            ("milliseconds", 1e-3),
            ("minutes", 60.0),
            ("hours", 3600.0),
            ("weeks", 604_800.0),
        ];
        let mut seconds = 0.0;
        for (index, (name, size)) in units.into_iter().enumerate() {
            match args.at(index, name) {
                None => {}
                Some(Value::Int(number)) => seconds += number as f64 * size,
                Some(Value::Float(number)) => seconds += number * size,
                Some(_) => return self.unknown(false, "a span is computed at run time"),
            }
        }
        Value::Delta(seconds)
    }
}
