//! Tokens to a tree. Depth is bounded, every byte is read once; what can't be parsed ends the reading with its place.

mod expr;
mod fstring;
mod names;
mod powers;
mod stmt;

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;

use super::ast::{Arg, Block, Body, Expr, Kind, Node, Stmt};
use super::lex::{DEEPEST, Fault, Lexer, T, Token};

/// The reading has ended at a fault, which the parser keeps.
pub struct Stopped;

type Parsed<R> = Result<R, Stopped>;

/// A parser of one piece of source; its trees live in `arena`.
pub struct Parser<'a> {
    pub arena: &'a Bump,
    src: &'a str,
    lex: Lexer<'a>,
    tok: Token,
    depth: u32,
    /// Whether a `yield` has been read.
    pub yields: bool,
    /// What ended the reading: from there on there is nothing but `End`.
    stopped: Option<Fault>,
    /// What belongs to nodes that aren't complete yet: each takes what lies above its mark.
    nodes: ArenaVec<'a, Node<'a>>,
    args: ArenaVec<'a, Arg<'a>>,
    statements: ArenaVec<'a, Stmt<'a>>,
}

/// What was read before the first fault, and the fault.
pub struct Module<'a> {
    pub body: Block<'a>,
    pub fault: Option<Fault>,
}

/// All statements of a module.
pub fn module<'a>(arena: &'a Bump, src: &'a str) -> Module<'a> {
    let mut parser = Parser::new(arena, Lexer::new(src, 0, src.len(), false));
    let body = parser.whole();
    Module { body, fault: parser.stopped }
}

/// The body of a function, and whether it yields.
pub fn body<'a>(arena: &'a Bump, src: &'a str, body: Body) -> Result<(Block<'a>, bool), Fault> {
    let lexer = Lexer::new(src, body.start as usize, body.end as usize, false);
    let mut parser = Parser::new(arena, lexer);
    if !body.inline && parser.tok.kind == T::Indent {
        parser.bump();
    }
    let body = parser.whole();
    parser.stopped.map_or(Ok((body, parser.yields)), Err)
}

impl<'a> Parser<'a> {
    fn new(arena: &'a Bump, lex: Lexer<'a>) -> Self {
        let mut parser = Self {
            arena,
            src: lex.src,
            lex,
            tok: Token { kind: T::End, at: 0, end: 0 },
            depth: 0,
            yields: false,
            stopped: None,
            nodes: ArenaVec::with_capacity_in(64, arena),
            args: ArenaVec::with_capacity_in(64, arena),
            statements: ArenaVec::with_capacity_in(64, arena),
        };
        parser.bump();
        parser
    }

    /// Passes the current token and returns it.
    fn bump(&mut self) -> Token {
        let next = self.lex.next();
        let seen = std::mem::replace(&mut self.tok, next);
        if let (T::Fault, Some(fault)) = (next.kind, self.lex.fault) {
            self.stop(fault);
        }
        seen
    }

    /// Ends the reading; what stands before is kept.
    #[cold]
    fn stop(&mut self, fault: Fault) -> Stopped {
        self.stopped.get_or_insert(fault);
        self.tok = Token { kind: T::End, at: fault.at, end: fault.at };
        self.lex.halt();
        Stopped
    }

    fn eat(&mut self, kind: T) -> bool {
        let there = self.tok.kind == kind;
        if there {
            self.bump();
        }
        there
    }

    /// Whether `kind` follows the current token, which is passed.
    fn after(&mut self, kind: T) -> bool {
        self.bump();
        self.tok.kind == kind
    }

    fn expect(&mut self, kind: T, text: &'static str) -> Parsed<Token> {
        if self.tok.kind == kind { Ok(self.bump()) } else { self.fault(text) }
    }

    #[cold]
    fn fault<R>(&mut self, text: &'static str) -> Parsed<R> {
        Err(self.stop(Fault { at: self.tok.at, text }))
    }

    fn text(&self, token: Token) -> &'a str {
        &self.src[token.at as usize..token.end as usize]
    }

    fn deeper(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > DEEPEST { self.fault("the code is nested too deeply") } else { Ok(()) }
    }

    fn node(&self, at: u32, end: u32, kind: Kind<'a>) -> Node<'a> {
        self.arena.alloc(Expr { at, end, kind })
    }

    /// The nodes above `mark`.
    fn nodes_from(&mut self, mark: usize) -> &'a [Node<'a>] {
        let out = self.arena.alloc_slice_copy(&self.nodes[mark..]);
        self.nodes.truncate(mark);
        out
    }

    fn name(&mut self) -> Parsed<&'a str> {
        let token = self.expect(T::Name, "a name is missing")?;
        Ok(self.text(token))
    }
}
