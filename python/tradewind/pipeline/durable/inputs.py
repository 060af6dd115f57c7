"""What a run of a pipeline may be given: for a form, for a check, for `--param`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from tradewind.pipeline.durable.models import ExpressionSource, RuntimeSource
from tradewind.pipeline.durable.pipeline import expression

if TYPE_CHECKING:
    from tradewind.pipeline.durable.pipeline import Pipeline


class InputField(NamedTuple):
    """One value of a run's input."""

    name: str
    label: str
    required: bool = False
    default: Any = None
    placeholder: str = ""


def input_fields(pipeline: Pipeline, plugin: Callable[[str], Any] = lambda name: None) -> list[InputField]:
    """The fields that a pipeline asks for, each once: those of its plugins, then of its bindings, then of `input.*` in
    expressions, by name, then what else has a default.

    Args:
        plugin: gives the plugin of a name, or None. If that has `get_effective_inputs()`, those whose `source` is
            `runtime` count.
    """
    found: dict[str, InputField] = {}
    for name in dict.fromkeys(node.plugin for node in pipeline.nodes):
        for one in getattr(plugin(name), "get_effective_inputs", list)():
            if one.source == "runtime":
                default = getattr(one, "default", None)
                own = InputField(one.name, one.description or _label(one.name), one.required, default, one.placeholder)
                found.setdefault(one.name, own)
    mentioned: set[str] = set()
    for node in pipeline.nodes:
        for field, binding in node.bindings.items():
            if isinstance(binding, RuntimeSource):
                label = binding.label or _label(field)
                own = InputField(binding.key, label, binding.required, binding.default, binding.placeholder)
                found.setdefault(binding.key, own)
            texts = [binding.expression] if isinstance(binding, ExpressionSource) else []
            for text in texts if binding.when is None else [*texts, binding.when]:
                mentioned.update(key for namespace, key in expression(text).refs() if namespace == "input")
    for key in (*sorted(mentioned), *pipeline.defaults):
        found.setdefault(key, InputField(key, _label(key)))
    given = pipeline.defaults
    return [field._replace(default=given.get(field.name, field.default)) for field in found.values()]


def _label(name: str) -> str:
    return name.replace("_", " ").title()
