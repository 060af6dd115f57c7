//! Expressions.

use smallvec::SmallVec;

use super::{DEEPEST, Eval, LARGEST};
use crate::scan::ast::{Clause, Cmp, CompKind, Kind, Node, Op};
use crate::scan::model::Ends;
use crate::scan::value::{Code, Function, Value, equal, truth};

impl<'a> Eval<'a> {
    pub(super) fn expr(&mut self, node: Node<'a>) -> Value<'a> {
        match node.kind {
            Kind::Str(text) => return Value::Str(text),
            Kind::Int(number) => return Value::Int(number),
            Kind::Name(name) => return self.name(name),
            _ => {}
        }
        if !self.step(node.at) {
            return self.unknown(true, "the scan's budget is used up");
        }
        self.depth += 1;
        let value = if self.depth > DEEPEST {
            self.doubt_all(node.at, "calls and expressions are nested too deeply");
            self.unknown(true, "calls and expressions are nested too deeply")
        } else {
            self.compound(node)
        };
        self.depth -= 1;
        value
    }

    fn name(&mut self, name: &'a str) -> Value<'a> {
        if let Some(value) = self.lookup(name) {
            return value;
        }
        if super::builtin::is_builtin(name) {
            return Value::Builtin(name);
        }
        let dunder = name.starts_with("__");
        self.unknown(!dunder, format!("`{name}` is not defined in this file"))
    }

    fn compound(&mut self, node: Node<'a>) -> Value<'a> {
        let at = node.at;
        match node.kind {
            Kind::None => Value::None,
            Kind::Bool(it) => Value::Bool(it),
            Kind::Float(it) => Value::Float(it),
            Kind::Ellipsis | Kind::Number | Kind::Bytes => Value::Constant,
            Kind::Str(text) => Value::Str(text),
            Kind::Int(number) => Value::Int(number),
            Kind::Name(name) => self.name(name),
            Kind::FString(parts) => self.formatted(parts),
            Kind::Tuple(items) => {
                let items = self.sequence(items);
                self.tuple(&items)
            }
            Kind::List(items) => {
                let items = self.sequence(items);
                self.list(items)
            }
            Kind::Set(items) => {
                let items = self.sequence(items);
                self.set(items)
            }
            Kind::Dict(pairs) => self.dict_display(pairs, at),
            Kind::Attr(of, name) => {
                let owner = self.expr(of);
                self.attribute(owner, name)
            }
            Kind::Index(of, index) => {
                let owner = self.expr(of);
                self.index(owner, index, at)
            }
            Kind::Slice(parts) => {
                for part in parts.iter().flatten() {
                    self.expr(part);
                }
                Value::Constant
            }
            Kind::Call(callee, args) => self.call_node(node, callee, args),
            Kind::Not(inner) => {
                let value = self.expr(inner);
                match truth(value, &self.heap) {
                    Some(it) => Value::Bool(!it),
                    None => self.derived(&[value]),
                }
            }
            Kind::Minus(inner) => match self.expr(inner) {
                Value::Int(it) => it.checked_neg().map_or(Value::Constant, Value::Int),
                Value::Float(it) => Value::Float(-it),
                Value::Delta(it) => Value::Delta(-it),
                other => self.derived(&[other]),
            },
            Kind::OtherUnary(inner) => {
                let value = self.expr(inner);
                self.derived(&[value])
            }
            Kind::Binary(..) => self.binary(node),
            Kind::And(items) => self.either(items, true),
            Kind::Or(items) => self.either(items, false),
            Kind::Compare(first, rest) => self.compare(first, rest),
            Kind::If(test, then, other) => {
                let value = self.expr(test);
                match truth(value, &self.heap) {
                    Some(true) => self.expr(then),
                    Some(false) => self.expr(other),
                    None => {
                        let why = format!("this depends on a condition: {}", self.why(value));
                        self.taint_node(then, &why);
                        self.taint_node(other, &why);
                        self.unknown(true, why)
                    }
                }
            }
            Kind::Lambda(params, body) => {
                self.functions.push(Function { code: Code::Lambda(params, body), scope: self.scope });
                Value::Function(self.functions.len() as u32 - 1)
            }
            Kind::Comp(kind, item, value, clauses) => self.comprehension(kind, item, value, clauses),
            Kind::Star(inner) => self.expr(inner),
            Kind::Walrus(name, inner) => {
                let value = self.expr(inner);
                self.bind(name, value);
                value
            }
            Kind::Suspend(inner) => {
                let value = inner.map(|inner| self.expr(inner));
                let reason = "`await` and `yield` aren't followed";
                self.unsure(value.as_slice(), at, reason);
                self.unknown(true, reason)
            }
        }
    }

    /// What is computed from `values`, of which one at least isn't known.
    pub(super) fn derived(&mut self, values: &[Value<'a>]) -> Value<'a> {
        if let Some(unknown) = values.iter().find(|value| self.is_foreign(**value)) {
            return *unknown;
        }
        if let Some(unknown) = values.iter().find(|value| matches!(value, Value::Unknown(_))) {
            return *unknown;
        }
        self.unknown(false, "it is computed at run time")
    }

    fn sequence(&mut self, nodes: &'a [Node<'a>]) -> Vec<Value<'a>> {
        let mut out = Vec::with_capacity(nodes.len());
        for node in nodes {
            if let Kind::Star(inner) = node.kind {
                let value = self.expr(inner);
                match self.items(value) {
                    Some(items) if out.len() + items.len() <= LARGEST => out.extend(items),
                    _ => {
                        self.unsure(&[value], node.at, "a sequence is spread out that isn't known");
                        let why = self.why(value);
                        let unknown = self.unknown(true, why);
                        out.push(unknown);
                    }
                }
            } else {
                out.push(self.expr(node));
            }
        }
        out
    }

    fn binary(&mut self, node: Node<'a>) -> Value<'a> {
        // The left spine may be long: a loop, no recursion.
        let mut spine: SmallVec<[(Op, Node<'a>, u32); 8]> = SmallVec::new();
        let mut left = node;
        while let Kind::Binary(op, deeper, right) = left.kind {
            spine.push((op, right, left.at));
            left = deeper;
        }
        let mut value = self.expr(left);
        for (op, right, at) in spine.into_iter().rev() {
            if !self.step(at) {
                break;
            }
            let other = self.expr(right);
            value = self.operate(op, value, other, right.at);
        }
        value
    }

    pub(super) fn operate(&mut self, op: Op, left: Value<'a>, right: Value<'a>, at: u32) -> Value<'a> {
        match op {
            Op::Right | Op::Left => return self.shift(op == Op::Right, left, right, at),
            Op::Mod => {
                if let Value::Str(format) = left {
                    return self.percent(format, right);
                }
            }
            _ => {}
        }
        let number = |result: Option<i64>| result.map(Value::Int);
        let made = match (op, left, right) {
            (Op::Add, Value::Int(a), Value::Int(b)) => number(a.checked_add(b)),
            (Op::Sub, Value::Int(a), Value::Int(b)) => number(a.checked_sub(b)),
            (Op::Mul, Value::Int(a), Value::Int(b)) => number(a.checked_mul(b)),
            (Op::Floor, Value::Int(a), Value::Int(b)) if b > 0 => number(Some(a.div_euclid(b))),
            (Op::Mod, Value::Int(a), Value::Int(b)) if b > 0 => number(Some(a.rem_euclid(b))),
            (Op::Pow, Value::Int(a), Value::Int(b @ 0..=64)) => number(a.checked_pow(b as u32)),
            (Op::Add, Value::Str(a), Value::Str(b)) if a.len() + b.len() <= LARGEST => {
                let mut text = bumpalo::collections::String::with_capacity_in(a.len() + b.len(), self.arena);
                text.push_str(a);
                text.push_str(b);
                Some(Value::Str(text.into_bump_str()))
            }
            (Op::Mul, Value::Str(text), Value::Int(times)) | (Op::Mul, Value::Int(times), Value::Str(text))
                if text.len().saturating_mul(times.max(0) as usize) <= LARGEST =>
            {
                Some(self.str(&text.repeat(times.max(0) as usize)))
            }
            (Op::Add, Value::List(_), Value::List(_)) | (Op::Add, Value::Tuple(_), Value::Tuple(_)) => {
                self.concatenated(left, right)
            }
            (Op::Mul, Value::List(list), Value::Int(times)) => {
                let items = self.heap.lists[list as usize].clone();
                let fits = items.len().saturating_mul(times.max(0) as usize) <= LARGEST;
                fits.then(|| self.list(items.repeat(times.max(0) as usize)))
            }
            (Op::Or, Value::Dict(a), Value::Dict(b)) => {
                let merged = self.dict(self.heap.dicts[a as usize].clone());
                let more = self.heap.dicts[b as usize].clone();
                for (key, value) in more {
                    self.put(merged, key, value);
                }
                Some(merged)
            }
            (Op::Or, Value::Set(a), Value::Set(b)) => {
                let items = [&self.heap.lists[a as usize][..], &self.heap.lists[b as usize][..]].concat();
                Some(self.set(items))
            }
            (Op::Mul, Value::Delta(a), Value::Int(b)) | (Op::Mul, Value::Int(b), Value::Delta(a)) => {
                Some(Value::Delta(a * b as f64))
            }
            (Op::Add, Value::Delta(a), Value::Delta(b)) => Some(Value::Delta(a + b)),
            _ => None,
        };
        made.unwrap_or_else(|| {
            // Tasks in a list that is too long, or in an operand of something unknown.
            if [left, right].iter().any(|value| matches!(value, Value::Unknown(_))) {
                self.unsure_if_foreign_meets_task(left, right, at);
            }
            self.derived(&[left, right])
        })
    }

    fn unsure_if_foreign_meets_task(&mut self, left: Value<'a>, right: Value<'a>, at: u32) {
        let mut dags = Vec::new();
        self.dags_in(left, 0, &mut dags);
        self.dags_in(right, 0, &mut dags);
        dags.sort_unstable();
        dags.dedup();
        for dag in dags {
            self.doubt(dag, at, "a task meets something that isn't known");
        }
    }

    /// `left >> right` or `left << right`.
    fn shift(&mut self, forward: bool, left: Value<'a>, right: Value<'a>, at: u32) -> Value<'a> {
        match (left, right) {
            (Value::Int(a), Value::Int(b @ 0..=62)) => {
                return if forward {
                    Value::Int(a >> b)
                } else {
                    a.checked_shl(b as u32).map_or(Value::Constant, Value::Int)
                };
            }
            _ => {}
        }
        let structural = [left, right].iter().any(|value| {
            let mut ends = Ends::new();
            let whole = self.ends(*value, 0, &mut ends).is_ok();
            (whole && !ends.is_empty()) || !ends.is_empty()
        });
        if !structural {
            let foreign = self.is_foreign(left) || self.is_foreign(right);
            if foreign {
                let reason = format!(
                    "an edge may be drawn here: {}",
                    self.why(if self.is_foreign(left) { left } else { right })
                );
                if !self.unsure(&[left, right], at, &reason) {
                    self.common_doubts.push((at, self.arena.alloc_str(&reason)));
                }
            }
            return match (left, right) {
                (_, Value::Unknown(_) | Value::List(_) | Value::Tuple(_)) => right,
                _ => self.derived(&[left, right]),
            };
        }
        if forward {
            self.link(&[left], &[right], None, at);
        } else {
            self.link(&[right], &[left], None, at);
        }
        // `[a, b] >> c` is c's `__rrshift__`, which gives c as well.
        right
    }

    fn either(&mut self, items: &'a [Node<'a>], all: bool) -> Value<'a> {
        let mut value = Value::None;
        for (index, item) in items.iter().enumerate() {
            value = self.expr(item);
            if index + 1 == items.len() {
                return value;
            }
            match truth(value, &self.heap) {
                Some(it) if it == all => {}
                Some(_) => return value,
                None => {
                    for rest in &items[index + 1..] {
                        self.taint_node(rest, "it depends on a condition whether this is evaluated");
                    }
                    return self.derived(&[value]);
                }
            }
        }
        value
    }

    fn compare(&mut self, first: Node<'a>, rest: &'a [(Cmp, Node<'a>)]) -> Value<'a> {
        let mut left = self.expr(first);
        for (sign, node) in rest {
            let right = self.expr(node);
            match self.compared(*sign, left, right) {
                Some(true) => left = right,
                Some(false) => return Value::Bool(false),
                None => return self.derived(&[left, right]),
            }
        }
        Value::Bool(true)
    }

    fn compared(&mut self, sign: Cmp, left: Value<'a>, right: Value<'a>) -> Option<bool> {
        let order = |a: Value<'a>, b: Value<'a>| match (a, b) {
            (Value::Int(a), Value::Int(b)) => Some(a.cmp(&b)),
            (Value::Str(a), Value::Str(b)) => Some(a.cmp(b)),
            _ => None,
        };
        self.walk(match (left, right) {
            (Value::Tuple(items), _) => items.len(),
            (_, Value::Str(text)) => text.len() / 8,
            (_, Value::Dict(dict)) => self.heap.dicts[dict as usize].len(),
            _ => 0,
        });
        match sign {
            Cmp::Eq => equal(left, right),
            Cmp::Ne => equal(left, right).map(|same| !same),
            Cmp::Lt => order(left, right).map(std::cmp::Ordering::is_lt),
            Cmp::Le => order(left, right).map(std::cmp::Ordering::is_le),
            Cmp::Gt => order(left, right).map(std::cmp::Ordering::is_gt),
            Cmp::Ge => order(left, right).map(std::cmp::Ordering::is_ge),
            Cmp::Is | Cmp::IsNot => {
                let same = match (left, right) {
                    (Value::None | Value::Bool(_), Value::None | Value::Bool(_)) => equal(left, right)?,
                    (Value::Unknown(_), _) | (_, Value::Unknown(_)) => return None,
                    (Value::None, _) | (_, Value::None) => false,
                    _ => return None,
                };
                Some(same == (sign == Cmp::Is))
            }
            Cmp::In | Cmp::NotIn => {
                let found = match (left, right) {
                    (Value::Str(part), Value::Str(whole)) => whole.contains(part),
                    (_, Value::Dict(dict)) => {
                        let keys: Vec<_> = self.heap.dicts[dict as usize].iter().map(|(key, _)| *key).collect();
                        contains(left, &keys)?
                    }
                    _ => contains(left, &self.items(right)?)?,
                };
                Some(found == (sign == Cmp::In))
            }
        }
    }

    fn comprehension(
        &mut self,
        kind: CompKind,
        item: Node<'a>,
        value: Option<Node<'a>>,
        clauses: &'a [Clause<'a>],
    ) -> Value<'a> {
        let outer = self.enter(Some(self.scope));
        let mut out = Vec::new();
        let known = self.clauses(item, value, clauses, &mut out);
        self.leave(outer);
        if let Err(why) = known {
            return self.unknown(true, why);
        }
        match kind {
            CompKind::List | CompKind::Generator => self.list(out.into_iter().map(|(item, _)| item)),
            CompKind::Set => self.set(out.into_iter().map(|(item, _)| item).collect()),
            CompKind::Dict => {
                let made = self.dict(Vec::new());
                for (key, value) in out {
                    self.put(made, key, value);
                }
                made
            }
        }
    }

    fn clauses(
        &mut self,
        item: Node<'a>,
        value: Option<Node<'a>>,
        clauses: &'a [Clause<'a>],
        out: &mut Vec<(Value<'a>, Value<'a>)>,
    ) -> Result<(), &'a str> {
        let Some((clause, inner)) = clauses.split_first() else {
            let key = self.expr(item);
            let value = value.map_or(Value::None, |value| self.expr(value));
            out.push((key, value));
            return if out.len() > LARGEST { Err("it is too long") } else { Ok(()) };
        };
        let over = self.expr(clause.iter);
        let Some(items) = self.items(over) else {
            let why = self.why(over);
            let unknown = self.unknown(self.is_foreign(over), why);
            self.assign(clause.target, unknown);
            self.taint_node(item, why);
            value.iter().for_each(|value| self.taint_node(value, why));
            return Err(why);
        };
        for one in items {
            if !self.step(item.at) {
                return Err("the scan's budget is used up");
            }
            self.assign(clause.target, one);
            let mut holds = Some(true);
            for condition in clause.conditions {
                let met = self.expr(condition);
                holds = truth(met, &self.heap);
                if holds != Some(true) {
                    break;
                }
            }
            match holds {
                Some(true) => self.clauses(item, value, inner, out)?,
                Some(false) => {}
                None => {
                    self.taint_node(item, "it depends on a condition");
                    return Err("it depends on a condition");
                }
            }
        }
        Ok(())
    }
}

fn contains<'a>(item: Value<'a>, items: &[Value<'a>]) -> Option<bool> {
    let mut sure = true;
    for other in items {
        match equal(item, *other) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => sure = false,
        }
    }
    sure.then_some(false)
}
