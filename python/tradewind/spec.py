"""`DagSpec` on the Python side: its shape as typed dicts, and its bytes. `src/spec.rs` says what each field means.

Only `authoring.lower` makes specs. A field left out has the default that `src/spec.rs` gives it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NotRequired, TypedDict

    class PolicySpec(TypedDict, total=False):
        fail_fast: bool
        outcome: str
        default_timeout: float | None
        shell: str

    class ExpandSpec(TypedDict, total=False):
        over: list[str]
        size: int | None
        group: str | None

    class NodeSpec(TypedDict):
        id: str
        operator: NotRequired[str]
        trigger_rule: NotRequired[str]
        retries: NotRequired[int]
        retry_delay: NotRequired[float]
        retry_backoff: NotRequired[float]
        max_retry_delay: NotRequired[float | None]
        timeout: NotRequired[float | None]
        pool: NotRequired[str]
        pool_slots: NotRequired[int]
        priority_weight: NotRequired[int]
        weight_rule: NotRequired[str]
        setup: NotRequired[bool]
        teardown: NotRequired[bool]
        on_failure_fail_run: NotRequired[bool]
        empty: NotRequired[bool]
        tags: NotRequired[list[str]]
        expand: NotRequired[ExpandSpec | None]
        group: NotRequired[str | None]
        callbacks: NotRequired[list[str]]
        place: NotRequired[str | None]
        meta: NotRequired[dict[str, Any]]

    class EdgeSpec(TypedDict):
        up: str
        down: str
        label: NotRequired[str | None]
        place: NotRequired[str | None]

    class GroupSpec(TypedDict):
        id: str
        parent: NotRequired[str | None]
        tooltip: NotRequired[str]

    class DagSpec(TypedDict):
        format: int
        dag_id: str
        policy: NotRequired[PolicySpec]
        nodes: list[NodeSpec]
        edges: NotRequired[list[EdgeSpec]]
        groups: NotRequired[list[GroupSpec]]
        max_active_tasks: NotRequired[int | None]
        max_active_runs: NotRequired[int | None]
        run_timeout: NotRequired[float | None]
        callbacks: NotRequired[list[str]]
        place: NotRequired[str | None]
        meta: NotRequired[dict[str, Any]]


FORMAT = 1
"""As in `src/spec.rs`."""


def encode(spec: DagSpec) -> bytes:
    """msgpack, as `_core.CompiledDag.from_msgpack` reads it."""
    from msgpack import packb

    return packb(spec)  # type: ignore[no-any-return]


def decode(data: bytes) -> DagSpec:
    from msgpack import unpackb

    return unpackb(data)  # type: ignore[no-any-return]


def dag_meta(data: bytes) -> dict[str, Any]:
    """`meta` of a DAG, without decoding its tasks."""
    from msgpack import Unpacker

    unpacker = Unpacker(max_buffer_size=0)
    unpacker.feed(data)
    for _ in range(unpacker.read_map_header()):
        if unpacker.unpack() == "meta":
            return unpacker.unpack()  # type: ignore[no-any-return]
        unpacker.skip()
    return {}
