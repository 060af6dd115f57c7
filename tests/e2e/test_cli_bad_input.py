"""Bad input, through the real command: a clear error that names file and line or object, the promised exit code,
nothing lost, no process left."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.command import Done, Folder, in_terminal, wait_for

HEAD = """\
from tradewind import DAG
from tradewind.operators.bash import BashOperator
from tradewind.operators.python import PythonOperator

with DAG("etl"{arguments}) as dag:
"""
GOOD = HEAD.format(arguments="") + '    BashOperator(task_id="only", bash_command="echo fine")\n'


def dag(body: str, arguments: str = "") -> str:
    return HEAD.format(arguments=arguments) + "".join(f"    {line}\n" for line in body.splitlines())


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    folder = Folder(tmp_path)
    yield folder
    assert folder.left_behind() == []


NAMES, NEVER = "import tradewind\n", "dag = tradewind.DAG('never')\n"
BAD_FILES = {
    "a syntax error": ("x = 1\nfrom tradewind import DAG\ndef f(:\n", "bad.py:3", "SyntaxError"),
    "an import error": (NAMES + "import no_such_module_here\n" + NEVER, "bad.py:2", "no_such_module_here"),
    "an exception": (NAMES + "\nx = {}['key']\n" + NEVER, "bad.py:3", "KeyError: 'key'"),
    "a cycle": (
        dag('a = BashOperator(task_id="a", bash_command="true")\nb = BashOperator(task_id="b", bash_command="true")\n'
            "a >> b\nb >> a"),
        "bad.py:", "cycle: a -> b -> a",
    ),
    "a duplicate task_id": (
        dag('BashOperator(task_id="a", bash_command="true")\nBashOperator(task_id="a", bash_command="true")'),
        "bad.py:7", "'a'",
    ),
    "an unknown dependency": (
        dag('BashOperator(task_id="extract", bash_command="true") >> dag.get_task("laod")\n'
            'BashOperator(task_id="load", bash_command="true")'),
        "bad.py:6", "'laod'",
    ),
    "a bad cron string": (dag('BashOperator(task_id="a", bash_command="true")', ', schedule="61 * * * *"'), "bad.py:5",
                          "61 * * * *"),
    "sys.exit": ("import sys, tradewind\nsys.exit(3)\n" + NEVER, "bad.py:2", "sys.exit(3)"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_file_that_does_not_load(folder: Folder, what: str) -> None:
    source, place, text = BAD_FILES[what]
    folder.write("bad.py", source)
    folder.write("good.py", GOOD)
    ran = folder.call("run", "bad.py")
    assert ran.code == 3
    assert place in ran.err
    assert text in ran.err
    checked = folder.call("check")
    assert checked.code == 3
    assert place in checked.out
    assert text in checked.out
    assert "good.py" in checked.out  # one bad file hides no other
    report = json.loads(folder.call("check", "--json").out)
    assert [(error["file"], text in error["message"]) for error in report["errors"]] == [("bad.py", True)]
    assert [record["dag_id"] for record in report["dags"]] == ["etl"]
    assert not (folder.path / ".tradewind").exists()  # nothing ran, nothing is kept


def test_several_bad_files_are_all_listed(folder: Folder) -> None:
    for number, (source, _, _) in enumerate(BAD_FILES.values()):
        folder.write(f"dags/bad_{number}.py", source)
    checked = folder.call("check", "dags")
    assert checked.code == 3
    assert checked.out.count("✖") == len(BAD_FILES)
    assert f"{len(BAD_FILES)} errors" in checked.out


def test_one_dag_id_in_two_files(folder: Folder) -> None:
    folder.write("one.py", GOOD)
    folder.write("two.py", GOOD)
    checked = folder.call("check")
    assert checked.code == 3
    assert "duplicate DAG 'etl'" in checked.out
    assert "two.py:5" in checked.out
    assert "one.py" in checked.out


def test_a_missing_file(folder: Folder) -> None:
    folder.write("good.py", GOOD)
    for verb in ("run", "check", "show", "list"):
        done = folder.call(verb, "god.py")
        assert done.code == 2
        assert "no such file: god.py; did you mean 'good.py'?" in done.err


def test_a_folder_without_dags(folder: Folder) -> None:
    folder.write("notes/readme.py", "print('not a dag')\n")
    for verb in ("check", "list"):
        done = folder.call(verb, "notes")
        assert done.code == 2
        assert "no DAGs in notes" in done.err
    done = folder.call("run", "notes")
    assert done.code == 2
    assert "notes is a folder" in done.err


def test_what_is_no_file_is_passed_over_in_a_folder(folder: Folder) -> None:
    folder.write("good.py", GOOD)
    os.mkfifo(folder.path / "tradewind_pipe.py")
    (folder.path / "tradewind_link.py").symlink_to("gone.py")
    assert folder.call("check").out.endswith("1 file · 1 DAG · 0 errors\n")
    assert "a link to gone.py, which doesn't exist" in folder.call("run", "tradewind_link.py").err


def test_a_path_with_blanks_and_other_scripts(folder: Folder) -> None:
    folder.write("süd 空/my dag.py", GOOD)
    assert folder.call("run", "süd 空/my dag.py").code == 0
    folder.write("süd 空/my dag.py", GOOD + "1/0\n")
    assert "(süd 空/my dag.py:7)" in folder.call("run", "süd 空/my dag.py").err


def test_a_file_without_a_dag(folder: Folder) -> None:
    folder.write("plain.py", "x = 1\n")
    done = folder.call("run", "plain.py")
    assert done.code == 3
    assert "no DAG in plain.py" in done.err


def test_several_dags_and_no_id(folder: Folder) -> None:
    folder.write("two.py", GOOD + GOOD.replace('"etl"', '"late"').replace("dag:", "late:"))
    done = folder.call("run", "two.py")
    assert done.code == 2
    assert "two.py has 2 DAGs: etl, late" in done.err
    done = folder.call("run", "two.py", "ltae")
    assert done.code == 2
    assert "did you mean 'late'?" in done.err
    assert folder.call("run", "two.py", "late").code == 0


def test_an_output_that_cannot_be_stored(folder: Folder) -> None:
    folder.write(
        "bad.py",
        "from tradewind import DAG\nfrom tradewind.operators.python import PythonOperator\n"
        "def give():\n    return {'rows': [1, object()]}\n"
        "with DAG('etl'):\n    PythonOperator(task_id='give', python_callable=give)\n",
    )
    done = folder.call("run", "bad.py")
    assert done.code == 1
    assert "return_value['rows'][1]" in done.err
    assert "tradewind logs" in done.out


def test_wrong_usage(folder: Folder) -> None:
    folder.write("good.py", GOOD)
    cases = {
        ("rum",): "unknown verb 'rum'; did you mean 'run'?",
        ("--frob",): "no such option '--frob'; see `tradewind --help`",
        ("run", "--parm", "a=1", "good.py"): "no such option '--parm'; did you mean '--param'?",
        ("run",): "missing argument",
        ("run", "good.py", "--executor", "celery"): "celery",
        ("run", "good.py", "--param", "x"): "'x' is no parameter",
        ("run", "good.py", "--logical-date", "tomorrow"): "'tomorrow' is no date",
        ("run", "good.py", "--logical-date", "0001-01-01"): "out of range",
        ("run", "good.py", "--url", "ftp://x"): "ftp",
        ("test", "good.py", "onyl"): "no task 'onyl' in 'etl'; did you mean 'only'?",
        ("runs",): "no runs yet",
        ("logs",): "no runs yet",
        ("retry",): "no runs yet",
    }
    for args, text in cases.items():
        done = folder.call(*args)
        assert (done.code, text in done.err.lower() or text in done.err) == (2, True), (args, done)
    assert not (folder.path / ".tradewind").exists()
    folder.write("typed.py", GOOD.replace('"etl"', '"etl", params={"day": 1}'))
    done = folder.call("run", "typed.py", "--param", "dya=1")
    assert (done.code, done.err) == (2, "error: DAG 'etl' has no parameter 'dya'; did you mean 'day'?\n")
    assert json.loads(folder.call("runs", "--json").out) == []
    assert folder.call("run", "good.py").code == 0
    assert "did you mean" in folder.call("logs", "last", "onyl").err
    assert folder.call("logs", "zzzz").code == 2
    assert folder.call("runs", "--state", "failled").err.endswith("did you mean 'failed'?\n")


def database(folder: Folder) -> Path:
    return folder.path / ".tradewind" / "tradewind.db"


def test_a_locked_database(folder: Folder) -> None:
    folder.write("good.py", GOOD)
    assert folder.call("run", "good.py").code == 0
    other = sqlite3.connect(database(folder))
    other.execute("BEGIN EXCLUSIVE")
    done = folder.call("run", "good.py")
    assert done.code == 2
    assert "locked" in done.err
    assert "tradewind.db" in done.err
    other.rollback()
    other.close()
    assert folder.call("run", "good.py").code == 0
    assert len(json.loads(folder.call("runs", "--json").out)) == 2


@pytest.mark.parametrize("damage", [b"this is no database, just text\n" * 200, None])
def test_a_corrupt_database(folder: Folder, damage: bytes | None) -> None:
    folder.write("good.py", GOOD)
    assert folder.call("run", "good.py").code == 0
    place = database(folder)
    kept = place.read_bytes()
    broken = damage or kept[:100] + b"\xff" * (len(kept) - 100)
    place.write_bytes(broken)
    for args in (("run", "good.py"), ("runs",)):
        done = folder.call(*args)
        assert done.code == 2, args
        assert "tradewind.db" in done.err
        assert "database" in done.err
    assert place.read_bytes() == broken  # we don't make it worse


@pytest.fixture
def powerless() -> tuple[str, ...]:
    """Starts a command for which permissions count: root's may write anywhere unless it gives that up."""
    if os.geteuid() != 0:
        return ()
    through = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    if shutil.which("setpriv") is None or subprocess.run([*through, "true"], check=False).returncode != 0:
        pytest.skip("as root without setpriv: nothing is read-only, so it can't be shown")
    return through


