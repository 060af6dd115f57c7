"""`init`, `new`, `spec`, `mark`, `db`, `doctor`, `completion` and Airflow's spellings, through the real command."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.command import TRADEWIND, Folder, wait_for

ETL = """\
import time
from pathlib import Path

from tradewind import DAG
from tradewind.operators.bash import BashOperator
from tradewind.operators.python import PythonOperator


def large():
    return "x" * 100_000 + str(time.time())


def hold():
    Path("held").touch()
    while not Path("go").exists():
        time.sleep(0.01)


with DAG("etl", schedule="@daily", params={"day": "today"}) as dag:
    fetch = PythonOperator(task_id="fetch", python_callable=large)
    fail = BashOperator(task_id="fail", bash_command="exit 1")
    fetch >> fail >> BashOperator(task_id="after", bash_command="echo {{ params.day }}")

with DAG("held") as held:
    PythonOperator(task_id="hold", python_callable=hold)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    folder = Folder(tmp_path)
    folder.write("dags/etl.py", ETL)
    yield folder
    assert folder.left_behind() == []


def states(folder: Folder, run: str = "last") -> dict[str, str]:
    return {task["task_id"]: task["state"] for task in json.loads(folder.call("show", run, "--json").out)["tasks"]}


def run(folder: Folder, *args: str) -> str:
    """Its run_id; the DAG fails."""
    done = folder.call("run", "dags/etl.py", "etl", "--json", *args)
    assert done.code == 1
    run_id: str = json.loads(done.out)["run_id"]
    return run_id


# -- mark --


def test_marked_tasks_let_the_run_go_on(folder: Folder) -> None:
    run_id = run(folder)
    done = folder.call("mark", "last", "success", "fail")
    assert (done.code, done.out) == (
        0,
        f"✔ fail  success\nrun {run_id[:8]} (etl) is failed → tradewind retry {run_id[:8]}\n",
    )
    assert states(folder) == {"fetch": "success", "fail": "success", "after": "upstream_failed"}
    assert folder.call("retry").code == 0
    assert states(folder)["after"] == "success"


def test_marking_what_decides_the_run_ends_it_otherwise(folder: Folder) -> None:
    run(folder)
    record = json.loads(folder.call("mark", "last", "skipped", "fail", "after", "--json").out)
    assert record["state"] == "success"
    assert [task["state"] for task in record["tasks"]] == ["success", "skipped", "skipped"]


def test_mark_reaches_the_engine_at_work(folder: Folder) -> None:
    process = folder.start("run", "dags/etl.py", "held", "--quiet", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for((folder.path / "held").exists)
    assert folder.call("mark", "last", "success", "hold").code == 0
    assert process.wait(timeout=20) == 0
    assert states(folder) == {"hold": "success"}
    process.communicate()


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (("last", "succes", "fail"), "error: a task can't be marked 'succes'; did you mean 'success'?\n"),
        (("last", "running", "fail"), "error: a task can't be marked 'running'; use success, failed, skipped\n"),
        (("last", "failed", "fai"), "error: no task 'fai' in 'etl'; did you mean 'fail'?\n"),
        (("last", "failed", "fail[2]"), "error: 'fail' has no instance 2; it is not mapped in this run\n"),
        (("nope", "failed", "fail"), "error: no run 'nope'; see `tradewind runs`\n"),
    ],
)
def test_what_can_not_be_marked(folder: Folder, args: tuple[str, ...], text: str) -> None:
    run(folder)
    done = folder.call("mark", *args)
    assert (done.code, done.out, done.err) == (2, "", text)


# -- db --


def files_below(folder: Folder, name: str) -> set[Path]:
    return {path for path in (folder.path / ".tradewind" / name).rglob("*") if path.is_file()}


def make_old(folder: Folder) -> None:
    """Everything kept in files, and every version, came to be a day ago."""
    then = time.time() - 86400
    for path in files_below(folder, "blobs") | files_below(folder, "bundles"):
        os.utime(path, (then, then))
    with sqlite3.connect(folder.path / ".tradewind" / "tradewind.db") as db:
        db.execute("UPDATE version SET created_at = ?", (then,))
    db.close()


