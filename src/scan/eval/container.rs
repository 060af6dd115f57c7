//! Lists, sets, dicts and their methods.

use bumpalo::collections::Vec as ArenaVec;

use super::{Eval, LARGEST};
use crate::scan::ast::{Kind, Node};
use crate::scan::value::{Args, Value, equal};

impl<'a> Eval<'a> {
    /// The items that iterating gives, where all of them are known to be there.
    pub(super) fn items(&self, value: Value<'a>) -> Option<Vec<Value<'a>>> {
        if self.is_spent() {
            return None;
        }
        let items = match value {
            Value::Tuple(items) => Some(items.to_vec()),
            Value::List(at) | Value::Set(at) => {
                let items = &self.heap.lists[at as usize];
                // A spoiled list ends in what isn't known; so may an honest one, which then is treated alike.
                let whole = !items.last().is_some_and(|last| self.is_foreign(*last));
                whole.then(|| items.to_vec())
            }
            Value::Dict(at) => {
                let pairs = &self.heap.dicts[at as usize];
                pairs.iter().map(|(key, _)| if matches!(key, Value::Unknown(_)) { None } else { Some(*key) }).collect()
            }
            Value::Str(text) => {
                let letters = text.char_indices().map(|(at, one)| Value::Str(&text[at..at + one.len_utf8()]));
                (text.len() <= LARGEST).then(|| letters.collect())
            }
            _ => None,
        };
        self.walk(items.as_ref().map_or(0, Vec::len));
        items
    }

    pub(super) fn set(&mut self, items: Vec<Value<'a>>) -> Value<'a> {
        let mut seen = rustc_hash::FxHashSet::default();
        let fresh = |item: &Value<'a>| match item {
            Value::Str(text) => seen.insert(*text),
            _ => true,
        };
        self.heap.lists.push(ArenaVec::from_iter_in(items.into_iter().filter(fresh), self.arena));
        Value::Set(self.heap.lists.len() as u32 - 1)
    }

    pub(super) fn dict_display(&mut self, pairs: &'a [(Option<Node<'a>>, Node<'a>)], at: u32) -> Value<'a> {
        let made = self.dict(Vec::with_capacity(pairs.len()));
        for (key, value) in pairs {
            let Some(key) = key else {
                let more = self.expr(value);
                self.merge(made, more, at);
                continue;
            };
            let key = self.expr(key);
            let value = self.expr(value);
            self.put(made, key, value);
        }
        made
    }

    pub(super) fn merge(&mut self, dict: Value<'a>, more: Value<'a>, _at: u32) {
        if let Value::Dict(other) = more {
            for (key, value) in self.heap.dicts[other as usize].clone() {
                self.put(dict, key, value);
            }
        } else {
            let why = self.why(more);
            self.spoil(dict, why);
        }
    }

    /// Sets a key; a key that isn't known may be any.
    pub(super) fn put(&mut self, dict: Value<'a>, key: Value<'a>, value: Value<'a>) {
        let Value::Dict(dict) = dict else { return };
        self.walk(self.heap.dicts[dict as usize].len());
        if self.is_spent() {
            return;
        }
        let pairs = &mut self.heap.dicts[dict as usize];
        if let Some(pair) = pairs.iter_mut().find(|(known, _)| equal(*known, key) == Some(true)) {
            pair.1 = value;
        } else if pairs.len() < LARGEST {
            pairs.push((key, value));
        }
    }

    /// What a dict holds under `key`: `Ok(None)` if it surely has no such key.
    pub(super) fn entry(&mut self, dict: u32, key: Value<'a>) -> Result<Option<Value<'a>>, Value<'a>> {
        self.walk(self.heap.dicts[dict as usize].len());
        let mut doubtful = None;
        for (known, value) in self.heap.dicts[dict as usize].iter().rev() {
            match equal(*known, key) {
                Some(true) => return doubtful.map_or(Ok(Some(*value)), Err),
                Some(false) => {}
                None => doubtful = Some(if matches!(known, Value::Unknown(_)) { *known } else { key }),
            }
        }
        doubtful.map_or(Ok(None), Err)
    }

    pub(super) fn extend(&mut self, list: u32, more: Value<'a>, at: u32) {
        match self.items(more) {
            Some(items) if self.heap.lists[list as usize].len() + items.len() <= LARGEST => {
                self.heap.lists[list as usize].extend(items);
            }
            _ => {
                self.unsure(&[Value::List(list), more], at, "a list grows by something that isn't known");
                let why = self.why(more);
                self.spoil(Value::List(list), why);
            }
        }
    }

    pub(super) fn concatenated(&mut self, left: Value<'a>, right: Value<'a>) -> Option<Value<'a>> {
        let mut items = self.items(left)?;
        items.extend(self.items(right)?);
        if items.len() > LARGEST {
            return None;
        }
        Some(if matches!(left, Value::List(_)) { self.list(items) } else { self.tuple(&items) })
    }

    pub(super) fn index(&mut self, owner: Value<'a>, index: Node<'a>, at: u32) -> Value<'a> {
        if let Kind::Slice(parts) = index.kind {
            return self.slice(owner, parts, at);
        }
        let key = self.expr(index);
        match owner {
            Value::Output(tasks) => return Value::Output(tasks),
            Value::Dict(dict) => match self.entry(dict, key) {
                Ok(Some(value)) => return value,
                Ok(None) => return self.unknown(false, "there is no such key"),
                Err(unknown) => {
                    self.unsure_item(owner, at);
                    return self.derived(&[unknown, key]);
                }
            },
            Value::Tuple(_) | Value::List(_) | Value::Str(_) => {
                if let (Some(items), Value::Int(place)) = (self.items(owner), key) {
                    let place = if place < 0 { place + items.len() as i64 } else { place };
                    if let Some(item) = usize::try_from(place).ok().and_then(|place| items.get(place)) {
                        return *item;
                    }
                }
            }
            Value::Group(group) => {
                if let Value::Str(label) = key {
                    let dag = self.model.groups[group as usize].dag;
                    if let Some(task) = self.model.task_of(dag, label) {
                        return Value::Task(task);
                    }
                }
            }
            Value::Globals => {
                if let Value::Str(name) = key {
                    if let Some(value) = self.scopes[0].names.get(name) {
                        return *value;
                    }
                }
                self.doubt_all(at, "`globals()` is read by a name that isn't known");
            }
            _ => {}
        }
        self.unsure_item(owner, at);
        let why = self.why(owner);
        let foreign = !matches!(owner, Value::Path(path) if crate::scan::names::is_unrelated(path))
            && (self.is_foreign(owner) || self.is_foreign(key));
        self.unknown(foreign, why)
    }

