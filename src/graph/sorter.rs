//! A drain: hands nodes out as soon as all that lies upstream of them is done.

use std::sync::Arc;

use super::Graph;

/// Handed out, not done yet.
const OUT: u32 = u32::MAX;
/// Done.
const DONE: u32 = u32::MAX - 1;

/// Kahn's algorithm in steps: [`ready`](Self::ready), then [`done`](Self::done), until nothing
/// [`is_active`](Self::is_active). One node done costs its out-degree.
#[derive(Debug)]
pub struct Sorter {
    graph: Arc<Graph>,
    /// Upstream edges that aren't done yet, or `OUT` or `DONE`.
    waits: Box<[u32]>,
    ready: Vec<u32>,
    left: u32,
}

/// A node that can't be done now, because it wasn't handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotOut {
    /// Which.
    pub node: u32,
    /// It is done already (or stands twice in the batch); else it is still waiting for `ready`.
    pub done: bool,
}

impl Sorter {
    /// Nodes without upstreams are ready.
    pub fn new(graph: Arc<Graph>) -> Self {
        let waits: Box<[u32]> = graph.in_degrees().into();
        let ready = (0..graph.len()).filter(|&node| waits[node as usize] == 0).collect();
        let left = graph.len();
        Self { graph, waits, ready, left }
    }

    /// Hands out every node that became ready since the last call; each node once.
    pub fn ready(&mut self) -> Vec<u32> {
        for &node in &self.ready {
            self.waits[node as usize] = OUT;
        }
        std::mem::take(&mut self.ready)
    }

    /// Marks `nodes` done: all of them, or on an error none.
    pub fn done(&mut self, nodes: &[u32]) -> Result<(), NotOut> {
        for (at, &node) in nodes.iter().enumerate() {
            if let Err(error) = self.close(node) {
                for &closed in &nodes[..at] {
                    self.waits[closed as usize] = OUT;
                }
                return Err(error);
            }
        }
        self.release(nodes);
        Ok(())
    }

    /// Marks one node done.
    pub fn done_one(&mut self, node: u32) -> Result<(), NotOut> {
        self.close(node)?;
        self.release(&[node]);
        Ok(())
    }

    /// Some node isn't done yet.
    pub fn is_active(&self) -> bool {
        self.left > 0
    }

    /// Bytes on the heap, the graph's excluded.
    pub fn bytes(&self) -> usize {
        (self.waits.len() + self.ready.capacity()) * size_of::<u32>()
    }

    fn close(&mut self, node: u32) -> Result<(), NotOut> {
        let wait = &mut self.waits[node as usize];
        if *wait != OUT {
            return Err(NotOut { node, done: *wait == DONE });
        }
        *wait = DONE;
        Ok(())
    }

    fn release(&mut self, nodes: &[u32]) {
        self.left -= nodes.len() as u32;
        self.graph.release(nodes, &mut self.waits, &mut self.ready);
    }
}