def test_a_read_only_folder(folder: Folder, powerless: tuple[str, ...]) -> None:
    folder.write("good.py", GOOD)
    folder.path.chmod(0o555)
    try:
        done = folder.call("run", "good.py", through=powerless)
        assert done.code == 2
        assert ".tradewind" in done.err
        assert "TRADEWIND_URL" in done.err
        assert folder.call("check", "good.py", through=powerless).code == 0
    finally:
        folder.path.chmod(0o755)


def test_a_read_only_database(folder: Folder, powerless: tuple[str, ...]) -> None:
    folder.write("good.py", GOOD)
    assert folder.call("run", "good.py").code == 0
    for place in (folder.path / ".tradewind").rglob("*"):
        place.chmod(0o555 if place.is_dir() else 0o444)
    (folder.path / ".tradewind").chmod(0o555)
    try:
        done = folder.call("run", "good.py", through=powerless)
        assert done.code == 2
        assert ".tradewind" in done.err
    finally:
        (folder.path / ".tradewind").chmod(0o755)


SMALL_DISK = ("bash", "-c", 'trap "" XFSZ; ulimit -f 400; exec "$@"', "bash")
"""No file may grow beyond 400 KiB, an empty database and more: what a full disk does, without a disk of one's own."""


def test_a_full_disk(folder: Folder) -> None:
    many = "\n".join(
        f'BashOperator(task_id="t{number:03}", bash_command="head -c 3000 /dev/zero | tr \'\\\\0\' x; echo")'
        for number in range(60)
    )
    folder.write("etl.py", dag(many))
    done = folder.call("run", "etl.py", through=SMALL_DISK)
    assert done.code == 2
    assert "tradewind.db" in done.err
    assert "no space" in done.err or "disk" in done.err
    assert "tradewind retry" in done.err
    assert folder.left_behind() == []
    again = folder.call("retry")  # the disk has room again: what was committed stays, the rest goes on
    assert again.code == 0
    (run,) = json.loads(folder.call("runs", "--json").out)
    assert run["state"] == "success"


