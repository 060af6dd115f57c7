//! Names of nodes, and the graph compiled from them.

use std::hash::BuildHasherDefault;

use indexmap::IndexSet;
use rustc_hash::{FxHashSet, FxHasher};

use super::{Graph, check_count};
use crate::{Error, ErrorKind, Result};

/// Unique names, numbered in the order in which they were added.
#[derive(Debug, Clone)]
pub struct Names {
    what: &'static str,
    names: IndexSet<Box<str>, BuildHasherDefault<FxHasher>>,
}

/// A dependency between two names, and where it was drawn (`file:line`).
#[derive(Debug, Clone, Copy)]
pub struct NamedEdge<'a> {
    /// Comes first.
    pub up: &'a str,
    /// Comes after it.
    pub down: &'a str,
    /// For errors.
    pub place: Option<&'a str>,
}

impl Names {
    /// No names yet; `what` they name ("task", "group"), for errors.
    pub fn new(what: &'static str) -> Self {
        Self { what, names: IndexSet::default() }
    }

    /// Adds a name and returns its number. Errors: [`ErrorKind::Duplicate`].
    pub fn add(&mut self, name: &str) -> Result<u32> {
        match self.names.insert_full(name.into()) {
            (index, true) => Ok(index as u32),
            (_, false) => Err(Error::new(
                ErrorKind::Duplicate,
                format!("duplicate {} '{name}': ids are unique in a DAG", self.what),
            )),
        }
    }

    /// Number of a name. Errors: [`ErrorKind::Unknown`], with the nearest name there is.
    pub fn index(&self, name: &str) -> Result<u32> {
        self.get(name).ok_or_else(|| {
            let hint = match nearest(name, self.iter()) {
                Some(near) => format!("; did you mean '{near}'?"),
                None => String::new(),
            };
            Error::new(ErrorKind::Unknown, format!("unknown {} '{name}'{hint}", self.what))
        })
    }

    /// Number of a name, where it exists.
    pub fn get(&self, name: &str) -> Option<u32> {
        self.names.get_index_of(name).map(|index| index as u32)
    }

    /// Name of a number below `len`.
    pub fn name(&self, index: u32) -> &str {
        &self.names[index as usize]
    }

    /// In the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(AsRef::as_ref)
    }

    /// How many.
    pub fn len(&self) -> u32 {
        self.names.len() as u32
    }

    /// None yet.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The graph of these names. An edge that was drawn twice counts once.
    ///
    /// Errors, each with its place: [`ErrorKind::Unknown`], [`ErrorKind::Cycle`] with the path in names.
    pub fn compile<'a>(&self, edges: impl IntoIterator<Item = NamedEdge<'a>>) -> Result<Graph> {
        let (mut pairs, mut places, mut seen) = (Vec::new(), Vec::new(), FxHashSet::default());
        for NamedEdge { up, down, place } in edges {
            let at = |error: Error| error.at(place.map(str::to_owned));
            let pair = (self.index(up).map_err(at)?, self.index(down).map_err(at)?);
            if seen.insert(pair) {
                pairs.push(pair);
                places.push(place);
            }
        }
        check_count(pairs.len())?;
        Graph::build(self.len(), pairs.iter().copied()).map_err(|cycle| {
            let on_path: FxHashSet<_> = cycle.0.windows(2).map(|step| (step[0], step[1])).collect();
            // The edge drawn last is the one that closed the circle.
            let closing = pairs.iter().zip(&places).rfind(|(pair, place)| place.is_some() && on_path.contains(pair));
            let place = closing.and_then(|(_, place)| *place).map(str::to_owned);
            cycle.error(|node| self.name(node).to_owned()).at(place)
        })
    }
}

/// The candidate most like `name`, if one is like it: at most a third of its letters differ, or it is the last part of a
/// dotted name. Of equally near ones the first.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name.chars().collect();
    let limit = (wanted.len() / 3).max(1);
    let mut best = None;
    for candidate in candidates {
        let tail = candidate.rsplit('.').next().filter(|tail| tail.len() < candidate.len());
        let near = distance(&wanted, candidate).min(tail.map_or(usize::MAX, |tail| distance(&wanted, tail)));
        if near <= limit && best.is_none_or(|(least, _)| near < least) {
            best = Some((near, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Letters to insert, delete, replace or swap with their neighbour, case ignored.
fn distance(wanted: &[char], candidate: &str) -> usize {
    let fold = |letter: char| letter.to_lowercase().next().unwrap_or(letter);
    let candidate: Vec<char> = candidate.chars().map(fold).collect();
    let width = candidate.len();
    let (mut before, mut above, mut row) = (vec![0; width + 1], (0..=width).collect::<Vec<_>>(), vec![0; width + 1]);
    for (i, letter) in wanted.iter().copied().map(fold).enumerate() {
        row[0] = i + 1;
        for (j, other) in candidate.iter().copied().enumerate() {
            let replaced = above[j] + usize::from(letter != other);
            row[j + 1] = replaced.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && letter == candidate[j - 1] && fold(wanted[i - 1]) == other {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        std::mem::swap(&mut before, &mut above);
        std::mem::swap(&mut above, &mut row);
    }
    above[width]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Names {
        let mut all = Names::new("task");
        for name in names {
            all.add(name).unwrap();
        }
        all
    }

    fn edge<'a>(up: &'a str, down: &'a str, place: &'a str) -> NamedEdge<'a> {
        NamedEdge { up, down, place: Some(place) }
    }

    #[test]
    fn compiles_and_counts_a_repeated_edge_once() {
        let names = names(&["load", "extract", "clean"]);
        let edges = [("extract", "clean"), ("clean", "load"), ("extract", "clean"), ("extract", "load")];
        let graph = names.compile(edges.map(|(up, down)| edge(up, down, "dag.py:1"))).unwrap();
        assert_eq!(graph.edge_count(), 3);
        assert_eq!(graph.topo_order(), [1, 2, 0]);
        assert_eq!(graph.in_degrees(), [2, 0, 1]);
    }

    #[test]
    fn a_cycle_is_placed_where_its_last_edge_was_drawn() {
        let names = names(&["extract", "clean", "load"]);
        let error = names
            .compile([
                edge("extract", "clean", "dag.py:12"),
                edge("clean", "extract", "dag.py:14"),
                edge("clean", "load", "dag.py:15"),
            ])
            .unwrap_err();
        assert_eq!(error.to_string(), "cycle: extract -> clean -> extract (dag.py:14)");
    }

    #[test]
    fn unknown_and_duplicate_names_are_named() {
        let mut names = names(&["extract", "etl.clean"]);
        let error = names.compile([edge("extract", "claen", "dag.py:3")]).unwrap_err();
        assert_eq!(error.to_string(), "unknown task 'claen'; did you mean 'etl.clean'? (dag.py:3)");
        assert_eq!(names.index("publish").unwrap_err().to_string(), "unknown task 'publish'");
        let error = names.add("extract").unwrap_err();
        assert_eq!(
            (error.kind, error.text.as_str()),
            (ErrorKind::Duplicate, "duplicate task 'extract': ids are unique in a DAG")
        );
    }

    #[test]
    fn the_nearest_name() {
        let near = |name| nearest(name, ["extract", "transform", "load", "größe"]);
        assert_eq!(near("extrcat"), Some("extract"));
        assert_eq!(near("Transfrom"), Some("transform"));
        assert_eq!(near("lod"), Some("load"));
        assert_eq!(near("grösse"), Some("größe"));
        assert_eq!(near("publish"), None);
        assert_eq!(near(""), None);
    }
}
