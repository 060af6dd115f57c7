"""Rendering of template fields. Jinja is imported only when a field holds a template."""

from __future__ import annotations

from collections import ChainMap
from os import path as os_path

from tradewind.authoring.xcom_arg import XComArg
from tradewind.errors import FailTask, SkipTask, TaskTimeout, TradewindError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    import jinja2

    from tradewind.authoring.context import Context
    from tradewind.authoring.dag import DAG
    from tradewind.authoring.operator import BaseOperator


class literal:  # noqa: N801  Airflow's name
    """Text that is to stay as it is: `literal("{{ not a template }}")`."""

    def __init__(self, value: Any) -> None:
        self.value = value


class TemplateFailed(TradewindError):
    """A template field of a task can't be rendered."""

    exit_code = 1


class Renderer:
    """Renders the values of one task in one attempt."""

    def __init__(self, task: BaseOperator, dag: DAG, context: Context) -> None:
        self.task = task
        self.dag = dag
        self.context = context
        self._environment: jinja2.Environment | None = None

    def render_field(self, field: str, value: Any) -> Any:
        """As `render`, for an attribute of the task.

        Raises:
            TemplateFailed: it can't be rendered; the error that says why is its cause.
            SkipTask, FailTask: as a macro raised them.
        """
        try:
            return self.render(value)
        except (SkipTask, FailTask, TaskTimeout, TradewindError):
            raise
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            raise TemplateFailed(
                f"{field} of task {self.task.task_id!r} can't be rendered: {reason}", place=self.task.place
            ) from error

    def render(self, value: Any) -> Any:
        """`value` with its templates rendered and outputs filled in, at any depth of lists, tuples, sets and dicts."""
        kind = type(value)
        if kind is str:
            return self._text(value)
        if value is None or kind in (int, float, bool, bytes):
            return value
        if kind is dict:
            return {key: self.render(item) for key, item in value.items()}
        if kind in (tuple, list, set, frozenset):
            return kind(map(self.render, value))
        if isinstance(value, XComArg):
            if self.context.ti is None:
                raise UsageError(f"{value!r} has a value only within a task")
            return value.resolve(self.context.ti)
        if isinstance(value, literal):
            return value.value
        if isinstance(value, tuple):
            parts = map(self.render, value)
            return kind(*parts) if hasattr(value, "_fields") else tuple(parts)
        if isinstance(value, dict):
            return {key: self.render(item) for key, item in value.items()}
        if hasattr(value, "template_fields") and not hasattr(value, "task_id"):
            return self._object(value)
        return value

    def _text(self, text: str) -> Any:
        if text.endswith(tuple(self.task.template_ext)) and self.task.template_ext:
            template = self._file(text)
            if template is not None:
                return self._run(template)
        if "{{" in text or "{%" in text or "{#" in text:
            return self._run(self.environment.from_string(text))
        return text

    def _object(self, value: Any) -> Any:
        """An argument with template fields of its own."""
        from copy import copy

        rendered = copy(value)
        for field in value.template_fields:
            setattr(rendered, field, self.render(getattr(value, field)))
        return rendered

    def _file(self, name: str) -> jinja2.Template | None:
        """The template file that a field names. Text with blanks that names none is a command or a query."""
        if _find(self.dag, name) is not None:
            return self.environment.get_template(name)
        if any(blank in name for blank in " \t\n"):
            return None
        raise TemplateFailed(
            f"template file {name!r} of task {self.task.task_id!r} is not in {' or '.join(search_path(self.dag))}",
            place=self.task.place,
            fix="put it there or in template_searchpath; text that is no file name ends with a blank",
        )

    def _run(self, template: jinja2.Template) -> Any:
        # As Template.render does, but without copying the context, which would make all of its lazy values.
        environment = self.environment
        names = ChainMap(self.context, template.globals)
        context = environment.context_class(environment, names, template.name, template.blocks)  # type: ignore[arg-type]
        try:
            parts = template.root_render_func(context)
            return environment.concat(parts)
        except Exception:  # noqa: BLE001 - jinja2 raises it again, with the template's line
            environment.handle_exception()

    @property
    def environment(self) -> jinja2.Environment:
        if self._environment is None:
            self._environment = _environment(self.dag)
        return self._environment


def search_path(dag: DAG) -> list[str]:
    """Folders with template files: the DAG file's, then `template_searchpath`."""
    return [dag.folder, *dag.template_searchpath]


def template_files(dag: DAG) -> list[str]:
    """Absolute paths of the template files that the DAG's fields name: they belong to its bundle."""
    found: dict[str, None] = {}
    for task in dag.tasks:
        if task.template_ext:
            for field in task.template_fields:
                for text in _texts(getattr(task, field, None)):
                    if text.endswith(tuple(task.template_ext)) and (file := _find(dag, text)) is not None:
                        found[file] = None
    return list(found)


def _find(dag: DAG, name: str) -> str | None:
    """The absolute path of a template file; the run's own copy counts where the file has gone."""
    for folder in search_path(dag):
        file = os_path.abspath(os_path.join(folder, name.lstrip("/")))
        if file in dag.kept_files or os_path.isfile(file):
            return file
    return None


def _kept(dag: DAG, name: str) -> str | None:
    """The run's own copy of a template file, if the file has changed since."""
    data = dag.kept_files.get(_find(dag, name) or "")
    return None if data is None else data.decode()


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple, set)):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))


def _environment(dag: DAG) -> jinja2.Environment:
    import jinja2
    import jinja2.nativetypes

    options: dict[str, Any] = {
        "loader": jinja2.ChoiceLoader(
            [jinja2.FunctionLoader(lambda name: _kept(dag, name)), jinja2.FileSystemLoader(search_path(dag))]
        ),
        "undefined": dag.template_undefined or jinja2.StrictUndefined,
        "extensions": ["jinja2.ext.do"],
        # A value keeps the newline at its end, whether or not it has a template in it.
        "keep_trailing_newline": True,
        **(dag.jinja_environment_kwargs or {}),
    }
    native = dag.render_template_as_native_obj
    environment: jinja2.Environment = (jinja2.nativetypes.NativeEnvironment if native else jinja2.Environment)(
        **options
    )
    environment.filters.update(_FILTERS)
    environment.filters.update(dag.user_defined_filters or {})
    environment.globals.update(dag.user_defined_macros or {})
    return environment


_FILTERS: Mapping[str, Any] = {
    "ds": lambda at: at.strftime("%Y-%m-%d"),
    "ds_nodash": lambda at: at.strftime("%Y%m%d"),
    "ts": lambda at: at.isoformat(),
    "ts_nodash": lambda at: at.strftime("%Y%m%dT%H%M%S"),
    "ts_nodash_with_tz": lambda at: at.isoformat().replace("-", "").replace(":", ""),
}
