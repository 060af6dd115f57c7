"""A task can reach the sockets of its own process. What it forges fails its attempt, and touches nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.runner_host import Bench
from tradewind import Engine
from tradewind.loading import load_file

FORGED = {
    "start": {"type": "start"},
    "start_pid": {"type": "start", "pid": 1, "ticks": "x"},
    "outcome": {"type": "result", "outcome": ["success"]},
    "skip": {"type": "result", "ok": True, "outcome": "success", "skip": [1, 2]},
    "reason": {"type": "result", "ok": True, "outcome": "skipped", "reason": {"no": "text"}},
    "error": {"type": "result", "ok": False, "outcome": "failed", "error": {b"type": 1}},
    "outputs": {"type": "result", "ok": True, "outcome": "success", "outputs": [["k", "msgpack", b"", 7, 0]]},
    "twice": {"type": "result", "ok": True, "outcome": "success", "outputs": [["k", "msgpack", b"", None, 0]] * 2},
    "climbs": {"type": "result", "ok": True, "outcome": "success", "outputs": [["k", "m", None, "../../x", 0]]},
    "until": {"type": "result", "ok": True, "outcome": "reschedule", "until": float("nan")},
    "no_until": {"type": "result", "ok": True, "outcome": "reschedule"},
    "wait_for": {"type": "result", "ok": True, "outcome": "waiting", "wait_for": 3},
}
"""What no engine can take; well-formed as frames."""

CALLS = {
    "pull": {"type": "call", "op": "xcom_pull"},
    "pull_ids": {"type": "call", "op": "xcom_pull", "args": {"task_ids": [1], "key": "k"}},
    "pull_key": {"type": "call", "op": "xcom_pull", "args": {"task_ids": ["a"], "key": {"a": 1}}},
    "secret": {"type": "call", "op": "secret", "args": {"name": 12}},
    "task_output": {"type": "call", "op": "task_output", "args": {"task_id": "t", "run_id": None}},
    "resumed": {"type": "call", "op": "resumed", "args": {"key": [1]}},
    "nothing": {"type": "call", "op": ["x"], "args": 3},
}
"""What is refused; whoever asks goes on."""

SOURCE = """
    import json
    from tradewind.operators.python import get_current_context
    from tradewind.runner.protocol import encode

    @task
    def forges():
        get_current_context().channel.write(encode(FORGED[json.load(open("what.json"))]))
        time.sleep(60)

    @task
    def fine():
        return "fine"

    @task
    def forges_reports():
        import socket
        for name in os.listdir("/proc/self/fd"):
            try:
                with socket.socket(fileno=os.dup(int(name))) as end:
                    if end.type == socket.SOCK_SEQPACKET:
                        end.send(json.load(open("what.json")).encode())
            except OSError:
                continue
        time.sleep(0.01)

    @task
    def talks():
        channel = get_current_context().channel
        for _ in range(40):
            channel.log("info", "x" * 999_999)
        return "done"
"""


@pytest.fixture(params=["fork", "pool", "spawn"])
def level(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.chdir(tmp_path)
    data = f"nan = float('nan')\nFORGED = {FORGED!r}\n"
    (tmp_path / "forged.py").write_text(data)
    bench = Bench(tmp_path, "from forged import FORGED\n" + SOURCE.replace("\n    ", "\n"), parallelism=1)
    yield bench
    bench.close()


def say(what: str) -> None:
    Path("what.json").write_text(f'"{what}"')


@pytest.mark.parametrize("level", ["fork", "pool"], indirect=True)
def test_a_forged_result_fails_its_attempt(bench: Bench, level: str) -> None:
    for what in FORGED:
        if level == "pool" and FORGED[what]["type"] == "result":
            continue  # a worker's results come another way: below
        say(what)
        report = bench.run("forges", isolation=level)
        assert report.outcome == "failed", what
        assert str(report.reason).startswith("it wrote a malformed frame: "), what
    assert bench.run("fine", isolation=level).outcome == "success"


ASKS = f"""
CALLS = {CALLS!r}
from tradewind import DAG
from tradewind.operators.python import PythonOperator, get_current_context
from tradewind.runner.protocol import encode

def ask(what):
    channel = get_current_context().channel
    channel.write(encode(CALLS[what]))
    reply = channel.receive()
    assert reply["ok"] is False, reply
    return reply["error"]["message"]

with DAG("asks") as dag:
    for what in CALLS:
        PythonOperator(task_id=what, python_callable=ask, op_args=[what])
"""


@pytest.mark.parametrize("level", ["fork", "pool"])
def test_a_forged_call_is_refused(tmp_path: Path, level: str) -> None:
    (tmp_path / "asks.py").write_text(ASKS)
    (dag,) = load_file(tmp_path / "asks.py")
    with Engine(tmp_path / "state.db", 1, isolation=level) as engine:
        run = engine.run(dag)
    assert run.state == "success", {name: task.error for name, task in run.tasks.items() if task.error}
    assert run.output("pull_ids") == "'xcom_pull' needs `task_ids`: list of text or None, not [1]"


def test_forged_reports_fail_what_runs(bench: Bench) -> None:
    for what in ("nonsense", "\\u0095\\u0001"):
        say(what)
        report = bench.run("forges_reports", isolation="pool")
        assert report.outcome == "failed", what
        assert "malformed frame" in str(report.reason)
        assert bench.run("fine", isolation="pool").outcome == "success"


def test_log_frames_are_capped_like_output(bench: Bench, level: str) -> None:
    report = bench.run("talks", isolation=level)
    assert report.outcome == "success"
    lines = bench.out(report, "log")
    assert lines[-1] == "... log: cut here after 16 MiB, the rest is dropped"
    assert 15 << 20 < sum(map(len, lines)) < 17 << 20
    report = bench.run("talks", isolation=level)
    assert bench.out(report, "log")[-1].startswith("... log: cut here"), "each attempt has its own"
