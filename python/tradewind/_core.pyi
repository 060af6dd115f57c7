"""The Rust core. Everything here is plain data in, plain data out; nothing waits, reads a clock or does I/O."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from os import PathLike
from types import GenericAlias
from typing import Any, final

from typing_extensions import Buffer  # noqa: UP035 - the package is checked as for 3.11, which has none

__version__: str

# -- DagSpec -------------------------------------------------------------------------------------------------------

@final
class CompiledDag:
    """A `DagSpec` with its graph: names resolved, references and cycles checked, priorities computed. Immutable."""

    @staticmethod
    def from_msgpack(data: bytes) -> CompiledDag:
        """Decode, check and compile.

        Raises:
            SpecError, DuplicateIdError, UnknownIdError, CycleError: with place and fix.
        """

    @property
    def dag_id(self) -> str: ...
    @property
    def task_ids(self) -> list[str]:
        """Node index -> task id, in the order written."""

    @property
    def retries(self) -> list[int]:
        """Node index -> how often a failed attempt is tried again."""

    @property
    def timeouts(self) -> list[tuple[str, float]]:
        """(task id, seconds) of tasks that have a timeout, their own or the policy's."""

    def version(self, bundle_hash: str) -> str:
        """`dag_version`: hex digest (16 bytes) of spec and bundle. Places (`file:line`) don't count."""

    def to_msgpack(self) -> bytes: ...
    def to_json(self) -> str: ...
    def upstream(self, task_id: str) -> list[str]: ...
    def downstream(self, task_id: str) -> list[str]: ...
    def order(self) -> list[str]:
        """A topological order."""

    def levels(self) -> list[list[str]]:
        """Tasks by the length of the longest path that leads to them, each level in the order written."""

    def select(
        self,
        select: str | None = None,
        exclude: str | None = None,
        *,
        instances: Sequence[tuple[str, int, str]] | None = None,
    ) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
        """What selectors mean, and what `exclude` names: (task_id, map_index) in the order written.

        Args:
            select: None: everything.
            instances: (task_id, map_index, state) of a run, as its rows are. Then instances are selected, and `state:`
                is known; a task without any has one in the state `none`. None: tasks are, with map_index -1.

        Raises:
            UsageError: it doesn't parse, names what doesn't exist, or means nothing; with column and caret.
        """

    def brackets(self, task_ids: Sequence[str], excluded: Sequence[str]) -> list[str]:
        """Setups in whose scope these tasks lie, and the teardowns of setups, that aren't among them. What is excluded,
        and what only that asks for, stays out.

        Raises:
            UnknownIdError: with the nearest task id.
        """

    def subset(self, task_ids: Sequence[str]) -> CompiledDag:
        """The DAG with these tasks only. Where a way led from one to another through tasks that are left out, an edge
        takes its place; edges from what is left out are dropped.

        Raises:
            UnknownIdError: with the nearest task id.
            UsageError: that takes too many edges.
        """

# -- RunMachine ----------------------------------------------------------------------------------------------------
#
# `run` is the store's integer key of the run. `key` is `run << 32 | instance` and names one task instance while the
# run is in the machine (it isn't durable: rows carry task_id and map_index). `attempt_id` counts the attempts of a
# run from 1 and is the fencing token: an event about an attempt that isn't the instance's current one is rejected.
#
# An event is `(kind, key, attempt_id, arg)`; for run events `key` is `run << 32` and `attempt_id` is 0.

