"""From pipelines to `DAG`s, which the one lowering module takes on from there."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from tradewind.authoring.dag import DAG
from tradewind.authoring.edges import link
from tradewind.authoring.params import Param
from tradewind.authoring.places import text
from tradewind.errors import DuplicateIdError, PipelineError, TradewindError
from tradewind.pipeline.durable.files import load
from tradewind.pipeline.durable.inputs import InputField, input_fields
from tradewind.pipeline.durable.models import Node
from tradewind.pipeline.durable.operator import PipelineTask
from tradewind.pipeline.durable.pipeline import Pipeline
from tradewind.pipeline.durable.plugins import Plugin, find


def dag_of_file(path: str, data: bytes) -> DAG:
    """The DAG of a JSON or YAML file, called as it says, else like the file."""
    pipeline = load(path, data)
    return dag_of(pipeline, os.path.splitext(os.path.basename(path))[0], (path, 1))


def dags_of(namespace: Mapping[str, Any]) -> list[DAG]:
    """A DAG for each pipeline that a module binds to a name at top level, in this order.

    Args:
        namespace: `vars(module)`.

    Raises:
        DuplicateIdError: two of one name.
    """
    dags: dict[str, DAG] = {}
    seen: set[int] = set()
    for name, value in namespace.items():
        if isinstance(value, Pipeline) and id(value) not in seen:
            seen.add(id(value))
            dag = dag_of(value, name, value.places[0])
            if dag.dag_id in dags:
                raise DuplicateIdError(
                    f"pipeline {dag.dag_id!r} is defined twice: first at {dags[dag.dag_id].place}",
                    place=dag.place,
                    fix="give one of them another name",
                )
            dags[dag.dag_id] = dag
    return list(dags.values())


def dag_of(pipeline: Pipeline, name: str, place: tuple[str, int]) -> DAG:
    """The pipeline as tasks: one for each node, mapped where it fans out. Any failure ends the run.

    Args:
        name: its dag_id, unless the pipeline has a name.

    Raises:
        PipelineError: a plugin that there isn't.
        SpecError: a slug that can't be a task_id.
    """
    plugins = _plugins(pipeline)
    inputs = {field.name: _param(field) for field in input_fields(pipeline, plugins.get)}
    try:
        dag = DAG(pipeline.name or name, description=pipeline.description or None, params=inputs, fail_fast=True)
    except TradewindError as error:
        error.place = text(place)
        raise
    dag.outcome = "any_failure"
    dag._place, dag.fileloc = place, place[0]
    for at, node in enumerate(pipeline.nodes):
        _add(dag, pipeline, at, node, plugins[node.plugin])
    for node, sources in zip(pipeline.nodes, pipeline.sources, strict=True):
        task = dag.task_dict[node.slug]
        link([dag.task_dict[pipeline.nodes[up].slug] for up in sources], [task], None, task._place)
    return dag


def _add(dag: DAG, pipeline: Pipeline, at: int, node: Node, plugin: Plugin) -> None:
    place = pipeline.places[at]
    try:
        task = PipelineTask(
            task_id=node.slug,
            task_display_name=node.name or None,
            dag=dag,
            pipeline=pipeline,
            index=at,
            plugin=plugin,
            retries=pipeline.retries,
            retry_delay=pipeline.retry_delay,
            execution_timeout=pipeline.timeout,
            # a skip goes on over required edges; an optional one is empty then
            trigger_rule="all_success" if all(edge.required for edge in node.edges) else "none_failed",
        )
    except TradewindError as error:
        error.place = text(place)
        raise
    task._place = place


def _plugins(pipeline: Pipeline) -> dict[str, Plugin]:
    found: dict[str, Plugin] = {}
    beside = os.path.dirname(os.path.abspath(pipeline.places[0][0]))
    sys.path.insert(0, beside)
    try:
        for at, node in enumerate(pipeline.nodes):
            if node.plugin not in found:
                try:
                    found[node.plugin] = find(node.plugin, pipeline.plugins)
                except PipelineError as error:
                    error.text = f"node '{node.slug}': {error.text}"
                    error.place = text(pipeline.places[at])
                    raise
    finally:
        sys.path.remove(beside)
    return found


def _param(field: InputField) -> Param:
    if field.required and field.default in (None, ""):
        return Param(description=field.label)
    return Param(field.default, field.label)