def test_prune_forgets_what_both_rules_let_go(folder: Folder) -> None:
    folder.call("db", "upgrade")  # a project: its folder is the root of the sources from the first run on
    ids = [run(folder) for _ in range(3)]
    would = folder.call("db", "prune", "--keep-runs", "1", "--dry-run")
    assert would.code == 0
    assert re.search(r"^etl  2     6      \d+\.\d KB +\d{4}", would.out, re.MULTILINE), would.out
    assert would.out.endswith("2 runs would go; nothing was changed\n")
    assert len(json.loads(folder.call("runs", "--json").out)) == 3

    kept = folder.call("db", "prune", "--keep-runs", "1", "--older-than", "1h")
    assert kept.out == "0 runs gone, 0 versions\n"

    make_old(folder)
    record = json.loads(folder.call("db", "prune", "--keep-runs", "1", "--json").out)
    assert (record["runs"], record["versions"], record["files"]) == (2, 0, 2)
    assert [one["run_id"] for one in json.loads(folder.call("runs", "--json").out)] == [ids[2]]
    assert len(files_below(folder, "blobs")) == 1
    assert folder.call("retry", "last", "fail").code == 1  # its code is still there


def test_prune_takes_versions_and_sources_that_nothing_needs(folder: Folder) -> None:
    folder.call("db", "upgrade")
    run(folder)
    folder.write("dags/etl.py", ETL + "\n# another version\n")
    newest = run(folder)
    make_old(folder)
    assert len(files_below(folder, "bundles")) == 2
    done = folder.call("db", "prune", "--keep-runs", "1")
    assert re.search(r"^1 run gone, 1 version, 2 files \(\d+\.\d KB\)$", done.out, re.MULTILINE), done.out
    assert len(files_below(folder, "bundles")) == 1
    assert folder.call("retry", newest, "fail").code == 1
    assert folder.call("db", "check").code == 0