EV_STARTED: int  # arg None. The executor has begun; timeouts count from `now`
EV_SUCCESS: int  # arg None, or the list of task_ids directly downstream to skip (branching)
EV_FAILED: int  # arg True: don't retry
EV_CRASHED: int  # arg None. The process died (signal, out of memory, exit without a result); retried like a failure
EV_TIMEOUT: int  # arg None. Ended by a `kill` command with reason "timeout"; retried like a failure
EV_SKIPPED: int  # arg None. The task raised SkipTask
EV_FILTERED: int  # arg None
EV_LOST: int  # arg None. Our side lost the process (zygote or engine gone): issued again, no retry is used up;
#                     from the third loss of one try on it counts as crashed
EV_RESCHEDULE: int  # arg: time when to run again (sensor in mode reschedule); same try
EV_DEFERRED: int  # arg None. Waits for a trigger; EV_RESUME continues it
EV_WAITING: int  # arg None. Waits for a person or an outside event; EV_RESUME continues it
EV_RESUME: int  # attempt_id: of the waiting attempt
EV_CANCELLED: int  # arg None. The executor has ended an attempt after a `kill` command with reason "cancel"
EV_EXPANDED: int  # key: the mapped node's unmapped instance; attempt_id: instances told before (0 in the first chunk);
#                     arg (count, last): `count` more instances, last chunk?
EV_SUBMIT: int  # run event: begin
EV_CANCEL_RUN: int  # run event: end it as cancelled
EV_RETRY_RUN: int  # run event: arg None (failed tasks and what follows them), task_ids (they and what follows), or
#                     (instances or None, exact, keep): instances are (task_id, map_index or None for all); exact: of
#                     what follows only what was held back, i.e. upstream_failed or skipped without having run; those
#                     of `keep` stay as they are
EV_MARK: int  # arg: state name, "success", "failed" or "skipped"; attempt_id 0
EV_POOL: int  # key 0, arg (pool, slots)

type Row = tuple[str, int, int, int, float | None, float, int, str, int]
"""(state, try_number, retry_base, attempt_id, next_at, changed_at, run, task_id, map_index): as the store upserts it.
`retry_base` is the try_number at the last manual retry (retries count from there); `next_at` when a wait ends.
`try_number` is that of the last try, of the next one while `scheduled`, 0 before the first (and for empty tasks).

A mapped task has a row with map_index -1, too, which stands for its instances until they are known: `scheduled` while
it expands, `removed` from then on (people needn't see it), `skipped` if there are none, or the state in which the
task ended without expanding. The engine upserts the expansion (count so far, complete) with each EV_EXPANDED, and as
(0, incomplete) with each `expand` command, so that what an earlier expansion left is void. Nodes of one mapped group
expand together: command, event and expansion name the first of them."""

type Start = tuple[int, int, str, int, int]
"""(key, attempt_id, task_id, map_index, try_number)"""

@final
class Decisions:
    """What one `apply` decided. The engine commits `rows` and `runs`, then carries out `starts` and `commands`."""

    rows: list[Row]
    """Net change of every instance that changed, one row each."""
    starts: list[Start]
    commands: list[tuple[Any, ...]]
    """("kill", key, attempt_id, "timeout" | "cancel") · ("expand", key, task_id): the engine answers EV_EXPANDED ·
    ("expand_more", key, task_id, told): the same, where a restored run has got `told` instances of an incomplete
    expansion; only an engine that answers in several chunks meets it ·
    ("callback", key, attempt_id, task_id, map_index, "execute" | "success" | "failure" | "retry" | "skipped") ·
    ("run_callback", run, "success" | "failure")

    Callbacks are those that the spec names: "execute" when an attempt starts, "success" and "failure" (failed or
    crashed for good) and "retry" by its end, "skipped" if the task itself said so. An empty task has no attempt
    (attempt_id 0): "execute" and "success" follow each other at once. A run that is cancelled calls nothing."""
    runs: list[tuple[str, int]]
    """(state, run): every change of a run's state, in order. A retried run that had ended is `queued` first, then
    `running`; its `dagrun_timeout` counts anew."""
    rejected: list[int]
    """Indexes into the batch of events that changed nothing: stale attempts, repeats."""

