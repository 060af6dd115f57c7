//! Tests of the core through its public face; no Python needed.

mod analyses;
mod graph;
mod layout;
mod machine;
mod properties;
mod rules;
mod scan;
mod select;
mod specs;
mod world;
