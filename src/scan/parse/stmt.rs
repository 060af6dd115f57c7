//! Statements. Bodies of functions are skimmed; they are parsed when something calls them.

use smallvec::SmallVec;

use super::{Parsed, Parser, T};
use crate::scan::ast::{Alias, Block, Body, Class, Def, From, Kind, Node, Op, Stmt, StmtKind, Try};

type Items<'a> = &'a [(Node<'a>, Option<Node<'a>>)];

impl<'a> Parser<'a> {
    /// All statements there are.
    pub(super) fn whole(&mut self) -> Block<'a> {
        self.lines();
        self.statements_from(0)
    }

    /// Statements to the end of the source, or of the block; they wait in `self.statements`.
    fn lines(&mut self) {
        loop {
            let read = match self.tok.kind {
                T::End | T::Dedent => return,
                T::Newline => {
                    self.bump();
                    Ok(())
                }
                T::Indent => self.fault("unexpected indent"),
                _ => self.statement(),
            };
            if read.is_err() {
                return;
            }
        }
    }

    /// The statements above `mark`.
    fn statements_from(&mut self, mark: usize) -> Block<'a> {
        let out = self.arena.alloc_slice_copy(&self.statements[mark..]);
        self.statements.truncate(mark);
        out
    }

    /// The block after a colon: indented lines, or statements on the same line.
    fn block(&mut self) -> Parsed<Block<'a>> {
        self.expect(T::Colon, "a colon is missing")?;
        self.deeper()?;
        let mark = self.statements.len();
        if self.eat(T::Newline) {
            self.expect(T::Indent, "an indented block is missing")?;
            self.lines();
            if self.stopped.is_none() {
                self.expect(T::Dedent, "an indented block is missing")?;
            }
        } else if let Err(stopped) = self.simple_line() {
            self.statements.truncate(mark);
            return Err(stopped);
        }
        self.depth -= 1;
        Ok(self.statements_from(mark))
    }

    fn statement(&mut self) -> Parsed<()> {
        let at = self.tok.at;
        let kind = match self.tok.kind {
            T::If => self.if_chain()?,
            T::For => self.for_loop()?,
            T::While => {
                self.bump();
                let test = self.named()?;
                let body = self.block()?;
                StmtKind::While(test, body, self.orelse()?)
            }
            T::With => self.with()?,
            T::Try => self.attempt()?,
            T::Def => self.function(&[], false)?,
            T::Class => self.class(&[])?,
            T::At => self.decorated()?,
            T::Async => {
                self.bump();
                match self.tok.kind {
                    T::Def => self.function(&[], true)?,
                    T::For => self.for_loop()?,
                    T::With => self.with()?,
                    _ => return self.fault("invalid syntax"),
                }
            }
            T::Name if self.at_match() => self.matched()?,
            _ => return self.simple_line(),
        };
        self.statements.push(Stmt { at, kind });
        Ok(())
    }

    /// Statements separated by `;`, and the line end.
    fn simple_line(&mut self) -> Parsed<()> {
        loop {
            let at = self.tok.at;
            let kind = self.simple()?;
            self.statements.push(Stmt { at, kind });
            if self.eat(T::Semicolon) && !matches!(self.tok.kind, T::Newline | T::End) {
                continue;
            }
            if self.tok.kind != T::End {
                self.expect(T::Newline, "invalid syntax")?;
            }
            return Ok(());
        }
    }

    fn simple(&mut self) -> Parsed<StmtKind<'a>> {
        let kind = match self.tok.kind {
            T::Import => return self.import(),
            T::From => return self.import_from(),
            T::Return => {
                self.bump();
                let bare = matches!(self.tok.kind, T::Newline | T::Semicolon | T::End | T::Dedent);
                StmtKind::Return(if bare { None } else { Some(self.expressions()?) })
            }
            T::Raise => {
                self.bump();
                if !matches!(self.tok.kind, T::Newline | T::Semicolon | T::End) {
                    self.expression()?;
                    if self.eat(T::From) {
                        self.expression()?;
                    }
                }
                StmtKind::Raise
            }
            T::Pass => self.word(StmtKind::Pass),
            T::Break => self.word(StmtKind::Break),
            T::Continue => self.word(StmtKind::Continue),
            T::Global => {
                self.bump();
                StmtKind::Global(self.names()?)
            }
            T::Nonlocal => {
                self.bump();
                self.names()?;
                StmtKind::Nonlocal
            }
            T::Assert => {
                self.bump();
                let test = self.expression()?;
                if self.eat(T::Comma) {
                    self.expression()?;
                }
                StmtKind::Assert(test)
            }
            T::Del => {
                self.bump();
                let what = self.expressions()?;
                StmtKind::Delete(match what.kind {
                    Kind::Tuple(items) => items,
                    _ => self.arena.alloc_slice_copy(&[what]),
                })
            }
            _ => return self.assignment(),
        };
        Ok(kind)
    }

    fn word(&mut self, kind: StmtKind<'a>) -> StmtKind<'a> {
        self.bump();
        kind
    }

    fn names(&mut self) -> Parsed<&'a [&'a str]> {
        let mut names: SmallVec<[&'a str; 4]> = SmallVec::new();
        names.push(self.name()?);
        while self.eat(T::Comma) {
            names.push(self.name()?);
        }
        Ok(self.arena.alloc_slice_copy(&names))
    }

    fn assignment(&mut self) -> Parsed<StmtKind<'a>> {
        let first = self.expressions()?;
        match self.tok.kind {
            T::Equal => {
                let mut targets: SmallVec<[Node<'a>; 2]> = SmallVec::from_slice(&[first]);
                let mut value = first;
                while self.eat(T::Equal) {
                    value = self.expressions()?;
                    targets.push(value);
                }
                targets.pop();
                if targets.iter().any(|target| !assignable(target)) {
                    return self.fault("this can't be assigned to");
                }
                Ok(StmtKind::Assign(self.arena.alloc_slice_copy(&targets), value))
            }
            T::Colon => {
                self.bump();
                self.expression()?;
                let value = if self.eat(T::Equal) { Some(self.expressions()?) } else { None };
                Ok(StmtKind::Annotate(first, value))
            }
            T::Augmented => {
                let token = self.bump();
                let text = self.text(token);
                let op = match &text[..text.len() - 1] {
                    "+" => Op::Add,
                    "-" => Op::Sub,
                    "*" => Op::Mul,
                    "/" => Op::Div,
                    "//" => Op::Floor,
                    "%" => Op::Mod,
                    "**" => Op::Pow,
                    ">>" => Op::Right,
                    "<<" => Op::Left,
                    "&" => Op::And,
                    "|" => Op::Or,
                    "^" => Op::Xor,
                    _ => Op::MatMul,
                };
                Ok(StmtKind::Augment(first, op, self.expressions()?))
            }
            // `type X = ...`
            T::Name if matches!(first.kind, Kind::Name("type")) => {
                let name = self.name()?;
                self.lex.skim_line().map_err(|fault| self.stop(fault))?;
                self.bump();
                let target = self.node(first.at, first.end, Kind::Name(name));
                Ok(StmtKind::Annotate(target, None))
            }
            _ => Ok(StmtKind::Expr(first)),
        }
    }

    fn if_chain(&mut self) -> Parsed<StmtKind<'a>> {
        let mut branches: SmallVec<[(Option<Node<'a>>, Block<'a>); 2]> = SmallVec::new();
        while self.tok.kind == T::Elif || (branches.is_empty() && self.tok.kind == T::If) {
            self.bump();
            let test = self.named()?;
            branches.push((Some(test), self.block()?));
        }
        if self.eat(T::Else) {
            branches.push((None, self.block()?));
        }
        Ok(StmtKind::If(self.arena.alloc_slice_copy(&branches)))
    }

    fn orelse(&mut self) -> Parsed<Block<'a>> {
        if self.eat(T::Else) { self.block() } else { Ok(&[]) }
    }

    fn for_loop(&mut self) -> Parsed<StmtKind<'a>> {
        self.bump();
        let target = self.targets()?;
        self.expect(T::In, "a `for` has no `in`")?;
        let iter = self.expressions()?;
        let body = self.block()?;
        Ok(StmtKind::For(target, iter, body, self.orelse()?))
    }

    fn with(&mut self) -> Parsed<StmtKind<'a>> {
        self.bump();
        // `with (a as b, c as d):` and `with (a).b as c:` begin alike: try the former, go back once.
        if self.tok.kind == T::LParen {
            let before = (self.lex.clone(), self.tok, self.depth, self.stopped);
            self.bump();
            if let Ok(items) = self.with_items(T::RParen) {
                if self.tok.kind == T::RParen && self.after(T::Colon) {
                    return Ok(StmtKind::With(items, self.block()?));
                }
            }
            (self.lex, self.tok, self.depth, self.stopped) = before;
        }
        let items = self.with_items(T::Colon)?;
        Ok(StmtKind::With(items, self.block()?))
    }

    fn with_items(&mut self, close: T) -> Parsed<Items<'a>> {
        let mut items: SmallVec<[(Node<'a>, Option<Node<'a>>); 2]> = SmallVec::new();
        loop {
            let value = self.named()?;
            let name = if self.eat(T::As) { Some(self.postfix()?) } else { None };
            items.push((value, name));
            if !self.eat(T::Comma) || self.tok.kind == close {
                return Ok(self.arena.alloc_slice_copy(&items));
            }
        }
    }

    fn attempt(&mut self) -> Parsed<StmtKind<'a>> {
        self.bump();
        let body = self.block()?;
        let mut handlers: SmallVec<[(Option<&'a str>, Block<'a>); 2]> = SmallVec::new();
        while self.eat(T::Except) {
            self.eat(T::Star);
            let mut name = None;
            if self.tok.kind != T::Colon {
                self.expressions()?;
                if self.eat(T::As) {
                    name = Some(self.name()?);
                }
            }
            handlers.push((name, self.block()?));
        }
        let orelse = self.orelse()?;
        let last = if self.eat(T::Finally) { self.block()? } else { &[] };
        let handlers = self.arena.alloc_slice_copy(&handlers);
        Ok(StmtKind::Try(self.arena.alloc(Try { body, handlers, orelse, last })))
    }

    fn decorated(&mut self) -> Parsed<StmtKind<'a>> {
        let mut decorators: SmallVec<[Node<'a>; 4]> = SmallVec::new();
        while self.eat(T::At) {
            decorators.push(self.named()?);
            self.expect(T::Newline, "a decorator ends its line")?;
        }
        let decorators = self.arena.alloc_slice_copy(&decorators);
        match self.tok.kind {
            T::Class => self.class(decorators),
            T::Async => {
                self.bump();
                self.function(decorators, true)
            }
            T::Def => self.function(decorators, false),
            _ => self.fault("a decorator is followed by neither def nor class"),
        }
    }

    fn function(&mut self, decorators: &'a [Node<'a>], is_async: bool) -> Parsed<StmtKind<'a>> {
        let at = self.expect(T::Def, "invalid syntax")?.at;
        let name = self.name()?;
        self.type_params()?;
        self.expect(T::LParen, "a function has no parameter list")?;
        let params = self.params(T::RParen)?;
        self.bump();
        if self.eat(T::Arrow) {
            self.expression()?;
        }
        let body = self.function_body()?;
        Ok(StmtKind::Def(self.arena.alloc(Def { at, name, params, decorators, body, is_async })))
    }

    fn function_body(&mut self) -> Parsed<Body> {
        if self.tok.kind != T::Colon {
            return self.fault("a colon is missing");
        }
        // The colon is still the current token: what follows it hasn't been read.
        let colon = self.tok.end as usize;
        let inline = !self.lex.at_line_end();
        let (start, end) = if inline {
            self.lex.skim_line().map_err(|fault| self.stop(fault))?;
            let blanks = self.src.as_bytes()[colon..].iter().take_while(|byte| **byte == b' ' || **byte == b'\t');
            (colon + blanks.count(), self.lex.pos)
        } else {
            self.lex.next();
            self.lex.skim_block().map_err(|fault| self.stop(fault))?
        };
        self.bump();
        if start == end {
            return self.fault("an indented block is missing");
        }
        Ok(Body { start: start as u32, end: end as u32, inline })
    }

    /// `[T]` after a name; its contents don't matter.
    fn type_params(&mut self) -> Parsed<()> {
        if self.eat(T::LBracket) {
            let mut open = 1;
            while open > 0 {
                match self.bump().kind {
                    T::LBracket => open += 1,
                    T::RBracket => open -= 1,
                    T::End => return self.fault("a [ is never closed"),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn class(&mut self, decorators: &'a [Node<'a>]) -> Parsed<StmtKind<'a>> {
        let at = self.bump().at;
        let name = self.name()?;
        self.type_params()?;
        let bases = if self.eat(T::LParen) { self.arguments()?.0 } else { &[] };
        let body = self.block()?;
        Ok(StmtKind::Class(self.arena.alloc(Class { at, name, bases, decorators, body })))
    }

    fn import(&mut self) -> Parsed<StmtKind<'a>> {
        self.bump();
        let mut names: SmallVec<[Alias<'a>; 2]> = SmallVec::new();
        loop {
            let path = self.dotted()?;
            let name = if self.eat(T::As) { Some(self.name()?) } else { None };
            names.push(Alias { path, name });
            if !self.eat(T::Comma) {
                return Ok(StmtKind::Import(self.arena.alloc_slice_copy(&names)));
            }
        }
    }

    fn dotted(&mut self) -> Parsed<&'a str> {
        let first = self.expect(T::Name, "a module name is missing")?;
        let mut end = first.end;
        while self.eat(T::Dot) {
            end = self.expect(T::Name, "a name is missing after the dot")?.end;
        }
        let text = &self.src[first.at as usize..end as usize];
        if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
            let bare: String = text.chars().filter(|one| !one.is_whitespace() && *one != '\\').collect();
            return Ok(self.arena.alloc_str(&bare));
        }
        Ok(text)
    }

    fn import_from(&mut self) -> Parsed<StmtKind<'a>> {
        self.bump();
        let mut level = 0;
        loop {
            level += match self.tok.kind {
                T::Dot => 1,
                T::Ellipsis => 3,
                _ => break,
            };
            self.bump();
        }
        let module = if self.tok.kind == T::Import { "" } else { self.dotted()? };
        self.expect(T::Import, "`from` has no `import`")?;
        let mut names: SmallVec<[Alias<'a>; 8]> = SmallVec::new();
        if self.eat(T::Star) {
            names.push(Alias { path: "*", name: None });
        } else {
            let inside = self.eat(T::LParen);
            loop {
                let path = self.name()?;
                let name = if self.eat(T::As) { Some(self.name()?) } else { None };
                names.push(Alias { path, name });
                if !self.eat(T::Comma) || (inside && self.tok.kind == T::RParen) {
                    break;
                }
            }
            if inside {
                self.expect(T::RParen, "a ( is never closed")?;
            }
        }
        let names = self.arena.alloc_slice_copy(&names);
        Ok(StmtKind::From(self.arena.alloc(From { module, level, names })))
    }

    /// Whether a `match` statement begins here: the word, then a line that ends in a colon.
    fn at_match(&self) -> bool {
        if self.text(self.tok) != "match" {
            return false;
        }
        let next = self.src.as_bytes().get(self.tok.end as usize).copied().unwrap_or(0);
        matches!(next, b' ' | b'(' | b'[' | b'{' | b'\'' | b'"') && matches!(self.lex.clone().skim_line(), Ok(b':'))
    }

    fn matched(&mut self) -> Parsed<StmtKind<'a>> {
        self.bump();
        let subject = self.expressions()?;
        self.expect(T::Colon, "a colon is missing")?;
        self.expect(T::Newline, "invalid syntax")?;
        self.expect(T::Indent, "an indented block is missing")?;
        let mut names: SmallVec<[&'a str; 8]> = SmallVec::new();
        let mut bodies: SmallVec<[Block<'a>; 8]> = SmallVec::new();
        self.deeper()?;
        while self.tok.kind == T::Name && self.text(self.tok) == "case" {
            self.bump();
            let mut open = 0;
            while self.tok.kind != T::Colon || open > 0 {
                match self.tok.kind {
                    T::LParen | T::LBracket | T::LBrace => open += 1,
                    T::RParen | T::RBracket | T::RBrace => open -= 1,
                    T::Name => names.push(self.text(self.tok)),
                    T::Newline | T::End => return self.fault("a colon is missing"),
                    _ => {}
                }
                self.bump();
            }
            bodies.push(self.block()?);
        }
        self.depth -= 1;
        self.expect(T::Dedent, "a `match` holds something else than `case`")?;
        let names = self.arena.alloc_slice_copy(&names);
        Ok(StmtKind::Match(subject, names, self.arena.alloc_slice_copy(&bodies)))
    }
}

fn assignable(target: Node<'_>) -> bool {
    match target.kind {
        Kind::Name(_) | Kind::Attr(..) | Kind::Index(..) => true,
        Kind::Star(inner) => assignable(inner),
        Kind::Tuple(items) | Kind::List(items) => items.iter().all(|item| assignable(item)),
        _ => false,
    }
}