@final
class RunMachine:
    """Decides what runs next, for every run of one engine: barriers, trigger rules, retries, pools, priorities.

    Thread-safe (one lock); `apply` releases the GIL for large batches.
    """

    def __new__(cls, *, pools: dict[str, int] | None = None, seed: int = 0) -> RunMachine:
        """Args:
        pools: slots by name. An unnamed pool has no limit, `default_pool` neither unless it is given here.
        seed: of the jitter of retries.
        """

    def add_run(
        self,
        run: int,
        dag: CompiledDag,
        *,
        now: float,
        state: str = "queued",
        started_at: float | None = None,
        next_attempt_id: int = 1,
        rows: Sequence[tuple[str, int, str, int, int, int, float | None]] | None = None,
        expansions: Sequence[tuple[str, int, bool]] | None = None,
        losses: Sequence[tuple[str, int, int]] | None = None,
        elsewhere: bool = False,
    ) -> None:
        """Take a run in: a new one, or one from the store. A `queued` one begins with (another) `EV_SUBMIT`.

        `rows` are (task_id, map_index, state, try_number, retry_base, attempt_id, next_at); `expansions` are
        (task_id, count, complete). Instances that were queued or running become `scheduled` again (their process is
        lost), and the next `apply` issues them anew; it also returns their rows, and `expand` commands that haven't
        been answered in full. `losses` are (task_id, map_index, how often its current try was lost, at most 255).
        With `elsewhere` another machine has them in hand: they stay as they are, in a machine that is only asked why.

        Two things aren't in the rows: that a run is being cancelled (so the engine keeps the request open until the
        run has ended, and repeats `EV_CANCEL_RUN`), and the order of starts.

        Raises:
            StateError: the run is in the machine already.
            UnknownIdError: a row of a task that the DAG doesn't have.
        """

    def remove_run(self, run: int) -> None:
        """Forget a run. Its events are rejected from then on."""

    def apply(self, events: Sequence[tuple[int, int, int, Any]], *, now: float, room: int) -> Decisions:
        """Apply events in order, then fire timers up to `now`, then hand out at most `room` starts by priority.

        Applying an event twice changes nothing.

        Args:
            now: Unix time in seconds.
            room: how many more attempts the executors can take; 0 for none.
        """

    def next_timer(self) -> float | None:
        """When `apply` should be called next even without an event; None: no timer is set."""

    def run_state(self, run: int) -> str: ...
    def counts(self, run: int) -> dict[str, int]:
        """Number of instances by state."""

    def states(self, run: int) -> list[tuple[str, int, str, int]]:
        """(task_id, map_index, state, try_number) of every instance, in spec order. Mapped tasks that have expanded are
        there by their instances only."""

    def key(self, run: int, task_id: str, map_index: int = -1) -> int:
        """Raises: UnknownIdError."""

    def why(self, run: int, task_id: str, map_index: int = -1, *, now: float) -> str:
        """Why the instance isn't running, in a sentence."""

def nearest(name: str, candidates: Sequence[str]) -> str | None:
    """The candidate most like `name`, if one is like it: for `did you mean ...?` after a misspelt name."""

def task_states() -> list[str]: ...
def run_states() -> list[str]: ...
def trigger_rules() -> list[str]: ...

# -- Graph ---------------------------------------------------------------------------------------------------------

