//! Pools: slots, and a queue of what is ready for them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

/// How many starts of others make up for one point of weight, so that nothing waits for ever.
const AGEING: i64 = 1024;

/// An instance that is ready. Lower sorts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    rank: i64,
    seq: u64,
    pub run: u32,
    pub instance: u32,
}

impl Entry {
    /// Tells a current entry from one that an instance has left behind.
    pub fn ticket(&self) -> u32 {
        self.seq as u32
    }
}

/// Ready instances, the best first.
pub(super) type Queue = BinaryHeap<Reverse<Entry>>;

/// One pool.
#[derive(Debug)]
pub(super) struct Pool {
    pub name: String,
    /// `None`: no limit.
    pub slots: Option<u32>,
    pub used: u64,
    pub ready: Queue,
}

impl Pool {
    /// Whether a task of so many slots may start. One that needs more than the pool has runs alone.
    pub fn fits(&self, slots: u32) -> bool {
        self.slots.is_none_or(|limit| self.used + u64::from(slots) <= u64::from(limit) || (self.used == 0 && limit > 0))
    }
}

/// All pools of one machine.
#[derive(Debug, Default)]
pub(super) struct Pools {
    all: Vec<Pool>,
    index: FxHashMap<String, u32>,
    /// Starts so far: the clock of ageing.
    starts: i64,
    seq: u64,
}

impl Pools {
    /// Number of the pool of that name; it has no limit until [`Pools::limit`] sets one.
    pub fn intern(&mut self, name: &str) -> u32 {
        if let Some(&pool) = self.index.get(name) {
            return pool;
        }
        let pool = self.all.len() as u32;
        self.index.insert(name.to_owned(), pool);
        self.all.push(Pool { name: name.to_owned(), slots: None, used: 0, ready: Queue::new() });
        pool
    }

    /// Sets the number of slots. `false`: it had that number already.
    pub fn limit(&mut self, name: &str, slots: u32) -> bool {
        let pool = self.intern(name);
        self.get_mut(pool).slots.replace(slots) != Some(slots)
    }

    pub fn get(&self, pool: u32) -> &Pool {
        &self.all[pool as usize]
    }

    pub fn get_mut(&mut self, pool: u32) -> &mut Pool {
        &mut self.all[pool as usize]
    }

    /// Pools in which something is ready.
    pub fn busy(&self) -> impl Iterator<Item = u32> {
        (0..self.all.len() as u32).filter(|&pool| !self.get(pool).ready.is_empty())
    }

    /// A place in the order of starts for an instance that has just become ready.
    pub fn entry(&mut self, run: u32, instance: u32, weight: i64) -> Entry {
        self.seq += 1;
        let rank = self.starts.saturating_sub(weight.saturating_mul(AGEING));
        Entry { rank, seq: self.seq, run, instance }
    }

    /// Takes slots for a start.
    pub fn take(&mut self, pool: u32, slots: u32) {
        self.starts += 1;
        self.get_mut(pool).used += u64::from(slots);
    }

    /// Gives them back.
    pub fn release(&mut self, pool: u32, slots: u32) {
        self.get_mut(pool).used -= u64::from(slots);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_task_fits_beside_others_or_alone() {
        let mut pools = Pools::default();
        let pool = pools.intern("p");
        assert!(pools.get(pool).fits(1000), "no limit unless one is set");
        assert!(pools.limit("p", 3) && !pools.limit("p", 3));
        assert!(pools.get(pool).fits(4), "more than there is: alone");
        pools.take(pool, 2);
        assert!(pools.get(pool).fits(1) && !pools.get(pool).fits(2));
        pools.release(pool, 2);
        pools.limit("p", 0);
        assert!(!pools.get(pool).fits(1), "a closed pool");
    }

    proptest! {
        /// Of entries made between the same starts the heavier first, then the older.
        #[test]
        fn weight_then_age(weights in prop::collection::vec(-3..4_i64, 1..30)) {
            let mut pools = Pools::default();
            let mut queue: Queue =
                weights.iter().enumerate().map(|(at, &weight)| Reverse(pools.entry(1, at as u32, weight))).collect();
            let mut order: Vec<usize> = (0..weights.len()).collect();
            order.sort_by_key(|&at| (-weights[at], at));
            for at in order {
                prop_assert_eq!(queue.pop().map(|entry| entry.0.instance), Some(at as u32));
            }
        }

        /// After enough starts of others an old entry goes before any new one.
        #[test]
        fn nothing_starves(light in -1000..1000_i64, heavier in 1..50_i64) {
            let mut pools = Pools::default();
            let pool = pools.intern("p");
            let old = pools.entry(1, 0, light);
            for _ in 0..heavier * AGEING {
                pools.take(pool, 1);
            }
            prop_assert!(old < pools.entry(1, 1, light + heavier));
        }
    }
}
