"""The server's side of a port with 4-byte packets: strict, as Erlang's is. Anything between two packets fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GUST = str(Path(sys.executable).with_name("gust"))
TRADEWIND = str(Path(sys.executable).with_name("tradewind"))
PATIENCE = 30.0


class NotAPacket(AssertionError):
    """The stream holds something that isn't one."""


def packets(data: bytes) -> list[bytes]:
    """The bodies of a stream that must consist of packets alone."""
    found = []
    while data:
        size = int.from_bytes(data[:4], "big")
        if len(data) < 4 + size:
            raise NotAPacket(data[:80])
        found.append(data[4 : 4 + size])
        data = data[4 + size :]
    return found


def packet(message: Any) -> bytes:
    body = json.dumps(message).encode()
    return len(body).to_bytes(4, "big") + body


def decoded(body: bytes) -> dict[str, Any]:
    """A message, as a strict JSON reader has it."""

    def refuse(constant: str) -> None:
        raise NotAPacket(f"{constant} is no JSON")

    message: dict[str, Any] = json.loads(body, parse_constant=refuse)
    return message


@dataclass
class Seen:
    """What the server has seen of a command."""

    code: int
    bodies: list[bytes]
    err: str
    frames: list[dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.frames = [decoded(body) for body in self.bodies]

    @property
    def types(self) -> list[str]:
        return [frame["type"] for frame in self.frames]

    @property
    def result(self) -> dict[str, Any]:
        """The one result, which comes last."""
        assert self.types.count("result") == 1, self.frames
        assert self.types[-1] == "result"
        return self.frames[-1]

    @property
    def value(self) -> Any:
        assert self.result["ok"], self.result
        return self.result["data"]["value"]

    @property
    def error(self) -> dict[str, Any]:
        assert not self.result["ok"]
        error: dict[str, Any] = self.result["error"]
        return error


def call(
    *args: str,
    replies: Any = (),
    cwd: Path,
    env: dict[str, str] | None = None,
    command: tuple[str, ...] = (GUST,),
    text: bytes = b"",
) -> Seen:
    """Call a command to its end; `replies` wait on its stdin, after `text`."""
    done = subprocess.run(
        [*command, *args], input=text + b"".join(map(packet, replies)), capture_output=True, cwd=cwd, check=False,
        timeout=PATIENCE, env={**os.environ, **(env or {})},
    )  # fmt: skip
    return Seen(done.returncode, packets(done.stdout), done.stderr.decode())


def run_task(file: Path, dag: str, task: str, ctx: str | None = None, **more: Any) -> Seen:
    given = [] if ctx is None else ["--ctx-json", ctx]
    return call("task", "run", "--file", str(file), "--dag", dag, "--task", task, *given, cwd=file.parent, **more)


def run_done(file: Path, dag: str, function: str, **more: Any) -> Seen:
    options = ["--file", str(file), "--dag", dag, "--fn-name", function, "--status", "ok", "--run-id", "7"]
    return call("run", "done", *options, cwd=file.parent, **more)
