"""An attempt in a fresh interpreter, where forking isn't safe: the import left threads running."""

from __future__ import annotations

import os
import signal
import sys

from tradewind.runner import child, kernel
from tradewind.runner.protocol import pack, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tradewind.runner.protocol import Message


def spawn(load: Message, work: bytes, fds: list[int], ticks: int) -> int:
    """Start one; its pid. `fds`: socket, stdout, stderr."""
    sock, out, err = fds
    order = os.memfd_create("tradewind-order")
    try:
        os.write(order, pack([{**load, "lower": False}, work, ticks, os.getpid()]))
        os.lseek(order, 0, os.SEEK_SET)
        for fd in (sock, order):
            os.set_inheritable(fd, True)
        return os.posix_spawn(
            sys.executable,
            [sys.executable, "-P", os.path.dirname(__file__), "attempt", str(sock), str(order)],
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, err, 2)],
            setsid=True,
            setsigmask=(),
            setsigdef=(signal.SIGINT, signal.SIGTERM, signal.SIGCHLD),
        )
    finally:
        os.close(order)


def main(args: list[str]) -> None:
    """Entry of the fresh interpreter; `args`: descriptors of the socket and of the order."""
    sock, order = int(args[0]), int(args[1])
    with open(order, "rb") as file:
        load_request, work, ticks, zygote = unpack(file.read())
    kernel.die_with(zygote)
    signal.signal(signal.SIGTERM, child.terminate)
    os.set_inheritable(sock, False)
    child.prepare_streams()
    attempt = child.Attempt(work, sock)

    from tradewind.runner.load import load

    source, reply = load(load_request)
    if source is None:
        error = {"type": reply["kind"], **{name: reply[name] for name in ("message", "traceback", "place")}}
        attempt.channel.send({"type": "result", "ok": False, "outcome": "failed", "error": error})
        os._exit(0)
    attempt.run(source, ticks)