    /// A task is taken out of something by a key that isn't known.
    fn unsure_item(&mut self, owner: Value<'a>, at: u32) {
        let mut dags = Vec::new();
        self.dags_in(owner, 0, &mut dags);
        dags.sort_unstable();
        dags.dedup();
        for dag in dags {
            self.doubt(dag, at, "it isn't known which item is meant");
        }
    }

    fn slice(&mut self, owner: Value<'a>, parts: [Option<Node<'a>>; 3], at: u32) -> Value<'a> {
        let bounds: Vec<Option<Value<'a>>> = parts.iter().map(|part| part.map(|part| self.expr(part))).collect();
        let Some(items) = self.items(owner) else { return self.derived(&[owner]) };
        let length = items.len() as i64;
        let bound = |value: Option<Value<'a>>, default: i64| match value {
            None | Some(Value::None) => Some(default),
            Some(Value::Int(place)) => Some(if place < 0 { (place + length).max(0) } else { place.min(length) }),
            Some(_) => None,
        };
        let step = match bounds[2] {
            None | Some(Value::None) => 1,
            Some(Value::Int(step)) => step,
            Some(_) => 0,
        };
        let picked: Vec<Value<'a>> = match (bound(bounds[0], 0), bound(bounds[1], length), step) {
            (Some(from), Some(to), 1..) => {
                let to = to.max(from) as usize;
                items[from as usize..to].iter().copied().step_by(step as usize).collect()
            }
            _ if step == -1 && bounds[0].is_none() && bounds[1].is_none() => items.iter().rev().copied().collect(),
            _ => {
                self.unsure_item(owner, at);
                return self.derived(&[owner]);
            }
        };
        match owner {
            Value::Str(_) => {
                let text: String = picked.iter().map(|one| if let Value::Str(one) = one { one } else { "" }).collect();
                self.str(&text)
            }
            Value::Tuple(_) => self.tuple(&picked),
            _ => self.list(picked),
        }
    }

    pub(super) fn set_item(&mut self, owner: Value<'a>, key: Value<'a>, value: Value<'a>, at: u32) {
        match (owner, key) {
            (Value::Dict(_), Value::Str(_) | Value::Int(_) | Value::Tuple(_) | Value::None | Value::Bool(_)) => {
                self.put(owner, key, value);
            }
            (Value::List(list), Value::Int(place)) => {
                let items = &mut self.heap.lists[list as usize];
                let place = if place < 0 { place + items.len() as i64 } else { place };
                if let Some(item) = usize::try_from(place).ok().and_then(|place| items.get_mut(place)) {
                    *item = value;
                }
            }
            (Value::Globals, Value::Str(name)) => {
                self.scopes[0].names.insert(name, value);
            }
            (Value::Globals, _) => {
                let mut dags = Vec::new();
                self.dags_in(value, 0, &mut dags);
                if let (Value::Dag(dag), true) = (value, !dags.is_empty()) {
                    // Bound under some name, which is all that counts.
                    self.model.dags[dag as usize].registered = true;
                } else {
                    self.doubt_all(at, "`globals()` is changed under a name that isn't known");
                }
            }
            (Value::Dict(_) | Value::List(_), _) => {
                self.unsure(&[owner, value], at, "something is stored under a key that isn't known");
                self.spoil(owner, "something is stored in it under a key that isn't known");
            }
            _ => {
                let mut dags = Vec::new();
                self.dags_in(value, 0, &mut dags);
                for dag in dags {
                    self.doubt(dag, at, "a task is kept in an object that isn't followed");
                }
            }
        }
    }

    /// A method of a list, set, tuple or dict.
    #[allow(clippy::too_many_lines)] // one arm each
    pub(super) fn container_method(&mut self, owner: Value<'a>, name: &str, args: &Args<'a>, at: u32) -> Value<'a> {
        let first = args.plain.first().map(|(value, _)| *value);
        match (owner, name, first) {
            (Value::List(list), "append", Some(item)) | (Value::Set(list), "add", Some(item)) => {
                if self.heap.lists[list as usize].len() < LARGEST {
                    self.heap.lists[list as usize].push(item);
                }
                return Value::None;
            }
            (Value::List(list), "extend", Some(more)) | (Value::Set(list), "update", Some(more)) => {
                self.extend(list, more, at);
                return Value::None;
            }
            (Value::List(list), "insert", Some(Value::Int(place))) if args.plain.len() == 2 => {
                let item = args.plain[1].0;
                let items = &mut self.heap.lists[list as usize];
                let place = if place < 0 { place + items.len() as i64 } else { place };
                let place = usize::try_from(place).unwrap_or(0).min(items.len());
                if items.len() < LARGEST {
                    items.insert(place, item);
                }
                return Value::None;
            }
            (Value::List(list), "pop", None | Some(Value::Int(-1))) => {
                if let Some(item) = self.items(owner).and_then(|_| self.heap.lists[list as usize].pop()) {
                    return item;
                }
            }
            (Value::List(list), "pop", Some(Value::Int(0)))
                if self.items(owner).is_some_and(|items| !items.is_empty()) =>
            {
                return self.heap.lists[list as usize].remove(0);
            }
            (Value::List(list), "reverse", None) => {
                self.heap.lists[list as usize].reverse();
                return Value::None;
            }
            (Value::List(list) | Value::Set(list), "clear", None) => {
                self.heap.lists[list as usize].clear();
                return Value::None;
            }
            (Value::List(_), "copy", None) => {
                if let Some(items) = self.items(owner) {
                    return self.list(items);
                }
            }
            (Value::Dict(dict), "copy", None) => return self.dict(self.heap.dicts[dict as usize].clone()),
            (Value::Dict(dict), "get" | "pop" | "setdefault", Some(key)) => {
                let default = args.plain.get(1).map_or(Value::None, |(value, _)| *value);
                match self.entry(dict, key) {
                    Ok(Some(value)) => {
                        if name == "pop" {
                            self.heap.dicts[dict as usize].retain(|(known, _)| equal(*known, key) != Some(true));
                        }
                        return value;
                    }
                    Ok(None) => {
                        if name == "setdefault" {
                            self.put(owner, key, default);
                        }
                        return default;
                    }
                    Err(unknown) => {
                        self.unsure_item(owner, at);
                        return self.derived(&[unknown]);
                    }
                }
            }
            (Value::Dict(_), "keys", None) => {
                if let Some(items) = self.items(owner) {
                    return self.list(items);
                }
            }
            (Value::Dict(dict), "values", None) if self.items(owner).is_some() => {
                let items: Vec<_> = self.heap.dicts[dict as usize].iter().map(|(_, value)| *value).collect();
                return self.list(items);
            }
            (Value::Dict(dict), "items", None) if self.items(owner).is_some() => {
                let pairs = self.heap.dicts[dict as usize].clone();
                let items: Vec<_> = pairs.iter().map(|(key, value)| self.tuple(&[*key, *value])).collect();
                return self.list(items);
            }
            (Value::Dict(_), "update", _) => {
                if let Some(more) = first {
                    self.merge(owner, more, at);
                }
                for (key, value, _) in &args.named {
                    self.put(owner, Value::Str(key), *value);
                }
                return Value::None;
            }
            (_, "index" | "count" | "keys" | "values" | "items" | "union" | "intersection", _) => {
                let foreign = self.items(owner).is_none();
                return self.unknown(foreign, format!("`.{name}()` isn't followed"));
            }
            _ => {}
        }
        let mut all: Vec<Value<'a>> = args.values().collect();
        all.push(owner);
        let mut dags = Vec::new();
        all.iter().for_each(|value| self.dags_in(*value, 0, &mut dags));
        dags.sort_unstable();
        dags.dedup();
        for dag in dags {
            self.doubt(dag, at, format!("`.{name}()` of a collection isn't followed"));
        }
        self.spoil(owner, "a method changes it that isn't followed");
        self.unknown(true, format!("`.{name}()` isn't followed"))
    }
}