@final
class Graph[N: Hashable]:
    """An immutable directed graph without cycles. Public as `tradewind.graph.Graph`.

    Nodes are any hashable ids. Integers from 0 to 2**32 - 1 are kept as such, at 4 bytes each or none at all; then any
    value that equals such an integer names its node, as in a dict. The same input always gives the same order,
    everywhere. An edge given twice is kept twice; a drain waits for both and is right either way, and `successors` and
    `predecessors` name each node once. Safe to share between threads.
    """

    @staticmethod
    def from_edges[M: Hashable](edges: Iterable[tuple[M, M] | list[M]], nodes: Iterable[M] | None = None) -> Graph[M]:
        """The graph of pairs (up, down), where `up` comes before `down`, in linear time.

        Args:
            edges: pairs of ids; a list of tuples of plain ints is the fast path.
            nodes: ids of nodes that may have no edge. Those of edges needn't be named.

        Raises:
            CycleError: the edges form a circle; the text holds its path, `cycle: a -> b -> a`.
            TypeError: an edge isn't a pair, or an id isn't hashable.
        """

    @staticmethod
    def from_buffer(buffer: Buffer) -> Graph[int]:
        """The graph of a buffer of unsigned 32-bit pairs (up, down), copied once and not kept.

        Args:
            buffer: any C-contiguous one: a numpy array of uint32 with shape (n, 2) or (2n,), `array("I")`, or raw bytes
                in the machine's byte order.

        Raises:
            CycleError: as for `from_edges`.
            TypeError: not a buffer, or not of unsigned 32-bit integers.
            ValueError: not C-contiguous, not aligned to 4 bytes, or not whole pairs.
        """

    @property
    def edge_count(self) -> int:
        """Number of edges; one given twice counts twice."""

    def order(self) -> list[N]:
        """Every node, each after all of its upstreams."""

    def select(self, select: str, *, exclude: str | None = None) -> list[N]:
        """The nodes that a selector means, in topological order: `load`, `+load`, `extract+2`, `@load`, `load_*`; a
        blank between terms means any of them, a comma all of them. Nodes are known by their text, `str(node)`.

        Raises:
            UsageError: it doesn't parse, names an unknown node, or means none; with column and caret.
        """

    def levels(self) -> list[list[N]]:
        """Nodes grouped by the length of the longest path that leads to them; those of one level could run at once."""

    def critical_path(self, weights: Mapping[Any, float] | None = None) -> tuple[list[N], float]:
        """The path that takes longest, and the sum of its weights. Of equally long paths always the same one.

        Args:
            weights: seconds of each node; those that aren't in it take none. None: every node takes 1.

        Returns:
            The ids along the path and its length; ([], 0.0) for an empty graph.

        Raises:
            UnknownIdError: `weights` names a node that doesn't exist.
            ValueError: a weight is negative, infinite or not a number. So for all that takes weights.
        """

    def slack(self, weights: Mapping[Any, float] | None = None) -> dict[N, float]:
        """Seconds that each node could take more without the critical path getting longer, in topological order.

        On the critical path they are exactly 0.0. It counts as if all that is ready ran at once.

        Args:
            weights: as for `critical_path`.
        """

    def longest_path(self, up: N, down: N, weights: Mapping[Any, float] | None = None) -> tuple[list[N], float]:
        """The path from `up` to `down` that takes longest, both ends counted; ([], 0.0) if there is none.

        Args:
            weights: as for `critical_path`.

        Raises:
            UnknownIdError: no such node; the text suggests the nearest id. So do all methods that take nodes.
        """

    def shortest_path(self, up: N, down: N, weights: Mapping[Any, float] | None = None) -> tuple[list[N], float]:
        """The path from `up` to `down` that takes shortest; else as `longest_path`."""

    def reaches(self, up: N, down: N) -> bool:
        """Whether `up` comes before `down`, or is it. One search; for all pairs there is `transitive_closure`."""

    def ancestors(self, *nodes: N) -> list[N]:
        """Everything that comes before any of `nodes`, in topological order.

        Of `nodes` themselves it holds only those that come before another of them.
        """

    def descendants(self, *nodes: N) -> list[N]:
        """Everything that comes after any of `nodes`, in topological order; else as `ancestors`."""

    def bottlenecks(self) -> list[N]:
        """The nodes that come before or after every other one, in topological order.

        While one of them runs, nothing else can. Found in linear time.
        """

    def antichain(self) -> list[N]:
        """As many nodes as possible of which none comes before another, in topological order.

        Its length is the width of the graph: how many nodes could ever run at once. A few dozen passes over sparse
        graphs (Dilworth's theorem, as a least flow).
        """

    def transitive_reduction(self) -> Graph[N]:
        """The smallest graph of these nodes in which each comes before the same others.

        It has none of the edges that a longer path makes needless, and each of the others once; there is one such
        graph. Mostly linear; at worst 64 bytes are joined for each edge and each 512 nodes. It needs 20 bytes an edge
        and up to 170 a node.
        """

    def transitive_closure(self, *, limit: int = ...) -> Graph[N]:
        """The graph of these nodes with an edge from each to all that come after it: its `successors` are descendants.

        Args:
            limit: most edges that it may have, at 4 bytes each; default 100 million. A graph of n nodes may have
                n * (n - 1) / 2.

        Raises:
            SpecError: it would have more.
        """

    def edges(self) -> list[tuple[N, N]]:
        """Every edge as (up, down), those from one node together; one given twice stands twice."""

    def predecessors(self, node: N) -> list[N]:
        """Nodes directly upstream, each once. The first call costs a pass over all edges."""

    def successors(self, node: N) -> list[N]:
        """Nodes directly downstream, each once, in the order of the edges."""

    def sorter(self) -> Sorter[N]:
        """A drain of this graph from its beginning. One graph can have any number of them."""

    def __len__(self) -> int:
        """Number of nodes."""

    def __contains__(self, key: object, /) -> bool: ...
    def __sizeof__(self) -> int:
        """Bytes that the graph holds in Rust; ids that aren't integers are Python's and don't count."""

    @classmethod
    def __class_getitem__(cls, key: Any) -> GenericAlias: ...

