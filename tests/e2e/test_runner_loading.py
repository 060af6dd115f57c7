"""Loading DAG files: what comes out, what is cached, and where errors point."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from e2e.runner_host import Bench, marked
from tradewind import errors
from tradewind.errors import CycleError, DuplicateIdError, LoadError, UsageError
from tradewind.loading import load_file
from tradewind.loading.bundle import keep
from tradewind.loading.reach import reachable
from tradewind.runner import warm
from tradewind.runner.codec import decode
from tradewind.runner.failure import is_users
from tradewind.runner.zygotes import LIMIT

Write = Callable[[str, str], Path]
HEAD = "from tradewind import DAG\nfrom tradewind.operators.empty import EmptyOperator\n"
ONE = HEAD + "with DAG('one'):\n    EmptyOperator(task_id='a') >> EmptyOperator(task_id='b')\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    mark = f"TW_TEST_MARK={tmp_path}"
    monkeypatch.setenv(*mark.split("=", 1))
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".tradewind").mkdir()
    yield tmp_path
    warm.close()
    left = marked(mark)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert left == []


@pytest.fixture
def write(project: Path) -> Write:
    def write(name: str, text: str) -> Path:
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
        return path

    return write


def cached(project: Path) -> int:
    return len(list(project.glob(".tradewind/cache/*")))


def test_a_file_gives_its_dags_in_order(write: Write) -> None:
    write("flow.py", ONE + "with DAG('two'): EmptyOperator(task_id='x')\nnot_a_dag = 3\n")
    one, two = load_file("flow.py")
    assert (one.dag_id, two.dag_id) == ("one", "two")
    assert one.compiled.task_ids == ["a", "b"]
    assert one.bundle == two.bundle
    assert one.dag is None
    assert one.dag_version != two.dag_version


def test_a_file_without_a_dag_gives_none(write: Write) -> None:
    write("plain.py", "x = 1\n")
    assert load_file("plain.py") == []


def test_the_bundle_holds_the_modules_below_the_root(write: Write, project: Path) -> None:
    write("lib/__init__.py", "")
    write("lib/steps.py", "NAME = 'a'\n")
    write("lib/unused.py", "")
    write("dags/near.py", "")
    path = write("dags/flow.py", "import near, sys\nsys.path.append('.')\nfrom lib import steps\n" + ONE)
    (dag,) = load_file(path)
    assert dag.bundle.root == str(project)
    assert dag.bundle.main == "dags/flow.py"
    assert sorted(dag.bundle.files) == ["dags/flow.py", "dags/near.py", "lib/__init__.py", "lib/steps.py"]


def test_template_files_belong_to_the_bundle(write: Write) -> None:
    write("flow/hello.sh", "echo {{ ds }}")
    write("flow/sql/deep.sh", "echo deep")
    source = "from tradewind.operators.bash import BashOperator\nfrom tradewind import DAG\n"
    source += "with DAG('one', template_searchpath='sql'):\n"
    for task_id, command in (("a", "hello.sh"), ("b", "deep.sh"), ("c", "echo not-there.sh")):
        source += f"    BashOperator(task_id={task_id!r}, bash_command={command!r})\n"
    path = write("flow/flow.py", source.replace("'sql'", "__file__[:-7] + 'sql'"))
    (dag,) = load_file(path)
    assert sorted(dag.bundle.files) == ["flow/flow.py", "flow/hello.sh", "flow/sql/deep.sh"]
    write("flow/sql/deep.sh", "echo changed")
    assert load_file(path)[0].dag_version != dag.dag_version


def test_the_version_follows_bodies_and_modules_not_places(write: Write) -> None:
    write("helper.py", "X = 1\n")
    source = "import helper\n" + ONE
    path = write("flow.py", source)
    first = load_file(path)[0].dag_version
    assert load_file(path)[0].dag_version == first
    write("helper.py", "X = 2\n")
    second = load_file(path)[0].dag_version
    assert second != first
    write("helper.py", "X = 1\n")
    assert load_file(path)[0].dag_version == first


def test_a_second_load_comes_from_the_cache(write: Write, project: Path) -> None:
    write("helper.py", "X = 1\n")
    path = write("flow.py", "import helper\n" + ONE)
    first = load_file(path)
    assert cached(project) == 1
    warm.close()
    second = load_file(path)
    assert [dag.dag_version for dag in second] == [dag.dag_version for dag in first]
    assert second[0].bundle == first[0].bundle
    assert marked(f"TW_TEST_MARK={project}") == [], "no process was needed"


def test_the_cache_sees_every_changed_module(write: Write, project: Path) -> None:
    write("helper.py", "ID = 'first'\n")
    path = write("flow.py", HEAD + "import helper\nwith DAG(helper.ID): EmptyOperator(task_id='a')\n")
    assert load_file(path)[0].dag_id == "first"
    assert cached(project) == 1
    write("helper.py", "ID = 'second'\n")
    assert load_file(path)[0].dag_id == "second"


def test_the_cache_sees_what_a_changed_module_imports(write: Write, project: Path) -> None:
    write("inner.py", "ID = 'first'\n")
    write("helper.py", "from inner import ID\n")
    path = write("flow.py", HEAD + "import helper\nwith DAG(helper.ID): EmptyOperator(task_id='a')\n")
    assert load_file(path)[0].dag_id == "first"
    assert cached(project) == 1
    write("inner.py", "ID = 'second'\n")
    assert load_file(path)[0].dag_id == "second"


def test_the_cache_sees_a_module_that_failed_and_now_does_not(write: Write, project: Path) -> None:
    write("part.py", "raise ImportError('not ready')\n")
    write("fast.py", "from part import ID\n")
    write("slow.py", "ID = 'slow'\n")
    source = "try:\n    from fast import ID\nexcept ImportError:\n    from slow import ID\n"
    path = write("flow.py", HEAD + source + "with DAG(ID): EmptyOperator(task_id='a')\n")
    assert load_file(path)[0].dag_id == "slow"
    write("part.py", "ID = 'fast'\n")
    assert load_file(path)[0].dag_id == "fast"


def test_where_files_may_import_from(tmp_path: Path) -> None:
    for name, source in {
        "dags/flow.py": "import here\nfrom pack.sub import thing\nif 0:\n    from . import beside\n",
        "dags/here.py": "from deeper import *\n",
        "pack/sub/__init__.py": "from ..other import x\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source)
    found = reachable(str(tmp_path), ["dags/flow.py"])
    assert {"dags/flow.py", "dags/here.py", "pack/sub/__init__.py"} <= found, "what is there"
    assert {"dags/beside.py", "deeper.py", "dags/deeper/__init__.py", "pack/sub/thing.py", "pack/other.py"} <= found
    assert "os.py" not in found


@pytest.mark.parametrize(
    "line",
    [
        "import os; NAME = os.environ.get('HOME')",
        "import os; NAME = os.getenv('HOME')",
        "import os; NAME = 'HOME' in os.environ",
        "import os; NAME = dict(os.environ)",
        "NAME = open('names.txt').read()",
        "import pathlib; NAME = pathlib.Path('names.txt').read_text()",
        "import os; NAME = os.listdir('.')",
        "import datetime; NAME = datetime.datetime.now()",
        "import random; NAME = random.random()",
        "import time; NAME = time.time()",
        "import uuid; NAME = uuid.uuid4()",
        "import subprocess; NAME = subprocess.run(['true'])",
        "import sqlite3; NAME = sqlite3.connect(':memory:')",
    ],
)
def test_what_a_file_reads_at_import_keeps_it_out_of_the_cache(write: Write, project: Path, line: str) -> None:
    write("names.txt", "x")
    load_file(write("flow.py", line + "\n" + ONE))
    assert cached(project) == 0


def test_no_cache_without_a_tradewind_folder(write: Write, project: Path) -> None:
    (project / ".tradewind").rmdir()
    load_file(write("flow.py", ONE))
    assert not (project / ".tradewind").exists()


def test_a_damaged_cache_is_no_error(write: Write, project: Path) -> None:
    path = write("flow.py", ONE)
    load_file(path)
    (entry,) = project.glob(".tradewind/cache/*")
    for damage in (b"", b"\xc1", entry.read_bytes()[:-5], b"\x81\xa1a\x01"):
        entry.write_bytes(damage)
        assert load_file(path)[0].dag_id == "one"


@pytest.mark.parametrize(
    ("source", "kind", "text"),
    [
        ("x = (\n", LoadError, "SyntaxError: '(' was never closed (flow.py:1)"),
        ("import nothere\n", LoadError, "ModuleNotFoundError: No module named 'nothere' (flow.py:1)"),
        ("def f():\n    return 1 / 0\nf()\n", LoadError, "ZeroDivisionError: division by zero (flow.py:2)"),
        ("import json\njson.loads('{')\n", LoadError, "JSONDecodeError: Expecting property name"),
        (
            "import sys\nsys.exit(3)\n",
            LoadError,
            "the file calls sys.exit(3) while it is being loaded (flow.py:2); put the call below `if __name__",
        ),
        (
            ONE + "from tradewind import Engine\nEngine()\n",
            LoadError,
            "Engine() is called while the file is being loaded",
        ),
        (HEAD + "d = DAG('d')\nd.run()\n", LoadError, "dag.run() is called while the file is being loaded"),
        (
            "import os\nos._exit(4)\n",
            LoadError,
            "the process ended while it was loading the file: exit code 4 (flow.py)",
        ),
        (
            "import os\nos.kill(os.getpid(), 11)\n",
            LoadError,
            "while it was loading the file: signal 11 (SIGSEGV) (flow.py)",
        ),
        (
            HEAD + "with DAG('d'):\n    a = EmptyOperator(task_id='a')\n    b = EmptyOperator(task_id='b')\n"
            "    a >> b >> a\n",
            CycleError,
            "cycle: a -> b -> a (flow.py:6)",
        ),
        (
            HEAD + "with DAG('d'):\n    EmptyOperator(task_id='a')\n    EmptyOperator(task_id='a')\n",
            DuplicateIdError,
            "(flow.py:5)",
        ),
    ],
)
def test_errors_name_the_place(write: Write, source: str, kind: type[LoadError], text: str) -> None:
    write("flow.py", source)
    with pytest.raises(kind) as caught:
        load_file("flow.py")
    assert type(caught.value) is kind
    assert text in str(caught.value)


def test_an_error_in_a_module_points_into_it(write: Write) -> None:
    write("helper.py", "\n\nraise RuntimeError('no licence')\n")
    write("flow.py", "import helper\n")
    with pytest.raises(LoadError, match=r"RuntimeError: no licence \(helper.py:3\)"):
        load_file("flow.py")


def test_threads_left_by_the_import_are_a_warning_with_a_name(write: Write) -> None:
    threads = (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(99,), daemon=True, name='pump').start()\n"
    )
    write("helper.py", threads)
    write("flow.py", "import helper\n" + ONE)
    (dag,) = load_file("flow.py")
    (warning,) = dag.warnings
    assert "module time (pump) has threads running after the import" in warning


def test_the_least_recently_used_zygotes_end(write: Write, project: Path) -> None:
    for number in range(LIMIT + 3):
        load_file(write(f"flow{number}.py", HEAD + f"import os\nHOME = os.environ['HOME']\nDAG('d{number}')\n"))
    zygotes = warm.take()
    warm.leave(zygotes)
    limit = time.monotonic() + 10
    while len(left := marked(f"TW_TEST_MARK={project}")) > LIMIT + 1:  # and the base zygote
        assert time.monotonic() < limit, left
        time.sleep(0.01)
    assert len(left) == LIMIT + 1


def test_a_missing_file_is_a_usage_error(project: Path) -> None:
    with pytest.raises(UsageError, match=r"no such file: .*gone\.py"):
        load_file("gone.py")


def test_every_kind_of_load_error_comes_back_as_itself() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, LoadError)]
    assert {kind.__name__ for kind in kinds} >= {"LoadError", "SpecError", "CycleError", "DuplicateIdError"}


def test_the_main_guard_does_not_fire(write: Write) -> None:
    write("flow.py", ONE + "if __name__ == '__main__':\n    raise SystemExit(1)\n")
    assert load_file("flow.py")[0].dag_id == "one"


def test_ctrl_c_while_loading_leaves_nothing(write: Write) -> None:
    write("flow.py", "import os, signal, time\nos.kill(int(os.environ['TESTED']), signal.SIGINT)\ntime.sleep(60)\n")
    os.environ["TESTED"] = str(os.getpid())
    try:
        with pytest.raises(KeyboardInterrupt):
            load_file("flow.py")
    finally:
        del os.environ["TESTED"]


def test_a_pinned_run_runs_the_code_it_began_with(tmp_path: Path, project: Path) -> None:
    (tmp_path / "helper.py").write_text("WORD = 'old'\n")
    source = "import helper\n@task\ndef say():\n    return helper.WORD + ' code'\n@task\ndef boom(): raise ValueError\n"
    bench = Bench(tmp_path, source, files=["flow.py", "helper.py"])
    try:
        keep(bench.dag.bundle, bench.host.state_dir)
        (tmp_path / "helper.py").write_text("WORD = 'new'\n")
        bench.path.write_text("raise RuntimeError('half edited')\n")
        ((_, codec, data, _, _),) = bench.run("say").outputs
        assert decode(codec, data or b"") == "old code"
        error = bench.run("boom").error
        assert error is not None
        assert "def boom(): raise ValueError" in error["traceback"], "the old source, not the file's new text"
        (tmp_path / "helper.py").unlink()
        bench.path.unlink()
    finally:
        bench.close()
    again = Bench(tmp_path, "", dag=bench.dag)
    try:
        bench.path.unlink(missing_ok=True)
        ((_, codec, data, _, _),) = again.run("say").outputs
        assert decode(codec, data or b"") == "old code", "also when the files are gone"
    finally:
        again.close()


def test_a_pinned_run_renders_the_templates_it_began_with(tmp_path: Path, project: Path) -> None:
    (tmp_path / "say.sh").write_text("echo old {{ task.task_id }}{% include 'more.sh' %}")
    (tmp_path / "more.sh").write_text(" and more")
    source = "BashOperator(task_id='say', bash_command='say.sh', dag=dag)\n"
    bench = Bench(tmp_path, source, files=["flow.py", "say.sh"])
    try:
        keep(bench.dag.bundle, bench.host.state_dir)
        (tmp_path / "say.sh").unlink()
        assert bench.out(bench.run("say")) == ["old say and more"]
    finally:
        bench.close()


def test_changed_code_that_was_not_kept_is_an_error(tmp_path: Path, project: Path) -> None:
    bench = Bench(tmp_path, "@task\ndef t(): pass\n")
    try:
        bench.path.write_text("x = 1\n")
        report = bench.run("t")
        assert report.outcome == "crashed"
        assert "flow.py has changed since this run began, and no copy of it was kept" in str(report.reason)
    finally:
        bench.close()


def test_the_loaders_process_runs_the_attempts(write: Write, project: Path, tmp_path: Path) -> None:
    write("flow.py", HEAD + "import os\nwith DAG('flow'): pass\nPID = os.getpid()\n")
    bench = Bench(tmp_path, "import os\nPID = os.getpid()\n@task\ndef where(): return [PID, os.getppid()]\n", load=True)
    try:
        ((_, codec, data, _, _),) = bench.run("where").outputs
        imported_in, parent = decode(codec, data or b"")
        assert imported_in == parent
        assert len([pid for pid in marked(f"TW_TEST_MARK={tmp_path}") if pid != os.getpid()]) == 2
    finally:
        bench.close()


def test_a_missing_module_that_a_file_can_do_without_keeps_it_out_of_the_cache(write: Write, project: Path) -> None:
    source = "try:\n    from overrides import ID\nexcept ImportError:\n    ID = 'plain'\n"
    path = write("flow.py", HEAD + source + "with DAG(ID): EmptyOperator(task_id='a')\n")
    assert load_file(path)[0].dag_id == "plain"
    assert cached(project) == 0
    write("overrides.py", "ID = 'mine'\n")
    assert load_file(path)[0].dag_id == "mine"
    assert cached(project) == 1


def test_a_file_of_any_name_is_in_its_own_bundle(write: Write, project: Path) -> None:
    for name in ("flow", ".venv/lib/site-packages/flow.py"):
        path = write(name, ONE)
        assert list(load_file(path)[0].bundle.files) == [name]
        write(name, ONE.replace("one", "two"))
        assert load_file(path)[0].dag_id == "two"


def test_a_module_written_while_the_file_loads_is_not_mixed_with_what_it_was(write: Write, project: Path) -> None:
    write("helper.py", "ID = 'before'\n")
    source = "import helper, os\nfd = os.open('helper.py', os.O_WRONLY)\nos.write(fd, b'ID = \"after_\" \\n')\n"
    write("flow.py", HEAD + source + "with DAG(helper.ID): EmptyOperator(task_id='a')\n")
    (dag,) = load_file("flow.py")
    assert dag.dag_id == "after_"
    assert cached(project) == 0


@pytest.mark.parametrize(
    ("file", "root", "users"),
    [
        ("/flow.py", "/", True),
        ("/srv/flow.py", "/srv", True),
        ("/srvx/flow.py", "/srv", False),
        ("/srv/lib/site-packages/x.py", "/srv", False),
        (os.__file__, "/", False),
        (errors.__file__, "/", False),
    ],
)
def test_whose_a_file_is(file: str, root: str, users: bool) -> None:
    assert is_users(file, root) == users


@pytest.mark.parametrize("through", ["Path(__file__).resolve().parent", "Path('LINK')"])
def test_a_module_is_found_through_a_link_and_without(write: Write, project: Path, through: str) -> None:
    link = project / "link"
    link.symlink_to(project / "real")
    (project / "real" / ".tradewind").mkdir(parents=True)
    write("real/lib/helper.py", "ID = 'first'\n")
    source = f"import sys\nfrom pathlib import Path\nsys.path.append(str({through} / 'lib'))\nimport helper\n"
    write(
        "real/flow.py", HEAD + source.replace("LINK", str(link)) + "with DAG(helper.ID): EmptyOperator(task_id='a')\n"
    )
    (dag,) = load_file(link / "flow.py")
    assert sorted(dag.bundle.files) == ["flow.py", "lib/helper.py"]
    assert load_file(link / "flow.py")[0].bundle == dag.bundle
    write("real/lib/helper.py", "ID = 'second'\n")
    assert load_file(link / "flow.py")[0].dag_id == "second"
