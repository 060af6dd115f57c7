//! A parsed expression, resolved: pipes looked up, their arguments read and regular expressions compiled, once.

use std::ops::Range;

use super::parse::{Part, Reference, Token, parse_placed};
use super::pipes::{Step, join_present};
use super::{Budget, ExprError, Piped, Value};

/// What is evaluated, again and again. Immutable.
#[derive(Debug, Clone)]
pub struct Program {
    tokens: Vec<Token>,
    refs: Vec<Reference>,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Chain(Chain),
}

/// The inside of one pair of braces.
#[derive(Debug, Clone)]
struct Chain {
    /// Of the opening brace, in characters.
    position: usize,
    is_call: bool,
    refs: Range<usize>,
    steps: Vec<Step>,
}

impl Program {
    /// Parse and resolve. What is wrong with a pipe is found when it is called.
    ///
    /// # Errors
    /// Syntax, with its position in characters.
    pub fn new(source: &str) -> Result<Self, ExprError> {
        let (mut tokens, mut refs, mut pieces) = (Vec::new(), Vec::new(), Vec::new());
        for (position, token) in parse_placed(source)? {
            pieces.push(match &token {
                Token::Text(text) => Piece::Text(text.clone()),
                Token::Braced(part) => Piece::Chain(Chain::of(part, position, &mut refs)),
            });
            tokens.push(token);
        }
        Ok(Self { tokens, refs, pieces })
    }

    /// As parsed.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// What it refers to, in the order written: `evaluate` asks for them by index.
    pub fn refs(&self) -> &[Reference] {
        &self.refs
    }

    /// Whether its value is that of its one reference, untouched.
    pub fn is_reference(&self) -> bool {
        matches!(&self.pieces[..], [Piece::Chain(chain)] if chain.steps.is_empty() && !chain.is_call)
    }

    /// The value, native for a single reference or call, text otherwise, None for nothing.
    ///
    /// Args:
    ///     lookup: gives the value of the reference of an index.
    ///
    /// # Errors
    /// A failed `required`, a pipe that there isn't or that is called wrongly, a spent budget: with the position of the
    /// braces.
    pub fn evaluate<'v>(
        &'v self,
        mut lookup: impl FnMut(usize) -> Piped<'v>,
        budget: &mut Budget,
    ) -> Result<Piped<'v>, ExprError> {
        match &self.pieces[..] {
            [] => Ok(Value::None.into()),
            [Piece::Chain(chain)] => self.chain(chain, &mut lookup, budget),
            pieces => self.interpolate(pieces, &mut lookup, budget),
        }
    }

    fn interpolate<'v>(
        &'v self,
        pieces: &'v [Piece],
        lookup: &mut impl FnMut(usize) -> Piped<'v>,
        budget: &mut Budget,
    ) -> Result<Piped<'v>, ExprError> {
        let mut out = String::new();
        for piece in pieces {
            let before = out.len();
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Chain(chain) => match self.chain(chain, lookup, budget)? {
                    Piped::Value(Value::None) => {}
                    Piped::Value(Value::List(items)) if chain.is_call => out.push_str(&join_present(&items, ", ")),
                    value => out.push_str(&value.text()),
                },
            }
            let place = if let Piece::Chain(chain) = piece { chain.position } else { 0 };
            budget.charge(out.len() - before).map_err(|error| error.at(place))?;
        }
        Ok(if out.is_empty() { Value::None.into() } else { Piped::Text(out.into()) })
    }

    fn chain<'v>(
        &'v self,
        chain: &'v Chain,
        lookup: &mut impl FnMut(usize) -> Piped<'v>,
        budget: &mut Budget,
    ) -> Result<Piped<'v>, ExprError> {
        let located = |error: ExprError| error.at(chain.position);
        let mut look = |index: usize, budget: &mut Budget| {
            budget.step()?;
            self.refs[index].checked_key().map(|_| lookup(index))
        };
        let mut value = if chain.is_call {
            let items = chain.refs.clone().map(|index| look(index, budget).map(Value::from));
            Value::List(items.collect::<Result<_, _>>().map_err(located)?).into()
        } else {
            look(chain.refs.start, budget).map_err(located)?
        };
        for step in &chain.steps {
            budget.step().map_err(located)?;
            if value.is_none() {
                value = Piped::borrowed("");
            }
            value = step.apply(value, budget).map_err(located)?;
        }
        Ok(value)
    }
}

impl Chain {
    fn of(part: &Part, position: usize, refs: &mut Vec<Reference>) -> Self {
        let start = refs.len();
        refs.extend(part.refs.iter().cloned());
        Self {
            position,
            is_call: part.function.is_some(),
            refs: start..refs.len(),
            steps: part.pipes.iter().map(|call| Step::new(&call.name, &call.args)).collect(),
        }
    }
}
