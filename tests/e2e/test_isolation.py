"""The levels of isolation: every one keeps the same promises; `pool` keeps attempts of one process apart."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.runner_host import Bench, alive
from tradewind import DAG, Engine
from tradewind.errors import SpecError, UsageError
from tradewind.loading import load_file

LEVELS = ["fork", "pool", "spawn"]

SOURCE = """
    import random, threading
    if os.path.exists("logs"):
        import logging
        logging.getLogger("known")

    @task
    def value():
        print("hello")
        sys.stderr.write("from err without a newline")
        os.system("echo from a shell")
        return {"pid": os.getpid(), "n": (1, 2)}

    @task
    def pid():
        return os.getpid()

    @task
    def fails():
        print("about to fail")
        raise ValueError("no")

    @task
    def skips():
        raise SkipTask("not today")

    @task
    def never_again():
        raise FailTask("wrong")

    @task
    def exits():
        os._exit(3)

    @task
    def killed():
        print("last words", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

    @task
    def sleeps():
        print("asleep", flush=True)
        time.sleep(60)

    @task
    def stubborn():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("deaf", flush=True)
        time.sleep(60)

    @task
    def big():
        return "x" * 60_000, "y"

    @task
    def many_outputs(ti):
        for number in range(4):
            ti.xcom_push(f"k{number}", "x" * 50_000)

    @task
    def changes_everything():
        os.environ["LEFT"] = "behind"
        os.chdir("/")
        os.umask(0)
        signal.signal(signal.SIGUSR1, lambda *_: None)
        signal.alarm(1)
        sys.path.insert(0, "/nowhere")
        sys.stdout = open(os.devnull, "w")
        os.close(1)
        random.seed(42)

    @task
    def surroundings():
        print("still heard")
        umask = os.umask(0)
        os.umask(umask)
        return [os.environ.get("LEFT"), os.getcwd(), umask, signal.getsignal(signal.SIGUSR1) is signal.SIG_DFL,
                "/nowhere" in sys.path, random.random()]

    @task
    def changes_python():
        import gc, locale, logging, socket, warnings
        sys.setrecursionlimit(333)
        gc.disable()
        socket.setdefaulttimeout(0.001)
        warnings.simplefilter("error")
        logging.basicConfig(level=logging.DEBUG, stream=open(os.devnull, "w"))
        logging.disable(logging.CRITICAL)
        logging.getLogger("known").setLevel(logging.CRITICAL)
        logging.getLogger("new").addHandler(logging.StreamHandler())
        logging.getLogger("new").addHandler(logging.NullHandler())
        signal.setitimer(signal.ITIMER_PROF, 0.001)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
        os.environ["TZ"] = "Asia/Tokyo"
        time.tzset()
        sys.stdin = None
        os.close(0)

    @task
    def python():
        import gc, logging, socket, warnings
        limit = time.process_time() + 0.02
        while time.process_time() < limit:
            pass
        logging.getLogger("known").warning("heard")
        return [sys.getrecursionlimit(), gc.isenabled(), socket.getdefaulttimeout(), len(warnings.filters),
                len(logging.root.handlers), logging.root.manager.disable,
                [type(one).__name__ for one in logging.getLogger("new").handlers],
                signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set(), time.timezone, sys.stdin is not None,
                os.fstat(0).st_rdev]

    @task
    def leaves_a_thread():
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()

    @task
    def leaves_a_process():
        return subprocess.Popen(["sleep", "60"]).pid

    @task
    def leaves_an_orphan():
        os.system("sleep 60 & echo $!")

    @task
    def leaves_descriptors():
        global kept
        kept = globals().get("kept", []) + [open(os.devnull) for _ in range(40)]

    @task
    def leaves_limits():
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 40))

    @task
    def leaves_niceness():
        os.nice(1)

    @task
    def closes_descriptors():
        os.closerange(3, 1000)

    @task
    def leaves_a_zombie():
        global zombie
        zombie = subprocess.Popen(["true"])
        time.sleep(0.05)

    @task
    def leaves_memory():
        global left
        left = bytearray(400 << 20)

    @task
    def remembers():
        global count
        count = globals().get("count", 0) + 1
        return count
