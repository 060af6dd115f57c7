"""`gust parse`, `gust task run`, `gust run done` as a Gust server meets them, and what user code can do to them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from compat.gust_port import GUST, TRADEWIND, call, packet, packets, run_done, run_task

SECRET = {"type": "reply", "ok": True, "data": {"id": 1, "name": "SECRET", "value_type": "string", "value": "x"}}
FILE = """
import datetime, os, subprocess, sys, time
from gust import Dag, task, log, get_secret_by_name, get_task_by_name_run, send_frame

class Odd(Dag):
    number = 3
    @task
    def ctx(self, ctx): return ctx
    @task
    def unicode(self, ctx): log("é\\ud800"); return "é"
    @task
    def prints(self, ctx):
        print("x" * 20000, flush=True)
        os.write(1, b"raw")
        subprocess.run(["echo", "from a child"])
        return 1
    @task
    def fails(self, ctx): raise ValueError("x")
    @task
    def exits(self, ctx): sys.exit(3)
    @task
    def leaves(self, ctx): os._exit(0)
    @task
    def killed(self, ctx): os.kill(os.getpid(), 9)
    @task
    def interrupted(self, ctx): raise KeyboardInterrupt
    @task
    def nan(self, ctx): log(float("nan")); return float("nan")
    @task
    def moment(self, ctx): return datetime.datetime.now()
    @task
    def circle(self, ctx): x = []; x.append(x); return x
    @task
    def keys(self, ctx): return {1: (2, 3)}
    @task
    async def later(self, ctx): return "async"
    @task
    def sibling(self, ctx): import beside; return beside.X
    @task
    def reads(self, ctx): return sys.stdin.read()
    @task
    def forks(self, ctx):
        if os.fork() == 0:
            return "child"
        os.wait()
        return "parent"
    @task
    def children(self, ctx):
        subprocess.Popen(["sleep", "321"])
        subprocess.Popen("setsid sleep 321 & exit", shell=True)
        if os.fork() == 0:
            time.sleep(321)
        return "left"
    @task
    def waits(self, ctx): subprocess.Popen(["sleep", "321"]); log("here"); time.sleep(321)
    @task
    def floods(self, ctx):
        for _ in range(20000): print("x" * 100)
        return "ok"
    @task
    def asks(self, ctx): return [get_secret_by_name("SECRET"), get_task_by_name_run("a", 3)]
    @task
    def many(self, ctx):
        for number in range(500): log(number)
    @task
    def large(self, ctx): return "x" * 5_000_000
    @task
    def again(self, ctx): send_frame({"type": "result", "ok": True, "data": {"value": 1}}); return 2
    def done(self, status, run): print("printed"); log([status, run])
    def broken(self, status, run): 1 / 0
    def asking(self, status, run): log(get_secret_by_name("SECRET")["data"]["value"])

class Needy(Dag):
    def __init__(self, x): pass
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "beside.py").write_text("X = 'beside'\n")
    path = tmp_path / "odd.py"
    path.write_text(FILE)
    return path


def left(text: str = "sleep\x00321") -> list[str]:
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            command = Path("/proc", pid, "cmdline").read_text()
        except OSError:
            continue
        if text in command:
            found.append(f"{pid} {command!r}")
    return found


# -- frames --


def test_a_task_that_succeeds(file):
    seen = run_task(file, "Odd", "ctx", '{"run_id": 5}')
    assert seen.code == 0
    assert seen.bodies[1] == b'{"type": "result", "ok": true, "data": {"value": {"run_id": 5}}}'
    assert list(seen.frames[0]) == ["type", "pid"]
    assert seen.frames[0]["type"] == "start"


def test_key_order_of_calls_and_logs(file):
    reply = {"type": "reply", "ok": False, "error": "secret_not_found"}
    other = {"type": "reply", "ok": True, "data": {"id": 9, "result": {"a": 1}}}
    seen = run_task(file, "Odd", "asks", replies=[reply, other])
    assert seen.bodies[1:3] == [
        b'{"type": "call", "op": "get_secret_by_name", "name": "SECRET"}',
        b'{"type": "call", "op": "get_task_by_name_run", "run_id": 3, "name": "a"}',
    ]
    assert seen.value == [reply, other]


