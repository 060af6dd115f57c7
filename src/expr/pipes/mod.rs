//! The pipes: their table, and what each does to a value.

#![allow(clippy::unnecessary_wraps, clippy::needless_pass_by_value)] // one signature for all pipes

mod collections;
mod numbers;
mod strings;

pub(super) use collections::join_present;

use super::eval::Budget;
use super::{ExprError, Value};

/// One pipe, as editors and validation see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PipeSpec {
    /// As written in an expression.
    pub name: &'static str,
    /// Fewest arguments.
    pub min_args: usize,
    /// Names of the arguments; the last one of `in` repeats.
    pub args: &'static [&'static str],
    call: Call,
}

type Outcome = Result<Value, ExprError>;

/// What a pipe needs beside the value.
#[derive(Debug, Clone, Copy)]
enum Call {
    /// Nothing.
    Plain(fn(Value) -> Outcome),
    /// One optional argument, with its default.
    One(fn(Value, &str, &mut Budget) -> Outcome, &'static str),
    /// All arguments.
    Many(fn(Value, &[String], &mut Budget) -> Outcome),
}

impl PartialEq for Call {
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl Eq for Call {}

impl PipeSpec {
    /// Most arguments.
    pub fn max_args(&self) -> usize {
        if self.name == "in" { 32 } else { self.args.len() }
    }
}

const fn plain(name: &'static str, call: fn(Value) -> Outcome) -> PipeSpec {
    PipeSpec { name, min_args: 0, args: &[], call: Call::Plain(call) }
}

const fn one(
    name: &'static str,
    args: &'static [&'static str],
    default: &'static str,
    call: fn(Value, &str, &mut Budget) -> Outcome,
) -> PipeSpec {
    PipeSpec { name, min_args: 0, args, call: Call::One(call, default) }
}

const fn compare(
    name: &'static str,
    args: &'static [&'static str],
    call: fn(Value, &str, &mut Budget) -> Outcome,
) -> PipeSpec {
    PipeSpec { name, min_args: 1, args, call: Call::One(call, "") }
}

/// Every pipe, in the order of the documentation.
pub static PIPES: &[PipeSpec] = &[
    plain("upper", strings::upper),
    plain("lower", strings::lower),
    plain("title", strings::title),
    plain("trim", strings::trim),
    PipeSpec { name: "replace", min_args: 1, args: &["old", "new"], call: Call::Many(strings::replace) },
    one("strip", &["chars"], "", strings::strip),
    one("lstrip", &["chars"], "", strings::lstrip),
    one("rstrip", &["chars"], "", strings::rstrip),
    one("default", &["fallback"], "", strings::default),
    plain("required", strings::required),
    plain("first", collections::first),
    plain("last", collections::last),
    one("nth", &["index"], "0", collections::nth),
    one("join", &["sep"], ", ", collections::join),
    plain("basename", strings::basename),
    plain("dirname", strings::dirname),
    plain("stem", strings::stem),
    plain("ext", strings::ext),
    plain("urlencode", strings::urlencode),
    plain("urldecode", strings::urldecode),
    plain("int", numbers::int),
    plain("string", collections::string),
    one("truncate", &["length"], "100", strings::truncate),
    one("prepend", &["prefix"], "", strings::prepend),
    one("append", &["suffix"], "", strings::append),
    one("match", &["pattern"], "", strings::find),
    one("json_get", &["key"], "", collections::json_get),
    plain("flatten", collections::flatten),
    plain("compact", collections::compact),
    one("pad", &["width"], "2", numbers::pad),
    plain("not", |value| Ok(Value::Bool(!value.truth()))),
    compare("eq", &["expected"], |value, expected, _| Ok(Value::Bool(value.to_text() == expected))),
    compare("neq", &["expected"], |value, expected, _| Ok(Value::Bool(value.to_text() != expected))),
    compare("gt", &["threshold"], |value, threshold, _| {
        Ok(Value::Bool(numbers::order(&value, threshold, |a, b| a > b)))
    }),
    compare("lt", &["threshold"], |value, threshold, _| {
        Ok(Value::Bool(numbers::order(&value, threshold, |a, b| a < b)))
    }),
    PipeSpec { name: "in", min_args: 1, args: &["options"], call: Call::Many(is_in) },
];

/// The pipe called `name`.
pub fn spec(name: &str) -> Option<&'static PipeSpec> {
    PIPES.iter().find(|pipe| pipe.name == name)
}

/// `value | name(args)`; what the pipe makes is paid for from `budget`.
pub fn apply(name: &str, value: Value, args: &[String], budget: &mut Budget) -> Outcome {
    let Some(spec) = spec(name) else {
        return Err(ExprError(format!("Unknown pipe '{name}'")));
    };
    let arity = || {
        ExprError(format!(
            "Pipe '{name}' called with {} arg(s): it takes {} to {}",
            args.len(),
            spec.min_args,
            spec.max_args()
        ))
    };
    let made = match (spec.call, args) {
        (Call::Plain(call), []) => call(value),
        (Call::One(call, default), []) if spec.min_args == 0 => call(value, default, budget),
        (Call::One(call, _), [argument]) => call(value, argument, budget),
        (Call::Many(call), args) if args.len() <= spec.max_args() && (args.len() >= spec.min_args || name == "in") => {
            call(value, args, budget)
        }
        _ => return Err(arity()),
    }?;
    budget.charge(made.weight())?;
    Ok(made)
}

fn is_in(value: Value, options: &[String], _: &mut Budget) -> Outcome {
    let text = value.to_text();
    Ok(Value::Bool(options.iter().any(|option| *option == text)))
}
