//! Expressions: precedence climbing; chains of one operator are loops, so that long ones need no stack.

use smallvec::SmallVec;

use super::powers::{AND, COMPARE, NOT, OR, POWERS, operator};
use super::{Parsed, Parser, T};
use crate::scan::ast::{Arg, Clause, Cmp, CompKind, Form, Kind, Node, Op};

/// Longest chain of `.name`, `(...)` and `[...]` behind one expression.
const LONGEST_CHAIN: u32 = 200;

impl<'a> Parser<'a> {
    /// `a, *b, c`: a tuple, or the one expression there is.
    pub(super) fn expressions(&mut self) -> Parsed<Node<'a>> {
        let first = self.starred()?;
        if self.tok.kind != T::Comma {
            return Ok(first);
        }
        let mark = self.nodes.len();
        self.nodes.push(first);
        let mut end = first.end;
        while self.tok.kind == T::Comma {
            end = self.bump().end;
            if !self.begins_expression() {
                break;
            }
            let item = self.starred()?;
            end = item.end;
            self.nodes.push(item);
        }
        let items = self.nodes_from(mark);
        Ok(self.node(first.at, end, Kind::Tuple(items)))
    }

    fn begins_expression(&self) -> bool {
        !matches!(
            self.tok.kind,
            T::End
                | T::Newline
                | T::Dedent
                | T::Indent
                | T::RParen
                | T::RBracket
                | T::RBrace
                | T::Equal
                | T::Colon
                | T::Semicolon
                | T::Comma
                | T::In
                | T::Augmented
                | T::Bang
        )
    }

    pub(super) fn starred(&mut self) -> Parsed<Node<'a>> {
        if self.tok.kind == T::Star {
            let at = self.bump().at;
            let value = self.operators(COMPARE + 1)?;
            return Ok(self.node(at, value.end, Kind::Star(value)));
        }
        self.named()
    }

    /// An expression, or `name := expression`.
    pub(super) fn named(&mut self) -> Parsed<Node<'a>> {
        let left = self.expression()?;
        if self.tok.kind == T::Walrus {
            if let Kind::Name(name) = left.kind {
                self.bump();
                let value = self.expression()?;
                return Ok(self.node(left.at, value.end, Kind::Walrus(name, value)));
            }
        }
        Ok(left)
    }

    pub(super) fn expression(&mut self) -> Parsed<Node<'a>> {
        self.deeper()?;
        let out = match self.tok.kind {
            T::Lambda => self.lambda(),
            T::Yield => self.yielded(),
            _ => self.ternary(),
        }?;
        self.depth -= 1;
        Ok(out)
    }

    fn ternary(&mut self) -> Parsed<Node<'a>> {
        let then = self.operators(OR)?;
        if self.tok.kind != T::If {
            return Ok(then);
        }
        self.bump();
        let test = self.operators(OR)?;
        self.expect(T::Else, "a conditional expression has no else")?;
        let other = self.expression()?;
        Ok(self.node(then.at, other.end, Kind::If(test, then, other)))
    }

    fn yielded(&mut self) -> Parsed<Node<'a>> {
        self.yields = true;
        let at = self.bump();
        self.eat(T::From);
        let value = if self.begins_expression() { Some(self.expressions()?) } else { None };
        Ok(self.node(at.at, value.map_or(at.end, |value| value.end), Kind::Suspend(value)))
    }

    fn lambda(&mut self) -> Parsed<Node<'a>> {
        let at = self.bump().at;
        let params = self.params(T::Colon)?;
        self.expect(T::Colon, "a lambda has no colon")?;
        let body = self.expression()?;
        Ok(self.node(at, body.end, Kind::Lambda(params, body)))
    }

    /// Operators that bind at least as strongly as `least`, and what they join.
    pub(super) fn operators(&mut self, least: u8) -> Parsed<Node<'a>> {
        let mut left = if self.tok.kind == T::Not && least <= NOT { self.not()? } else { self.unary()? };
        loop {
            let power = POWERS[self.tok.kind as usize];
            if power < least {
                return Ok(left);
            }
            left = match power {
                OR | AND => self.sequence(left, power)?,
                COMPARE => self.comparison(left)?,
                _ => {
                    let op = operator(self.bump().kind);
                    let right = self.operators(power + 1)?;
                    self.node(left.at, right.end, Kind::Binary(op, left, right))
                }
            };
        }
    }

    /// `first and b and c`, or the same with `or`.
    fn sequence(&mut self, first: Node<'a>, power: u8) -> Parsed<Node<'a>> {
        let sign = self.tok.kind;
        let mark = self.nodes.len();
        self.nodes.push(first);
        let mut end = first.end;
        while self.eat(sign) {
            let item = self.operators(power + 1)?;
            end = item.end;
            self.nodes.push(item);
        }
        let items = self.nodes_from(mark);
        Ok(self.node(first.at, end, if power == OR { Kind::Or(items) } else { Kind::And(items) }))
    }

    fn not(&mut self) -> Parsed<Node<'a>> {
        let at = self.bump().at;
        self.deeper()?;
        let value = self.operators(NOT)?;
        self.depth -= 1;
        Ok(self.node(at, value.end, Kind::Not(value)))
    }

    fn comparison(&mut self, first: Node<'a>) -> Parsed<Node<'a>> {
        let mut rest: SmallVec<[(Cmp, Node<'a>); 2]> = SmallVec::new();
        let mut end = first.end;
        while POWERS[self.tok.kind as usize] == COMPARE {
            let sign = match self.bump().kind {
                T::EqEq => Cmp::Eq,
                T::NotEq => Cmp::Ne,
                T::Less => Cmp::Lt,
                T::LessEq => Cmp::Le,
                T::Greater => Cmp::Gt,
                T::GreaterEq => Cmp::Ge,
                T::In => Cmp::In,
                T::Is if self.eat(T::Not) => Cmp::IsNot,
                T::Is => Cmp::Is,
                _ => {
                    self.expect(T::In, "`not` is followed by something else than `in`")?;
                    Cmp::NotIn
                }
            };
            let other = self.operators(COMPARE + 1)?;
            end = other.end;
            rest.push((sign, other));
        }
        Ok(self.node(first.at, end, Kind::Compare(first, self.arena.alloc_slice_copy(&rest))))
    }

    fn unary(&mut self) -> Parsed<Node<'a>> {
        let kind = self.tok.kind;
        if matches!(kind, T::Minus | T::Plus | T::Tilde | T::Await) {
            let at = self.bump().at;
            self.deeper()?;
            let value = self.unary()?;
            self.depth -= 1;
            let kind = match kind {
                T::Minus => Kind::Minus(value),
                T::Await => Kind::Suspend(Some(value)),
                _ => Kind::OtherUnary(value),
            };
            return Ok(self.node(at, value.end, kind));
        }
        let base = self.postfix()?;
        if self.tok.kind != T::Stars {
            return Ok(base);
        }
        self.bump();
        self.deeper()?;
        let power = self.unary()?;
        self.depth -= 1;
        Ok(self.node(base.at, power.end, Kind::Binary(Op::Pow, base, power)))
    }

    pub(super) fn postfix(&mut self) -> Parsed<Node<'a>> {
        let mut node = self.atom()?;
        let mut links = 0;
        loop {
            node = match self.tok.kind {
                T::Dot => {
                    self.bump();
                    let name = self.expect(T::Name, "a name is missing after the dot")?;
                    self.node(node.at, name.end, Kind::Attr(node, self.text(name)))
                }
                T::LParen => {
                    self.bump();
                    let (args, end) = self.arguments()?;
                    self.node(node.at, end, Kind::Call(node, args))
                }
                T::LBracket => {
                    self.bump();
                    let index = self.subscript()?;
                    let end = self.expect(T::RBracket, "a [ is never closed")?.end;
                    self.node(node.at, end, Kind::Index(node, index))
                }
                _ => return Ok(node),
            };
            links += 1;
            if links > LONGEST_CHAIN {
                return self.fault("the code is nested too deeply");
            }
        }
    }

    /// What stands in the parentheses of a call, the closing one included.
    pub(super) fn arguments(&mut self) -> Parsed<(&'a [Arg<'a>], u32)> {
        let mark = self.args.len();
        loop {
            let (form, value) = match self.tok.kind {
                T::RParen => {
                    let end = self.bump().end;
                    let args = self.arena.alloc_slice_copy(&self.args[mark..]);
                    self.args.truncate(mark);
                    return Ok((args, end));
                }
                T::Star => {
                    self.bump();
                    (Form::Star, self.expression()?)
                }
                T::Stars => {
                    self.bump();
                    (Form::Stars, self.expression()?)
                }
                _ => {
                    let value = self.named()?;
                    match (self.tok.kind, value.kind) {
                        (T::Equal, Kind::Name(name)) => {
                            self.bump();
                            (Form::Named(name), self.expression()?)
                        }
                        (T::For | T::Async, _) => (Form::Plain, self.comprehension(CompKind::Generator, value, None)?),
                        _ => (Form::Plain, value),
                    }
                }
            };
            self.args.push(Arg { form, value });
            if self.tok.kind != T::RParen {
                self.expect(T::Comma, "a comma or ) is missing")?;
            }
        }
    }

    fn subscript(&mut self) -> Parsed<Node<'a>> {
        let at = self.tok.at;
        let mark = self.nodes.len();
        let mut commas = 0;
        while self.tok.kind != T::RBracket {
            let item = self.slice()?;
            self.nodes.push(item);
            if self.tok.kind == T::RBracket {
                break;
            }
            self.expect(T::Comma, "a ] is missing")?;
            commas += 1;
        }
        match self.nodes[mark..] {
            [] => self.fault("an index is missing"),
            [one] if commas == 0 => {
                self.nodes.truncate(mark);
                Ok(one)
            }
            [.., last] => {
                let items = self.nodes_from(mark);
                Ok(self.node(at, last.end, Kind::Tuple(items)))
            }
        }
    }

    fn slice(&mut self) -> Parsed<Node<'a>> {
        let at = self.tok.at;
        let first = if self.tok.kind == T::Colon { None } else { Some(self.starred()?) };
        if self.tok.kind != T::Colon {
            return first.map_or_else(|| self.fault("an index is missing"), Ok);
        }
        let mut parts = [first, None, None];
        let mut place = 0;
        let mut end = self.tok.end;
        while place < 2 && self.tok.kind == T::Colon {
            end = self.bump().end;
            place += 1;
            if !matches!(self.tok.kind, T::Colon | T::Comma | T::RBracket) {
                let part = self.expression()?;
                end = part.end;
                parts[place] = Some(part);
            }
        }
        Ok(self.node(at, end, Kind::Slice(parts)))
    }

    fn atom(&mut self) -> Parsed<Node<'a>> {
        let token = self.tok;
        let kind = match token.kind {
            T::Name => Kind::Name(self.text(token)),
            T::Str => return self.strings(),
            T::Int => self.int(token),
            T::Float => self.text(token).replace('_', "").parse().map_or(Kind::Number, Kind::Float),
            T::Number => Kind::Number,
            T::None => Kind::None,
            T::True => Kind::Bool(true),
            T::False => Kind::Bool(false),
            T::Ellipsis => Kind::Ellipsis,
            T::LParen => return self.parenthesis(),
            T::LBracket => return self.list(),
            T::LBrace => return self.braces(),
            _ => return self.fault("invalid syntax"),
        };
        self.bump();
        Ok(self.node(token.at, token.end, kind))
    }

    fn int(&self, token: super::Token) -> Kind<'a> {
        let text = self.text(token);
        let digits = if text.contains('_') { std::borrow::Cow::Owned(text.replace('_', "")) } else { text.into() };
        let radix = match digits.as_bytes() {
            [b'0', b'x' | b'X', ..] => 16,
            [b'0', b'o' | b'O', ..] => 8,
            [b'0', b'b' | b'B', ..] => 2,
            _ => 10,
        };
        i64::from_str_radix(if radix == 10 { &digits } else { &digits[2..] }, radix).map_or(Kind::Number, Kind::Int)
    }

    fn parenthesis(&mut self) -> Parsed<Node<'a>> {
        let at = self.bump().at;
        if self.tok.kind == T::RParen {
            let end = self.bump().end;
            return Ok(self.node(at, end, Kind::Tuple(&[])));
        }
        let inner = self.expressions()?;
        let inner = if matches!(self.tok.kind, T::For | T::Async) {
            self.comprehension(CompKind::Generator, inner, None)?
        } else {
            inner
        };
        let end = self.expect(T::RParen, "a ( is never closed")?.end;
        // The same node, spanning its parentheses, so that its text is whole.
        Ok(self.node(at, end, inner.kind))
    }

    fn list(&mut self) -> Parsed<Node<'a>> {
        let at = self.bump().at;
        let mark = self.nodes.len();
        while self.tok.kind != T::RBracket {
            let item = self.starred()?;
            if self.nodes.len() == mark && matches!(self.tok.kind, T::For | T::Async) {
                let made = self.comprehension(CompKind::List, item, None)?;
                let end = self.expect(T::RBracket, "a [ is never closed")?.end;
                return Ok(self.node(at, end, made.kind));
            }
            self.nodes.push(item);
            if self.tok.kind != T::RBracket {
                self.expect(T::Comma, "a comma or ] is missing")?;
            }
        }
        let end = self.bump().end;
        let items = self.nodes_from(mark);
        Ok(self.node(at, end, Kind::List(items)))
    }

    fn braces(&mut self) -> Parsed<Node<'a>> {
        let at = self.bump().at;
        let mut pairs: SmallVec<[(Option<Node<'a>>, Node<'a>); 8]> = SmallVec::new();
        let mark = self.nodes.len();
        while self.tok.kind != T::RBrace {
            if self.eat(T::Stars) {
                pairs.push((None, self.operators(COMPARE + 1)?));
            } else {
                let item = self.starred()?;
                if self.eat(T::Colon) {
                    let value = self.expression()?;
                    if matches!(self.tok.kind, T::For | T::Async) {
                        let made = self.comprehension(CompKind::Dict, item, Some(value))?;
                        let end = self.expect(T::RBrace, "a { is never closed")?.end;
                        return Ok(self.node(at, end, made.kind));
                    }
                    pairs.push((Some(item), value));
                } else if matches!(self.tok.kind, T::For | T::Async) {
                    let made = self.comprehension(CompKind::Set, item, None)?;
                    let end = self.expect(T::RBrace, "a { is never closed")?.end;
                    return Ok(self.node(at, end, made.kind));
                } else {
                    self.nodes.push(item);
                }
            }
            if self.tok.kind != T::RBrace {
                self.expect(T::Comma, "a comma or } is missing")?;
            }
        }
        let end = self.bump().end;
        let items = self.nodes_from(mark);
        let kind = match (items.is_empty(), pairs.is_empty()) {
            (true, _) => Kind::Dict(self.arena.alloc_slice_copy(&pairs)),
            (false, true) => Kind::Set(items),
            (false, false) => return self.fault("a dict and a set in one"),
        };
        Ok(self.node(at, end, kind))
    }

    fn comprehension(&mut self, kind: CompKind, item: Node<'a>, value: Option<Node<'a>>) -> Parsed<Node<'a>> {
        let mut clauses: SmallVec<[Clause<'a>; 2]> = SmallVec::new();
        let mut end = item.end;
        while matches!(self.tok.kind, T::For | T::Async) {
            self.eat(T::Async);
            self.expect(T::For, "invalid syntax")?;
            let target = self.targets()?;
            self.expect(T::In, "a `for` has no `in`")?;
            let iter = self.operators(OR)?;
            end = iter.end;
            let mark = self.nodes.len();
            while self.eat(T::If) {
                let condition = self.operators(OR)?;
                end = condition.end;
                self.nodes.push(condition);
            }
            clauses.push(Clause { target, iter, conditions: self.nodes_from(mark) });
        }
        Ok(self.node(item.at, end, Kind::Comp(kind, item, value, self.arena.alloc_slice_copy(&clauses))))
    }
}
