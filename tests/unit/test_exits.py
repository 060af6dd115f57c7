"""From the end of a process to an outcome and a sentence."""

import signal
from typing import Any

import pytest

from tradewind.runner.exits import classify, lost


def exited(code: int) -> int:
    return code << 8


@pytest.mark.parametrize(
    ("status", "told", "outcome", "reason"),
    [
        (exited(0), {"result": {"outcome": "success"}}, "success", None),
        (exited(0), {"result": {"outcome": "skipped", "reason": "no data"}}, "skipped", "no data"),
        (int(signal.SIGSEGV), {"result": {"outcome": "success"}}, "success", None),
        (exited(0), {}, "crashed", "the process exited with code 0 but without a result"),
        (exited(7), {}, "crashed", "the process exited with code 7 and without a result"),
        (int(signal.SIGSEGV), {}, "crashed", "killed by signal 11 (SIGSEGV)"),
        (int(signal.SIGKILL), {}, "crashed", "killed by signal 9 (SIGKILL)"),
        (int(signal.SIGKILL), {"out_of_memory": True}, "crashed", "killed by signal 9 (SIGKILL), out of memory likely"),
        (exited(143), {"asked": "timeout"}, "timeout", None),
        (exited(143), {"asked": "cancel"}, "cancelled", None),
        (
            int(signal.SIGKILL),
            {"asked": "cancel", "grace": 5.0},
            "cancelled",
            "it ignored TERM for 5 s and was killed",
        ),
        (int(signal.SIGKILL), {"broken": "not msgpack"}, "failed", "it wrote a malformed frame: not msgpack"),
    ],
)
def test_classify(status: int, told: dict[str, Any], outcome: str, reason: str | None) -> None:
    end = classify(status, **told)
    assert end.outcome == outcome
    assert (end.reason or "").startswith(reason or "")
    assert (reason is None) == (end.reason is None)
    assert (end.exit_code, end.signal) == ((status >> 8, None) if status & 127 == 0 else (None, status & 127))


def test_lost_keeps_what_the_attempt_said_itself() -> None:
    assert lost("the zygote died", None, None).outcome == "lost"
    assert lost("the zygote died", {"outcome": "success"}, None).outcome == "success"
    assert lost("the zygote died", None, "timeout").outcome == "timeout"
    assert lost("the zygote died", None, "cancel").outcome == "cancelled"