"""


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path, SOURCE, parallelism=2, grace=0.3)
    yield bench
    bench.close()


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Bench]:
    """With a single worker."""
    bench = Bench(tmp_path, SOURCE, parallelism=1, grace=0.3)
    yield bench
    bench.close()


def value_of(bench: Bench, task_id: str, isolation: str = "pool") -> object:
    from tradewind.runner.codec import decode

    report = bench.run(task_id, isolation=isolation)
    assert report.outcome == "success", report
    (_, codec, data, _, _) = report.outputs[0]
    assert data is not None
    return decode(codec, data)


@pytest.mark.parametrize("level", LEVELS)
class TestEveryLevel:
    def test_a_value_and_what_it_printed(self, bench: Bench, level: str) -> None:
        report = bench.run("value", isolation=level)
        assert report.outcome == "success"
        assert report.started_at is not None
        assert report.started_at <= report.ended_at
        assert bench.out(report) == ["hello", "from a shell"]
        assert bench.out(report, "err") == ["from err without a newline"]
        assert [row[0] for row in report.outputs] == ["return_value"]

    def test_failures_say_what_and_where(self, bench: Bench, level: str) -> None:
        report = bench.run("fails", isolation=level)
        assert (report.outcome, report.no_retry) == ("failed", False)
        assert report.error is not None
        assert report.error["message"] == "no"
        assert "flow.py:" in report.error["place"]
        assert bench.out(report) == ["about to fail"]
        report = bench.run("never_again", isolation=level)
        assert (report.outcome, report.no_retry) == ("failed", True)
        report = bench.run("skips", isolation=level)
        assert (report.outcome, report.reason) == ("skipped", "not today")

    def test_a_crash_keeps_its_last_words(self, bench: Bench, level: str) -> None:
        report = bench.run("killed", isolation=level)
        assert (report.outcome, report.signal) == ("crashed", 9)
        assert bench.out(report) == ["last words"]
        report = bench.run("exits", isolation=level)
        assert (report.outcome, report.exit_code) == ("crashed", 3)
        assert bench.run("pid", isolation=level).outcome == "success"

    @pytest.mark.parametrize(("reason", "outcome"), [("timeout", "timeout"), ("cancel", "cancelled")])
    @pytest.mark.parametrize("task_id", ["sleeps", "stubborn"])
    def test_ending_an_attempt(self, bench: Bench, level: str, reason: str, outcome: str, task_id: str) -> None:
        work = bench.start(task_id, isolation=level)
        pid = bench.pid(work)
        bench.host.until(lambda: bench.host.text(work.key, work.attempt_id))
        bench.executor.kill(work.key, work.attempt_id, reason)
        assert bench.wait(work).outcome == outcome
        assert not alive(pid)

    def test_large_outputs(self, bench: Bench, level: str) -> None:
        assert bench.run("big", isolation=level).outcome == "success"
        report = bench.run("many_outputs", isolation=level)
        assert [row[4] > 50_000 for row in report.outputs] == [True] * 4
        assert bench.run("pid", isolation=level).outcome == "success"


def test_one_worker_runs_many(one: Bench) -> None:
    assert len({value_of(one, "pid") for _ in range(5)}) == 1
    assert [value_of(one, "remembers") for _ in range(3)] == [1, 2, 3]


def test_what_a_task_changes_is_put_back(one: Bench) -> None:
    before = value_of(one, "pid")
    first = value_of(one, "surroundings")
    assert one.run("changes_everything", isolation="pool").outcome == "success"
    report = one.run("surroundings", isolation="pool")
    assert one.out(report) == ["still heard"]
    second = value_of(one, "surroundings")
    assert isinstance(first, list)
    assert isinstance(second, list)
    assert second[:-1] == first[:-1]
    drawn = []
    for _ in range(2):
        one.run("changes_everything", isolation="pool")
        drawn.append(value_of(one, "surroundings"))
    assert drawn[0][-1] != drawn[1][-1]  # type: ignore[index]
    assert value_of(one, "pid") == before


@pytest.mark.parametrize("before_hand", [True, False])
def test_what_a_task_changes_in_python_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one: Bench, before_hand: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    if before_hand:
        (tmp_path / "logs").touch()  # logging is imported with the file, not by the first task that wants it
    worker = value_of(one, "pid")
    value_of(one, "python")  # imports logging, if the file hasn't
    first = value_of(one, "python")
    assert isinstance(first, list)
    for _ in range(2):
        assert one.run("changes_python", isolation="pool").outcome == "success"
        report = one.run("python", isolation="pool")
        assert report.outcome == "success", report
        # the level of a logger that appears with a task stays: it may be its library's doing
        assert one.out(report, "err") == (["WARNING known: heard"] if before_hand else [])
        second = value_of(one, "python")
        assert isinstance(second, list)
        assert second[:6] == first[:6]
        assert set(second[6]) == {"NullHandler"}
        assert second[7:] == first[7:]
    assert value_of(one, "pid") == worker


def test_few_descriptors_may_stay_but_not_many(one: Bench) -> None:
    worker = value_of(one, "pid")
    one.run("leaves_descriptors", isolation="pool")
    assert value_of(one, "pid") == worker
    one.run("leaves_descriptors", isolation="pool")
    assert value_of(one, "pid") != worker


def test_a_zombie_is_no_reason(one: Bench) -> None:
    worker = value_of(one, "pid")
    one.run("leaves_a_zombie", isolation="pool")
    assert value_of(one, "pid") == worker


def test_one_that_closes_the_workers_own_descriptors_crashes_alone(one: Bench) -> None:
    assert one.run("closes_descriptors", isolation="pool").outcome == "crashed"
    assert one.run("pid", isolation="pool").outcome == "success"


def test_an_orphan_ends_with_its_worker(one: Bench) -> None:
    worker = value_of(one, "pid")
    orphan = int(one.out(one.run("leaves_an_orphan", isolation="pool"))[0])
    assert value_of(one, "pid") != worker
    one.host.until(lambda: not alive(orphan))


@pytest.mark.parametrize(
    "leak", ["leaves_a_thread", "leaves_a_process", "leaves_memory", "leaves_limits", "leaves_niceness"]
)
def test_a_leak_costs_the_worker(one: Bench, leak: str) -> None:
    before = value_of(one, "pid")
    works = [one.work(leak, isolation="pool"), one.work("pid", isolation="pool")]
    one.executor.start(works)
    assert [one.wait(work).outcome for work in works] == ["success", "success"]
    assert value_of(one, "pid") != before
    assert isinstance(before, int)
    one.host.until(lambda: not alive(before))


def test_a_process_that_is_left_is_ended(one: Bench) -> None:
    left = value_of(one, "leaves_a_process")
    assert isinstance(left, int)
    one.host.until(lambda: not alive(left))


def test_those_behind_a_crash_or_a_kill_run_elsewhere(one: Bench) -> None:
    for _ in range(30):
        one.run("pid", isolation="pool")  # short ones: now a worker has many
    works = [one.work(name, isolation="pool") for name in ("pid", "sleeps", "pid", "killed", "pid", "pid")]
    one.executor.start(works)
    one.pid(works[1])
    assert one.executor.room() > 0
    one.executor.kill(works[4].key, works[4].attempt_id, "cancel")
    assert one.wait(works[4]).started_at is None
    one.executor.kill(works[1].key, works[1].attempt_id, "timeout")
    outcomes = [one.wait(work).outcome for work in works]
    assert outcomes == ["success", "timeout", "success", "crashed", "cancelled", "success"]
    assert len(one.host.reports) == 36


def test_a_worker_killed_from_outside(one: Bench) -> None:
    work = one.start("sleeps", isolation="pool")
    os.kill(one.pid(work), signal.SIGKILL)
    report = one.wait(work)
    assert (report.outcome, report.signal) == ("crashed", 9)
    assert one.run("pid", isolation="pool").outcome == "success"


def test_closing_leaves_no_process(bench: Bench) -> None:
    work = bench.start("stubborn", isolation="pool")
    pid = bench.pid(work)
    bench.executor.close()
    assert not alive(pid)


FILE = """
import os
from tradewind import DAG
from tradewind.operators.python import PythonOperator

