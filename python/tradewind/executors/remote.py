"""What a `concurrent.futures.Executor` is given to run: one small function and plain data, in whatever process that is.

In the engine's own process the attempt is looked up; in any other it is made from its order, and speaks frames with the
engine over a socket. Nothing else needs to be pickled.
"""

from __future__ import annotations

import os
import socket
from _thread import allocate_lock
from time import time
from typing import TYPE_CHECKING, Any, NoReturn

from tradewind.runner.attempt import Terminated, perform
from tradewind.runner.child import SocketChannel
from tradewind.runner.failure import describe
from tradewind.runner.protocol import encode, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Callable

    from tradewind.authoring.dag import DAG

places: dict[tuple[int, str], Callable[[int], None]] = {}
"""(pid, token) -> runs an attempt of the executor with that token, by number. A fork inherits it: hence the pid."""
_files: dict[tuple[str, str], dict[str, DAG]] = {}
"""(root, hash of the bundle) -> the DAGs of its file, imported into this process"""
_importing = allocate_lock()


def attempt(token: str, number: int, order: bytes) -> bytes:
    """Run an attempt here. What it returns is its `result` message, packed; nothing where the engine has it already."""
    here = places.get((os.getpid(), token))
    if here is not None:
        here(number)
        return b""
    if not order:
        raise RuntimeError("it runs in another process than the engine's, but was sent as to a thread")
    return _elsewhere(token, number, unpack(order))


def _elsewhere(token: str, number: int, order: dict[str, Any]) -> bytes:
    from tradewind.executors import streams

    root = order["root"]
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect(order["address"])
        channel = _Channel(sock.fileno(), order["state_dir"])
        sink = streams.Sink(channel.lines)
        channel.write(encode({"type": "hello", "token": token, "n": number}))
        try:
            began = channel.receive()["at"]  # nothing runs that the engine has given up meanwhile
        except Terminated:
            return pack([None, time(), {"outcome": "cancelled"}])
        with streams.Capture():
            mark = streams.current.set(sink)
            try:
                result = perform(_dag(order), {**order["facts"], "started_at": began}, channel, root)
            except Terminated:
                result = {"outcome": "cancelled"}
            except Exception as error:  # noqa: BLE001 - of the user's file, while it is imported here
                result = {"outcome": "failed", "error": describe(error, root), "no_retry": True}
            finally:
                streams.current.reset(mark)
                if rest := sink.take():
                    channel.lines(rest)
        return pack([began, time(), result])


def _dag(order: dict[str, Any]) -> DAG:
    from tradewind.executors.here import dag_of_file, import_file

    key = (order["root"], order["bundle"])
    with _importing:
        if key not in _files:
            _files[key] = import_file(order["root"], order["main"], order["files"], order["bundles"])
    return dag_of_file(_files[key], order["facts"]["dag_id"], order["main"])


class _Channel(SocketChannel):
    def lines(self, lines: list[tuple[float, str, str]]) -> None:
        """What it has printed."""
        self.send({"type": "lines", "lines": lines})

    def gone(self) -> NoReturn:
        """The engine has ended, or has given the attempt up; the process isn't ours to end."""
        raise Terminated(1)
