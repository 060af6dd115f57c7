//! What a selector means in a graph.

use std::hash::BuildHasherDefault;
use std::ops::Range;

use indexmap::IndexMap;
use rustc_hash::FxHasher;

use super::error;
use super::parse::{Levels, Method, Selector, Term, short};
use super::pattern::{Matcher, Pattern};
use super::walk::walk;
use crate::graph::{Graph, nearest};
use crate::{Error, ErrorKind, Result};

/// So many names are listed where none is near.
const LISTED: usize = 6;

/// What nodes are called and what else is known of them.
pub trait Facts {
    /// "task", "node": for errors.
    fn what(&self) -> &'static str;
    /// The nodes of that very name.
    fn named(&self, name: &str) -> Vec<u32>;
    /// Shows every name.
    fn names(&self, each: &mut dyn FnMut(u32, &str));
    /// Nodes by tag, group or file; `None`: these nodes can't have any.
    fn labels(&self, method: Method) -> Option<&Labels>;
}

/// Numbers (of nodes, or of items) by label, in the order in which the labels first came.
#[derive(Debug, Clone, Default)]
pub struct Labels(IndexMap<Box<str>, Vec<u32>, BuildHasherDefault<FxHasher>>);

impl Labels {
    /// Makes the label known, whether anything has it or not.
    pub fn know(&mut self, label: &str) -> &mut Vec<u32> {
        if !self.0.contains_key(label) {
            self.0.insert(label.into(), Vec::new());
        }
        &mut self.0[label]
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(AsRef::as_ref)
    }
}

/// What is selected, where that is finer than nodes: the instances of a run.
#[derive(Debug, Clone, Default)]
pub struct Items {
    /// Node of each item.
    pub nodes: Vec<u32>,
    /// Items by state; every state there is is known.
    pub states: Labels,
}

/// What selectors are asked about.
#[derive(Clone, Copy)]
pub struct Universe<'a> {
    /// Which nodes follow which.
    pub graph: &'a Graph,
    /// What they are called.
    pub facts: &'a dyn Facts,
    /// `None`: nodes are selected, and no state is known.
    pub items: Option<&'a Items>,
}

/// What a term finds before it follows edges.
#[derive(Default)]
struct Found {
    nodes: Vec<u32>,
    items: Vec<u32>,
}

type Steps = (bool, Levels, Levels);

