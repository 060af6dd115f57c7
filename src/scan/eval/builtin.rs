//! Python's built-in functions.

use super::text::{plain, plain_repr};
use super::{Eval, LARGEST};
use crate::scan::value::{Args, Value, equal, truth};

#[rustfmt::skip]
const NAMES: &[&str] = &[
    "ArithmeticError", "AssertionError", "AttributeError", "BaseException", "Exception", "FileNotFoundError", "ImportError",
    "IndexError", "KeyError", "ModuleNotFoundError", "NameError", "NotImplementedError", "OSError", "RuntimeError",
    "StopIteration", "SystemExit", "TypeError", "ValueError", "ZeroDivisionError",
    "abs", "all", "any", "bool", "bytes", "callable", "chr", "classmethod", "dict", "dir", "divmod", "enumerate", "eval",
    "exec", "filter", "float", "format", "frozenset", "getattr", "globals", "hasattr", "hash", "hex", "id", "input", "int",
    "isinstance", "issubclass", "iter", "len", "list", "locals", "map", "max", "min", "next", "object", "oct", "open",
    "ord", "pow", "print", "property", "range", "repr", "reversed", "round", "set", "setattr", "slice", "sorted",
    "staticmethod", "str", "sum", "super", "tuple", "type", "vars", "zip", "__import__", "compile", "delattr",
];

pub(super) fn is_builtin(name: &str) -> bool {
    NAMES.contains(&name)
}

