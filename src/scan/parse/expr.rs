//! Expressions: precedence climbing; chains of one operator are loops, so that long ones need no stack.

use smallvec::SmallVec;

use super::{Parsed, Parser, T};
use crate::scan::ast::{Arg, Clause, Cmp, CompKind, Form, Kind, Node, Op};

pub(super) type Nodes<'a> = SmallVec<[Node<'a>; 8]>;

/// Longest chain of `.name`, `(...)` and `[...]` behind one expression.
const LONGEST_CHAIN: u32 = 200;

impl<'a> Parser<'a> {
    /// `a, *b, c`: a tuple, or the one expression there is.
    pub(super) fn expressions(&mut self) -> Parsed<Node<'a>> {
        let first = self.starred()?;
        if self.tok.kind != T::Comma {
            return Ok(first);
        }
        let mut items = Nodes::from_slice(&[first]);
        let mut end = first.end;
        while self.tok.kind == T::Comma {
            end = self.bump().end;
            if !self.begins_expression() {
                break;
            }
            let item = self.starred()?;
            end = item.end;
            items.push(item);
        }
        Ok(self.node(first.at, end, Kind::Tuple(self.arena.alloc_slice_copy(&items))))
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
            let value = self.binary(1)?;
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
        let then = self.or()?;
        if self.tok.kind != T::If {
            return Ok(then);
        }
        self.bump();
        let test = self.or()?;
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

