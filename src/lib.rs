//! The core of tradewind: a pure, sans-I/O library that decides what a DAG runs next.
//!
//! Nothing here waits, reads a clock, a file, an environment variable or a random source: `now` and `seed` are
//! arguments; `scan::tree` alone reads files. Only `py` (feature `python`) knows that Python exists.
#![deny(unsafe_code)]

pub mod error;
pub mod expr;
pub mod fanout;
pub mod graph;
pub mod run;
pub mod scan;
pub mod spec;

#[cfg(feature = "python")]
pub mod py;

pub use error::{Error, ErrorKind, Result};
