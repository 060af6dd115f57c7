//! A pipe call, resolved: the function, and its arguments as it wants them.

use regex::{Regex, RegexBuilder};

use super::super::{Budget, ExprError, Piped, Value, number, text};
use super::{numbers, spec, strings};

pub(super) type Outcome<'v> = Result<Piped<'v>, ExprError>;

type Plain = for<'v> fn(Piped<'v>) -> Outcome<'v>;
type Test = fn(&Piped<'_>) -> bool;
type WithText = for<'v> fn(Piped<'v>, &'v str, &mut Budget) -> Outcome<'v>;
type TextTest = fn(&Piped<'_>, &str) -> bool;
type WithTexts = for<'v> fn(Piped<'v>, &[String], &mut Budget) -> Outcome<'v>;
type WithChars = for<'v> fn(Piped<'v>, &Chars) -> Outcome<'v>;
type WithInteger = for<'v> fn(Piped<'v>, Option<i64>) -> Outcome<'v>;
type Order = fn(f64, f64) -> bool;

/// What a pipe wants beside the value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Plain(Plain),
    Test(Test),
    Text(WithText),
    TextTest(TextTest),
    Texts(WithTexts),
    Chars(WithChars),
    Integer(WithInteger),
    Order(Order),
    Pattern,
}

/// One pipe call.
#[derive(Debug, Clone)]
pub struct Step(Call);

#[derive(Debug, Clone)]
enum Call {
    Plain(Plain),
    Test(Test),
    Text(WithText, String),
    TextTest(TextTest, String),
    Texts(WithTexts, Vec<String>),
    Chars(WithChars, Chars),
    Integer(WithInteger, Option<i64>),
    Order(Order, Option<f64>),
    Pattern(Option<Pattern>),
    /// There is no such pipe, or not with so many arguments.
    Wrong(String),
}

impl Step {
    /// `name(args)`; what is wrong with it is said when it is applied.
    pub fn new(name: &str, args: &[String]) -> Self {
        let Some(spec) = spec(name) else {
            return Self(Call::Wrong(format!("Unknown pipe '{name}'")));
        };
        let least = if name == "in" { 0 } else { spec.min_args }; // among no options there is nothing
        if !(least..=spec.max_args()).contains(&args.len()) {
            return Self(Call::Wrong(format!(
                "Pipe '{name}' called with {} arg(s): it takes {} to {}",
                args.len(),
                spec.min_args,
                spec.max_args()
            )));
        }
        let argument = args.first().map_or(spec.default, String::as_str);
        Self(match spec.kind {
            Kind::Plain(call) => Call::Plain(call),
            Kind::Test(call) => Call::Test(call),
            Kind::Text(call) => Call::Text(call, argument.to_owned()),
            Kind::TextTest(call) => Call::TextTest(call, argument.to_owned()),
            Kind::Texts(call) => Call::Texts(call, args.to_vec()),
            Kind::Chars(call) => Call::Chars(call, Chars::new(argument)),
            Kind::Integer(call) => Call::Integer(call, number::parse_int(argument)),
            Kind::Order(call) => Call::Order(call, number::parse_float(argument)),
            Kind::Pattern => Call::Pattern(Pattern::new(argument)),
        })
    }

    /// What it makes of `value` is paid for from `budget`.
    ///
    /// # Errors
    /// A failed `required`, a wrong call, a spent budget.
    pub fn apply<'v>(&'v self, value: Piped<'v>, budget: &mut Budget) -> Outcome<'v> {
        let truth = |holds| Ok(Value::Bool(holds).into());
        let made = match &self.0 {
            Call::Plain(call) => call(value),
            Call::Test(call) => truth(call(&value)),
            Call::Text(call, argument) => call(value, argument, budget),
            Call::TextTest(call, argument) => truth(call(&value, argument)),
            Call::Texts(call, arguments) => call(value, arguments, budget),
            Call::Chars(call, chars) => call(value, chars),
            Call::Integer(call, argument) => call(value, *argument),
            Call::Order(call, threshold) => truth(numbers::order(&value, *threshold, *call)),
            Call::Pattern(pattern) => strings::find(value, pattern.as_ref(), budget),
            Call::Wrong(text) => Err(ExprError::new(text)),
        }?;
        budget.charge(made.weight())?;
        Ok(made)
    }
}

/// A set of characters; the empty one stands for white space.
#[derive(Debug, Clone)]
pub(super) struct Chars {
    ascii: u128,
    others: Vec<char>,
    is_space: bool,
}

impl Chars {
    fn new(chars: &str) -> Self {
        let ascii = chars.bytes().filter(u8::is_ascii).fold(0, |set, byte| set | 1 << byte);
        let mut others: Vec<char> = chars.chars().filter(|c| !c.is_ascii()).collect();
        others.sort_unstable();
        Self { ascii, others, is_space: chars.is_empty() }
    }

    pub(super) fn has(&self, c: char) -> bool {
        match c {
            c if self.is_space => text::is_space(c),
            '\0'..='\x7f' => self.ascii & 1 << (c as u32) != 0,
            c => self.others.binary_search(&c).is_ok(),
        }
    }
}

/// A linear-time regular expression.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub(super) regex: Regex,
    /// Bytes that reading one byte of text is charged: an engine may be in as many states as the pattern has parts.
    pub(super) toll: usize,
}

/// Largest compiled pattern, in bytes; a larger one matches nothing.
const PATTERN_LIMIT: usize = 1 << 20;
/// Parts of a pattern that cost nothing extra.
const FREE_PARTS: usize = 32;

impl Pattern {
    /// `None`: empty, not a regular expression, or too large.
    fn new(source: &str) -> Option<Self> {
        let mut builder = RegexBuilder::new(source);
        let regex = builder.size_limit(PATTERN_LIMIT).dfa_size_limit(PATTERN_LIMIT).build();
        let toll = 1 + source.len() / FREE_PARTS;
        regex.ok().filter(|_| !source.is_empty()).map(|regex| Self { regex, toll })
    }
}
