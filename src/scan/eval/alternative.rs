//! Bodies of which one runs, when it isn't known which: `if AIRFLOW_3:` imports from here, `else:` from there.

use super::Eval;
use crate::scan::ast::{Block, Kind, Node, Stmt, StmtKind};
use crate::scan::names::{self, Known};
use crate::scan::value::{Value, equal};

impl<'a> Eval<'a> {
    /// Runs bodies that only bind names, each for itself. A name that all of them give the same meaning keeps it, one
    /// that means this or that becomes unknown. False, and nothing done, if a body does more than bind.
    ///
    /// `fallback`: the bodies run only where what stands before has failed; the names that they don't bind are as before.
    pub(super) fn alternatives(&mut self, bodies: &[Block<'a>], fallback: bool, why: &str) -> bool {
        if !bodies.iter().all(|body| body.iter().all(binds)) {
            return false;
        }
        let mut names: Vec<&'a str> = Vec::new();
        let mut bound: Vec<Vec<(&'a str, Value<'a>)>> = Vec::new();
        for body in bodies {
            if body.iter().any(|statement| matches!(statement.kind, StmtKind::Raise)) {
                continue; // What follows it doesn't run.
            }
            let before = self.enter(Some(self.scope));
            self.block(body);
            let mut made: Vec<_> =
                self.scopes[self.scope as usize].names.iter().map(|(name, value)| (*name, *value)).collect();
            self.leave(before);
            made.sort_unstable_by_key(|(name, _)| *name);
            names.extend(made.iter().map(|(name, _)| *name));
            bound.push(made);
        }
        names.sort_unstable();
        names.dedup();
        for name in names {
            let of = |made: &Vec<(&'a str, Value<'a>)>| {
                made.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
            };
            let mut values: Vec<Option<Value<'a>>> = bound.iter().map(of).collect();
            if fallback || values.iter().any(Option::is_none) {
                values.push(self.lookup(name));
            }
            let values: Vec<Value<'a>> = values.into_iter().flatten().collect();
            let value = self.either_of(&values, why);
            self.notice_alternative(name, &values);
            self.bind(name, value);
        }
        true
    }

    fn notice_alternative(&mut self, name: &str, values: &[Value<'a>]) {
        let outside = values.iter().any(|value| matches!(value, Value::Path(path) if !names::is_unrelated(path)));
        if outside && self.scope == 0 && name.to_ascii_lowercase().contains("dag") {
            self.doubt_file(0, format!("'{name}' is imported; it may be a DAG"));
        }
    }

    fn either_of(&mut self, values: &[Value<'a>], why: &str) -> Value<'a> {
        match values {
            [first, rest @ ..] if rest.iter().all(|other| is_same(*first, *other)) => *first,
            _ => {
                let foreign = !values.iter().all(|value| self.is_inert(*value));
                self.unknown(foreign, why)
            }
        }
    }

    /// Whether a value can neither make nor hold a task.
    fn is_inert(&self, value: Value<'a>) -> bool {
        match value {
            Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_) | Value::Constant => true,
            Value::Moment(_) | Value::Delta(_) => true,
            Value::Path(path) => names::is_unrelated(path),
            Value::Known(Known::Plain | Known::Datetime | Known::DatetimeUtc | Known::Timedelta) => true,
            Value::Tuple(items) => items.iter().all(|item| self.is_inert(*item)),
            Value::Unknown(_) => !self.is_foreign(value),
            _ => false,
        }
    }
}

fn is_same<'a>(one: Value<'a>, other: Value<'a>) -> bool {
    match (one, other) {
        (Value::Known(Known::Operator(one)), Value::Known(Known::Operator(other))) => one.path == other.path,
        (Value::Known(one), Value::Known(other)) => std::mem::discriminant(&one) == std::mem::discriminant(&other),
        // Airflow has moved much; what is no operator is the same under the same name.
        (Value::Path(one), Value::Path(other)) if names::is_family(one) && names::is_family(other) => {
            one.rsplit('.').next() == other.rsplit('.').next()
        }
        (Value::Foreign(one), Value::Foreign(other)) | (Value::Path(one), Value::Path(other)) => one == other,
        (Value::Builtin(one), Value::Builtin(other)) => one == other,
        _ => equal(one, other) == Some(true),
    }
}

/// Imports, names for what is there already, and constants.
fn binds(statement: &Stmt<'_>) -> bool {
    match statement.kind {
        StmtKind::Import(_) | StmtKind::Pass | StmtKind::Raise => true,
        StmtKind::From(from) => from.names.iter().all(|name| name.path != "*"),
        StmtKind::Assign(targets, value) => targets.iter().all(|target| is_names(target)) && is_plain(value),
        StmtKind::Annotate(target, value) => matches!(target.kind, Kind::Name(_)) && value.is_none_or(is_plain),
        StmtKind::Expr(value) => matches!(value.kind, Kind::Str(_) | Kind::Ellipsis),
        _ => false,
    }
}

fn is_names(target: Node<'_>) -> bool {
    match target.kind {
        Kind::Name(_) => true,
        Kind::Tuple(items) => items.iter().all(|item| is_names(item)),
        _ => false,
    }
}

fn is_plain(node: Node<'_>) -> bool {
    match node.kind {
        Kind::Name(_) | Kind::None | Kind::Bool(_) | Kind::Int(_) | Kind::Float(_) | Kind::Str(_) => true,
        Kind::Attr(of, _) => is_plain(of),
        Kind::Tuple(items) => items.iter().all(|item| is_plain(item)),
        _ => false,
    }
}
