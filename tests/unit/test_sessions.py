"""Sessions are found by their number, and the numbers that aren't ours are never found."""

import os
import subprocess
import sys

from tradewind.runner import sessions


def test_session_zero_and_one_have_no_members() -> None:
    assert sessions.members({0, 1}) == []


def test_own_session_without_zombies() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
    try:
        assert sessions.members((child.pid,)) == [child.pid]
        assert os.getpid() not in sessions.members((child.pid,))
    finally:
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # ended, not reaped
        assert sessions.members((child.pid,)) == []
        child.communicate()
