//! What a scan finds: plain data that borrows from the source and from the scan's arena.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// A literal of the source.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Literal<'s> {
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// An integer of 64 bits.
    Int(i64),
    /// A finite number.
    Float(f64),
    /// Text.
    Str(&'s str),
    /// A list, tuple or set.
    List(&'s [Literal<'s>]),
    /// A dict whose keys are text.
    Dict(Entries<'s, Literal<'s>>),
}

/// What stands under names, in the order of the source; of two entries with one name the later counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entries<'s, V>(pub &'s [(&'s str, V)]);

impl<V> Default for Entries<'_, V> {
    fn default() -> Self {
        Self(&[])
    }
}

impl<V: Serialize> Serialize for Entries<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// All that was found in one file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Scan<'s> {
    /// In the order in which the file makes them.
    pub dags: &'s [FoundDag<'s>],
    /// What the file imports, in order.
    pub imports: &'s [Import<'s>],
    /// Why there may be DAGs that `dags` doesn't list; empty: there are none.
    pub doubts: &'s [Doubt<'s>],
    /// Why the file can't be read to its end; what stands before was read.
    pub error: Option<Doubt<'s>>,
    /// What a reader should look at.
    pub findings: &'s [Finding<'s>],
}

impl Scan<'_> {
    /// Appends this in msgpack: a record is the list of its fields' values.
    #[allow(clippy::missing_panics_doc)] // writing plain data into memory doesn't fail
    pub fn pack(&self, out: &mut Vec<u8>) {
        rmp_serde::encode::write(out, self).expect("plain data goes into memory");
    }
}

/// A place, and what is computed at run time there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Doubt<'s> {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Lower-case, without the place.
    pub reason: &'s str,
}

/// A remark on the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Finding<'s> {
    /// `duplicate`, `unknown` or `reading`.
    pub kind: &'static str,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Lower-case, names the thing.
    pub text: &'s str,
}

/// One DAG.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct FoundDag<'s> {
    /// `None`: computed at run time.
    pub dag_id: Option<&'s str>,
    /// Which authoring style: `object`, `taskflow` or `gust`.
    pub style: &'static str,
    /// Where it is made, from 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Empty: the DAG is `exact`.
    pub doubts: &'s [Doubt<'s>],
    /// Cron text or preset, or seconds; `None` if it has none or it is in `computed`.
    pub schedule: Option<Literal<'s>>,
    /// ISO text.
    pub start_date: Option<&'s str>,
    /// The other literal arguments.
    pub arguments: Entries<'s, Literal<'s>>,
    /// Source text of the arguments that aren't literal.
    pub computed: Entries<'s, &'s str>,
    /// The literal entries of `default_args`.
    pub default_args: Entries<'s, Literal<'s>>,
    /// In the order in which they were made.
    pub tasks: &'s [FoundTask<'s>],
    /// In the order in which they were drawn.
    pub edges: &'s [FoundEdge<'s>],
    /// Parents before children.
    pub groups: &'s [FoundGroup<'s>],
}

/// One task.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct FoundTask<'s> {
    /// With group prefixes.
    pub task_id: &'s str,
    /// Full path of its class; `@task` and its kin for functions.
    pub operator: &'s str,
    /// Innermost group.
    pub group: Option<&'s str>,
    /// Airflow's name.
    pub trigger_rule: &'s str,
    /// Its number of instances is known at run time only.
    pub mapped: bool,
    /// A setup task.
    pub setup: bool,
    /// A teardown task.
    pub teardown: bool,
    /// Where it is made, from 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Literal arguments.
    pub arguments: Entries<'s, Literal<'s>>,
    /// Source text of the other ones.
    pub computed: Entries<'s, &'s str>,
}

/// `up` before `down`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FoundEdge<'s> {
    /// Task id.
    pub up: &'s str,
    /// Task id.
    pub down: &'s str,
    /// Text of a `Label`.
    pub label: Option<&'s str>,
    /// Where it is drawn, from 1.
    pub line: u32,
}

/// A task group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FoundGroup<'s> {
    /// With the prefixes of its parents.
    pub group_id: &'s str,
    /// Id of the enclosing group.
    pub parent: Option<&'s str>,
    /// From 1.
    pub line: u32,
}

/// An import of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Import<'s> {
    /// Module, with its leading dots.
    pub module: &'s str,
    /// Names taken from it; empty for `import module`.
    pub names: &'s [&'s str],
    /// From 1.
    pub line: u32,
}
