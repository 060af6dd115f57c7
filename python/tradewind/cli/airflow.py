"""Airflow's spellings of our verbs, for hands that know them: hidden, and only where one means the other."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tradewind.cli.app import suggest
from tradewind.errors import UsageError

_FOLDERS = "AIRFLOW__CORE__DAGS_FOLDER"


class _Asked(NamedTuple):
    names: list[str]
    options: dict[str, str]
    rest: list[str]
    """options that both spell alike: `--json`, `--state failed`"""


_WITH_VALUE = {
    "-S": "subdir", "--subdir": "subdir", "-c": "conf", "--conf": "conf", "-d": "dag_id", "--dag-id": "dag_id",
    "-e": "date", "--exec-date": "date", "--logical-date": "date", "-l": "date", "-t": "conf", "--task-params": "conf",
    "-o": "output", "--output": "output", "--clean-before-timestamp": "before",
}  # fmt: skip
_IGNORED = ("-y", "--yes", "-v", "--verbose")


def translated(args: Sequence[str]) -> list[str]:
    """The same command in our words; `args` as they are if they aren't Airflow's.

    Raises:
        UsageError: a command of Airflow's that we have no verb for, or a DAG id that no file has.
    """
    words = " ".join(args[:2]) if len(args) > 1 and not args[1].startswith("-") else args[0]
    if words not in _MEANINGS:
        if args[0] == "db":
            return list(args)
        fix = suggest(words, _MEANINGS, "see `tradewind --help`")
        raise UsageError(f"Airflow's `{words}` has no verb here", fix=fix)
    if {"-h", "--help"} & set(args):
        return [_MEANINGS[words](_Asked(["x", "x", "x"], {"subdir": os.devnull}, []))[0], "--help"]
    return _MEANINGS[words](_read(args[len(words.split()) :], words))


def _read(args: Sequence[str], words: str) -> _Asked:
    asked = _Asked([], {}, [])
    left = iter(args)
    for arg in left:
        name, equals, value = arg.partition("=")
        if name in _WITH_VALUE:
            given = value if equals else next(left, None)
            if given is None:
                raise UsageError(f"{name} needs a value", fix=f"write `tradewind {words} {name} VALUE`")
            asked.options[_WITH_VALUE[name]] = given
        elif arg.startswith("-"):
            asked.rest.extend([] if arg in _IGNORED else [arg])
        else:
            asked.names.append(arg)
    output = asked.options.pop("output", "table")
    if output == "json":
        asked.rest.append("--json")
    elif output not in ("table", "plain"):
        raise UsageError(f"no output as {output}", fix="use table or json")
    return asked


def _folder(asked: _Asked) -> str:
    return asked.options.get("subdir") or os.environ.get(_FOLDERS) or ("dags" if os.path.isdir("dags") else ".")


def _home(asked: _Asked, dag_id: str) -> list[str]:
    """The file that has the DAG, and its id. What the scanner is sure of needs no loading."""
    folder = _folder(asked)
    if folder == os.devnull:
        return []
    if os.path.isfile(folder):
        return [folder, dag_id]
    from tradewind.cli.files import load_all
    from tradewind.scanning import scan_tree

    for found in scan_tree(folder):
        if any(dag.dag_id == dag_id and dag.verdict == "exact" for dag in found.dags):
            return [str(found.path), dag_id]
    dags = {dag.dag_id: file for file, dag in load_all([folder]).dags}
    if dag_id not in dags:
        raise UsageError(f"no DAG '{dag_id}' in {folder}", fix=suggest(dag_id, dags, f"see `tradewind list {folder}`"))
    return [dags[dag_id], dag_id]


def _name(asked: _Asked, at: int, what: str) -> str:
    if len(asked.names) <= at:
        raise UsageError(f"no {what} given", fix=f"name the {what}")
    return asked.names[at]


def _date(asked: _Asked, at: int) -> list[str]:
    date = asked.options.get("date") or (asked.names[at] if len(asked.names) > at else None)
    return [] if date is None else ["--logical-date", date]


def _conf(asked: _Asked) -> list[str]:
    text = asked.options.get("conf")
    if text is None:
        return []
    try:
        conf = json.loads(text)
    except ValueError:
        conf = None
    if not isinstance(conf, dict):
        raise UsageError(f"the conf is no JSON object: {text[:80]!r}", fix="""write --conf '{"day": "2026-01-31"}'""")
    return [part for name, value in conf.items() for part in ("--param", f"{name}={_shown(value)}")]


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _run(asked: _Asked) -> list[str]:
    return ["run", *_home(asked, _name(asked, 0, "DAG")), *_date(asked, 1), *_conf(asked), *asked.rest]


def _test(asked: _Asked) -> list[str]:
    home = _home(asked, _name(asked, 0, "DAG"))
    return ["test", *home, _name(asked, 1, "task"), *_date(asked, 2), *_conf(asked), *asked.rest]


def _runs(asked: _Asked) -> list[str]:
    dag_id = asked.options.get("dag_id") or (asked.names[0] if asked.names else None)
    return ["runs", *([] if dag_id is None else ["--dag", dag_id]), *asked.rest]


def _prune(asked: _Asked) -> list[str]:
    before = asked.options.get("before")
    return ["db", "prune", *([] if before is None else ["--before", before]), *asked.rest]


_MEANINGS: dict[str, Callable[[_Asked], list[str]]] = {
    "dags list": lambda asked: ["list", _folder(asked), *asked.rest],
    "dags list-import-errors": lambda asked: ["check", _folder(asked), *asked.rest],
    "dags list-runs": _runs,
    "dags show": lambda asked: ["show", *_home(asked, _name(asked, 0, "DAG")), *asked.rest],
    "dags test": _run,
    "dags trigger": _run,
    "tasks test": _test,
    "tasks states-for-dag-run": lambda asked: ["show", _name(asked, 1, "run"), *asked.rest],
    "db migrate": lambda asked: ["db", "upgrade", *asked.rest],
    "db clean": _prune,
    "info": lambda asked: ["doctor", *asked.rest],
}
