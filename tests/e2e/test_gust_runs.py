"""DAG classes on our engine: the documented examples unchanged, and what gust-py has not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.command import TRADEWIND, Done, Folder, wait_for

GREETING, PASSWORD = 'canary-9f2c "quoted" é', "canary-77aa"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    folder = Folder(tmp_path)
    yield folder
    assert folder.left_behind() == []


def keep(folder: Folder, name: str, value: str, *options: str) -> None:
    subprocess.run(
        [TRADEWIND, "secrets", "set", name, *options],
        input=value, text=True, encoding="utf-8", cwd=folder.path, env=folder.env, check=True, capture_output=True,
    )  # fmt: skip


def run(folder: Folder, source: str, *args: str, code: int = 0) -> Done:
    """Run `dags.py`; everything that its tasks and callbacks say is on stderr."""
    folder.write("dags.py", source)
    done = folder.call("run", "-v", "dags.py", *args)
    assert done.code == code, done
    return done


def states(folder: Folder) -> dict[str, str]:
    done = folder.call("show", "last", "--json")
    return {
        f"{task['task_id']}{task['map_index']}".removesuffix("-1"): task["state"]
        for task in json.loads(done.out)["tasks"]
    }


# -- the documented examples --


def nowhere_in_clear(folder: Folder, *values: str) -> None:
    """Not in any file below the folder, whichever way it might be written."""
    forms = {form for value in values for form in (value, json.dumps(value)[1:-1], repr(value)[1:-1])}
    for file in folder.path.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert not [form for form in forms if form.encode() in data], file


@pytest.mark.parametrize("file", ["gust_hello_world.py", "gust_my_dag.py"])
def test_the_documented_examples(folder, shared_examples, file):
    keep(folder, "SECRET", GREETING)
    keep(folder, "SUPER_SECRET", PASSWORD)
    shutil.copy(shared_examples / file, folder.path)
    done = folder.call("run", "-v", file)
    assert done.code == 0, done
    logs = folder.call("logs", "last").out
    if file == "gust_hello_world.py":
        assert "I know your secret: ***" in logs
        assert '"result": {"result": "Hi!"}' in logs
        assert "DAG is done!" in done.err
    else:
        assert "'error': 'task_not_found'" in logs
        assert "secret_loaded=True" in logs
        assert "finished with status=ok" in done.err
    shown = done.out + done.err + logs + folder.call("show", "last", "--json").out + folder.call("secrets", "list").out
    assert "canary" not in shown
    nowhere_in_clear(folder, GREETING, PASSWORD)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="quotes of one kind within an f-string came with Python 3.12")
def test_the_documented_f_string_with_nested_quotes(folder, shared_examples):
    keep(folder, "SECRET", GREETING)
    source = (shared_examples / "gust_hello_world.py").read_text()
    nested = source.replace("secret['data']['value']", 'secret["data"]["value"]')
    assert nested != source
    assert "I know your secret: ***" in run(folder, nested).err


# -- beyond gust-py --


def test_readiness_is_per_task_and_the_callback_knows_how_it_ended(folder):
    done = run(
        folder,
        """
from gust import *
class A(Dag):
    def __init__(self): super().__init__(on_finished_callback="done", retries=1, retry_delay=0)
    @task(downstream="late", retries=0)
    def fails(self, ctx): raise ValueError("x")
    @task(downstream=["last"])
    def works(self, ctx): pass
    @task
    def late(self, ctx): pass
    @task
    def last(self, ctx): pass
    @task
    def never(self, ctx): raise NonRecoverableError("not again")
    @task
    def twice(self, ctx):
        import os
        if not os.path.exists("tried"):
            open("tried", "w").close()
            raise ValueError
    async def done(self, status, run):
        log(f"{status} {sorted(run)}", level="warning")
        log(get_task_by_name_run("works", run["run_id"])["ok"])
""",
        code=1,
    )
    assert states(folder) == {
        "fails": "failed", "works": "success", "late": "upstream_failed", "last": "success", "never": "failed",
        "twice": "success",
    }  # fmt: skip
    assert "WARNING error ['run_id']" in done.err
    assert "INFO true" in done.err


def test_mapping_params_and_skipping(folder):
    done = run(
        folder,
        """
from gust import Dag, task, log, get_task_by_name_run
class A(Dag):
    def __init__(self): super().__init__(params={"by": 10})
    @task(save=True)
    async def items(self, ctx): return [{"n": 1}, 2]
    @task(map_over="items", save=True, downstream=["total"])
    def each(self, ctx):
        params = ctx["params"]
        return params["by"] * params.get("n", params.get("item"))
    @task
    def total(self, ctx): log(get_task_by_name_run("each", ctx["run_id"])["data"]["result"])
    @task(save=True)
    def nothing(self, ctx): return []
    @task(map_over="nothing", downstream=["after"])
    def none(self, ctx): pass
    @task
    def after(self, ctx): pass
    @task(skip_if="is_off")
    def off(self, ctx): pass
    def is_off(self, ctx): return ctx["params"]["by"] == 100
