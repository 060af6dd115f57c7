//! Tokens to a tree. Depth is bounded, every byte is read once; what can't be parsed ends the reading with its place.

mod expr;
mod fstring;
mod names;
mod stmt;

use bumpalo::Bump;

use super::ast::{Block, Body, Node};
use super::lex::{DEEPEST, Fault, Lexer, T, Token};

type Parsed<R> = Result<R, Fault>;

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
}

/// What was read before the first fault, and the fault.
pub struct Module<'a> {
    pub body: Block<'a>,
    pub fault: Option<Fault>,
}

/// All statements of a module.
pub fn module<'a>(arena: &'a Bump, src: &'a str) -> Module<'a> {
    let mut statements = Vec::new();
    let fault = match Parser::new(arena, Lexer::new(src, 0, src.len(), false), 0) {
        Ok(mut parser) => {
            parser.statements(&mut statements);
            parser.stopped
        }
        Err(fault) => Some(fault),
    };
    Module { body: arena.alloc_slice_copy(&statements), fault }
}

/// The body of a function, and whether it yields.
pub fn body<'a>(arena: &'a Bump, src: &'a str, body: Body) -> Parsed<(Block<'a>, bool)> {
    let lexer = Lexer::new(src, body.start as usize, body.end as usize, false);
    let mut parser = Parser::new(arena, lexer, 0)?;
    let mut statements = Vec::new();
    if !body.inline && parser.tok.kind == T::Indent {
        parser.bump();
    }
    parser.statements(&mut statements);
    if let Some(fault) = parser.stopped {
        return Err(fault);
    }
    Ok((arena.alloc_slice_copy(&statements), parser.yields))
}

impl<'a> Parser<'a> {
    fn new(arena: &'a Bump, mut lex: Lexer<'a>, depth: u32) -> Parsed<Self> {
        let tok = lex.next()?;
        Ok(Self { arena, src: lex.src, lex, tok, depth, yields: false, stopped: None })
    }

    fn bump(&mut self) -> Token {
        let seen = self.tok;
        if self.stopped.is_none() {
            match self.lex.next() {
                Ok(token) => self.tok = token,
                Err(fault) => self.stop(fault),
            }
        }
        seen
    }

    /// Ends the reading; what stands before is kept.
    fn stop(&mut self, fault: Fault) {
        self.stopped.get_or_insert(fault);
        self.tok = Token { kind: T::End, at: fault.at, end: fault.at };
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

    fn fault<R>(&self, text: &'static str) -> Parsed<R> {
        Err(Fault { at: self.tok.at, text })
    }

    fn text(&self, token: Token) -> &'a str {
        &self.src[token.at as usize..token.end as usize]
    }

    fn deeper(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > DEEPEST { self.fault("the code is nested too deeply") } else { Ok(()) }
    }

    fn node(&self, at: u32, end: u32, kind: super::ast::Kind<'a>) -> Node<'a> {
        self.arena.alloc(super::ast::Expr { at, end, kind })
    }

    fn name(&mut self) -> Parsed<&'a str> {
        let token = self.expect(T::Name, "a name is missing")?;
        Ok(self.text(token))
    }
}
