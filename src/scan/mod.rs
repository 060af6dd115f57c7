//! The DAG-structure scanner: Python source to structure, without running any of it.
//!
//! One pass reads statements (bodies of functions are skimmed until something calls them), a second runs them over what
//! is known of their values. A DAG is exact, or it lists the places where something is computed at run time; nothing is
//! guessed. Time and memory are linear in the source: depth, steps, and sizes of computed values are bounded.

// Sizes and indexes are bounded by `LARGEST` and by the length of the file; a method may ignore `self` where its kin don't.
#![allow(clippy::cast_possible_wrap, clippy::cast_sign_loss, clippy::cast_precision_loss, clippy::unused_self)]
#![allow(clippy::match_same_arms)] // rules are listed one by one
#![allow(clippy::needless_for_each, clippy::collapsible_if, clippy::single_match)] // which form reads better is for the writer

mod ast;
mod cache;
mod eval;
mod ignored;
mod imports;
mod lex;
mod model;
mod names;
mod parse;
mod report;
mod source;
mod strings;
pub mod tree;
mod value;

use std::cell::Cell;
use std::sync::LazyLock;

use bumpalo::Bump;
use regex::bytes::Regex;

pub use report::{Doubt, Entries, Finding, FoundDag, FoundEdge, FoundGroup, FoundTask, Import, Literal, Scan};

/// Largest file that is read, in bytes.
pub const LARGEST: usize = 256 << 20;

/// A file without such a word imports nothing that a DAG is made from.
static PACKAGES: LazyLock<Regex> = LazyLock::new(|| pattern("airflow|tradewind|vortex|gust"));
/// And without such a one it makes none.
static MAKERS: LazyLock<Regex> = LazyLock::new(|| pattern("DAG|Dag|dag"));

fn pattern(words: &str) -> Regex {
    Regex::new(words).expect("plain words")
}

/// Whether the file may define a DAG: it names a package that DAGs are made with, and a DAG.
pub fn may_define_dags(source: &[u8]) -> bool {
    PACKAGES.is_match(source) && MAKERS.is_match(source)
}

/// Hands to `take` all that `source`, the bytes of a Python file, says about its DAGs.
///
/// What is found borrows from an arena that the thread uses again for its next file.
pub fn scan<R>(source: &[u8], take: impl FnOnce(&Scan<'_>) -> R) -> R {
    if !may_define_dags(source) {
        return take(&Scan::default());
    }
    if source.len() > LARGEST {
        let reason = &format!("the file is larger than {} MB", LARGEST >> 20);
        return take(&Scan { error: Some(Doubt { line: 1, column: 1, reason }), ..Scan::default() });
    }
    let decoded = source::decode(source);
    let mut arena = ARENA.take();
    let found = {
        let module = parse::module(&arena, &decoded.text);
        let undecoded = decoded.fault.as_ref().map(|(at, text)| (*at, &**text));
        // Where decoding ended the text, what seems wrong with its end isn't.
        let fault = undecoded.or(module.fault.map(|fault| (fault.at, fault.text)));
        take(&eval::run(&arena, &decoded.text, module.body, fault))
    };
    if arena.allocated_bytes() <= KEPT {
        arena.reset();
        ARENA.set(arena);
    }
    found
}

/// The modules that `source` imports, with their leading dots, and the names taken from each; also those that it imports
/// only under a condition. Not what its functions import when they run.
pub fn imports(source: &[u8]) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    if source.len() <= LARGEST {
        let (arena, decoded) = (Bump::new(), source::decode(source));
        let module = parse::module(&arena, &decoded.text);
        imports::each(module.body, &mut |module, names| found.push((module, names)));
    }
    found
}

/// A thread keeps its arena from file to file, up to this size: asking the system for pages costs more than parsing.
const KEPT: usize = 4 << 20;

thread_local! {
    static ARENA: Cell<Bump> = Cell::default();
}