# -- Ctrl-C ----------------------------------------------------------------------------------------------------------

SLOW = dag(
    'first = BashOperator(task_id="first", bash_command="echo one >> first.txt")\n'
    'slow = BashOperator(task_id="slow", bash_command="echo two >> slow.txt; test -e go || sleep 60 & wait")\n'
    'last = BashOperator(task_id="last", bash_command="echo three")\n'
    "first >> slow >> last"
)


def test_ctrl_c_then_retry(folder: Folder) -> None:
    folder.write("etl.py", SLOW)
    with in_terminal(folder, "run", "etl.py") as terminal:
        wait_for((folder.path / "slow.txt").exists)
        terminal.type(b"\x03")  # the terminal sends SIGINT to the whole foreground group
        shown = terminal.drain()
        assert terminal.wait() == 130
    assert "Traceback" not in shown
    assert "cancelled" in shown
    assert "tradewind retry" in shown
    assert folder.left_behind() == []
    (run,) = json.loads(folder.call("runs", "--json").out)
    assert run["state"] == "cancelled"
    states = {task["task_id"]: task["state"] for task in json.loads(folder.call("show", "--json").out)["tasks"]}
    assert states["first"] == "success"
    assert states["slow"] == "cancelled"
    folder.write("go", "")
    again: Done = folder.call("retry")
    assert again.code == 0, again
    assert (folder.path / "first.txt").read_text() == "one\n"  # a success is kept
    assert (folder.path / "slow.txt").read_text() == "two\ntwo\n"
    (run,) = json.loads(folder.call("runs", "--json").out)
    assert run["state"] == "success"


@pytest.mark.parametrize("verb", ["run", "check"])
def test_ctrl_c_while_a_file_is_loaded(folder: Folder, verb: str) -> None:
    folder.write("slow.py", "import time, tradewind\nopen('begun', 'w').close()\ntime.sleep(60)\n")
    process = folder.start(verb, "slow.py", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for((folder.path / "begun").exists)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=20) == ("", "\n")  # what the terminal echoes, ^C, has its line ended
    assert process.returncode == 130
    assert not (folder.path / ".tradewind").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_the_command_alone(folder: Folder, number: signal.Signals) -> None:
    folder.write("etl.py", SLOW)
    process = folder.start("run", "etl.py", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for((folder.path / "slow.txt").exists)
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert process.returncode in ((130,) if number == signal.SIGINT else (143, -15))
    assert "Traceback" not in err
    (run,) = json.loads(folder.call("runs", "--json").out)
    assert run["state"] == "cancelled"
