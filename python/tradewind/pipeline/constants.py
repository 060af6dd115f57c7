"""Statuses, modes and limits of pipelines."""

from enum import StrEnum


class RunStatus(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CRASHED = "crashed"
    CANCELLED = "cancelled"


class TaskStatus(StrEnum):
    PENDING = "pending"
    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CRASHED = "crashed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    FILTERED = "filtered"


class NodeSummaryStatus(StrEnum):
    COMPLETED = "completed"
    SKIPPED = "skipped"
    PARTIAL = "partial"


class FilterOperator(StrEnum):
    EQ = "eq"
    NEQ = "neq"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    IN = "in"
    NOT_IN = "not_in"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    EXISTS = "exists"
    NOT_EXISTS = "not_exists"


class FileType(StrEnum):
    VIDEO = "video"
    SUBTITLE = "subtitle"
    IMAGE = "image"
    AUDIO = "audio"
    ARCHIVE = "archive"
    OTHER = "other"


class ArtifactSelector(StrEnum):
    LARGEST = "largest"
    SMALLEST = "smallest"


class FanMode(StrEnum):
    """How a node turns artifacts into tasks: one each, one for all, one per origin."""

    SINGLE = "single"
    AGGREGATE = "aggregate"
    GROUPED = "grouped"


class BindingSource(StrEnum):
    PREVIOUS_NODE = "previous_node"
    CONFIG = "config"
    RUNTIME = "runtime"
    EXPRESSION = "expression"


RUN_TERMINAL_STATUSES = frozenset({RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.CRASHED, RunStatus.CANCELLED})
TASK_TERMINAL_STATUSES = frozenset(
    {
        TaskStatus.COMPLETED,
        TaskStatus.FAILED,
        TaskStatus.CRASHED,
        TaskStatus.CANCELLED,
        TaskStatus.SKIPPED,
        TaskStatus.FILTERED,
    }
)
RUN_RETRYABLE_STATUSES = frozenset({RunStatus.FAILED, RunStatus.CRASHED, RunStatus.CANCELLED})
TASK_RETRYABLE_STATUSES = TASK_TERMINAL_STATUSES - {TaskStatus.COMPLETED, TaskStatus.SKIPPED}
ARTIFACT_STANDARD_FIELDS = frozenset({"file_path", "file_name", "file_size", "mime_type"})
MAX_FAN_OUT = 200
MAX_BFS_DEPTH = 50