def test_text_is_utf8_and_not_escaped(file):
    seen = run_task(file, "Odd", "unicode")
    assert '"msg": "é\\ud800"'.encode() in seen.bodies[1]
    assert '"value": "é"'.encode() in seen.bodies[2]


def test_tuples_and_keys_become_what_json_has(file):
    assert run_task(file, "Odd", "keys").value == {"1": [2, 3]}


@pytest.mark.parametrize(("task", "value"), [("later", "async"), ("sibling", "beside"), ("reads", "")])
def test_what_gust_py_has_no_answer_to(file, task, value):
    assert run_task(file, "Odd", task).value == value


def test_prints_of_any_kind_go_to_stderr(file):
    seen = run_task(file, "Odd", "prints")
    assert seen.types == ["start", "result"]
    assert seen.value == 1
    assert "x" * 20000 in seen.err
    assert "raw" in seen.err
    assert "from a child" in seen.err


def test_a_flood_of_prints_and_one_of_frames(file):
    assert run_task(file, "Odd", "floods").value == "ok"
    seen = run_task(file, "Odd", "many")
    assert [frame["msg"] for frame in seen.frames if frame["type"] == "log"] == list(range(500))


def test_a_large_result(file):
    assert len(run_task(file, "Odd", "large").value) == 5_000_000


def test_only_the_first_result_counts(file):
    assert run_task(file, "Odd", "again").value == 1


def test_a_fork_of_the_task_that_comes_back_has_no_say(file):
    assert run_task(file, "Odd", "forks").value == "parent"


def test_the_same_through_tradewind(file):
    seen = run_task(file, "Odd", "ctx", command=(TRADEWIND, "gust"))
    assert (seen.code, seen.value) == (0, {})


# -- errors --


@pytest.mark.parametrize(
    ("dag", "task", "ctx", "error"),
    [
        ("Odd", "fails", "{}", {"message": "Task execution failed", "type": "ValueError", "details": "x"}),
        ("Odd", "exits", "{}", {"message": "Task execution failed", "type": "SystemExit", "details": "3"}),
        ("Odd", "nope", "{}", {"message": "Task 'nope' not found on dag 'Odd'"}),
        ("Odd", "number", "{}", {"message": "Task 'number' on dag 'Odd' is not callable"}),
        ("Nope", "ctx", "{}", {"message": "Dag 'Nope' not found in module", "type": "ValueError"}),
        ("Needy", "ctx", "{}", {"type": "TypeError"}),
        ("Odd", "ctx", "{", {"message": "ctx-json is not valid JSON", "type": "JSONDecodeError"}),
        ("Odd", "ctx", "null", {"message": "ctx-json must be a JSON object"}),
        ("Odd", "ctx", "@nowhere.json", {"message": "ctx-json can't be read", "type": "FileNotFoundError"}),
        ("Odd", "nan", "{}", {"message": "Task result is not JSON serializable", "type": "ValueError"}),
        ("Odd", "moment", "{}", {"message": "Task result is not JSON serializable", "type": "TypeError"}),
        ("Odd", "circle", "{}", {"message": "Task result is not JSON serializable"}),
        ("Odd", "leaves", "{}", {"details": "the task's process exited with code 0, without a result"}),
        ("Odd", "killed", "{}", {"details": "the task's process was killed by signal 9 (SIGKILL), without a result"}),
    ],
)
def test_every_failure_is_a_result(file, dag, task, ctx, error):
    seen = run_task(file, dag, task, ctx)
    assert seen.code == 0
    assert error.items() <= seen.error.items()
    assert next(iter(seen.error)) == "message"


def test_an_error_says_where_and_is_sent_as_the_server_keeps_it(file):
    seen = run_task(file, "Odd", "fails")
    line = FILE.splitlines().index('    def fails(self, ctx): raise ValueError("x")') + 1
    assert list(seen.error) == ["message", "type", "details", "traceback", "line"]
    assert seen.error["line"] == line
    assert f'odd.py", line {line}, in fails' in seen.error["traceback"]
    assert "tradewind" not in seen.error["traceback"]
    assert seen.types == ["start", "error", "result"]
    assert seen.frames[1] == {"type": "error", "ok": False, "trace": seen.error["traceback"]}


