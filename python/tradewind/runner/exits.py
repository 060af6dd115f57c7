"""What the end of a process means: the one place that turns exit codes and signals into outcomes and sentences."""

from __future__ import annotations

import os
import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Ending:
    """How a process ended, in words of the store: `exit_code` or `signal`, `outcome`, `reason`."""

    __slots__ = ("exit_code", "outcome", "reason", "signal")

    def __init__(self, status: int) -> None:
        code = os.waitstatus_to_exitcode(status)
        self.exit_code: int | None = code if code >= 0 else None
        self.signal: int | None = -code if code < 0 else None
        self.outcome = "crashed"
        self.reason: str | None = None


def classify(
    status: int,
    *,
    result: dict[str, Any] | None = None,
    asked: str | None = None,
    grace: float = 0.0,
    broken: str | None = None,
    out_of_memory: bool = False,
) -> Ending:
    """Say how an attempt ended.

    Args:
        status: as `wait` gives it.
        result: the attempt's own `result` message, if it sent one.
        asked: `timeout` or `cancel` if we ended it before a result came.
        grace: seconds it had between TERM and KILL.
        broken: why its frames couldn't be read.
        out_of_memory: the kernel's out-of-memory killer is the likely sender of a KILL.
    """
    end = Ending(status)
    forced = end.signal == signal.SIGKILL
    if asked is not None:
        end.outcome = "timeout" if asked == "timeout" else "cancelled"
        end.reason = f"it ignored TERM for {grace:g} s and was killed" if forced else None
    elif broken is not None:
        end.outcome = "failed"
        end.reason = f"it wrote a malformed frame: {broken}"
    elif result is not None:
        end.outcome = result["outcome"]
        end.reason = result.get("reason")
    elif end.signal is not None:
        end.reason = f"killed by {signal_name(end.signal)}"
        if forced and out_of_memory:
            end.reason += ", out of memory likely"
    elif end.exit_code == 0:
        end.reason = "the process exited with code 0 but without a result: something in it calls os._exit() or exec"
    else:
        end.reason = f"the process exited with code {end.exit_code} and without a result"
    return end


def lost(why: str, result: dict[str, Any] | None, asked: str | None) -> Ending:
    """How an attempt ended whose zygote is gone: as it said itself, as we asked, else nobody knows."""
    end = Ending(0)
    end.exit_code = None
    if result is not None:
        end.outcome, end.reason = result["outcome"], result.get("reason")
    elif asked is not None:
        end.outcome = "timeout" if asked == "timeout" else "cancelled"
    else:
        end.outcome, end.reason = "lost", why
    return end


def signal_name(number: int) -> str:
    try:
        return f"signal {number} ({signal.Signals(number).name})"
    except ValueError:
        return f"signal {number}"


class MemoryWatch:
    """Notices the kernel's out-of-memory killer, so that an unexplained KILL can be told from another."""

    def __init__(self) -> None:
        self._files = [file for file in (_cgroup_events(), "/proc/vmstat") if file and os.path.exists(file)]
        self._kills = self._count()

    def struck(self) -> bool:
        """Whether it has killed anything since the last question."""
        before, self._kills = self._kills, self._count()
        return self._kills > before

    def _count(self) -> int:
        total = 0
        for name in self._files:
            try:
                with open(name) as file:
                    total += sum(int(line.split()[1]) for line in file if line.startswith("oom_kill "))
            except (OSError, ValueError):
                continue
        return total


def _cgroup_events() -> str | None:
    try:
        with open("/proc/self/cgroup") as file:
            for line in file:
                if line.startswith("0::"):
                    return f"/sys/fs/cgroup{line[3:].strip().rstrip('/')}/memory.events"
    except OSError:
        return None
    return None
