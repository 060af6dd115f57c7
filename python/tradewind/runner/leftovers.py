"""After a crash of engine and zygotes at once: end what is left of the attempts that the store still calls running."""

from __future__ import annotations

import os
from collections.abc import Iterable

from tradewind.runner import kernel, sessions

_LATE = 200
"""Ticks by which a process may be younger than recorded: the start is noted just before the fork."""


def end_leftovers(attempts: Iterable[tuple[int, int | None, str | None]]) -> int:
    """KILL the sessions of these attempts: (pid, start in ticks since boot, host), as the store has them.

    A pid that another process has by now is left alone: the leader's start must match, or, where the leader has ended,
    its members be ours and younger than it. Attempts of other hosts are not looked for.

    Returns:
        How many sessions had living members.
    """
    here, now = os.uname().nodename, kernel.ticks()
    sids = {
        pid: started
        for pid, started, host in attempts
        # a start in the future is one of an earlier boot
        if started is not None and host in (None, here) and pid > 1 and started <= now
    }
    if not sids:
        return 0
    found: set[int] = set()
    strangers: set[int] = set()
    for member in sessions.members(sids):
        try:
            sid, (_, began) = os.getsid(member), sessions.stat(member)
            same_user = os.stat(f"/proc/{member}").st_uid == os.getuid()
        except OSError:
            continue  # gone meanwhile
        began_right = 0 <= began - sids[sid] <= _LATE if member == sid else began >= sids[sid]
        if began_right and same_user:
            found.add(sid)
        elif member == sid:
            strangers.add(sid)  # another process leads a session of that number

    found -= strangers
    sessions.end_all(found)
    return len(found)