impl Universe<'_> {
    /// For each item (or node) whether it is selected: it is in `select` (`None`: everything is) and not in `exclude`.
    ///
    /// Errors: [`ErrorKind::Usage`] for a name, tag, group, path or state that doesn't exist, and if nothing is selected.
    /// A glob or a state may match nothing as long as something else does.
    pub fn select(&self, select: Option<&Selector>, exclude: Option<&Selector>) -> Result<Vec<bool>> {
        let mut chosen = match select {
            Some(selector) => {
                let chosen = self.matching(selector)?;
                if !chosen.contains(&true) {
                    return Err(self.nothing(selector));
                }
                chosen
            }
            None => vec![true; self.size()],
        };
        if let Some(exclude) = exclude {
            let before = chosen.iter().filter(|&&chosen| chosen).count();
            for (chosen, out) in chosen.iter_mut().zip(self.matching(exclude)?) {
                *chosen &= !out;
            }
            if before > 0 && !chosen.contains(&true) {
                let what = self.facts.what();
                let text =
                    format!("nothing is left: '{}' excludes every {what} that is selected", short(&exclude.source));
                return Err(Error::new(ErrorKind::Usage, text));
            }
        }
        Ok(chosen)
    }

    /// For each item (or node) whether it is in `selector`; it may be that none is. Errors: as [`Universe::select`].
    pub fn matching(&self, selector: &Selector) -> Result<Vec<bool>> {
        let mut out = vec![false; self.size()];
        // What follows edges in the same way does so together.
        let mut alike: IndexMap<Steps, Found, BuildHasherDefault<FxHasher>> = IndexMap::default();
        for terms in &selector.unions {
            if let [term] = terms.as_slice() {
                let found = self.find(selector, term)?;
                let all = alike.entry((term.around, term.up, term.down)).or_default();
                all.nodes.extend(found.nodes);
                all.items.extend(found.items);
                continue;
            }
            let mut common = vec![true; self.size()];
            for term in terms {
                let mut one = vec![false; self.size()];
                self.follow((term.around, term.up, term.down), &self.find(selector, term)?, &mut one);
                common.iter_mut().zip(one).for_each(|(common, one)| *common &= one);
            }
            out.iter_mut().zip(common).for_each(|(out, common)| *out |= common);
        }
        for (steps, found) in &alike {
            self.follow(*steps, found, &mut out);
        }
        Ok(out)
    }

    fn size(&self) -> usize {
        self.items.map_or(self.graph.len() as usize, |items| items.nodes.len())
    }

    fn follow(&self, (around, up, down): Steps, found: &Found, out: &mut [bool]) {
        let mut starts = found.nodes.clone();
        for &item in &found.items {
            out[item as usize] = true;
            starts.push(self.items.map_or(item, |items| items.nodes[item as usize]));
        }
        if found.nodes.is_empty() && !around && (up, down) == (Levels::None, Levels::None) {
            return;
        }
        let mut whole = vec![false; self.graph.len() as usize];
        for &node in if around { &starts } else { &found.nodes } {
            whole[node as usize] = true;
        }
        let successors = |node| self.graph.successors(node);
        let predecessors = |node| self.graph.predecessors(node);
        if around {
            walk(&starts, Levels::All, &mut whole, successors);
            let all: Vec<u32> = (0..self.graph.len()).filter(|&node| whole[node as usize]).collect();
            walk(&all, Levels::All, &mut whole, predecessors);
        } else {
            walk(&starts, up, &mut whole, predecessors);
            walk(&starts, down, &mut whole, successors);
        }
        match self.items {
            Some(items) => {
                out.iter_mut().zip(&items.nodes).for_each(|(out, &node)| *out |= whole[node as usize]);
            }
            None => out.iter_mut().zip(whole).for_each(|(out, whole)| *out |= whole),
        }
    }

    fn find(&self, selector: &Selector, term: &Term) -> Result<Found> {
        let wrong = |text: String| error::at(&selector.source, &term.place, &text);
        let mut found = Found::default();
        let Some(method) = term.method else {
            match &term.value {
                Pattern::Exact(name) => found.nodes = self.facts.named(name),
                Pattern::Glob(glob) => {
                    let matcher = Matcher::new(glob);
                    self.facts.names(&mut |node, name| {
                        if matcher.matches(name) {
                            found.nodes.push(node);
                        }
                    });
                    return Ok(found);
                }
            }
            return if found.nodes.is_empty() { Err(wrong(self.unknown_name(term.value.text()))) } else { Ok(found) };
        };
        let labels = if method == Method::State {
            let none = || wrong("states are those of a run, and there is none here".to_owned());
            &self.items.ok_or_else(none)?.states
        } else {
            let none = || wrong(format!("'{}:' asks for what only the tasks of a DAG have", method.name()));
            self.facts.labels(method).ok_or_else(none)?
        };
        let numbers = if method == Method::State { &mut found.items } else { &mut found.nodes };
        let mut known = false;
        let mut take = |of: &[u32]| {
            known = true;
            numbers.extend_from_slice(of);
        };
        match (&term.value, method) {
            (value, Method::Path) => {
                let parts = Parts::new(value.text());
                labels.0.iter().filter(|(file, _)| parts.match_end_or_folder(file)).for_each(|(_, of)| take(of));
            }
            (Pattern::Exact(label), _) => labels.0.get(label.as_str()).into_iter().for_each(|of| take(of)),
            (Pattern::Glob(glob), _) => {
                let matcher = Matcher::new(glob);
                labels.0.iter().filter(|(label, _)| matcher.matches(label)).for_each(|(_, of)| take(of));
            }
        }
        match &term.value {
            Pattern::Exact(label) if !known => Err(wrong(self.unknown_label(method, label, labels))),
            _ => Ok(found),
        }
    }

    fn unknown_name(&self, name: &str) -> String {
        let mut names = Vec::new();
        self.facts.names(&mut |_, name| names.push(name.to_owned()));
        let unknown = format!("unknown {} '{}'", self.facts.what(), short(name));
        if self.facts.labels(Method::Group).is_some_and(|groups| groups.0.contains_key(name)) {
            return format!("{unknown}; it is a group: write group:{name}");
        }
        match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("{unknown}; did you mean '{near}'?"),
            None => unknown,
        }
    }

    fn unknown_label(&self, method: Method, label: &str, labels: &Labels) -> String {
        let (what, label) = (self.facts.what(), short(label));
        let unknown = match method {
            Method::Tag => format!("no {what} has the tag '{label}'"),
            Method::Path => format!("no {what} is defined in '{label}'"),
            Method::Group | Method::State => format!("unknown {} '{label}'", method.name()),
        };
        let depth = label.split('/').count();
        let names: Vec<&str> =
            labels.names().map(|name| if method == Method::Path { tail(name, depth) } else { name }).collect();
        match nearest(&label, names.iter().copied()) {
            Some(near) => format!("{unknown}; did you mean '{}:{near}'?", method.name()),
            None if names.is_empty() => format!("{unknown}; there are no {}s", method.name()),
            None => {
                let more = if names.len() > LISTED { ", ..." } else { "" };
                format!("{unknown}; there are {}{more}", names[..names.len().min(LISTED)].join(", "))
            }
        }
    }

    /// Says which part of the selector matched nothing.
    fn nothing(&self, selector: &Selector) -> Error {
        for terms in &selector.unions {
            for term in terms {
                let empty = |found: &Found| found.nodes.is_empty() && found.items.is_empty();
                if self.find(selector, term).is_ok_and(|found| empty(&found)) {
                    let text =
                        format!("no {} is selected: '{}' matches none", self.facts.what(), short(&term.to_string()));
                    return error::at(&selector.source, &term.place, &format!("{text}{}", self.states_there_are(term)));
                }
            }
        }
        let first = &selector.unions[0];
        let place = Range { start: first[0].place.start, end: first[first.len() - 1].place.end };
        let all: Vec<String> = first.iter().map(|term| format!("'{term}'")).collect();
        error::at(
            &selector.source,
            &place,
            &format!("no {} is in all of {}", self.facts.what(), short(&all.join(", "))),
        )
    }

    fn states_there_are(&self, term: &Term) -> String {
        let (Some(Method::State), Some(items)) = (term.method, self.items) else { return String::new() };
        let there = items.states.0.iter().filter(|(_, of)| !of.is_empty());
        let there: Vec<String> = there.map(|(state, of)| format!("{} {state}", of.len())).collect();
        format!("; there are {}", there.join(", "))
    }
}

/// A path in its parts, each of which may be a glob.
struct Parts(Vec<Result<Matcher, String>>);

impl Parts {
    fn new(path: &str) -> Self {
        let path = path.strip_prefix("./").unwrap_or(path);
        let path = path.strip_suffix('/').unwrap_or(path);
        Self(
            path.split('/')
                .map(|part| match Pattern::new(part) {
                    Pattern::Glob(glob) => Ok(Matcher::new(&glob)),
                    Pattern::Exact(text) => Err(text),
                })
                .collect(),
        )
    }

    /// Whether `file` ends so, or lies in a folder whose path ends so.
    fn match_end_or_folder(&self, file: &str) -> bool {
        let parts: Vec<&str> = file.split('/').collect();
        let one = |(wanted, part): (&Result<Matcher, String>, &&str)| match wanted {
            Ok(glob) => glob.matches(part),
            Err(text) => text == part,
        };
        parts.windows(self.0.len()).any(|window| self.0.iter().zip(window).all(one))
    }
}

/// The last `depth` parts of a path.
fn tail(path: &str, depth: usize) -> &str {
    let start = path.rmatch_indices('/').nth(depth.saturating_sub(1)).map_or(0, |(at, _)| at + 1);
    &path[start..]
}
