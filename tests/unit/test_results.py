"""What an attempt says, at the border: anything is understood or refused, and what is taken can be committed."""

from __future__ import annotations

import os
import resource
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind import DAG, Engine
from tradewind.executors.here import report_of
from tradewind.executors.protocol import Host, Work
from tradewind.operators.python import PythonOperator
from tradewind.runner.results import OUTCOMES, call_of, flaw, flaw_of_start, log_text
from tradewind.runner.supervisor import _channels

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=5)
    | st.binary(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | st.integers(0, 9), inner, max_size=3)
    ),
    max_leaves=6,
)
TEXTS = st.text(st.characters(), max_size=8)  # lone surrogates, too: JSON can write them
HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
ROWS = st.tuples(
    TEXTS, st.sampled_from(["msgpack", "x"]), st.none() | st.binary(max_size=9), st.none() | HASHES, st.integers()
)
RIGHT = {
    "outcome": st.sampled_from(sorted(OUTCOMES)),
    "ok": st.booleans(),
    "reason": TEXTS,
    "error": st.dictionaries(st.sampled_from(["type", "message", "traceback", "place"]), st.none() | TEXTS),
    "skip": st.lists(TEXTS | st.just("after"), max_size=3),
    "until": st.floats() | st.integers(),
    "wait_for": TEXTS,
    "outputs": st.lists(ROWS.map(list), max_size=3),
    "no_retry": st.booleans(),
}
MESSAGES = st.fixed_dictionaries({}, optional={name: right | PLAIN for name, right in RIGHT.items()})


@given(PLAIN | MESSAGES)
def test_anything_is_understood_or_refused(said: Any) -> None:
    wrong = flaw(said)
    assert wrong is None or isinstance(wrong, str)
    if isinstance(said, dict):
        message = {"type": "log", **said}
        assert isinstance(log_text(message), str)
        assert isinstance(call_of(message)[1], dict)
        assert flaw_of_start(message) is None or isinstance(flaw_of_start(message), str)


class Says:
    """An executor whose attempt says what the test wants."""

    name = "says"
    here = True

    def __init__(self, message: dict[str, Any]) -> None:
        self._message = message
        self._works: list[Work] = []

    def open(self, host: Host) -> None:
        self._host = host

    def room(self) -> int:
        return 10

    def start(self, works: Any) -> None:
        self._works += works

    def kill(self, key: int, attempt_id: int, reason: Any) -> None:
        return

    def step(self) -> None:
        works, self._works = self._works, []
        for work in works:
            said, self._message = self._message, {"outcome": "success"}  # once
            self._host.post(report_of(work, said, None))

    def close(self, *, kill: bool = True) -> None:
        return


@given(st.fixed_dictionaries({"outcome": RIGHT["outcome"]}, optional={name: RIGHT[name] for name in list(RIGHT)[1:]}))
def test_what_is_taken_can_be_committed(said: dict[str, Any]) -> None:
    message = {"type": "result", **said}
    if flaw(message) is not None:
        return
    with DAG("fuzzed") as dag:
        PythonOperator(task_id="says", python_callable=bool) >> PythonOperator(task_id="after", python_callable=bool)
    with Engine(":memory:", executor=Says(message)) as engine:
        handle = engine.submit(dag)
        while not handle._active.ended.wait(0.001):
            task = engine.find(handle.run_id).tasks.get("says")
            if task is not None and task.state in ("deferred", "up_for_reschedule", "waiting"):
                engine.cancel(handle.run_id)
        assert handle._active.failure is None


@pytest.mark.parametrize("value", [nan, inf, -1.0, 2.0**70, "soon"])
def test_times_that_are_none(value: object) -> None:
    assert "whose `until` is" in str(flaw({"outcome": "reschedule", "until": value}))


def test_no_descriptor_is_left_where_there_are_too_few() -> None:
    def count() -> int:
        return len(os.listdir("/proc/self/fd"))

    before = count()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for room in range(6):
        spare = os.dup(1)
        os.close(spare)
        resource.setrlimit(resource.RLIMIT_NOFILE, (spare + room, hard))
        try:
            with pytest.raises(OSError, match="Too many open files"):
                _channels()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert count() == before
