//! The pipes: their table, and what each does to a value.

#![allow(clippy::unnecessary_wraps, clippy::needless_pass_by_value)] // one signature for all pipes of a kind

mod collections;
mod numbers;
mod step;
mod strings;

pub(super) use collections::join_present;
use step::Kind;
pub use step::Step;

/// One pipe, as editors and validation see it.
#[derive(Debug, Clone, Copy)]
pub struct PipeSpec {
    /// As written in an expression.
    pub name: &'static str,
    /// Fewest arguments.
    pub min_args: usize,
    /// Names of the arguments; the last one of `in` repeats.
    pub args: &'static [&'static str],
    /// What stands for an argument that is left out.
    default: &'static str,
    kind: Kind,
}

impl PipeSpec {
    /// Most arguments.
    pub fn max_args(&self) -> usize {
        if self.name == "in" { 32 } else { self.args.len() }
    }
}

type Names = &'static [&'static str];

const fn plain(name: &'static str, kind: Kind) -> PipeSpec {
    PipeSpec { name, min_args: 0, args: &[], default: "", kind }
}

const fn one(name: &'static str, args: Names, default: &'static str, kind: Kind) -> PipeSpec {
    PipeSpec { name, min_args: 0, args, default, kind }
}

const fn needs(name: &'static str, args: Names, kind: Kind) -> PipeSpec {
    PipeSpec { name, min_args: 1, args, default: "", kind }
}

/// Every pipe, in the order of the documentation.
pub static PIPES: &[PipeSpec] = &[
    plain("upper", Kind::Plain(strings::upper)),
    plain("lower", Kind::Plain(strings::lower)),
    plain("title", Kind::Plain(strings::title)),
    plain("trim", Kind::Plain(strings::trim)),
    needs("replace", &["old", "new"], Kind::Texts(strings::replace)),
    one("strip", &["chars"], "", Kind::Chars(strings::strip)),
    one("lstrip", &["chars"], "", Kind::Chars(strings::lstrip)),
    one("rstrip", &["chars"], "", Kind::Chars(strings::rstrip)),
    one("default", &["fallback"], "", Kind::Text(strings::default)),
    plain("required", Kind::Plain(strings::required)),
    plain("first", Kind::Plain(collections::first)),
    plain("last", Kind::Plain(collections::last)),
    one("nth", &["index"], "0", Kind::Integer(collections::nth)),
    one("join", &["sep"], ", ", Kind::Text(collections::join)),
    plain("basename", Kind::Plain(strings::basename)),
    plain("dirname", Kind::Plain(strings::dirname)),
    plain("stem", Kind::Plain(strings::stem)),
    plain("ext", Kind::Plain(strings::ext)),
    plain("urlencode", Kind::Plain(strings::urlencode)),
    plain("urldecode", Kind::Plain(strings::urldecode)),
    plain("int", Kind::Plain(numbers::int)),
    plain("string", Kind::Plain(collections::string)),
    one("truncate", &["length"], "100", Kind::Integer(strings::truncate)),
    one("prepend", &["prefix"], "", Kind::Text(strings::prepend)),
    one("append", &["suffix"], "", Kind::Text(strings::append)),
    one("match", &["pattern"], "", Kind::Pattern),
    one("json_get", &["key"], "", Kind::Text(collections::json_get)),
    plain("flatten", Kind::Plain(collections::flatten)),
    plain("compact", Kind::Plain(collections::compact)),
    one("pad", &["width"], "2", Kind::Integer(numbers::pad)),
    plain("not", Kind::Test(|value| !value.truth())),
    needs("eq", &["expected"], Kind::TextTest(|value, expected| value.text() == expected)),
    needs("neq", &["expected"], Kind::TextTest(|value, expected| value.text() != expected)),
    needs("gt", &["threshold"], Kind::Order(|value, threshold| value > threshold)),
    needs("lt", &["threshold"], Kind::Order(|value, threshold| value < threshold)),
    needs("in", &["options"], Kind::Texts(strings::is_in)),
];

/// The pipe called `name`.
pub fn spec(name: &str) -> Option<&'static PipeSpec> {
    PIPES.iter().find(|pipe| pipe.name == name)
}
