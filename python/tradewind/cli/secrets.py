"""`secrets`: keep values for tasks, encrypted; they are read from stdin or a prompt and never shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from tradewind.cli.app import emit, json_option, state_options
from tradewind.cli.formatting import moment, plural, table
from tradewind.cli.terminal import Terminal
from tradewind.errors import UsageError

if TYPE_CHECKING:
    from tradewind.stores.vault import Vault


@click.group("secrets")
def secrets_command() -> None:
    """Keep secrets for tasks: encrypted at rest, delivered to those that ask, masked in everything else."""


@secrets_command.command("set")
@click.argument("name")
@click.argument("value", nargs=-1, metavar="")
@click.option("--type", "kind", type=click.Choice(["string", "json"]), default="string", show_default=True)
@click.option("--dag", "dags", multiple=True, metavar="DAG_ID", help="Only for this DAG; repeat it. Default: all.")
@state_options
def set_command(name: str, value: tuple[str, ...], kind: str, dags: tuple[str, ...], url: str | None) -> None:
    """Keep a value under NAME (A-Z, 0-9, _), in place of the old one. It is read from stdin, or asked for."""
    if value:
        raise UsageError(
            "a value on the command line would stay in the shell's history",
            fix=f"`tradewind secrets set {name}` asks for it, or reads it from a pipe",
        )
    with _vault(url) as vault:
        vault.put(name, _read_value(name), as_json=kind == "json", dags=dags or None)
    scope = f" for {', '.join(dags)}" if dags else ""
    Terminal(sys.stderr).line(f"secret {name} is kept{scope}")


@secrets_command.command("list")
@json_option
@state_options
def list_command(as_json: bool, url: str | None) -> None:
    """List names, types and scopes. Values are never shown."""
    with _vault(url) as vault:
        records: list[dict[str, Any]] = [
            {
                "name": row.name,
                "type": row.value_type,
                "dags": None if row.dags is None else json.loads(row.dags),
                "changed": moment(row.changed_at),
                "key": row.key_id,
            }
            for row in vault.rows()
        ]
    if as_json:
        emit(records)
        return
    terminal = Terminal(sys.stdout)
    shown = [
        (one["name"], one["type"], "all" if one["dags"] is None else ", ".join(one["dags"]), one["changed"])
        for one in records
    ]
    for line in table(terminal, ("name", "type", "dags", "changed"), shown):
        terminal.line(line)


@secrets_command.command("rm")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@state_options
def rm_command(names: tuple[str, ...], url: str | None) -> None:
    """Forget secrets."""
    with _vault(url) as vault:
        missing = [name for name in names if not vault.remove(name)]
    if missing:
        raise UsageError(f"no secret {', '.join(missing)}", fix="`tradewind secrets list` shows them")


@secrets_command.command("rotate")
@state_options
def rotate_command(url: str | None) -> None:
    """Encrypt all secrets anew: with a new key file, or with the first key in TRADEWIND_SECRET_KEY."""
    with _vault(url) as vault:
        count = vault.rotate()
    Terminal(sys.stderr).line(f"{plural(count, 'secret')} encrypted with the new key")


@contextmanager
def _vault(url: str | None) -> Iterator[Vault]:
    from tradewind.stores import open_store
    from tradewind.stores.location import find_location
    from tradewind.stores.vault import Vault

    location = find_location(url)
    store = open_store(location)
    try:
        yield Vault(store, location.state_dir)
    finally:
        store.close()


def _read_value(name: str) -> str:
    if sys.stdin.isatty():
        from getpass import getpass

        value = getpass(f"{name}: ")
        if getpass("once more: ") != value:
            raise UsageError("the two differ; nothing was kept")
        return value
    data = sys.stdin.buffer.read()
    try:
        value = data.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"the value of secret {name} is no UTF-8 text", fix="encode it, as base64 say") from None
    return value.removesuffix("\n").removesuffix("\r")
