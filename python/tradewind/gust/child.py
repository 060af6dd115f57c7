"""The process that user code runs in."""

from __future__ import annotations

import _signal as signal  # without enums
import os
import sys

from tradewind import gust
from tradewind.gust import cli
from tradewind.gust.processes import end_all, prctl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

REPLY_WITHIN = 10
"""Seconds that a callback waits for a reply: Gust's own server never answers callbacks."""
INTERRUPTED = 130
"""Exit code that tells of a KeyboardInterrupt"""
_PDEATHSIG = 1


class Child:
    """Made in the fork. Its pid is the one that `start` tells.

    Args:
        replies, frames: descriptors in the place of stdin and stdout.
        parent: the supervisor's pid.
    """

    def __init__(self, is_task: bool, options: dict[str, str], replies: int, frames: int, parent: int) -> None:
        self._is_task = is_task
        self._options = options
        self._pid = os.getpid()
        prctl(_PDEATHSIG, signal.SIGTERM)
        signal.signal(signal.SIGTERM, self._orphaned)
        if os.getppid() != parent:
            os._exit(1)
        gust.streams = open(replies, "rb"), open(frames, "wb")  # noqa: SIM115 - for as long as the process lives
        cli.detailed = True
        sys.modules["gust"], sys.modules["gust.cli"] = gust, cli  # for `from gust import Dag`, whatever is installed
        if sys.stdout is not None:
            sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]

    def run(self) -> NoReturn:
        code = 70
        try:
            code = self._task() if self._is_task else self._callback()
        except KeyboardInterrupt as error:
            self._report(error)
            code = INTERRUPTED
        except BaseException as error:  # noqa: BLE001 - ours, or what no result could be made of
            self._report(error)
        finally:
            if os.getpid() == self._pid:  # else a fork of the task that has come back here
                _leave()
            os._exit(code)

    def _task(self) -> int:
        try:
            text = cli.context_text(self._options)
        except (OSError, EOFError, ValueError) as error:
            result = cli._error_result("ctx-json can't be read", error)
        else:
            sys.path.append(os.getcwd())  # Gust starts commands in the folder of the DAG files
            options = self._options
            result = cli.run_task_from_file(options["--file"], options["--dag"], options["--task"], text)
        if os.getpid() != self._pid:
            return 0
        if not result["ok"]:
            told = result["error"]
            # the only form whose text Gust's server keeps
            gust.send_frame({"type": "error", "ok": False, "trace": told.get("traceback") or told["message"]})
        cli.send_result(result)
        return 0

    def _callback(self) -> int:
        options = self._options
        signal.signal(signal.SIGALRM, _unanswered)
        gust.reply_within = REPLY_WITHIN
        sys.path.append(os.getcwd())
        name = _class_of(options["--file"], options["--dag"])
        failed = cli.run_done_from_file(
            options["--file"], name, options["--fn-name"], options["--status"], options["--run-id"]
        )
        if failed is None:
            return 0
        error = failed["error"]
        sys.stderr.write(error.get("traceback") or f"gust: {error['message']}\n")
        return 1

    def _report(self, error: BaseException) -> None:
        if self._is_task and os.getpid() == self._pid:
            gust.send_frame(cli._error_result("Task execution failed", error))

    def _orphaned(self, number: int, frame: FrameType | None) -> None:
        """TERM: from whoever wants an end, or from the kernel because the supervisor was killed."""
        if os.getpid() == self._pid:
            end_all()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


def _class_of(path: str, dag: str) -> str:
    """Gust's server names the file's stem where the class is meant; then it is the first class of the file."""
    stem = os.path.basename(path).removesuffix(".py")
    if stem == dag or stem.endswith(f"_{dag}"):
        try:
            found = [entry["mod"] for entry in cli.parse_dags_from_file(path)]
        except (OSError, SyntaxError, ValueError):
            return dag  # loading it says what is wrong
        if found and dag not in found:
            return str(found[0])
    return dag


def _unanswered(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"no reply within {REPLY_WITHIN} s: the server doesn't answer callbacks")


def _leave() -> None:
    """What an interpreter does at its end that user code may count on."""
    import atexit

    threading = sys.modules.get("threading")
    if threading is not None:
        threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            continue  # the task closed or replaced it
