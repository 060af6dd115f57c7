//! The tree of groups.

use super::MAX_NESTING;
use crate::{Error, ErrorKind, Result};

/// Groups, and who is in them.
#[derive(Debug, Clone)]
pub struct Forest {
    /// The group around each group.
    pub parents: Vec<Option<u32>>,
    /// The innermost group of each node.
    pub of_node: Vec<Option<u32>>,
    /// From the outermost group to the group itself.
    pub paths: Vec<Vec<u32>>,
}

impl Forest {
    pub fn new(parents: &[Option<u32>], of_node: &[Option<u32>]) -> Result<Self> {
        let count = parents.len() as u32;
        if let Some(group) = parents.iter().chain(of_node).flatten().find(|group| **group >= count) {
            return Err(Error::new(ErrorKind::Unknown, format!("no group {group}; there are {count}, from 0")));
        }
        let mut paths = Vec::with_capacity(parents.len());
        for group in 0..count {
            let mut path = vec![group];
            while let Some(parent) = parents[path[path.len() - 1] as usize] {
                if parent == group {
                    return Err(Error::new(ErrorKind::Spec, format!("group {group} lies inside itself")));
                }
                if path.len() == MAX_NESTING {
                    let text = format!("group {group} is nested deeper than {MAX_NESTING}");
                    return Err(Error::new(ErrorKind::Spec, text));
                }
                path.push(parent);
            }
            path.reverse();
            paths.push(path);
        }
        Ok(Self { parents: parents.to_vec(), of_node: of_node.to_vec(), paths })
    }

    /// The groups around what lies in `group`, outermost first.
    pub fn path(&self, group: Option<u32>) -> &[u32] {
        group.map_or(&[], |group| &self.paths[group as usize])
    }

    /// The groups around a node, outermost first.
    pub fn around(&self, node: u32) -> &[u32] {
        self.path(self.of_node[node as usize])
    }

    /// Groups, each before those inside it.
    pub fn outermost_first(&self) -> Vec<u32> {
        let mut groups: Vec<u32> = (0..self.paths.len() as u32).collect();
        groups.sort_by_key(|&group| self.paths[group as usize].len());
        groups
    }
}

/// How many groups both lie in.
pub fn shared(a: &[u32], b: &[u32]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}
