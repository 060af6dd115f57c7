//! Tokens to a value.

use super::parse::{Part, Reference, Token};
use super::{ExprError, Value, pipes};

/// The key of a reference, which may not be empty: found when it is looked up, not when it is parsed.
pub fn checked_key(reference: &Reference) -> Result<&str, ExprError> {
    if reference.key.is_empty() {
        return Err(ExprError(format!("Invalid reference '{}': key cannot be empty", reference.source())));
    }
    Ok(&reference.key)
}

/// What references mean: the value of `key` in `namespace`.
pub type Lookup<'a> = dyn FnMut(&str, &str) -> Value + 'a;

/// How much work one evaluation, or a batch of them, may do.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// References and pipe calls.
    pub steps: usize,
    /// Bytes of intermediate and final values.
    pub bytes: usize,
}

impl Budget {
    /// No bound: for sources that a program wrote itself.
    pub const UNLIMITED: Budget = Budget { steps: usize::MAX, bytes: usize::MAX };

    fn step(&mut self) -> Result<(), ExprError> {
        self.steps = self.steps.checked_sub(1).ok_or_else(|| ExprError("expression takes too many steps".into()))?;
        Ok(())
    }

    /// Pay for `bytes` of output.
    pub(super) fn charge(&mut self, bytes: usize) -> Result<(), ExprError> {
        self.bytes = self.bytes.checked_sub(bytes).ok_or_else(|| ExprError("expression result is too large".into()))?;
        Ok(())
    }
}

/// The value of parsed `tokens`: native for a single reference or call, text otherwise, `None` for nothing.
pub fn evaluate(tokens: &[Token], lookup: &mut Lookup<'_>, budget: &mut Budget) -> Result<Value, ExprError> {
    match tokens {
        [] => Ok(Value::None),
        [Token::Braced(part)] => part_value(part, lookup, budget),
        _ => interpolate(tokens, lookup, budget),
    }
}

fn interpolate(tokens: &[Token], lookup: &mut Lookup<'_>, budget: &mut Budget) -> Result<Value, ExprError> {
    let mut out = String::new();
    for token in tokens {
        let before = out.len();
        match token {
            Token::Text(text) => out.push_str(text),
            Token::Braced(part) => match part_value(part, lookup, budget)? {
                Value::None => {}
                Value::List(items) if part.function.is_some() => {
                    out.push_str(&pipes::join_present(&items, ", "));
                }
                value => out.push_str(&value.to_text()),
            },
        }
        budget.charge(out.len() - before)?;
    }
    Ok(if out.is_empty() { Value::None } else { Value::text(out) })
}

fn part_value(part: &Part, lookup: &mut Lookup<'_>, budget: &mut Budget) -> Result<Value, ExprError> {
    let mut values = Vec::with_capacity(part.refs.len());
    for reference in &part.refs {
        budget.step()?;
        values.push(lookup(&reference.namespace, checked_key(reference)?));
    }
    let mut value = match (&part.function, values.pop()) {
        (None, Some(only)) => only,
        (_, last) => {
            values.extend(last);
            Value::List(values.into())
        }
    };
    for call in &part.pipes {
        budget.step()?;
        if value == Value::None {
            value = Value::text("");
        }
        value = pipes::apply(&call.name, value, &call.args, budget)?;
    }
    Ok(value)
}