@final
class Sorter[N: Hashable]:
    """A drain: hands nodes out as soon as everything upstream of them is done. Public as `tradewind.graph.Sorter`.

    One node done costs its out-degree. Safe to use from several threads.
    """

    def ready(self) -> list[N]:
        """The nodes that became ready since the last call, each handed out once; [] if there are none right now."""

    def done(self, nodes: N | list[N], /) -> None:
        """Mark nodes done that `ready` handed out.

        Args:
            nodes: one id, or a list of ids.

        Raises:
            StateError: a node wasn't handed out, or is done already. Then no node of the list was marked.
            UnknownIdError: no such node; the text suggests the nearest id.
        """

    def is_active(self) -> bool:
        """Whether some node isn't done yet."""

    def __sizeof__(self) -> int: ...
    @classmethod
    def __class_getitem__(cls, key: Any) -> GenericAlias: ...

@final
class Layout[N: Hashable]:
    """Boxes and lines, y growing downwards from 0. Public as `tradewind.graph.Layout`.

    A box is (x, y, width, height). Boxes of nodes and of groups that aren't inside one another never overlap.
    """

    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def nodes(self) -> dict[N, tuple[float, float, float, float]]: ...
    @property
    def layers(self) -> dict[N, int]:
        """Layer of each node; an edge leads at least one on. What no edge and no group joins is counted apart."""

    @property
    def groups(self) -> dict[str, tuple[float, float, float, float]]:
        """Groups without nodes have no box."""

    @property
    def edges(self) -> list[tuple[N, N, list[tuple[float, float]]]]:
        """(up, down, points), each edge once: straight lines from the border of `up` to that of `down`. Between two
        layers they may be drawn as curves as well; there they meet no node."""

    @classmethod
    def __class_getitem__(cls, key: Any) -> GenericAlias: ...

def layout[N: Hashable](
    graph: Graph[N],
    sizes: dict[N, tuple[float, float]] | None = None,
    *,
    groups: dict[N, str] | dict[N, str | None] | None = None,
    parents: dict[str, str] | dict[str, str | None] | None = None,
    titles: dict[str, float] | None = None,
    down: bool = False,
    even: bool = False,
    spacing: tuple[float, float, float, float] = ...,
) -> Layout[N]:
    """Lay a graph out in layers, with few crossings. The same input gives the same drawing, everywhere.

    Public as `tradewind.graph.layout`. Large graphs are bounded work: past some 50,000 waypoints the longest edges
    lead straight to their end, over what lies between.

    Args:
        sizes: (width, height) of each node, in any unit; 1 by 1 for those that aren't in it.
        groups: the innermost group of each node that is in one. A group is a box around its nodes and nothing else, and
            a stage where it can be: what lies in it begins after all that leads into it.
        parents: the group around each group; at most 64 deep.
        titles: the least width of a group's box.
        down: edges lead down, not to the right.
        even: nodes of a layer are as wide (with `down` as high) as the largest of them.
        spacing: between nodes of a layer, between layers, between a group's border and what is in it, and the height of
            its title. Default: (16, 48, 12, 20).

    Raises:
        UnknownIdError: a node or group that doesn't exist.
        ValueError: a size that is no number from 0 to 1e9; groups inside themselves or nested too deep.
    """

# -- pipelines -----------------------------------------------------------------------------------------------------

@final
class Expression:
    """A parsed expression such as `{source.title | upper}`. Immutable."""

    def __new__(cls, source: str) -> Expression:
        """Raises: ExpressionError, with the position in characters."""

    @staticmethod
    def check(source: str) -> str | None:
        """What is wrong: syntax, unknown pipes, numbers of arguments; None: nothing."""

    def tokens(self) -> list[tuple[str, str, list[tuple[str, list[str]]], list[str]]]:
        """(kind, value, pipes, refs) of every token; kind is text, ref or call; a pipe is (name, args)."""

    def refs(self) -> list[tuple[str, str]]:
        """(namespace, key) of every reference, in the order written. Raises: ExpressionError for an empty key."""

    def source(self) -> str:
        """Canonical source, which parses to the same tokens."""

    def evaluate(
        self, lookup: Callable[[str, str], object], *, steps: int | None = None, size: int = 67_108_864
    ) -> object:
        """The value, `lookup(namespace, key)` giving that of each reference.

        Args:
            steps: references and pipe calls, at most. None: no limit.
            size: bytes of all intermediate results, and of texts that regular expressions read, at most.

        Raises:
            ExpressionError: a failed `required`, an unknown pipe, a spent limit; and whatever `lookup` raises.
        """

    def evaluate_rows(
        self,
        rows: list[dict[str, Any]],
        common: dict[str, Any] | None = None,
        *,
        steps: int | None = None,
        size: int = 67_108_864,
        budget: WorkBudget | None = None,
    ) -> list[Any]:
        """The values for many rows, in one call.

        Args:
            rows: of each, by namespace: the fields of one artifact, or a list of those of several (then a reference is
                the value of those that have the field: none, one, or a list). Only what is referred to is read.
            common: by namespace, what isn't in a row.
            steps: references and pipe calls of one row, at most. None: no limit.
            size: bytes of all intermediate results of one row, at most.
            budget: paid from for all rows; what is left of it is for other calls.

        Raises:
            ExpressionError: as for `evaluate`, at the first row that fails.
            TypeError: a row that isn't a dict, a namespace that is neither a dict nor a list of dicts.
        """

