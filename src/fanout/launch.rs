//! What a node does once its dependencies are done: how many tasks, for which artifacts, or a marker instead.

use super::Groups;

/// How a node turns artifacts into tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FanMode {
    /// One task per artifact.
    Single,
    /// One task for all.
    Aggregate,
    /// One task per origin.
    Grouped,
}

/// What came over one dependency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edge {
    /// Rows that passed the edge's filter.
    pub rows: Vec<u32>,
    /// There were artifacts, and the filter let none through.
    pub rejected: bool,
    /// For grouped nodes: `rows` by origin, after filter and selection within each group.
    pub groups: Groups,
}

/// The decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Launch {
    /// One task per artifact row.
    Each(Vec<u32>),
    /// One task per origin.
    PerOrigin(Vec<u32>),
    /// One task that sees everything.
    One,
    /// A marker; what follows is skipped too.
    Skipped,
    /// A marker; what follows is launched as usual.
    Filtered,
    /// The run fails with this text.
    Failed(String),
}

/// Decide for a claimed node; `limit` bounds the number of tasks.
pub fn launch(mode: FanMode, edges: &[Edge], dependency_skipped: bool, limit: usize) -> Launch {
    if dependency_skipped {
        return Launch::Skipped;
    }
    match mode {
        FanMode::Grouped if !edges.is_empty() => grouped(edges, limit),
        FanMode::Aggregate if edges.iter().any(|edge| edge.rejected) => Launch::Skipped,
        _ if !edges.is_empty() && edges.iter().all(|edge| edge.rows.is_empty()) => Launch::Filtered,
        FanMode::Single if !edges.is_empty() => {
            let rows: Vec<u32> = edges.iter().flat_map(|edge| edge.rows.iter().copied()).collect();
            if rows.len() > limit {
                return Launch::Failed(format!("Fan-out limit exceeded: {} artifacts (max {limit})", rows.len()));
            }
            Launch::Each(rows)
        }
        // A root has no artifacts to fan out over: one task, whatever its mode.
        _ => Launch::One,
    }
}

fn grouped(edges: &[Edge], limit: usize) -> Launch {
    let any: Vec<(&Groups, bool)> = edges.iter().map(|edge| (&edge.groups, false)).collect();
    let origins = super::correlate(&any);
    if origins.len() > limit {
        return Launch::Failed(format!("Grouped fan-out limit exceeded: {} groups (max {limit})", limit + 1));
    }
    if !origins.is_empty() {
        return Launch::PerOrigin(origins);
    }
    if edges.iter().any(|edge| !edge.groups.broadcast.is_empty()) { Launch::One } else { Launch::Filtered }
}
