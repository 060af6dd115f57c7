"""Durable pipelines: planned once, stored, fenced, resumable. `Pipelines` over a store is all that a program calls."""

from tradewind.pipeline.constants import FilterOperator, RunStatus, TaskStatus
from tradewind.pipeline.durable.inputs import InputField, input_fields
from tradewind.pipeline.durable.models import (
    CorrelationMode,
    EdgeSource,
    ExpressionSource,
    InputEdge,
    InputMode,
    InputRole,
    Limits,
    LiteralSource,
    Node,
    Rule,
    RuntimeSource,
    SecretSource,
    Selection,
    SortOrder,
)
from tradewind.pipeline.durable.pipeline import Pipeline
from tradewind.pipeline.durable.pipelines import Pipelines
from tradewind.pipeline.durable.store import (
    Claim,
    Completed,
    Completion,
    DurableStore,
    Output,
    PublicationError,
    RunRecord,
    TaskPlan,
)

__all__ = [
    "Claim",
    "Completed",
    "Completion",
    "CorrelationMode",
    "DurableStore",
    "EdgeSource",
    "ExpressionSource",
    "FilterOperator",
    "InputEdge",
    "InputField",
    "InputMode",
    "InputRole",
    "Limits",
    "LiteralSource",
    "Node",
    "Output",
    "Pipeline",
    "Pipelines",
    "PublicationError",
    "Rule",
    "RunRecord",
    "RunStatus",
    "RuntimeSource",
    "SecretSource",
    "Selection",
    "SortOrder",
    "TaskPlan",
    "TaskStatus",
    "input_fields",
]