@final
class WorkBudget:
    """What is left of the work that the expressions of one launch may do: references and pipe calls, bytes."""

    def __new__(cls, steps: int, size: int) -> WorkBudget: ...
    @property
    def steps(self) -> int:
        """References and pipe calls."""

    @property
    def size(self) -> int:
        """Bytes."""

@final
class PipelineTopology:
    """Dependencies and children of a pipeline's nodes by index, checked. Immutable."""

    def __new__(
        cls, slugs: Sequence[str], depends_on: Sequence[Sequence[str]], filters: Sequence[Sequence[str]]
    ) -> PipelineTopology:
        """Raises: ValueError for a duplicate, empty, unknown or repeated slug, a stray filter, a cycle."""

    @property
    def dependencies(self) -> list[list[int]]: ...
    @property
    def children(self) -> list[list[int]]: ...
    def ups(self, node: int) -> list[int]:
        """Indexes that one node depends on, in the order written. Raises: IndexError."""

    def walk_back[Item](
        self,
        start: Sequence[int],
        passes: Callable[[int], bool],
        depth: int,
        fetch: Callable[[list[int]], Iterable[Item]],
    ) -> tuple[list[Item], bool]:
        """As the function `walk_back`; `passes(node)` says whether a node may be walked through."""

    def closure(self, nodes: Sequence[int]) -> list[int]:
        """These nodes and everything below them, ascending."""

    def ready(
        self, completed: Iterable[int], launched: Iterable[int], changed: Sequence[int] | None = None
    ) -> list[int]:
        """Nodes not launched whose dependencies are all complete, ascending; with `changed` only those below."""

def apply_pipe(name: str, value: object, *args: str) -> Any:
    """`value | name(args)`. Raises: ExpressionError."""

def assign_slugs(slugs: Sequence[str], plugins: Sequence[str]) -> list[str]:
    """The slugs of all nodes, those without one given `<plugin>_<n>`."""

def slug_index(slugs: Sequence[str]) -> None:
    """Check that slugs are there and unique. Raises: ValueError."""

def invert(dependencies: Sequence[Sequence[int]]) -> list[list[int]]:
    """Inverse adjacency. Raises: ValueError for an index out of range."""

def find_ready(
    dependencies: Sequence[Sequence[int]],
    completed: Iterable[int],
    launched: Iterable[int],
    children: Sequence[Sequence[int]] | None = None,
    changed: Sequence[int] | None = None,
) -> list[int]:
    """As `PipelineTopology.ready`, for dependencies that aren't checked."""

def walk_back(
    start: Sequence[int],
    dependencies: Sequence[Sequence[int]],
    passthrough: Iterable[int] | None,
    depth: int,
    fetch: Callable[[list[int]], Iterable[Any]],
) -> tuple[list[Any], bool]:
    """What `fetch(level)` finds on the nearest level that has anything, and whether the search was complete.

    The next level is the dependencies of those nodes that `passthrough` holds (None: all); at most `depth` levels.
    """

def filter_rows(rows: int, rules: Sequence[tuple[int, str, object]], columns: Sequence[list[Any]]) -> list[int]:
    """The rows that pass every rule (column, operator, expected). Raises: ValueError for an unknown operator."""

