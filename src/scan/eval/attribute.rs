//! `owner.name`.

use super::Eval;
use crate::scan::names::Known;
use crate::scan::value::Value;

impl<'a> Eval<'a> {
    pub(super) fn attribute(&mut self, owner: Value<'a>, name: &'a str) -> Value<'a> {
        match (owner, name) {
            (Value::Path(path), _) => {
                let path = self.joined(path, name);
                self.at_path(path)
            }
            (Value::Known(Known::TaskDecorator), _) => {
                let flavour = self.joined("task", name);
                Value::Flavour(flavour)
            }
            (Value::Known(_) | Value::Foreign(_) | Value::Str(_), _) => self.method(owner, name),
            (Value::Task(task), "output") => Value::Output(self.arena.alloc_slice_copy(&[task])),
            (Value::Task(task), "task_id") => match self.model.tasks[task as usize].id {
                Some(id) => Value::Str(id),
                None => self.unknown(false, "the task's id is computed at run time"),
            },
            (Value::Output(tasks), "operator") if tasks.len() == 1 => Value::Task(tasks[0]),
            (Value::Dag(dag), "dag_id") => match self.model.dags[dag as usize].id {
                Some(id) => Value::Str(id),
                None => self.unknown(false, "the dag_id is computed at run time"),
            },
            (Value::Task(task), "dag") => match self.model.tasks[task as usize].dag {
                Some(dag) => Value::Dag(dag),
                None => self.unknown(false, "the task has no DAG yet"),
            },
            (Value::Group(group), "group_id") => match self.model.groups[group as usize].id {
                Some(id) => Value::Str(id),
                None => self.unknown(false, "the group's id is computed at run time"),
            },
            (Value::Group(group), "dag") => Value::Dag(self.model.groups[group as usize].dag),
            (Value::Making(making), _) => {
                let found = self.makings[making as usize].attributes.iter().rev().find(|(known, _)| *known == name);
                match found {
                    Some((_, value)) => *value,
                    None => self.unknown(true, format!("`self.{name}` isn't followed")),
                }
            }
            (Value::Class(_), "partial") => self.method(owner, name),
            (Value::Class(class), _) => match self.class_attribute(class, name) {
                Some(value) => value,
                None => self.unknown(true, format!("`{name}` of a class isn't followed")),
            },
            (Value::Function(_) | Value::Decorated(_), "__name__" | "__doc__" | "__module__") => {
                self.unknown(false, "a function's own text isn't followed")
            }
            (Value::Unknown(why), _) => {
                let why = self.whys[why as usize];
                self.unknown(why.foreign, why.text)
            }
            (
                Value::Task(_)
                | Value::Dag(_)
                | Value::Group(_)
                | Value::Output(_)
                | Value::List(_)
                | Value::Set(_)
                | Value::Dict(_)
                | Value::Tuple(_)
                | Value::Decorated(_)
                | Value::Partial(_)
                | Value::Super(..)
                | Value::Flavour(_)
                | Value::Label(_)
                | Value::Builtin(_),
                _,
            ) => self.method(owner, name),
            _ => self.unknown(false, format!("`{name}` is computed at run time")),
        }
    }

    fn method(&mut self, owner: Value<'a>, name: &'a str) -> Value<'a> {
        Value::Method(self.arena.alloc((owner, name)))
    }
}