def test_an_empty_context_is_an_empty_object(file):
    assert run_task(file, "Odd", "ctx", "").value == {}


def test_a_file_that_does_not_load(file):
    file.write_text("import nothing_of_that_name\n")
    seen = run_task(file, "Odd", "ctx")
    assert seen.types == ["error", "result"]
    assert seen.error["message"] == f"Failed to load module from {file}"
    assert seen.error["type"] == "ModuleNotFoundError"
    assert seen.error["line"] == 1


def test_a_file_that_is_no_python_file(file):
    other = file.rename(file.with_suffix(".txt"))
    assert run_task(other, "Odd", "ctx").error["details"] == f"Cannot import module from {other}"


def test_a_server_that_is_gone_while_a_reply_is_due(file):
    assert run_task(file, "Odd", "asks").error["type"] == "EOFError"


@pytest.mark.parametrize("reply", [b"\x00\x00\x00\x05nope!", b"\x00\x00\x01\x00{}", b"\xff"])
def test_replies_that_are_none(file, reply):
    assert run_task(file, "Odd", "asks", text=reply).error["type"] in ("JSONDecodeError", "EOFError")


def test_keyboard_interrupt_is_signal_2(file):
    seen = run_task(file, "Odd", "interrupted")
    assert seen.code == -signal.SIGINT
    assert seen.error["type"] == "KeyboardInterrupt"


# -- contexts that argv can't hold --


def test_contexts_from_a_file_and_from_stdin(file):
    ctx = {"text": "x" * 300_000}
    (file.parent / "ctx.json").write_text(json.dumps(ctx))
    assert run_task(file, "Odd", "ctx", "@ctx.json").value == ctx
    assert run_task(file, "Odd", "ctx", "-", text=json.dumps(ctx).encode()).value == ctx


def test_replies_follow_a_context_that_comes_as_a_frame(file):
    seen = run_task(file, "Odd", "asks", "-", text=packet({"a": 1}), replies=[SECRET, SECRET])
    assert seen.value == [SECRET, SECRET]


# -- processes --


def test_children_that_a_task_leaves_are_ended(file):
    assert run_task(file, "Odd", "children").value == "left"
    assert left() == []


def start(file: Path) -> subprocess.Popen[bytes]:
    command = [GUST, "task", "run", "--file", str(file), "--dag", "Odd", "--task", "waits"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=file.parent)


def read_packet(stream) -> dict:
    return json.loads(stream.read(int.from_bytes(stream.read(4), "big")))


def test_the_pid_that_start_tells_can_be_killed(file):
    with start(file) as process:
        pid = read_packet(process.stdout)["pid"]
        assert read_packet(process.stdout)["msg"] == "here"
        os.kill(pid, signal.SIGKILL)
        (body,) = packets(process.stdout.read())
        assert "SIGKILL" in json.loads(body)["error"]["details"]
        assert process.wait() == 0
    assert left() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_when_the_command_itself_is_ended(file, number):
    with start(file) as process:
        read_packet(process.stdout)
        read_packet(process.stdout)
        process.send_signal(number)
        assert process.wait() == -number
    end = time.monotonic() + 5
    while left() and time.monotonic() < end:
        time.sleep(0.01)
    assert left() == []


def test_a_task_ends_when_nobody_reads_its_frames(file):
    with start(file) as process:
        read_packet(process.stdout)
        read_packet(process.stdout)
        process.stdout.close()
        process.wait(10)
    assert left() == []


# -- run done --


def test_a_callback(file):
    seen = run_done(file, "Odd", "done")
    assert seen.code == 0
    assert seen.frames == [{"type": "log", "level": "info", "msg": ["ok", {"run_id": "7"}]}]
    assert seen.err == "printed\n"


def test_a_callback_may_ask(file):
    assert run_done(file, "Odd", "asking", replies=[SECRET]).frames[-1]["msg"] == "x"


