//! How strongly operators bind.

use crate::scan::ast::Op;
use crate::scan::lex::T;

pub const OR: u8 = 1;
pub const AND: u8 = 2;
pub const NOT: u8 = 3;
pub const COMPARE: u8 = 4;

/// By kind of token; 0: it is no operator, or a unary one.
pub static POWERS: [u8; T::Fault as usize + 1] = {
    let mut powers = [0; T::Fault as usize + 1];
    let all: [(&[T], u8); 9] = [
        (&[T::Or], OR),
        (&[T::And], AND),
        (&[T::EqEq, T::NotEq, T::Less, T::LessEq, T::Greater, T::GreaterEq, T::In, T::Is, T::Not], COMPARE),
        (&[T::Bar], 5),
        (&[T::Caret], 6),
        (&[T::Amp], 7),
        (&[T::Left, T::Right], 8),
        (&[T::Plus, T::Minus], 9),
        (&[T::Star, T::Slash, T::Slashes, T::Percent, T::At], 10),
    ];
    let mut row = 0;
    while row < all.len() {
        let mut column = 0;
        while column < all[row].0.len() {
            powers[all[row].0[column] as usize] = all[row].1;
            column += 1;
        }
        row += 1;
    }
    powers
};

pub fn operator(kind: T) -> Op {
    match kind {
        T::Bar => Op::Or,
        T::Caret => Op::Xor,
        T::Amp => Op::And,
        T::Left => Op::Left,
        T::Right => Op::Right,
        T::Plus => Op::Add,
        T::Minus => Op::Sub,
        T::Star => Op::Mul,
        T::Slash => Op::Div,
        T::Slashes => Op::Floor,
        T::Percent => Op::Mod,
        _ => Op::MatMul,
    }
}
