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


class _Meaning(NamedTuple):
    command: Callable[[_Asked], list[str]]
    names: int
    """at most"""
    options: tuple[str, ...] = ()
    """those that it heeds; any other is an error, for it may have narrowed what is done"""


_WITH_VALUE = {
    "-S": "subdir", "--subdir": "subdir", "-c": "conf", "--conf": "conf", "-d": "dag_id", "--dag-id": "dag_id",
    "-e": "date", "--exec-date": "date", "--logical-date": "date", "-l": "date", "-t": "conf", "--task-params": "conf",
    "-o": "output", "--output": "output", "--clean-before-timestamp": "before", "-r": "run_id", "--run-id": "run_id",
    "--tables": "tables",
}  # fmt: skip
_ALIKE = ("--state", "--url", "--limit", "--param", "-p", "--executor", "--isolation", "--parallelism", "--format")
"""with a value, and ours too"""
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
    meaning = _MEANINGS[words]
    if {"-h", "--help"} & set(args):
        verb, *more = meaning.command(_Asked(["x", "x", "x"], {"subdir": os.devnull}, []))
        return [verb, *more[: verb == "db"], "--help"]
    return meaning.command(_read(args[len(words.split()) :], words, meaning))


def _read(args: Sequence[str], words: str, meaning: _Meaning) -> _Asked:
    """Raises:
    UsageError: an option or a name that the meaning doesn't heed.
    """
    asked = _Asked([], {}, [])
    left = iter(args)
    for arg in left:
        name, equals, value = arg.partition("=")
        if name in _WITH_VALUE or name in _ALIKE:
            given = value if equals else next(left, None)
            if given is None:
                raise UsageError(f"{name} needs a value", fix=f"write `tradewind {words} {name} VALUE`")
            if name in _ALIKE:
                asked.rest.extend([name, given])
            elif _WITH_VALUE[name] in (*meaning.options, "output"):
                asked.options[_WITH_VALUE[name]] = given
            else:
                raise UsageError(f"`{words}` heeds no {name} here", fix=f"see `tradewind {words} --help`")
        elif arg.startswith("-"):
            asked.rest.extend([] if arg in _IGNORED else [arg])
        else:
            asked.names.append(arg)
    if len(asked.names) > meaning.names:
        stray = asked.names[meaning.names]
        raise UsageError(f"`{words}` heeds no '{stray}' here", fix=f"see `tradewind {words} --help`")
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
    return [part for name, value in conf.items() for part in ("--param", f"{name}={json.dumps(value)}")]


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


_RUN = _Meaning(_run, 2, ("subdir", "conf", "date"))
_MEANINGS = {
    "dags list": _Meaning(lambda asked: ["list", _folder(asked), *asked.rest], 0, ("subdir",)),
    "dags list-import-errors": _Meaning(lambda asked: ["check", _folder(asked), *asked.rest], 0, ("subdir",)),
    "dags list-runs": _Meaning(_runs, 1, ("dag_id",)),
    "dags show": _Meaning(lambda asked: ["show", *_home(asked, _name(asked, 0, "DAG")), *asked.rest], 1, ("subdir",)),
    "dags test": _RUN,
    "dags trigger": _RUN,
    "tasks test": _Meaning(_test, 3, ("subdir", "conf", "date")),
    "tasks states-for-dag-run": _Meaning(lambda asked: ["show", _name(asked, 1, "run"), *asked.rest], 2),
    "db migrate": _Meaning(lambda asked: ["db", "upgrade", *asked.rest], 0),
    "db clean": _Meaning(_prune, 0, ("before",)),
    "info": _Meaning(lambda asked: ["doctor", *asked.rest], 0),
}
