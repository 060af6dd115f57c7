//! What the parser makes: a tree in one arena, plain and `Copy`, so that dropping it costs nothing however deep it is.

/// A node of an expression.
pub type Node<'a> = &'a Expr<'a>;
/// Statements of one body.
pub type Block<'a> = &'a [Stmt<'a>];

/// An expression, with the bytes that it spans.
#[derive(Debug, Clone, Copy)]
pub struct Expr<'a> {
    pub at: u32,
    pub end: u32,
    pub kind: Kind<'a>,
}

#[derive(Debug, Clone, Copy)]
pub enum Kind<'a> {
    None,
    Bool(bool),
    Ellipsis,
    Int(i64),
    /// An integer beyond 64 bits, or a complex number.
    Number,
    Float(f64),
    Str(&'a str),
    Bytes,
    FString(&'a [Part<'a>]),
    Name(&'a str),
    Tuple(&'a [Node<'a>]),
    List(&'a [Node<'a>]),
    Set(&'a [Node<'a>]),
    /// A key of `None` is `**value`.
    Dict(&'a [(Option<Node<'a>>, Node<'a>)]),
    Attr(Node<'a>, &'a str),
    Index(Node<'a>, Node<'a>),
    Slice([Option<Node<'a>>; 3]),
    Call(Node<'a>, &'a [Arg<'a>]),
    Not(Node<'a>),
    Minus(Node<'a>),
    /// `+x` or `~x`.
    OtherUnary(Node<'a>),
    Binary(Op, Node<'a>, Node<'a>),
    And(&'a [Node<'a>]),
    Or(&'a [Node<'a>]),
    Compare(Node<'a>, &'a [(Cmp, Node<'a>)]),
    /// `then if test else other`, as test, then, other.
    If(Node<'a>, Node<'a>, Node<'a>),
    Lambda(&'a [Param<'a>], Node<'a>),
    Comp(CompKind, Node<'a>, Option<Node<'a>>, &'a [Clause<'a>]),
    Star(Node<'a>),
    Walrus(&'a str, Node<'a>),
    /// `await x`, `yield x`, `yield from x`.
    Suspend(Option<Node<'a>>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    Or,
    Xor,
    And,
    Left,
    Right,
    Add,
    Sub,
    Mul,
    Div,
    Floor,
    Mod,
    MatMul,
    Pow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cmp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    In,
    NotIn,
    Is,
    IsNot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompKind {
    List,
    Set,
    Dict,
    Generator,
}

/// `for target in iter if conditions`.
#[derive(Debug, Clone, Copy)]
pub struct Clause<'a> {
    pub target: Node<'a>,
    pub iter: Node<'a>,
    pub conditions: &'a [Node<'a>],
}

/// A piece of an f-string.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    Text(&'a str),
    /// Value, conversion (`r`, `s`, `a` or 0), format; `echo` is the text before the value of `{x=}`.
    Field {
        value: Node<'a>,
        conversion: u8,
        format: &'a [Part<'a>],
        echo: Option<&'a str>,
    },
}

#[derive(Debug, Clone, Copy)]
pub struct Arg<'a> {
    pub form: Form<'a>,
    pub value: Node<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form<'a> {
    Plain,
    Named(&'a str),
    /// `*value`
    Star,
    /// `**value`
    Stars,
}

#[derive(Debug, Clone, Copy)]
pub struct Param<'a> {
    pub name: &'a str,
    pub default: Option<Node<'a>>,
    pub form: ParamForm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamForm {
    Plain,
    KeywordOnly,
    /// `*args`
    Rest,
    /// `**kwargs`
    Keywords,
}

#[derive(Debug, Clone, Copy)]
pub struct Stmt<'a> {
    pub at: u32,
    pub kind: StmtKind<'a>,
}

#[derive(Debug, Clone, Copy)]
pub enum StmtKind<'a> {
    Expr(Node<'a>),
    Assign(&'a [Node<'a>], Node<'a>),
    Augment(Node<'a>, Op, Node<'a>),
    Annotate(Node<'a>, Option<Node<'a>>),
    /// The branch without a test is `else`.
    If(&'a [(Option<Node<'a>>, Block<'a>)]),
    For(Node<'a>, Node<'a>, Block<'a>, Block<'a>),
    While(Node<'a>, Block<'a>, Block<'a>),
    With(&'a [(Node<'a>, Option<Node<'a>>)], Block<'a>),
    Def(&'a Def<'a>),
    Class(&'a Class<'a>),
    Import(&'a [Alias<'a>]),
    From(&'a From<'a>),
    Try(&'a Try<'a>),
    /// Names that the patterns bind, and the bodies.
    Match(Node<'a>, &'a [&'a str], &'a [Block<'a>]),
    Return(Option<Node<'a>>),
    Raise,
    Break,
    Continue,
    Pass,
    Assert(Node<'a>),
    Delete(&'a [Node<'a>]),
    Global(&'a [&'a str]),
    Nonlocal,
}

/// A function; its body is parsed when it is called.
#[derive(Debug, Clone, Copy)]
pub struct Def<'a> {
    pub at: u32,
    pub name: &'a str,
    pub params: &'a [Param<'a>],
    pub decorators: &'a [Node<'a>],
    pub body: Body,
    pub is_async: bool,
}

/// Where the body of a function stands: `start..end`; one on the line of its `def` is `inline`.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    pub start: u32,
    pub end: u32,
    pub inline: bool,
}

#[derive(Debug, Clone, Copy)]
pub struct Class<'a> {
    pub at: u32,
    pub name: &'a str,
    pub bases: &'a [Arg<'a>],
    pub decorators: &'a [Node<'a>],
    pub body: Block<'a>,
}

/// `path as name`
#[derive(Debug, Clone, Copy)]
pub struct Alias<'a> {
    pub path: &'a str,
    pub name: Option<&'a str>,
}

#[derive(Debug, Clone, Copy)]
pub struct From<'a> {
    /// Without the leading dots.
    pub module: &'a str,
    /// How many leading dots.
    pub level: u32,
    /// `*` is the one alias of `import *`.
    pub names: &'a [Alias<'a>],
}

#[derive(Debug, Clone, Copy)]
pub struct Try<'a> {
    pub body: Block<'a>,
    /// The name that `as` binds, and the body.
    pub handlers: &'a [(Option<&'a str>, Block<'a>)],
    pub orelse: Block<'a>,
    pub last: Block<'a>,
}