def extreme_row(rows: Sequence[int], sizes: Sequence[int | None], largest: bool) -> int | None:
    """The row with the largest or smallest size; the first of equals, None if no row has a size."""

def file_kinds(names: Sequence[str], mime_types: Sequence[str | None]) -> list[tuple[str, str]]:
    """(extension, file type) of every file."""

def file_extensions() -> list[tuple[str, list[str]]]:
    """Suffixes by file type."""

def group_rows(origins: Sequence[str | None]) -> tuple[list[tuple[str, list[int]]], list[int]]:
    """Rows by origin, in the order of first sight, and rows without one."""

def plan_launch(
    mode: str,
    edges: Sequence[tuple[Sequence[str | None], Sequence[int | None], str | None, bool]],
    dependency_skipped: bool,
    limit: int,
) -> tuple[str, Any]:
    """What a node does once its dependencies are done.

    Args:
        mode: single, aggregate or grouped.
        edges: (origins of the artifacts that passed, their sizes, `largest`/`smallest`/None, rejected) per dependency.
        limit: tasks of one node, at most.

    Returns:
        ("each", None), ("origins", [origin]), ("one", None), ("skipped", None), ("filtered", None) or ("failed", text).
    """

def plan_inputs(
    mode: str,
    inputs: Sequence[
        tuple[
            str,
            bool,
            bool,
            str,
            Sequence[str],
            Sequence[str | None],
            Sequence[dict[str, Any]],
            Sequence[tuple[str, str, object]],
            tuple[str, bool, int] | None,
        ]
    ],
    limit: int,
) -> tuple[str, str, list[tuple[str | None, list[list[int]]]]]:
    """What is to become of a node of a durable pipeline.

    Args:
        mode: each, all or by_correlation.
        inputs: (name, main, required, disposition, ids, correlations, fields, rules, selection) by edge: ids,
            correlations and fields of every output; rules are (field, operator, expected); a selection is
            (field, descending, limit).
        limit: tasks of one node, at most.

    Returns:
        (kind, text, plans): kind is launched, skipped, filtered or failed (then with a text); a plan is
        (correlation, [row numbers by edge]), lists shared between plans where they are the same.
    """

def json_text(value: object, depth: int) -> str | None:
    """JSON text of a value, without spaces.

    None if it isn't any (text keys, finite numbers, no lone surrogates; a tuple is an array) or has more than `depth`
    containers in containers.
    """

def json_size(value: object, depth: int) -> int | None:
    """Bytes that `json_text` would be."""

def json_equal(left: object, right: object) -> bool:
    """Whether two JSON values are equal, types kept apart: `1` is `1.0`, but neither `"1"` nor `True`."""

def expression_pipes() -> list[tuple[str, int, int, list[str]]]:
    """(name, min_args, max_args, argument_names) of every pipe."""

def expression_functions() -> list[str]:
    """Names of the functions, sorted."""

def scan_source(source: bytes) -> bytes:
    """Scan one source.

    Args:
        source: the bytes of a Python file, in any encoding that Python reads.

    Returns:
        A report in msgpack; `tradewind.scanning` gives it types.
    """

def imports_of(source: bytes) -> list[tuple[str, list[str]]]:
    """What a file imports, also under conditions; not what its functions import when they run.

    Args:
        source: the bytes of a Python file.

    Returns:
        Modules, with their leading dots, and the names taken from each; no names for `import module`.
    """

def may_define_dags(source: bytes) -> bool:
    """Whether a file may define a DAG; `False` is certain for what it makes itself."""

def scan_files(paths: Sequence[str], cache: str | PathLike[str] | None, threads: int) -> list[bytes]:
    """Scan files, in parallel and without the GIL.

    Args:
        paths: files; one that can't be read gives a report with its error.
        cache: a file that keeps reports between calls, by size and time of change, then by content; None: none is kept.
        threads: how many at once, at least 1.

    Returns:
        For each path its report in msgpack.
    """

def scan_tree(folder: str | PathLike[str], cache: str | PathLike[str] | None, threads: int) -> list[tuple[str, bytes]]:
    """Scan the Python files below a folder, without what `.gitignore`, `.ignore` and `.airflowignore` files name.

    Links are followed; a loop of links ends where it closes. For the rest see `scan_files`.

    Returns:
        (path, report) of each file, sorted by path.

    Raises:
        OSError: the folder can't be listed.
    """
