//! What expressions are worth. Values are `Copy`; what can be changed lives in the [`Heap`].

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;

use super::ast::{Def, Node, Param};
use super::names::Known;

#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(&'a str),
    /// Bytes, `...`, numbers that don't fit: constants that nothing structural is made from.
    Constant,
    Tuple(&'a [Value<'a>]),
    List(u32),
    Set(u32),
    Dict(u32),
    /// ISO text of a moment.
    Moment(&'a str),
    /// Seconds.
    Delta(f64),
    Known(Known),
    /// An operator of Airflow's that tradewind has no class for.
    Foreign(&'a str),
    /// A module or anything else at an import path.
    Path(&'a str),
    Builtin(&'a str),
    Function(u32),
    Class(u32),
    /// `obj.name`, to be called later.
    Method(&'a (Value<'a>, &'a str)),
    /// `@task.branch` and its kin: the name after `task`.
    Flavour(&'a str),
    /// A decorator with its options.
    Options(u32),
    /// A function that `@task`, `@task_group` or `@dag` has changed.
    Decorated(u32),
    /// `Operator.partial(...)`
    Partial(u32),
    Dag(u32),
    Task(u32),
    Group(u32),
    /// Outputs of tasks.
    Output(&'a [u32]),
    Label(u32),
    /// `self` in the `__init__` of an operator of this file.
    Making(u32),
    /// `super()` there, and the class whose `__init__` runs.
    Super(u32, u32),
    /// `globals()`
    Globals,
    Unknown(u32),
}

/// Why a value isn't known.
#[derive(Debug, Clone, Copy)]
pub struct Why<'a> {
    pub text: &'a str,
    /// Code that isn't known to be unrelated to DAGs made it.
    pub foreign: bool,
    /// It may be a DAG itself.
    pub dag: bool,
}

/// Lists, sets and dicts; they are named by index.
#[derive(Debug)]
pub struct Heap<'a> {
    pub lists: ArenaVec<'a, ArenaVec<'a, Value<'a>>>,
    pub dicts: ArenaVec<'a, ArenaVec<'a, (Value<'a>, Value<'a>)>>,
}

/// A function of the file.
#[derive(Debug, Clone, Copy)]
pub struct Function<'a> {
    pub code: Code<'a>,
    /// The scope that it was made in.
    pub scope: u32,
}

#[derive(Debug, Clone, Copy)]
pub enum Code<'a> {
    Def(&'a Def<'a>),
    Lambda(&'a [Param<'a>], Node<'a>),
}

/// A class of the file.
#[derive(Debug)]
pub struct Class<'a> {
    pub name: &'a str,
    pub bases: ArenaVec<'a, Value<'a>>,
    pub attributes: ArenaVec<'a, (&'a str, Value<'a>)>,
    pub at: u32,
}

impl<'a> Class<'a> {
    pub fn attribute(&self, name: &str) -> Option<Value<'a>> {
        self.attributes.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

/// What a decorator makes of a function, and with which options.
#[derive(Debug, Clone)]
pub struct Decorated<'a> {
    pub kind: DecoratorKind<'a>,
    pub function: Option<u32>,
    pub options: Args<'a>,
    /// Arguments of `.partial(...)`.
    pub given: Args<'a>,
    pub setup: bool,
    pub teardown: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecoratorKind<'a> {
    /// `task`, `task.branch`, ...
    Task(&'a str),
    Group,
    Dag,
    Setup,
    Teardown,
    /// gust's `@task`
    Gust,
    /// Changes nothing: `@task.run_if(...)`.
    Same,
}

/// The arguments of a call.
#[derive(Debug, Clone)]
pub struct Args<'a> {
    pub plain: ArenaVec<'a, (Value<'a>, Node<'a>)>,
    pub named: ArenaVec<'a, (&'a str, Value<'a>, Node<'a>)>,
    /// There are more that aren't known.
    pub open: Option<u32>,
}

impl<'a> Args<'a> {
    /// None.
    pub fn new(arena: &'a Bump) -> Self {
        Self { plain: ArenaVec::new_in(arena), named: ArenaVec::new_in(arena), open: None }
    }

    /// None yet.
    pub fn with_capacity(plain: usize, named: usize, arena: &'a Bump) -> Self {
        let plain = ArenaVec::with_capacity_in(plain, arena);
        Self { plain, named: ArenaVec::with_capacity_in(named, arena), open: None }
    }

    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        self.named.iter().find(|(known, ..)| *known == name).map(|(_, value, _)| *value)
    }

    /// By name, or at a place.
    pub fn at(&self, place: usize, name: &str) -> Option<Value<'a>> {
        self.get(name).or_else(|| self.plain.get(place).map(|(value, _)| *value))
    }

    pub fn values(&self) -> impl Iterator<Item = Value<'a>> {
        self.plain.iter().map(|(value, _)| *value).chain(self.named.iter().map(|(_, value, _)| *value))
    }
}

/// What can be said of a value as a condition.
pub fn truth(value: Value<'_>, heap: &Heap<'_>) -> Option<bool> {
    Some(match value {
        Value::None => false,
        Value::Bool(it) => it,
        Value::Int(it) => it != 0,
        Value::Float(it) => it != 0.0,
        Value::Str(it) => !it.is_empty(),
        Value::Tuple(items) => !items.is_empty(),
        Value::List(at) | Value::Set(at) => !heap.lists[at as usize].is_empty(),
        Value::Dict(at) => !heap.dicts[at as usize].is_empty(),
        Value::Dag(_) | Value::Task(_) | Value::Function(_) | Value::Class(_) | Value::Known(_) => true,
        _ => return None,
    })
}

/// Longest tuples that are compared.
const LONGEST_EQUAL: usize = 64;

/// Whether two values are equal, where that can be told.
pub fn equal<'a>(left: Value<'a>, right: Value<'a>) -> Option<bool> {
    Some(match (left, right) {
        (Value::None, Value::None) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Str(a), Value::Str(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a.total_cmp(&b).is_eq(),
        (Value::Task(a), Value::Task(b)) | (Value::Dag(a), Value::Dag(b)) => a == b,
        (Value::Tuple(a), Value::Tuple(b)) => {
            if a.len() != b.len() {
                return Some(false);
            }
            if a.len() > LONGEST_EQUAL || a.iter().chain(b).any(|item| matches!(item, Value::Tuple(_))) {
                return None;
            }
            for (one, other) in a.iter().zip(b) {
                if !equal(*one, *other)? {
                    return Some(false);
                }
            }
            true
        }
        (Value::None | Value::Bool(_) | Value::Int(_) | Value::Str(_), Value::None | Value::Str(_))
        | (Value::None | Value::Str(_), Value::Bool(_) | Value::Int(_)) => false,
        _ => return None,
    })
}
