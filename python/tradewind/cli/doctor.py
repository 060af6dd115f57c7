"""`doctor`: versions, whose modules the aliases are, where state lives, limits; and what of it is wrong."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from typing import Any

import click

from tradewind.cli.app import emit, json_option, state_options
from tradewind.cli.formatting import size, table
from tradewind.cli.terminal import Terminal
from tradewind.errors import TradewindError

FEW_FILES = 1024
"""open files: each attempt at work needs about four in the engine"""
LITTLE_SPACE = 200_000_000
"""bytes"""
_LIBRARIES = ("click", "croniter", "cryptography", "jinja2", "msgpack", "pydantic")


@dataclass(slots=True)
class Fault:
    """What is wrong, and what to do."""

    text: str
    fix: str


@click.command("doctor")
@json_option
@state_options
def doctor_command(as_json: bool, url: str | None) -> int:
    """Say what tradewind finds here, and what is wrong with it: exit code 2."""
    faults: list[Fault] = []
    versions = _versions(faults)
    aliases = [_alias(name) for name in _alias_names()]
    state = _state(url, faults)
    limits = _limits(faults)
    if as_json:
        emit(
            {
                "versions": versions,
                "aliases": aliases,
                "state": state,
                "limits": limits,
                "faults": [{"text": fault.text, "fix": fault.fix} for fault in faults],
            }
        )
        return 2 if faults else 0
    terminal = Terminal(sys.stdout)
    for title, lines in (
        ("versions", _pairs(versions)),
        ("imports", _alias_lines(terminal, aliases)),
        ("state", _pairs(state)),
        ("limits", _pairs(limits)),
    ):
        terminal.line(terminal.paint(title, "bold"))
        for line in lines:
            terminal.line(f"  {line}")
    for fault in faults:
        terminal.line(f"{terminal.mark('failed')} {fault.text}")
        terminal.line(f"    {terminal.paint('→ ' + fault.fix, 'dim')}")
    if not faults:
        terminal.line(f"{terminal.mark('success')} nothing wrong")
    return 2 if faults else 0


def _pairs(values: dict[str, Any]) -> Iterator[str]:
    width = max(map(len, values))
    for name, value in values.items():
        shown = "-" if value is None else size(value) if name in _BYTES else str(value)
        yield f"{name.replace('_', ' '):<{width}}  {shown}"


_BYTES = ("database_bytes", "free_bytes", "memory_bytes")


def _versions(faults: list[Fault]) -> dict[str, str | None]:
    import platform
    import sqlite3

    found: dict[str, str | None] = {
        "tradewind": None,
        "python": f"{platform.python_version()} ({sys.executable})",
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        "sqlite": sqlite3.sqlite_version,
    }
    try:
        from tradewind._core import __version__
    except ImportError as error:
        fix = "install a wheel for this platform: pip install --force-reinstall tradewind"
        faults.append(Fault(f"the extension can't be imported: {error}", fix))
    else:
        found["tradewind"] = f"{__version__} ({os.path.dirname(os.path.dirname(os.path.abspath(__file__)))})"
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = None
            faults.append(Fault(f"{name} is not installed", f"pip install {name}"))
    if not sys.platform.startswith("linux"):
        faults.append(
            Fault(f"tradewind is tested on Linux only, this is {sys.platform}", "use Linux, or expect rough edges")
        )
    return found


def _alias_names() -> list[str]:
    from tradewind.compat.finder import FAMILIES

    return sorted(FAMILIES)


def _alias(name: str) -> dict[str, str | None]:
    """Whose module `import name` gives: in a DAG file always ours, in any other program what is installed."""
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):  # a broken or half-imported module of that name
        spec = None
    if spec is None:
        return {"name": name, "distribution": None, "file": None}
    owners = metadata.packages_distributions().get(name, [])
    distribution = ", ".join(f"{owner} {metadata.version(owner)}" for owner in dict.fromkeys(owners)) or None
    return {"name": name, "distribution": distribution, "file": spec.origin}


def _alias_lines(terminal: Terminal, aliases: list[dict[str, str | None]]) -> list[str]:
    rows = [
        (
            str(alias["name"]),
            "tradewind",
            alias["distribution"] or ("no distribution" if alias["file"] else "not there"),
            alias["file"] or "",
        )
        for alias in aliases
    ]
    return table(terminal, ("name", "in a DAG file", "elsewhere", "file"), rows)


def _state(url: str | None, faults: list[Fault]) -> dict[str, Any]:
    from tradewind.engine.lock import living_engine
    from tradewind.stores import open_store
    from tradewind.stores.location import VARIABLE, find_location, without_password

    found: dict[str, Any] = {
        "place": None,
        "because": "--url" if url else f"{VARIABLE} is set" if os.environ.get(VARIABLE) else "the nearest .tradewind/",
        "schema": None,
        "database_bytes": None,
        "free_bytes": None,
        "engine": None,
    }
    try:
        location = find_location(url)
        found["place"] = without_password(location.url)
        if location.state_dir is not None:
            folder = location.state_dir
            while not folder.exists():
                folder = folder.parent
            found["free_bytes"] = free = shutil.disk_usage(folder).free
            if free < LITTLE_SPACE:
                faults.append(
                    Fault(f"{folder}: only {size(free)} left", "free some space, or move state with TRADEWIND_URL")
                )
            pid = living_engine(str(location.state_dir))
            found["engine"] = "none at work" if pid is None else f"pid {pid}"
        if location.database is not None and not os.path.exists(location.database):
            found["schema"] = "no database yet; the first run makes it"
            return found
        store = open_store(location)
        facts = store.facts()
        store.close()
        found["schema"], found["database_bytes"] = facts["schema_version"], facts["bytes"]
    except TradewindError as error:
        faults.append(Fault(error.text, error.fix or "see docs/stores.md"))
    return found


def _limits(faults: list[Fault]) -> dict[str, Any]:
    import resource

    files, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= files < FEW_FILES:
        faults.append(
            Fault(f"only {files} files may be open at once", f"ulimit -n {FEW_FILES}, or a lower --parallelism")
        )
    processes, _ = resource.getrlimit(resource.RLIMIT_NPROC)
    return {
        "cpus": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_bytes": _memory(),
        "open_files": f"{files} of {most_files}",
        "processes": None if processes == resource.RLIM_INFINITY else processes,
    }


def _memory() -> int | None:
    """What this machine has, or what its container allows."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return None
    try:
        with open("/sys/fs/cgroup/memory.max", encoding="ascii") as file:
            allowed = file.read().strip()
    except OSError:
        return total
    return min(total, int(allowed)) if allowed.isdecimal() else total