def test_prune_while_an_engine_is_at_work_leaves_its_run(folder: Folder) -> None:
    run(folder)
    process = folder.start("run", "dags/etl.py", "held", "--quiet", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for((folder.path / "held").exists)
    done = folder.call("db", "prune", "--keep-runs", "0")
    assert done.out.endswith("1 run gone, 0 versions\n")
    assert [one["dag_id"] for one in json.loads(folder.call("runs", "--json").out)] == ["held"]
    folder.write("go", "")
    assert process.wait(timeout=20) == 0
    process.communicate()


def test_a_damaged_database_and_lost_files_are_told(folder: Folder) -> None:
    run(folder)
    fine = folder.call("db", "check")
    assert fine.code == 0
    assert re.fullmatch(r"✔ \.tradewind/tradewind\.db: schema \d+, \d+\.\d KB, nothing wrong\n", fine.out)

    (blob,) = files_below(folder, "blobs")
    blob.unlink()
    lost = folder.call("db", "check")
    assert lost.code == 2
    assert f"✖ {blob}: an output refers to this file, which is gone\n" in lost.out

    database = folder.path / ".tradewind" / "tradewind.db"
    with sqlite3.connect(database) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    data = bytearray(database.read_bytes())
    data[-4096:] = os.urandom(4096)
    database.write_bytes(data)
    damaged = folder.call("db", "check", "--json")
    assert damaged.code == 2
    assert json.loads(damaged.out)["faults"]


def test_upgrade_makes_the_database(folder: Folder) -> None:
    assert folder.call("db", "check").err == (
        f"error: no runs yet: {folder.path}/.tradewind/tradewind.db does not exist;"
        " start one with `tradewind run FILE`\n"
    )
    assert re.fullmatch(r"\.tradewind/tradewind\.db: schema \d+\n", folder.call("db", "upgrade").out)
    assert folder.call("db", "check").code == 0


@pytest.mark.parametrize(
    ("args", "text"),
    [
        ((), "nothing says which runs are old; give --older-than 30d, --keep-runs 100, or both"),
        (("--older-than", "3 months"), "'3 months' is no age; write it like 90m, 12h, 30d or 8w"),
        (("--before", "soon"), "'soon' is no date; write it like 2026-01-31 or 2026-01-31T06:00:00+01:00"),
    ],
)
def test_a_rule_that_says_nothing(folder: Folder, args: tuple[str, ...], text: str) -> None:
    run(folder)
    done = folder.call("db", "prune", *args)
    assert (done.code, done.err) == (2, f"error: {text}\n")


# -- init, new, spec --


def test_init_and_new_make_files_that_run(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert folder.call("init").out == (
        ".tradewind/  will hold state; git leaves it alone\ndags/hello.py  a first DAG → tradewind run dags/hello.py\n"
    )
    assert (tmp_path / ".tradewind" / ".gitignore").read_text() == "*\n"
    assert folder.call("init").out == ".tradewind/  is there already\ndags/  is there already → tradewind check dags\n"
    assert folder.call("run", "dags/hello.py").code == 0
    for style in ("operators", "class"):
        made = folder.call("new", f"daily_{style}", "--style", style)
        assert made.out == f"dags/daily_{style}.py → tradewind run dags/daily_{style}.py\n"
        assert folder.call("run", f"dags/daily_{style}.py").code == 0
    assert folder.call("check", "dags", "--strict").code == 0
    assert folder.left_behind() == []


def test_new_overwrites_nothing(folder: Folder) -> None:
    done = folder.call("new", "etl")
    assert (done.code, done.err) == (2, "error: dags/etl.py is there already; choose another name, or --file\n")
    assert (folder.path / "dags/etl.py").read_text() == ETL
    assert folder.call("new", "../etl").err == (
        "error: '../etl' can't be the name of a DAG and its file; use letters, digits and _, like daily_report\n"
    )
    assert folder.call("new", "_1", "--style", "class").code == 0
    assert folder.call("check", "dags/_1.py").code == 0
    assert folder.call("new", "etl", "--file", "x.txt").err == "error: x.txt is no .py file; write --file x.py\n"


def test_spec_of_a_file_and_of_a_run(folder: Folder) -> None:
    of_file = folder.call("spec", "dags/etl.py", "etl").out
    assert [node["id"] for node in json.loads(of_file)["nodes"]] == ["fetch", "fail", "after"]
    version = folder.call("spec", "dags/etl.py", "etl", "--version").out
    run(folder)
    folder.write("dags/etl.py", ETL.replace("100_000", "200_000"))
    assert folder.call("spec", "last").out == of_file
    assert folder.call("spec", "last", "--version").out == version
    assert folder.call("spec", "dags/etl.py", "etl").out == of_file  # a function's body is no part of it
    assert folder.call("spec", "dags/etl.py", "etl", "--version").out != version


# -- doctor --


def test_doctor_tells_what_it_finds(folder: Folder) -> None:
    found = json.loads(folder.call("doctor", "--json").out)
    assert found["faults"] == []
    assert found["state"]["schema"] == "no database yet; the first run makes it"
    assert not (folder.path / ".tradewind").exists()
    aliases = {alias["name"]: alias for alias in found["aliases"]}
    assert set(aliases) >= {"airflow", "dagabaaz", "gust", "vortex"}
    assert aliases["vortex"]["file"].endswith("vortex.py")

    run(folder)
    text = folder.call("doctor").out
    assert re.search(r"^  engine +none at work$", text, re.MULTILINE)
    assert text.endswith("✔ nothing wrong\n")


def test_doctor_knows_another_package_of_an_alias_name(folder: Folder) -> None:
    folder.write("other/gust/__init__.py", "raise RuntimeError('imported')\n")
    found = json.loads(folder.call("doctor", "--json", env={"PYTHONPATH": "other"}).out)
    (gust,) = (alias for alias in found["aliases"] if alias["name"] == "gust")
    assert gust["file"] == str(folder.path / "other/gust/__init__.py") or gust["file"] == "other/gust/__init__.py"


def test_doctor_shows_no_password(folder: Folder) -> None:
    done = folder.call("doctor", "--url", "postgresql://me:hunter2@db/x?password=hunter2", "--json")
    assert json.loads(done.out)["state"]["place"] == "postgresql://me:***@db/x?password=***"
    assert "hunter2" not in folder.call("runs", "--url", "mysql://me:hunter2@db/x").err


def test_doctor_finds_faults(folder: Folder) -> None:
    folder.write(".tradewind/tradewind.db", "no database at all, but long enough to be read as one" * 20)
    done = folder.call("doctor", through=("bash", "-c", 'ulimit -n 256; exec "$@"', "bash"))
    assert done.code == 2
    assert "✖ only 256 files may be open at once\n    → ulimit -n 1024, or a lower --parallelism\n" in done.out
    assert re.search(r"✖ .*tradewind\.db: not a database", done.out)


# -- completion --

BASH = """\
eval "$(tradewind completion bash)"
COMP_WORDS=({words})
COMP_CWORD=$(({count} - 1))
COMPREPLY=()
_tradewind_completion tradewind
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def completed(folder: Folder, *words: str) -> list[str]:
    """What bash offers in the place of the last word."""
    quoted = " ".join(f"'{word}'" for word in ("tradewind", *words))
    script = BASH.format(words=quoted, count=len(words) + 1)
    path = f"{Path(TRADEWIND).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-c", script], cwd=folder.path, env=folder.env | {"PATH": path}, text=True,
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.stdout.split()


def test_bash_completes_verbs_options_runs_tasks_and_dags(folder: Folder) -> None:
    assert "retry" in completed(folder, "re")
    assert completed(folder, "db", "") == ["check", "prune", "upgrade"]
    assert "--logical-date" in completed(folder, "run", "--l")
    assert completed(folder, "retry", "la") == []  # no state yet, and none is made
    assert not (folder.path / ".tradewind").exists()
    run_id = run(folder)
    assert completed(folder, "retry", "la") == ["last"]
    assert completed(folder, "show", run_id[:3])[0] == run_id[:8]
    assert completed(folder, "retry", "last", "f") == ["fetch", "fail"]
    assert completed(folder, "logs", "last", "a") == ["after"]
    assert completed(folder, "run", "dags/etl.py", "") == ["etl", "held"]
    assert completed(folder, "runs", "--dag", "e") == ["etl"]
    assert completed(folder, "no-such-verb", "") == []
    folder.write("dags/etl.py", "def (")
    assert completed(folder, "run", "dags/etl.py", "") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_gets_a_script(folder: Folder, shell: str) -> None:
    script = folder.call("completion", shell).out
    assert "_TRADEWIND_COMPLETE" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True, capture_output=True)


def test_a_shell_that_has_no_completion(folder: Folder) -> None:
    done = folder.call("completion", env={"SHELL": "/bin/tcsh"})
    assert (done.code, done.err) == (2, "error: no completion for tcsh; name one of bash, zsh, fish\n")


# -- Airflow's words --


def test_values_of_a_conf_and_of_options_keep_their_meaning(folder: Folder) -> None:
    assert folder.call("dags", "trigger", "etl", "-c", '{"day": "5"}').code == 1
    assert json.loads(folder.call("runs", "--json").out)[0]["params"] == {"day": "5"}
    assert json.loads(folder.call("dags", "list-runs", "-d", "etl", "--state", "success", "-o", "json").out) == []
    for words in ("dags list", "db clean", "tasks test", "info"):
        assert folder.call(*words.split(), "--help").out.startswith("Usage: tradewind ")


def test_airflow_spellings_mean_our_verbs(folder: Folder) -> None:
    assert "etl" in folder.call("dags", "list").out
    assert folder.call("dags", "list-import-errors").code == 0
    assert folder.call("dags", "show", "etl").out == folder.call("show", "dags/etl.py", "etl").out
    assert folder.call("dags", "test", "etl", "2026-01-31", "-c", '{"day": "monday"}').code == 1
    (row,) = json.loads(folder.call("dags", "list-runs", "-d", "etl", "-o", "json").out)
    assert row["logical_date"] == "2026-01-31T00:00:00Z"
    assert row["params"] == {"day": "monday"}
    assert folder.call("tasks", "test", "etl", "after", "2026-01-31").code == 0
    assert folder.call("tasks", "states-for-dag-run", "etl", "last").out == folder.call("show").out
    assert folder.call("db", "migrate").out == folder.call("db", "upgrade").out
    assert folder.call("db", "clean", "--clean-before-timestamp", "2020-01-01", "--dry-run", "-y").out == (
        "0 runs would go; nothing was changed\n"
    )
    assert folder.call("version").out == folder.call("--version").out
    assert folder.call("info", "--json").code == 0
    assert "Usage: tradewind list" in folder.call("dags", "list", "--help").out
    assert " dags " not in folder.call("--help").out


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (("dags", "pause", "etl"), "Airflow's `dags pause` has no verb here; see `tradewind --help`"),
        (("dags", "lst"), "Airflow's `dags lst` has no verb here; did you mean 'dags list'?"),
        (("dags", "test", "elt"), "no DAG 'elt' in dags; did you mean 'etl'?"),
        (("dags", "test"), "no DAG given; name the DAG"),
        (("tasks", "test", "etl"), "no task given; name the task"),
        (
            ("dags", "trigger", "etl", "-c", "[1"),
            """the conf is no JSON object: '[1'; write --conf '{"day": "2026-01-31"}'""",
        ),
        (("dags", "list", "-o", "yaml"), "no output as yaml; use table or json"),
        (("dags", "list", "-S"), "-S needs a value; write `tradewind dags list -S VALUE`"),
        (("dags", "trigger", "etl", "-r", "x"), "`dags trigger` heeds no -r here; see `tradewind dags trigger --help`"),
        (("db", "clean", "-t", "log"), "`db clean` heeds no -t here; see `tradewind db clean --help`"),
        (("db", "clean", "etl"), "`db clean` heeds no 'etl' here; see `tradewind db clean --help`"),
    ],
)  # fmt: skip
def test_airflow_spellings_that_go_wrong(folder: Folder, args: tuple[str, ...], text: str) -> None:
    done = folder.call(*args)
    assert (done.code, done.out, done.err) == (2, "", f"error: {text}\n")