""",
        "--param",
        "by=100",
    )
    assert "INFO [100, 200]" in done.err
    found = states(folder)
    assert (found["each0"], found["each1"]) == ("success", "success")
    assert (found["off"], found["after"]) == ("skipped", "skipped")


def test_a_timeout_ends_a_task(folder):
    run(folder, "from gust import Dag, task\nimport time\nclass A(Dag):\n    @task(timeout=0.2)\n"
                "    def slow(self, ctx): time.sleep(60)\n", code=1)  # fmt: skip
    assert states(folder) == {"slow": "failed"}


def test_questions_from_threads_and_about_other_runs(folder):
    done = run(
        folder,
        """
from threading import Thread
from gust import Dag, task, log, get_task_by_name_run, get_secret_by_name
class A(Dag):
    @task(downstream="b", save=True)
    def a(self, ctx):
        thread = Thread(target=lambda: log(get_secret_by_name("NOPE")))
        thread.start()
        thread.join()
        return None
    @task
    def b(self, ctx):
        log(get_task_by_name_run("a", ctx["run_id"])["data"]["result"])
        log(get_task_by_name_run("a", "another")["error"])
""",
    )
    assert '"error": "secret_not_found"' in done.err
    assert "INFO {}" in done.err
    assert "INFO task_not_found" in done.err


WAITS = """
from gust import Dag, task, log
class Approval(Dag):
    @task(wait_for="approval", retries=1, retry_delay=0)
    def publish(self, ctx):
        import os
        if not os.path.exists("tried"):
            open("tried", "w").close()
            raise ValueError
        log(ctx["params"]["__gust_wait_payload__"])
"""


def is_waiting(folder: Folder) -> bool:
    done = folder.call("runs", "--json")
    return done.code == 0 and any(run["state"] == "waiting" for run in json.loads(done.out))


def test_a_task_waits_for_a_key_and_gets_the_payload_in_every_try(folder):
    folder.write("dags.py", WAITS)
    with folder.start("run", "-v", "dags.py", stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        wait_for(lambda: is_waiting(folder))
        assert "nothing waits for 'other'" in folder.call("resume", "other").err
        assert folder.call("resume", "approval", "--payload", '{"by": "me"}').code == 0
        _, err = process.communicate(timeout=30)
        assert process.returncode == 0, err
    assert 'INFO {"by": "me"}' in err


def test_what_waits_outlives_its_engine(folder):
    folder.write("dags.py", WAITS)
    with folder.start("run", "-q", "dags.py", stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        wait_for(lambda: is_waiting(folder))
        process.kill()
    done = folder.call("resume", "approval", "--payload", "[3]", "-v")
    assert done.code == 0, done
    assert "INFO [3]" in done.err


def test_a_payload_must_be_json(folder):
    run(folder, "from gust import Dag, task\nclass A(Dag):\n    @task\n    def a(self, ctx): ...\n")
    assert folder.call("resume", "x", "--payload", "{").code == 2


def test_unknown_downstream_is_an_error_under_strict(folder):
    folder.write(
        "dags.py", 'from gust import Dag, task\nclass A(Dag):\n    @task(downstream="b")\n    def a(self, ctx): ...\n'
    )
    assert folder.call("check", "dags.py").code == 0
    strict = folder.call("check", "--strict", "dags.py")
    assert strict.code == 3
    assert "dags.py:3" in strict.out


def test_the_inline_executor_and_a_test_in_memory(folder):
    source = WAITS.replace('["__gust_wait_payload__"]', '["__gust_wait_payload__"], "debug"')
    folder.write("dags.py", source)
    folder.write("tried", "")
    folder.call("test", "dags.py", "publish")
    done = run(
        folder,
        """
from gust import Dag, task, log, get_task_by_name_run
class A(Dag):
    def __init__(self): super().__init__(on_finished_callback="done")
    @task(downstream="b", save=True)
    def a(self, ctx): return (1, {"x": 2})
    @task
    def b(self, ctx): log(get_task_by_name_run("a", ctx["run_id"])["data"]["result"])
    def done(self, status, run): log(status)
""",
        "--executor",
        "inline",
    )
    assert 'INFO [1, {"x": 2}]' in done.err
    assert "INFO ok" in done.err
