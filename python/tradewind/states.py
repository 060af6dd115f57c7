"""The states of runs and task instances, and the trigger rules. The core uses the same words; a test compares both."""

from enum import StrEnum


class TaskState(StrEnum):
    """State of one task instance. `NONE`: nothing has touched the instance yet (it has no row in the store)."""

    NONE = "none"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    RUNNING = "running"
    SUCCESS = "success"
    FAILED = "failed"
    SKIPPED = "skipped"
    FILTERED = "filtered"
    UPSTREAM_FAILED = "upstream_failed"
    UP_FOR_RETRY = "up_for_retry"
    UP_FOR_RESCHEDULE = "up_for_reschedule"
    DEFERRED = "deferred"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    CRASHED = "crashed"
    REMOVED = "removed"


class RunState(StrEnum):
    """State of a run."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    SUCCESS = "success"
    FAILED = "failed"
    CANCELLED = "cancelled"
    CRASHED = "crashed"


class TriggerRule(StrEnum):
    """When a task may start, given how its upstreams ended. Names and meanings are Airflow's; crashed and cancelled
    count as failed, removed as skipped, filtered as success."""

    ALL_SUCCESS = "all_success"
    ALL_FAILED = "all_failed"
    ALL_DONE = "all_done"
    ALL_DONE_MIN_ONE_SUCCESS = "all_done_min_one_success"
    ALL_DONE_SETUP_SUCCESS = "all_done_setup_success"
    ALL_SKIPPED = "all_skipped"
    ONE_SUCCESS = "one_success"
    ONE_FAILED = "one_failed"
    ONE_DONE = "one_done"
    NONE_FAILED = "none_failed"
    NONE_FAILED_MIN_ONE_SUCCESS = "none_failed_min_one_success"
    NONE_SKIPPED = "none_skipped"
    ALWAYS = "always"


TERMINAL_TASK_STATES = frozenset(
    {
        TaskState.SUCCESS,
        TaskState.FAILED,
        TaskState.SKIPPED,
        TaskState.FILTERED,
        TaskState.UPSTREAM_FAILED,
        TaskState.CANCELLED,
        TaskState.CRASHED,
        TaskState.REMOVED,
    }
)
TERMINAL_RUN_STATES = frozenset({RunState.SUCCESS, RunState.FAILED, RunState.CANCELLED, RunState.CRASHED})
