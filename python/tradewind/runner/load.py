"""Answers a `load` message: import the file, lower its DAGs, or say where it fails."""

from __future__ import annotations

import os
from importlib import import_module

from tradewind.errors import TradewindError
from tradewind.runner.failure import describe
from tradewind.runner.source import DATA_FILES, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tradewind.runner.protocol import Message

PRELOAD = ("tradewind.authoring.attempt", "tradewind.authoring.context", "tradewind.runner.blobs")
"""What every attempt needs: imported before the fork, once."""


def load(request: Message) -> tuple[Source | None, Message]:
    """(what attempts run from, the reply).

    The reply is `loaded` {dags: [[dag_id, spec]], files: [path], reads: what makes it uncacheable, or None}, or
    `failed` {kind: class of `tradewind.errors`, message, traceback, place, fix}. A request without `lower` only wants
    to run attempts; its reply holds nothing more.
    """
    try:
        if request.get("lower"):
            source, reply = _load(request)
        else:
            source, reply = Source(request), {"type": "loaded"}
        for name in PRELOAD:
            import_module(name)
        return source, reply
    except BaseException as error:  # noqa: BLE001 - whatever the user's file raises, SystemExit too
        failure = describe(error, request["root"])
        name, kind, fix = failure.pop("type"), "LoadError", None
        if isinstance(error, TradewindError):
            kind, fix, failure["message"] = name, error.fix, error.text
        elif isinstance(error, SyntaxError):
            failure["message"] = f"{name}: {error.msg}"
        elif isinstance(error, SystemExit):
            failure["message"] = f"the file calls sys.exit({error.code!r}) while it is being loaded"
            fix = 'put the call below `if __name__ == "__main__":`'
        else:
            failure["message"] = f"{name}: {failure['message']}"
        return None, {"type": "failed", "kind": kind, "fix": fix, **failure}


def _load(request: Message) -> tuple[Source, Message]:
    from tradewind.authoring.lower import lower_to_bytes
    from tradewind.runner.reads import Reads, moving_name

    with Reads(request["root"]) as reads:
        source = Source(request)
        dags = [[dag_id, lower_to_bytes(dag)] for dag_id, dag in source.dags.items()]
    files = source.files()
    found = reads.found
    for name in files if found is None else ():
        path = os.path.join(source.root, name)
        if name.endswith(DATA_FILES) or (not name.endswith(".py") and path != source.path):
            continue
        with open(path, "rb") as file:
            found = moving_name(compile(file.read(), path, "exec", dont_inherit=True))
        if found is not None:
            break
    return source, {"type": "loaded", "dags": dags, "files": files, "reads": found}