    fn or(&mut self) -> Parsed<Node<'a>> {
        let first = self.and()?;
        if self.tok.kind != T::Or {
            return Ok(first);
        }
        let mut items = Nodes::from_slice(&[first]);
        while self.eat(T::Or) {
            items.push(self.and()?);
        }
        Ok(self.node(first.at, items[items.len() - 1].end, Kind::Or(self.arena.alloc_slice_copy(&items))))
    }

    fn and(&mut self) -> Parsed<Node<'a>> {
        let first = self.not()?;
        if self.tok.kind != T::And {
            return Ok(first);
        }
        let mut items = Nodes::from_slice(&[first]);
        while self.eat(T::And) {
            items.push(self.not()?);
        }
        Ok(self.node(first.at, items[items.len() - 1].end, Kind::And(self.arena.alloc_slice_copy(&items))))
    }

    fn not(&mut self) -> Parsed<Node<'a>> {
        if self.tok.kind == T::Not {
            let at = self.bump().at;
            self.deeper()?;
            let value = self.not()?;
            self.depth -= 1;
            return Ok(self.node(at, value.end, Kind::Not(value)));
        }
        let left = self.binary(1)?;
        let mut rest: SmallVec<[(Cmp, Node<'a>); 2]> = SmallVec::new();
        loop {
            let sign = match self.tok.kind {
                T::EqEq => Cmp::Eq,
                T::NotEq => Cmp::Ne,
                T::Less => Cmp::Lt,
                T::LessEq => Cmp::Le,
                T::Greater => Cmp::Gt,
                T::GreaterEq => Cmp::Ge,
                T::In => Cmp::In,
                T::Is => Cmp::Is,
                T::Not => Cmp::NotIn,
                _ => break,
            };
            self.bump();
            let sign = match sign {
                Cmp::Is if self.eat(T::Not) => Cmp::IsNot,
                Cmp::NotIn => {
                    self.expect(T::In, "`not` is followed by something else than `in`")?;
                    Cmp::NotIn
                }
                other => other,
            };
            rest.push((sign, self.binary(1)?));
        }
        if rest.is_empty() {
            return Ok(left);
        }
        Ok(self.node(left.at, rest[rest.len() - 1].1.end, Kind::Compare(left, self.arena.alloc_slice_copy(&rest))))
    }

    /// Operators that bind at least as strongly as `least`.
    pub(super) fn binary(&mut self, least: u8) -> Parsed<Node<'a>> {
        let mut left = self.unary()?;
        loop {
            let (op, power) = match self.tok.kind {
                T::Bar => (Op::Or, 1),
                T::Caret => (Op::Xor, 2),
                T::Amp => (Op::And, 3),
                T::Left => (Op::Left, 4),
                T::Right => (Op::Right, 4),
                T::Plus => (Op::Add, 5),
                T::Minus => (Op::Sub, 5),
                T::Star => (Op::Mul, 6),
                T::Slash => (Op::Div, 6),
                T::Slashes => (Op::Floor, 6),
                T::Percent => (Op::Mod, 6),
                T::At => (Op::MatMul, 6),
                _ => return Ok(left),
            };
            if power < least {
                return Ok(left);
            }
            self.bump();
            let right = self.binary(power + 1)?;
            left = self.node(left.at, right.end, Kind::Binary(op, left, right));
        }
    }

    fn unary(&mut self) -> Parsed<Node<'a>> {
        let kind = self.tok.kind;
        match kind {
            T::Minus | T::Plus | T::Tilde | T::Await => {
                let at = self.bump().at;
                self.deeper()?;
                let value = self.unary()?;
                self.depth -= 1;
                let kind = match kind {
                    T::Minus => Kind::Minus(value),
                    T::Await => Kind::Suspend(Some(value)),
                    _ => Kind::OtherUnary(value),
                };
                Ok(self.node(at, value.end, kind))
            }
            _ => {
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
        }
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
        let mut args: SmallVec<[Arg<'a>; 8]> = SmallVec::new();
        loop {
            let (form, value) = match self.tok.kind {
                T::RParen => {
                    let end = self.bump().end;
                    return Ok((self.arena.alloc_slice_copy(&args), end));
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
            args.push(Arg { form, value });
            if self.tok.kind != T::RParen {
                self.expect(T::Comma, "a comma or ) is missing")?;
            }
        }
    }

    fn subscript(&mut self) -> Parsed<Node<'a>> {
        let at = self.tok.at;
        let mut items = Nodes::new();
        let mut commas = 0;
        while self.tok.kind != T::RBracket {
            items.push(self.slice()?);
            if self.tok.kind == T::RBracket {
                break;
            }
            self.expect(T::Comma, "a ] is missing")?;
            commas += 1;
        }
        match items[..] {
            [] => self.fault("an index is missing"),
            [one] if commas == 0 => Ok(one),
            _ => Ok(self.node(at, items[items.len() - 1].end, Kind::Tuple(self.arena.alloc_slice_copy(&items)))),
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
        let mut items = Nodes::new();
        while self.tok.kind != T::RBracket {
            let item = self.starred()?;
            if items.is_empty() && matches!(self.tok.kind, T::For | T::Async) {
                let made = self.comprehension(CompKind::List, item, None)?;
                let end = self.expect(T::RBracket, "a [ is never closed")?.end;
                return Ok(self.node(at, end, made.kind));
            }
            items.push(item);
            if self.tok.kind != T::RBracket {
                self.expect(T::Comma, "a comma or ] is missing")?;
            }
        }
        let end = self.bump().end;
        Ok(self.node(at, end, Kind::List(self.arena.alloc_slice_copy(&items))))
    }

    fn braces(&mut self) -> Parsed<Node<'a>> {
        let at = self.bump().at;
        let mut pairs: SmallVec<[(Option<Node<'a>>, Node<'a>); 8]> = SmallVec::new();
        let mut items = Nodes::new();
        while self.tok.kind != T::RBrace {
            if self.eat(T::Stars) {
                pairs.push((None, self.binary(1)?));
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
                    items.push(item);
                }
            }
            if self.tok.kind != T::RBrace {
                self.expect(T::Comma, "a comma or } is missing")?;
            }
        }
        let end = self.bump().end;
        let kind = match (items.is_empty(), pairs.is_empty()) {
            (true, _) => Kind::Dict(self.arena.alloc_slice_copy(&pairs)),
            (false, true) => Kind::Set(self.arena.alloc_slice_copy(&items)),
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
            let iter = self.or()?;
            end = iter.end;
            let mut conditions = Nodes::new();
            while self.eat(T::If) {
                let condition = self.or()?;
                end = condition.end;
                conditions.push(condition);
            }
            clauses.push(Clause { target, iter, conditions: self.arena.alloc_slice_copy(&conditions) });
        }
        Ok(self.node(item.at, end, Kind::Comp(kind, item, value, self.arena.alloc_slice_copy(&clauses))))
    }
}
