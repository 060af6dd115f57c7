//! What binds names: targets of loops, parameters.

use smallvec::SmallVec;

use super::{Parsed, Parser, T};
use crate::scan::ast::{Kind, Node, Param, ParamForm};

impl<'a> Parser<'a> {
    /// The targets of a `for`.
    pub(super) fn targets(&mut self) -> Parsed<Node<'a>> {
        let one = |parser: &mut Self| {
            let at = parser.tok.at;
            if parser.eat(T::Star) {
                let value = parser.postfix()?;
                return Ok(parser.node(at, value.end, Kind::Star(value)));
            }
            parser.postfix()
        };
        let first = one(self)?;
        if self.tok.kind != T::Comma {
            return Ok(first);
        }
        let mark = self.nodes.len();
        self.nodes.push(first);
        let mut end = first.end;
        while self.eat(T::Comma) {
            if self.tok.kind == T::In {
                break;
            }
            let item = one(self)?;
            end = item.end;
            self.nodes.push(item);
        }
        let items = self.nodes_from(mark);
        Ok(self.node(first.at, end, Kind::Tuple(items)))
    }

    /// Parameters up to `close`, which is left in place.
    pub(super) fn params(&mut self, close: T) -> Parsed<&'a [Param<'a>]> {
        let mut params: SmallVec<[Param<'a>; 8]> = SmallVec::new();
        let mut form = ParamForm::Plain;
        while self.tok.kind != close {
            match self.tok.kind {
                T::Slash => {
                    self.bump();
                }
                T::Star => {
                    self.bump();
                    form = ParamForm::KeywordOnly;
                    if self.tok.kind == T::Name {
                        params.push(self.param(ParamForm::Rest, close)?);
                    }
                }
                T::Stars => {
                    self.bump();
                    params.push(self.param(ParamForm::Keywords, close)?);
                }
                _ => params.push(self.param(form, close)?),
            }
            if self.tok.kind != close {
                self.expect(T::Comma, "a comma is missing between parameters")?;
            }
        }
        Ok(self.arena.alloc_slice_copy(&params))
    }

    fn param(&mut self, form: ParamForm, close: T) -> Parsed<Param<'a>> {
        let name = self.name()?;
        if close == T::RParen && self.eat(T::Colon) {
            self.starred()?;
        }
        let default = if self.eat(T::Equal) { Some(self.expression()?) } else { None };
        Ok(Param { name, default, form })
    }
}