with DAG("levels"{of_dag}) as dag:
    for number in range(40):
        PythonOperator(task_id=f"t{{number}}", python_callable=os.getpid)
    PythonOperator(task_id="forked", python_callable=os.getpid, isolation="fork")
    PythonOperator(task_id="spawned", python_callable=os.getpid, isolation="spawn")
"""


@pytest.mark.parametrize(("of_dag", "of_engine"), [(', isolation="pool"', "fork"), ("", "pool")])
def test_chosen_by_task_dag_and_engine(tmp_path: Path, of_dag: str, of_engine: str) -> None:
    path = tmp_path / "levels.py"
    path.write_text(FILE.format(of_dag=of_dag))
    (dag,) = load_file(path)
    with Engine(tmp_path / "state.db", 2, isolation=of_engine) as engine:  # type: ignore[arg-type]
        run = engine.run(dag)
        assert run.state == "success"
        pids = {run.output(f"t{number}") for number in range(40)}
        assert len(pids) <= 2
        assert not pids & {run.output("forked"), run.output("spawned")}


def test_unknown_levels_are_named(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="isolation 'pol' is unknown"):
        DAG("d", isolation="pol")
    with pytest.raises(UsageError, match="unknown isolation 'pol'"):
        Engine(tmp_path / "state.db", isolation="pol")