def test_a_server_names_the_file_where_the_class_is_meant(file):
    assert run_done(file, "odd", "done").code == 0
    copy = file.rename(file.with_name("gust_py_dag_1700000000000000-0a1b2c3d_odd.py"))
    assert run_done(copy, "odd", "done").code == 0


@pytest.mark.parametrize(
    ("dag", "function", "said"),
    [
        ("Odd", "broken", "ZeroDivisionError"),
        ("Odd", "nope", "Function 'nope' not found on dag 'Odd'"),
        ("Odd", "number", "Function 'number' on dag 'Odd' is not callable"),
        ("Nope", "done", "Dag 'Nope' not found in module"),
    ],
)
def test_a_callback_that_fails(file, dag, function, said):
    seen = run_done(file, dag, function)
    assert (seen.code, seen.frames) == (1, [])
    assert said in seen.err


# -- usage --


@pytest.mark.parametrize(
    "args",
    [
        [], ["nope"], ["parse"], ["task"], ["task", "run", "--file", "x"], ["parse", "--file", "x", "--version"],
        ["run", "done", "--file", "x", "--dag", "y", "--fn_name", "z", "--status", "ok", "--run-id", "1"],
    ],
)  # fmt: skip
def test_wrong_usage(tmp_path, args):
    seen = call(*args, cwd=tmp_path)
    assert (seen.code, seen.bodies) == (2, [])
    assert seen.err.startswith("usage: gust")


def test_options_in_any_form(file):
    options = [f"--file={file}", "--da", "Odd", "--task", "ctx"]
    assert call("task", "run", *options, cwd=file.parent).value == {}


# -- an Erlang port --

PORT = """
Port = open_port({{spawn_executable, "{gust}"}}, [binary, use_stdio, exit_status, {{packet, 4}},
    {{args, ["task", "run", "--file", "{file}", "--dag", "Odd", "--task", "prints"]}}]),
Loop = fun L(Seen) -> receive
    {{Port, {{data, Data}}}} -> L([Data | Seen]);
    {{Port, {{exit_status, Code}}}} -> io:format("~w ~w~n", [Code, length(Seen)])
end end,
Loop([]), halt().
"""


def test_an_erlang_port(file):
    from shutil import which

    if which("erl") is None:
        pytest.skip("no erl on this machine: the strict reader above stands in for it")
    code = PORT.format(gust=GUST, file=file)
    done = subprocess.run(["erl", "-noshell", "-eval", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "0 2"


# -- in one process --

IN_PROCESS = """
import io, json, os, sys
import gust, gust.cli
frames = []
gust.cli.send_frame = frames.append
result = gust.cli.run_task_from_file("odd.py", "Odd", "ctx", '{"a": 1}')
print(result, frames == [{"type": "start", "pid": os.getpid()}])
print(gust.cli.run_task_from_file("odd.py", "Odd", "fails", "{}"))
print(gust.cli.run_done_from_file("odd.py", "Odd", "nope", "ok", "1"))
sys.argv = ["gust", "task", "run", "--file", "odd.py", "--dag", "Odd", "--task", "ctx"]
print(gust.cli.main(), frames[-1])
class Out: buffer = io.BytesIO()
real, sys.stdout = sys.stdout, Out
gust.send_frame({"é": 1})
sys.stdout = real
print(Out.buffer.getvalue())
"""


def test_the_functions_in_one_process(file):
    done = subprocess.run(
        [sys.executable, "-c", IN_PROCESS], capture_output=True, text=True, check=True, cwd=file.parent
    )
    failed = {"message": "Task execution failed", "type": "ValueError", "details": "x"}
    missing = {"message": "Function 'nope' not found on dag 'Odd'"}
    assert done.stdout.splitlines() == [
        str({"type": "result", "ok": True, "data": {"value": {"a": 1}}}) + " True",
        str({"type": "result", "ok": False, "error": failed}),
        str({"type": "result", "ok": False, "error": missing}),
        "None " + str({"type": "result", "ok": True, "data": {"value": {}}}),
        repr(b'\x00\x00\x00\x09{"\xc3\xa9": 1}'),
    ]
