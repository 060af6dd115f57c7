//! The immutable graph.
