"""`Param` and the checking of what a run is given.

What is declared travels as plain data (`declared`: name -> {"schema", "description", "required", "default"}) in the
`DagSpec`'s `meta["params"]`, so that engine and CLI check values without the user's file.
"""

from __future__ import annotations

from tradewind.authoring.places import nearest
from tradewind.errors import SpecError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn

    Declared = Mapping[str, Mapping[str, Any]]

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (dict,),
    "null": (type(None),),
}


class _Missing:
    """The default of a parameter that each run must be given."""

    def __repr__(self) -> str:
        return "<must be given>"


MISSING = _Missing()


class Param:
    """A parameter of a DAG's runs: a default, a description and JSON-schema keywords that values must meet.

    Checked are `type` (one or a list), `enum`, `const`, `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`,
    `minLength`, `maxLength`, `minItems`, `maxItems`, `pattern` and `format` (`date`, `date-time`); others are kept.
    A default of None where the type isn't `null` means: each run must be given a value.
    """

    def __init__(self, default: Any = MISSING, description: str | None = None, **schema: Any) -> None:
        self.default = default
        self.description = description
        self.schema: dict[str, Any] = schema.pop("schema", None) or schema

    @property
    def required(self) -> bool:
        if self.default is None:
            kinds = self.schema.get("type", "null")
            return "null" not in ([kinds] if isinstance(kinds, str) else kinds)
        return self.default is MISSING

    @property
    def value(self) -> Any:
        """The default."""
        return self.default

    def resolve(self, value: Any = MISSING) -> Any:
        """The value, or the default without one.

        Raises:
            UsageError: it breaks the schema, or there is neither.
        """
        if value is MISSING:
            if self.required:
                raise UsageError("a parameter without a default was not given")
            value = self.default
        complaint = _complaint(self.schema, value)
        if complaint:
            raise UsageError(f"{value!r} {complaint}")
        return value

    def __repr__(self) -> str:
        return f"Param({self.default!r})"


class Params(dict[str, "Any"]):
    """Parameters by name: reads as a dict of their defaults; `declared` holds the `Param`s. One that must be given is
    absent until a run has it."""

    def __init__(self, *sources: Mapping[str, Any] | None) -> None:
        super().__init__()
        self.declared: dict[str, Param] = {}
        for source in sources:
            if source:
                self.update(source)

    def __setitem__(self, name: str, value: Any) -> None:
        if not isinstance(value, Param):
            known = self.declared.get(name)
            value = Param(value, known.description, schema=known.schema) if known else Param(value)
        self.declared[name] = value
        if value.required:
            self.pop(name, None)
        else:
            super().__setitem__(name, value.default)

    def update(self, *sources: Any, **more: Any) -> None:
        for source in (*sources, more):
            declared = source.declared if isinstance(source, Params) else source
            for name, value in declared.items():
                self[name] = value

    def get_param(self, name: str) -> Param:
        return self.declared[name]

    def dump(self) -> dict[str, Any]:
        """A plain dict of the values."""
        return dict(self)

    def check(self) -> None:
        """Raises: SpecError, if a default breaks its own schema."""
        for name, value in self.items():
            complaint = _complaint(self.declared[name].schema, value)
            if complaint:
                raise SpecError(f"the default of param {name!r}: {value!r} {complaint}")

    def plain(self) -> dict[str, dict[str, Any]]:
        """What is declared, as plain data: the form in `meta["params"]`."""
        out = {}
        for name, param in self.declared.items():
            entry: dict[str, Any] = {
                "schema": param.schema,
                "description": param.description,
                "required": param.required,
            }
            if not param.required:
                entry["default"] = param.default
            out[name] = entry
        return out


def check_params(declared: Declared, given: Mapping[str, Any], *, dag_id: str) -> dict[str, Any]:
    """What a run was given, checked. A DAG that declares no parameters takes any (Airflow's `conf`).

    Raises:
        UsageError: unknown name (the nearest is suggested), missing value, or one that breaks the schema.
    """
    for name, value in given.items():
        if declared and name not in declared:
            fix = nearest(name, declared) or f"it has {', '.join(sorted(declared))}"
            raise UsageError(f"DAG {dag_id!r} has no parameter {name!r}", fix=fix)
        complaint = _complaint(declared[name]["schema"], value) if declared else None
        if complaint:
            raise UsageError(f"parameter {name!r} of DAG {dag_id!r}: {value!r} {complaint}")
    for name, entry in declared.items():
        if entry["required"] and name not in given:
            raise UsageError(f"DAG {dag_id!r} needs parameter {name!r}", fix=f"give it: --param {name}=VALUE")
    return dict(given)


def param_from_text(declared: Declared, name: str, text: str) -> Any:
    """A value typed by a person (`--param name=text`): JSON where it is of the declared type, else the text."""
    from json import loads

    schema = declared.get(name, {}).get("schema", {})
    try:
        value = loads(text, parse_constant=_no_json)
    except ValueError:
        return text
    only_type = {"type": schema["type"]} if "type" in schema else {}
    return text if _complaint(only_type, value) and not _complaint(only_type, text) else value


def _no_json(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and its kin, which Python's parser takes


def _complaint(schema: Mapping[str, Any], value: Any) -> str | None:
    """Why `value` breaks `schema`; None: it doesn't."""
    kinds = schema.get("type")
    if kinds is not None:
        kinds = [kinds] if isinstance(kinds, str) else list(kinds)
        if not any(_is(kind, value) for kind in kinds):
            return f"is not of type {' or '.join(kinds)}"
    if "enum" in schema and value not in schema["enum"]:
        return f"is none of {', '.join(repr(one) for one in schema['enum'])}"
    if "const" in schema and value != schema["const"]:
        return f"is not {schema['const']!r}"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number_complaint(schema, value)
    if isinstance(value, str):
        return _text_complaint(schema, value)
    if isinstance(value, (list, tuple)):
        return _length_complaint(schema, value, "Items", "items")
    return None


def _is(kind: str, value: Any) -> bool:
    if kind not in _TYPES:
        return True
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES[kind])


def _number_complaint(schema: Mapping[str, Any], value: float) -> str | None:
    if "minimum" in schema and value < schema["minimum"]:
        return f"is less than the minimum {schema['minimum']}"
    if "maximum" in schema and value > schema["maximum"]:
        return f"is more than the maximum {schema['maximum']}"
    if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        return f"is not more than {schema['exclusiveMinimum']}"
    if "exclusiveMaximum" in schema and value >= schema["exclusiveMaximum"]:
        return f"is not less than {schema['exclusiveMaximum']}"
    return None


def _text_complaint(schema: Mapping[str, Any], value: str) -> str | None:
    if "pattern" in schema:
        import re

        if not re.search(schema["pattern"], value):
            return f"does not match the pattern {schema['pattern']!r}"
    if schema.get("format") in ("date", "date-time"):
        from datetime import date, datetime

        try:
            (date if schema["format"] == "date" else datetime).fromisoformat(value)
        except ValueError:
            return f"is no {schema['format']} in ISO form"
    return _length_complaint(schema, value, "Length", "characters")


def _length_complaint(schema: Mapping[str, Any], value: Any, keyword: str, unit: str) -> str | None:
    if len(value) < schema.get(f"min{keyword}", 0):
        return f"has fewer than {schema[f'min{keyword}']} {unit}"
    if f"max{keyword}" in schema and len(value) > schema[f"max{keyword}"]:
        return f"has more than {schema[f'max{keyword}']} {unit}"
    return None
