//! What a file imports, wherever in it: the loader's cache watches all of that.

use super::ast::{Block, StmtKind};

/// Calls `found` with each module that the statements import, with its leading dots, and the names taken from it.
/// Conditions are not asked; bodies of functions are not looked into.
pub fn each(body: Block<'_>, found: &mut impl FnMut(String, Vec<String>)) {
    for statement in body {
        match statement.kind {
            StmtKind::Import(aliases) => aliases.iter().for_each(|alias| found(alias.path.to_owned(), Vec::new())),
            StmtKind::From(from) => {
                let module = format!("{}{}", ".".repeat(from.level as usize), from.module);
                found(module, from.names.iter().map(|alias| alias.path.to_owned()).collect());
            }
            StmtKind::If(branches) => branches.iter().for_each(|(_, body)| each(body, found)),
            StmtKind::For(_, _, body, orelse) | StmtKind::While(_, body, orelse) => {
                each(body, found);
                each(orelse, found);
            }
            StmtKind::With(_, body) => each(body, found),
            StmtKind::Class(class) => each(class.body, found),
            StmtKind::Try(attempt) => {
                each(attempt.body, found);
                attempt.handlers.iter().for_each(|(_, body)| each(body, found));
                each(attempt.orelse, found);
                each(attempt.last, found);
            }
            StmtKind::Match(_, _, bodies) => bodies.iter().for_each(|body| each(body, found)),
            _ => {}
        }
    }
}