impl<'a> Eval<'a> {
    pub(super) fn builtin(&mut self, name: &'a str, args: &Args<'a>, at: u32) -> Value<'a> {
        let plain_args: Vec<Value<'a>> = args.plain.iter().map(|(value, _)| *value).collect();
        if args.open.is_none() {
            if let Some(value) = self.known_builtin(name, &plain_args, args, at) {
                return value;
            }
        }
        match name {
            "globals" => return Value::Globals,
            "eval" | "exec" | "__import__" | "locals" | "vars" | "compile" | "setattr" | "delattr" => {
                self.doubt_all(at, format!("`{name}` isn't followed"));
                return self.unknown(true, format!("`{name}` isn't followed"));
            }
            "open" | "input" => {
                self.finding("reading", at, format!("`{name}()` reads while the file is imported"));
            }
            "super" => {
                if let (Some(Value::Making(making)), Some(Value::Class(class))) =
                    (self.lookup("self"), self.lookup("__class__"))
                {
                    return Value::Super(making, class);
                }
                return self.unknown(false, "`super()` isn't followed here");
            }
            _ => {}
        }
        let values: Vec<Value<'a>> = args.values().collect();
        let calls = values.iter().any(|value| {
            matches!(
                value,
                Value::Function(_) | Value::Decorated(_) | Value::Method(_) | Value::Class(_) | Value::Partial(_)
            )
        });
        if calls && matches!(name, "map" | "filter" | "sorted" | "max" | "min" | "next" | "iter" | "getattr") {
            let reason = format!("`{name}` calls a function, which isn't followed");
            self.unsure(&values, at, &reason);
            return self.unknown(true, reason);
        }
        let harmless = matches!(
            name,
            "print"
                | "len"
                | "isinstance"
                | "issubclass"
                | "hasattr"
                | "repr"
                | "str"
                | "type"
                | "id"
                | "callable"
                | "bool"
        );
        if !harmless {
            let mut dags = Vec::new();
            values.iter().for_each(|value| self.dags_in(*value, 0, &mut dags));
            for dag in dags {
                self.doubt(dag, at, format!("`{name}` of tasks isn't followed"));
            }
        }
        if name == "print" {
            return Value::None;
        }
        if values.iter().any(|value| matches!(value, Value::Unknown(_))) {
            return self.derived(&values);
        }
        self.unknown(false, format!("`{name}()` isn't followed"))
    }

    #[allow(clippy::too_many_lines)] // one arm each
    fn known_builtin(&mut self, name: &str, plain_args: &[Value<'a>], args: &Args<'a>, at: u32) -> Option<Value<'a>> {
        match (name, plain_args) {
            ("range", [Value::Int(_), ..]) => self.range(plain_args),
            ("enumerate", [over, ..]) => {
                let first = match args.at(1, "start") {
                    None => 0,
                    Some(Value::Int(first)) => first,
                    Some(_) => return None,
                };
                let items = self.items(*over)?;
                let mut number = first;
                let mut out = Vec::with_capacity(items.len());
                for item in items {
                    out.push(self.tuple(&[Value::Int(number), item]));
                    number = number.checked_add(1)?;
                }
                Some(self.list(out))
            }
            ("zip", sequences) if !sequences.is_empty() => {
                let columns: Option<Vec<Vec<Value<'a>>>> = sequences.iter().map(|one| self.items(*one)).collect();
                let columns = columns?;
                let length = columns.iter().map(Vec::len).min().unwrap_or(0);
                let rows: Vec<Value<'a>> = (0..length)
                    .map(|row| {
                        let cells: Vec<Value<'a>> = columns.iter().map(|column| column[row]).collect();
                        self.tuple(&cells)
                    })
                    .collect();
                Some(self.list(rows))
            }
            ("len", [value]) => {
                let length = match value {
                    Value::Str(text) => {
                        self.walk(text.len() / 8);
                        text.chars().count()
                    }
                    _ => self.items(*value)?.len(),
                };
                Some(Value::Int(length as i64))
            }
            ("str", []) => Some(Value::Str("")),
            ("str", [value]) => plain(*value).map(|text| self.str(&text)),
            ("repr", [value]) => plain_repr(*value).map(|text| self.str(&text)),
            ("int", [Value::Int(number)]) => Some(Value::Int(*number)),
            ("int", [Value::Str(text)]) => text.trim().parse().ok().map(Value::Int),
            ("bool", [value]) => truth(*value, &self.heap).map(Value::Bool),
            ("list", []) => Some(self.list(Vec::new())),
            ("list", [value]) => self.items(*value).map(|items| self.list(items)),
            ("tuple", []) => Some(Value::Tuple(&[])),
            ("tuple", [value]) => self.items(*value).map(|items| self.tuple(&items)),
            ("set" | "frozenset", []) => Some(self.set(Vec::new())),
            ("set" | "frozenset", [value]) => self.items(*value).map(|items| self.set(items)),
            ("dict", rest) if rest.len() <= 1 => {
                let made = self.dict(Vec::new());
                if let Some(source) = rest.first() {
                    if matches!(source, Value::Dict(_)) {
                        self.merge(made, *source, at);
                    } else {
                        for item in self.items(*source)? {
                            let pair = self.items(item)?;
                            self.put(made, *pair.first()?, *pair.get(1)?);
                        }
                    }
                }
                for (key, value, _) in &args.named {
                    self.put(made, Value::Str(key), *value);
                }
                Some(made)
            }
            ("reversed", [value]) => {
                let mut items = self.items(*value)?;
                items.reverse();
                Some(self.list(items))
            }
            ("sorted", [value]) if args.named.iter().all(|(name, ..)| *name == "reverse") => {
                let mut items = self.items(*value)?;
                let words = items.iter().all(|item| matches!(item, Value::Str(_)));
                let numbers = items.iter().all(|item| matches!(item, Value::Int(_)));
                if !words && !numbers {
                    return None;
                }
                items.sort_by(|a, b| match (a, b) {
                    (Value::Str(a), Value::Str(b)) => a.cmp(b),
                    (Value::Int(a), Value::Int(b)) => a.cmp(b),
                    _ => std::cmp::Ordering::Equal,
                });
                match args.get("reverse") {
                    Some(Value::Bool(true)) => items.reverse(),
                    None | Some(Value::Bool(false)) => {}
                    Some(_) => return None,
                }
                Some(self.list(items))
            }
            ("sum", [value]) => {
                let mut total = 0i64;
                for item in self.items(*value)? {
                    let Value::Int(number) = item else { return None };
                    total = total.checked_add(number)?;
                }
                Some(Value::Int(total))
            }
            ("max" | "min", [value]) if args.named.is_empty() => self.extreme(name, &self.items(*value)?),
            ("max" | "min", many) if args.named.is_empty() && many.len() > 1 => self.extreme(name, many),
            ("isinstance", [value, Value::Builtin(kind)]) => Some(Value::Bool(match (value, *kind) {
                (Value::Str(_), "str") | (Value::Int(_), "int") | (Value::Dict(_), "dict") => true,
                (Value::List(_), "list") | (Value::Tuple(_), "tuple") | (Value::Bool(_), "bool") => true,
                (
                    Value::Str(_) | Value::Int(_) | Value::Dict(_) | Value::List(_) | Value::Tuple(_) | Value::None,
                    _,
                ) => false,
                _ => return None,
            })),
            ("any" | "all", [value]) => {
                let items = self.items(*value)?;
                let truths: Option<Vec<bool>> = items.iter().map(|item| truth(*item, &self.heap)).collect();
                let truths = truths?;
                Some(Value::Bool(if name == "any" { truths.contains(&true) } else { !truths.contains(&false) }))
            }
            _ => None,
        }
    }

    fn range(&mut self, bounds: &[Value<'a>]) -> Option<Value<'a>> {
        let numbers: Option<Vec<i64>> =
            bounds.iter().map(|bound| if let Value::Int(number) = bound { Some(*number) } else { None }).collect();
        let (from, to, step) = match numbers?[..] {
            [to] => (0, to, 1),
            [from, to] => (from, to, 1),
            [from, to, step] if step != 0 => (from, to, step),
            _ => return None,
        };
        let length = (i128::from(to) - i128::from(from)) / i128::from(step);
        if length > LARGEST as i128 {
            return None;
        }
        let mut items = Vec::new();
        let mut number = from;
        while (step > 0 && number < to) || (step < 0 && number > to) {
            items.push(Value::Int(number));
            number = number.checked_add(step)?;
        }
        Some(self.list(items))
    }

    fn extreme(&self, name: &str, items: &[Value<'a>]) -> Option<Value<'a>> {
        let mut best = *items.first()?;
        for item in items {
            let ahead = match (best, *item) {
                (Value::Int(a), Value::Int(b)) => {
                    if name == "max" {
                        b > a
                    } else {
                        b < a
                    }
                }
                (Value::Str(a), Value::Str(b)) => {
                    if name == "max" {
                        b > a
                    } else {
                        b < a
                    }
                }
                _ => return None,
            };
            if ahead && equal(best, *item) == Some(false) {
                best = *item;
            }
        }
        Some(best)
    }
}
