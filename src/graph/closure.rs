//! The transitive closure: an edge wherever there is a path.

use super::Graph;
use super::csr::check_count;
use super::ranked::Ranked;
use super::rows::Rows;
use super::sweep::{Pass, SOURCES, Sweep};
use crate::{Error, ErrorKind, Result};

impl Graph {
    /// The graph with the same nodes and an edge from each node to everything downstream of it, in topological order.
    ///
    /// A join of 64 bytes for each edge and each 512 nodes, and 4 bytes for each edge of the closure.
    ///
    /// Errors: [`ErrorKind::Spec`] if it has more than `limit` edges; found out before they are all made.
    pub fn transitive_closure(&self, limit: usize) -> Result<Self> {
        let ranked = Ranked::of(self);
        let order = self.topo_order();
        let mut sweep = Sweep::new(&ranked.ups);
        let mut starts = vec![0_u32];
        let mut targets: Vec<u32> = Vec::new();
        let mut rows = vec![Vec::new(); SOURCES];
        for sources in ranked.ranks.chunks(SOURCES) {
            let mut count = targets.len();
            let last = self.len() - 1;
            sweep.run(
                sources,
                last,
                |_, _, _| Pass::Follow,
                |rank, before| {
                    // Past the limit there is nothing to gain from more.
                    if count <= limit {
                        before.each(|source| {
                            rows[source].push(order[rank as usize]);
                            count += 1;
                        });
                    }
                },
            );
            if count > limit {
                return Err(Error::new(
                    ErrorKind::Spec,
                    format!(
                        "the transitive closure has more than {limit} edges, at 4 bytes each; a higher limit lets it be made"
                    ),
                ));
            }
            check_count(count)?;
            for row in &mut rows[..sources.len()] {
                targets.append(row);
                starts.push(targets.len() as u32);
            }
        }
        Ok(self.rewired(Rows { starts: starts.into(), targets: targets.into() }))
    }
}
