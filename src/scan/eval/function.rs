//! Calls of functions that the file defines.

use super::{Eval, Flow, Scope};
use crate::scan::ast::{Block, Param, ParamForm};
use crate::scan::parse;
use crate::scan::value::{Args, Code, Value};

/// Depth of evaluation beyond which no further function is entered.
const DEEPEST_CALL: u32 = 144;
/// Calls and comprehensions of one file.
const MOST_CALLS: usize = 200_000;

impl<'a> Eval<'a> {
    /// A new scope below `parent`; returns the one to come back to.
    pub(super) fn enter(&mut self, parent: Option<u32>) -> u32 {
        let before = self.scope;
        self.scopes.push(Scope { parent, ..Scope::default() });
        self.scope = self.scopes.len() as u32 - 1;
        before
    }

    pub(super) fn leave(&mut self, before: u32) {
        self.scope = before;
    }

    /// The statements of a function, parsed when first asked for; `None` if they can't be.
    pub(super) fn body_of(&mut self, function: u32) -> Option<(Block<'a>, bool)> {
        let Code::Def(def) = self.functions[function as usize].code else { return None };
        if let Some(known) = self.bodies.get(&def.at) {
            return *known;
        }
        let parsed = match parse::body(self.arena, self.src, def.body) {
            Ok(parsed) => Some(parsed),
            Err(fault) => {
                self.doubt_all(fault.at, format!("the function can't be read: {}", fault.text));
                None
            }
        };
        self.bodies.insert(def.at, parsed);
        parsed
    }

    /// Runs a function of the file with `args`.
    pub(super) fn call_function(&mut self, function: u32, args: &Args<'a>, at: u32) -> Value<'a> {
        let made = self.functions[function as usize];
        let (params, name) = match made.code {
            Code::Def(def) => (def.params, def.name),
            Code::Lambda(params, _) => (params, "a lambda"),
        };
        if self.scopes.len() > MOST_CALLS || self.depth > DEEPEST_CALL {
            self.unsure(&args.values().collect::<Vec<_>>(), at, "functions call each other too deeply");
            return self.unknown(true, "functions call each other too deeply");
        }
        let before = self.enter(Some(made.scope));
        if !self.bind_params(params, args, at) {
            self.leave(before);
            let reason = format!("`{name}` is called with arguments that don't fit");
            self.unsure(&args.values().collect::<Vec<_>>(), at, &reason);
            return self.unknown(true, reason);
        }
        let value = match made.code {
            Code::Lambda(_, body) => self.expr(body),
            Code::Def(def) => self.run_body(function, def.is_async),
        };
        self.leave(before);
        value
    }

    fn run_body(&mut self, function: u32, is_async: bool) -> Value<'a> {
        let Some((body, yields)) = self.body_of(function) else { return self.unknown(true, "it can't be read") };
        if yields || is_async {
            let reason = "a generator or coroutine isn't followed";
            self.taint_block(body, reason);
            return self.unknown(true, reason);
        }
        self.depth += 4;
        let flow = if self.depth > super::DEEPEST { Flow::Unsure } else { self.block(body) };
        self.depth -= 4;
        match flow {
            Flow::Return(value) => value,
            Flow::Unsure => self.unknown(true, "what the function returns depends on run time"),
            _ => Value::None,
        }
    }

    /// Binds parameters in the current scope; false if the arguments don't fit.
    pub(super) fn bind_params(&mut self, params: &'a [Param<'a>], args: &Args<'a>, _at: u32) -> bool {
        self.walk(params.len() * (1 + args.named.len()));
        if self.is_spent() {
            return false;
        }
        let mut plain = args.plain.iter();
        let mut used: Vec<&str> = Vec::new();
        for param in params {
            let value = match param.form {
                ParamForm::Plain | ParamForm::KeywordOnly => {
                    let placed = if param.form == ParamForm::Plain { plain.next() } else { None };
                    match (placed, args.get(param.name), param.default) {
                        (Some((value, _)), ..) => *value,
                        (None, Some(value), _) => {
                            used.push(param.name);
                            value
                        }
                        (None, None, _) if args.open.is_some() => {
                            self.unknown(true, "it is among arguments that are spread out")
                        }
                        (None, None, Some(default)) => self.expr(default),
                        (None, None, None) => return false,
                    }
                }
                ParamForm::Rest => {
                    let rest: Vec<Value<'a>> = plain.by_ref().map(|(value, _)| *value).collect();
                    self.tuple(&rest)
                }
                ParamForm::Keywords => {
                    let rest = args
                        .named
                        .iter()
                        .filter(|(name, ..)| !used.contains(name) && !params.iter().any(|param| param.name == *name));
                    let dict = self.dict(rest.map(|(name, value, _)| (Value::Str(name), *value)));
                    if args.open.is_some() {
                        self.spoil(dict, "it is among arguments that are spread out");
                    }
                    dict
                }
            };
            self.scopes[self.scope as usize].names.insert(param.name, value);
        }
        let open_ended = params.iter().any(|param| param.form == ParamForm::Keywords);
        let all_named = args.named.iter().all(|(name, ..)| params.iter().any(|param| param.name == *name));
        plain.next().is_none() && (open_ended || all_named)
    }
}
