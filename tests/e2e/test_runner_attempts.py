"""Attempts in real processes: what they return, write, raise and leave behind."""

import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from e2e.runner_host import Bench, alive, marked
from tradewind.runner.blobs import load_output
from tradewind.runner.codec import decode, encode

Make = Callable[..., Bench]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Makes benches, closes them, and sees that no process is left."""
    made: list[Bench] = []
    mark = f"TW_TEST_MARK={tmp_path}"
    monkeypatch.setenv(*mark.split("=", 1))

    def make(source: str, **options: Any) -> Bench:
        made.append(Bench(tmp_path, source, **options))
        return made[-1]

    try:
        yield make
    finally:
        for one in made:
            one.close()
    left = marked(mark)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert left == []


def test_a_value_comes_back_typed(bench: Make) -> None:
    b = bench(
        """
        @task
        def give():
            return {"rows": (1, 2), "at": __import__("datetime").date(2024, 2, 29)}
        """
    )
    report = b.run("give")
    assert (report.outcome, report.exit_code, report.signal, report.error) == ("success", 0, None, None)
    ((key, codec, data, blob, size),) = report.outputs
    assert (key, blob, size) == ("return_value", None, len(data or b""))
    assert data is not None
    assert repr(decode(codec, data)) == "{'rows': (1, 2), 'at': datetime.date(2024, 2, 29)}"
    assert report.started_at is not None
    assert report.started_at <= report.ended_at


def test_nothing_returned_leaves_no_output(bench: Make) -> None:
    b = bench("@task\ndef nothing(): pass")
    assert b.run("nothing").outputs == []


def test_a_large_value_becomes_a_file(bench: Make) -> None:
    b = bench("@task\ndef big(): return 'x' * 100_000")
    ((_, codec, data, blob, size),) = b.run("big").outputs
    assert data is None
    assert size > 100_000
    assert load_output(codec, data, blob, b.host.state_dir) == "x" * 100_000


def test_values_travel_between_tasks(bench: Make) -> None:
    b = bench(
        """
        @task
        def give(ti):
            ti.xcom_push("extra", {1: "one"})
            return "y" * 70_000
        @task
        def take(ti): return [len(ti.xcom_pull("give")), ti.xcom_pull("give", key="extra"), ti.xcom_pull("nobody")]
        """
    )
    assert b.run("give").outcome == "success"
    ((_, codec, data, _, _),) = b.run("take").outputs
    assert decode(codec, data or b"") == [70_000, {1: "one"}, None]


def test_a_value_that_cannot_be_stored_is_an_error_with_its_path(bench: Make) -> None:
    b = bench("@task\ndef bad(): return {'rows': [1, object()]}")
    report = b.run("bad")
    assert report.outcome == "failed"
    assert report.error is not None
    assert report.error["type"] == "OutputError"
    assert "return_value['rows'][1]" in report.error["message"]


def test_an_exception_names_the_users_line_and_hides_our_frames(bench: Make) -> None:
    b = bench(
        """
        def inner(): raise ValueError("no such customer")
        @task
        def boom():
            try: inner()
            except ValueError as error: raise RuntimeError("broke") from error
        """
    )
    report = b.run("boom")
    assert (report.outcome, report.exit_code) == ("failed", 0)
    error = report.error
    assert error is not None
    lines = b.path.read_text().splitlines()
    line = next(number for number, line in enumerate(lines, 1) if "raise RuntimeError" in line)
    assert (error["type"], error["message"], error["place"]) == ("RuntimeError", "broke", f"{b.path}:{line}")
    assert "no such customer" in error["traceback"]
    assert "tradewind" not in error["traceback"].replace(str(b.path), "")


@pytest.mark.parametrize(
    ("body", "outcome", "more"),
    [
        ("raise SkipTask('nothing new')", "skipped", {"reason": "nothing new"}),
        ("raise FailTask('hopeless')", "failed", {"no_retry": True}),
        ("sys.exit()", "success", {}),
        ("sys.exit(0)", "success", {}),
        ("sys.exit(3)", "failed", {"reason": "the task called sys.exit(3)"}),
        ("sys.exit('bye')", "failed", {"reason": "the task called sys.exit('bye')"}),
        ("raise KeyboardInterrupt", "failed", {}),
        ("raise BaseException('odd')", "failed", {}),
        ("os._exit(0)", "crashed", {"exit_code": 0}),
        ("os._exit(9)", "crashed", {"exit_code": 9, "reason": "the process exited with code 9 and without a result"}),
        ("os.execv('/bin/true', ['true'])", "crashed", {"exit_code": 0}),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "crashed", {"signal": 11, "reason": "killed by signal 11 (SIGSEGV)"}),
        ("os.kill(os.getpid(), signal.SIGKILL)", "crashed", {"signal": 9, "reason": "killed by signal 9 (SIGKILL)"}),
        ("os.abort()", "crashed", {"signal": 6}),
    ],
)
def test_ends(bench: Make, body: str, outcome: str, more: dict[str, Any]) -> None:
    b = bench(f"@task\ndef end(): {body}")
    report = b.run("end")
    assert report.outcome == outcome
    assert {name: getattr(report, name) for name in more} == more


def test_an_exit_without_a_result_says_what_to_look_for(bench: Make) -> None:
    b = bench("@task\ndef end(): os._exit(0)")
    assert "without a result: something in it calls os._exit() or exec" in str(b.run("end").reason)


def test_output_is_tagged_and_in_order(bench: Make) -> None:
    b = bench(
        """
        @task
        def talk():
            print("one"); print("two", file=sys.stderr); print("three")
            os.write(1, b"raw \\xff\\xfe\\n")
            subprocess.run(["sh", "-c", "echo four; echo five >&2"])
            sys.stdout.write("no newline")
        """
    )
    report = b.run("talk")
    assert b.out(report) == ["one", "three", "raw ��", "four", "no newline"]
    assert b.out(report, "err") == ["two", "five"]
    times = [at for at, _, _ in b.host.lines[report.key, report.attempt_id]]
    assert times == sorted(times)


def test_output_of_a_failed_and_of_a_crashed_task_is_kept(bench: Make) -> None:
    b = bench(
        """
        @task
        def fails(): print("before"); raise ValueError
        @task
        def crashes(): print("flushed"); os.kill(os.getpid(), 9)
        """
    )
    assert b.out(b.run("fails")) == ["before"]
    assert b.out(b.run("crashes")) == ["flushed"]


def test_closed_stdout_is_the_tasks_own_matter(bench: Make) -> None:
    b = bench("@task\ndef quiet(): sys.stdout.close(); os.close(1); os.close(2); return 1")
    report = b.run("quiet")
    assert (report.outcome, len(report.outputs)) == ("success", 1)


def test_a_flood_is_kept_in_bounds_and_ends(bench: Make) -> None:
    b = bench("@task\ndef flood(): subprocess.run('yes tradewind | head -c 40000000', shell=True)")
    report = b.run("flood")
    lines = b.out(report)
    assert report.outcome == "success"
    assert lines[-1].startswith("... out: cut here after 16 MiB")
    assert sum(map(len, lines)) < 17 << 20


def test_a_child_that_stays_is_ended_and_does_not_hold_the_attempt(bench: Make) -> None:
    b = bench("@task\ndef leave(): print(subprocess.Popen(['sleep', '1000']).pid, flush=True)")
    report = b.run("leave")
    assert report.outcome == "success"
    assert not alive(int(b.out(report)[0]))


def test_a_whole_tree_that_stays_is_ended(bench: Make) -> None:
    b = bench(
        """
        @task
        def leave():
            command = "sleep 1000 & (trap '' TERM HUP; sleep 1001) & wait"
            subprocess.Popen(["bash", "-mc", command], stdout=subprocess.DEVNULL)
            time.sleep(0.3)
        """
    )
    assert b.run("leave").outcome == "success"


def test_a_daemon_holding_the_pipe_does_not_hold_the_attempt(bench: Make) -> None:
    b = bench(
        """
        @task
        def leave():
            print(subprocess.Popen(["sleep", "1000"], start_new_session=True).pid, flush=True)
        """
    )
    report = b.run("leave")
    assert report.outcome == "success"
    pid = int(b.out(report)[0])
    life = os.pidfd_open(pid)
    os.kill(pid, signal.SIGKILL)  # who leaves the session leaves our care
    assert select.select([life], [], [], 20)[0]
    os.close(life)


def test_multiprocessing_works_in_a_task(bench: Make) -> None:
    b = bench(
        """
        from multiprocessing import Pool
        def double(x): return 2 * x
        @task
        def many():
            for _ in range(20):  # a worker may be ended while it is still being forked
                with Pool(2) as pool:
                    doubled = pool.map(double, range(5))
            return doubled
        """
    )
    report = b.run("many")
    assert report.outcome == "success", (report, b.out(report, "err"))
    ((_, codec, data, _, _),) = report.outputs
    assert decode(codec, data or b"") == [0, 2, 4, 6, 8]


def test_threads_of_a_task_may_ask_the_engine(bench: Make) -> None:
    b = bench(
        """
        from concurrent.futures import ThreadPoolExecutor
        @task
        def give(): return 7
        @task
        def ask(ti):
            with ThreadPoolExecutor(4) as pool:
                return list(pool.map(lambda _: ti.xcom_pull("give"), range(40)))
        """
    )
    b.run("give")
    ((_, codec, data, _, _),) = b.run("ask").outputs
    assert decode(codec, data or b"") == [7] * 40


def test_siblings_differ_in_their_random_numbers(bench: Make) -> None:
    b = bench("import random\nrandom.seed(1)\n@task\ndef draw(): return random.random()")
    assert b.run("draw").outputs != b.run("draw").outputs


def test_an_attempt_has_no_descriptors_of_ours(bench: Make) -> None:
    b = bench(
        """
        @task
        def look():
            paths = [f"/proc/self/fd/{fd}" for fd in os.listdir("/proc/self/fd")]
            return sorted(os.readlink(path).split(":")[0] for path in paths if os.path.lexists(path))
        """
    )
    ((_, codec, data, _, _),) = b.run("look").outputs
    links = decode(codec, data or b"")
    assert [link for link in links if not link.startswith("/proc")] == ["/dev/null", "pipe", "pipe", "socket"]


def test_callbacks_run_in_a_child_of_their_own(bench: Make) -> None:
    b = bench(
        """
        def told(context): print(context["task"].task_id, context["reason"], context["exception"], os.getpid())
        PythonOperator(task_id="t", python_callable=print, dag=dag, on_failure_callback=told)
        """
    )
    about = {"state": "failed", "reason": "it broke", "error": {"type": "ValueError", "message": "no"}}
    report = b.run("t", kind="callback", callback="failure", context=about)
    assert (report.outcome, report.callback) == ("success", "failure")
    told, pid = b.out(report)[0].rsplit(" ", 1)
    assert told == "t it broke ValueError: no"
    assert int(pid) != os.getpid()


def test_a_malformed_frame_fails_that_attempt_only(bench: Make) -> None:
    b = bench(
        """
        @task
        def breaks():
            for fd in range(3, 30):
                path = f"/proc/self/fd/{fd}"
                if os.path.lexists(path) and os.readlink(path).startswith("socket"):
                    os.write(fd, b"\\0\\0\\0\\4\\xc1\\xc1\\xc1\\xc1")
            time.sleep(60)
        @task
        def fine(): time.sleep(0.2); return 1
        """
    )
    good = b.start("fine")
    report = b.run("breaks")
    assert report.outcome == "failed"
    assert str(report.reason).startswith("it wrote a malformed frame: neither msgpack nor JSON")
    assert b.wait(good).outcome == "success"


def test_a_file_with_threads_gets_fresh_interpreters(bench: Make) -> None:
    b = bench(
        """
        import threading
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
        @task
        def work(ti): print("in", os.getpid(), threading.active_count()); return 5
        @task
        def crash(): os.kill(os.getpid(), 9)
        @task
        def long(): time.sleep(1000)
        """
    )
    report = b.run("work")
    assert report.outcome == "success", (report, b.out(report, "err"))
    ((_, codec, data, _, _),) = report.outputs
    assert decode(codec, data or b"") == 5
    assert b.run("crash").signal == 9
    work = b.start("long")
    b.pid(work)
    b.executor.kill(work.key, work.attempt_id, "cancel")
    assert b.wait(work).outcome == "cancelled"


def test_a_file_that_does_not_load_crashes_its_attempts(bench: Make) -> None:
    b = bench("import nothere")
    report = b.run("t")
    assert report.outcome == "crashed"
    assert str(report.reason) == "its file doesn't load: ModuleNotFoundError: No module named 'nothere'"
    assert report.error is not None
    assert report.error["place"].startswith(str(b.path))


def test_an_unknown_task_fails(bench: Make) -> None:
    report = bench("@task\ndef t(): pass").run("gone")
    assert report.outcome == "failed"
    assert "has no task 'gone'" in str(report.error)


def test_the_working_folder_and_environment_are_the_engines(bench: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    b = bench("@task\ndef where(): print(os.getcwd(), os.environ.get('GIVEN'), sys.argv, __name__, sys.path[0])")
    monkeypatch.setenv("GIVEN", "yes")
    report = b.run("where")
    folder = b.path.parent
    assert b.out(report) == [f"{os.getcwd()} yes ['{b.path}'] __tradewind_main__ {folder}"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_many_attempts_leave_no_descriptors_here(bench: Make) -> None:
    b = bench("@task\ndef t(): pass")
    b.run("t")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(30):
        b.run("t")
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_question_about_an_attempt_that_never_began_does_not_end_the_zygote(bench: Make) -> None:
    b = bench("@task\ndef where(): print(os.getppid())\n")
    before = b.out(b.run("where"))
    for zygote in b.executor._zygotes._all.values():
        zygote.ask_end(1 << 40)
    assert b.out(b.run("where")) == before


def test_what_does_not_fit_into_a_frame_fails_that_attempt_only(bench: Make) -> None:
    b = bench("@task\ndef t(): pass\n")
    report = b.run("t", kind="callback", callback="failure", context={"reason": "x" * (17 << 20)})
    assert (report.outcome, report.reason) == ("crashed", "its params and context have 17 MiB, which is too much")
    assert b.run("t").outcome == "success"


def test_an_answer_that_does_not_fit_into_a_frame_is_an_error_in_the_task(bench: Make) -> None:
    b = bench("@task\ndef pulls(ti): return ti.xcom_pull(task_ids=['many'])\n")
    row = ["many", -1, "msgpack", encode("x" * 60_000)[1], None]
    b.host.outputs["many", "return_value"] = [row] * 300
    report = b.run("pulls")
    assert report.outcome == "failed"
    assert "ask for fewer outputs at once" in report.error["message"]


def test_a_working_folder_that_is_gone_fails_the_attempt(bench: Make, tmp_path: Path, monkeypatch: Any) -> None:
    b = bench("@task\ndef t(): pass\n")
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    report = b.run("t")
    assert (report.outcome, report.attempt_id) == ("crashed", 1)
    assert str(report.reason).startswith("no process could be started: [Errno 2]")
