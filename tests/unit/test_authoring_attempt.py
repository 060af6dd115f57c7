"""The user's side of an attempt: rendering, the context, hooks, the operators."""

import functools
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from tradewind import DAG, BaseOperator, SkipTask, TaskGroup, get_current_context
from tradewind.authoring.attempt import run_callbacks
from tradewind.authoring.templating import TemplateFailed, literal, template_files
from tradewind.errors import UnknownIdError
from tradewind.operators.bash import BashOperator, CommandFailed
from tradewind.operators.empty import EmptyOperator
from tradewind.operators.python import BranchPythonOperator, PythonOperator, ShortCircuitOperator
from unit.authoring_help import Outputs, attempt, context_of, returned


@pytest.fixture
def dag():
    with DAG("d", params={"n": 1, "m": 2}) as dag:
        yield dag


def python(function, **kwargs):
    return PythonOperator(task_id="t", python_callable=function, **kwargs)


# -- templates ----------------------------------------------------------------------------------------------------


class Echo(BaseOperator):
    template_fields = ("text",)
    template_ext = (".sql",)

    def __init__(self, *, text, **kwargs):
        super().__init__(**kwargs)
        self.text = text

    def execute(self, context):
        return self.text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{ ds }} {{ ds_nodash }}", "2024-01-31 20240131"),
        ("{{ ts }} {{ ts_nodash }}", "2024-01-31T09:30:00+00:00 20240131T093000"),
        ("{{ ts_nodash_with_tz }}", "20240131T093000+0000"),
        ("{{ yesterday_ds }} {{ tomorrow_ds }}", "2024-01-30 2024-02-01"),
        ("{{ next_ds }}", "2024-01-31"),
        ("{{ params.n }} {{ params.m }}", "5 2"),
        ("{{ dag_run.conf.n }} {{ dag_run.conf.get('k', 'none') }}", "5 none"),
        ("{{ dag.dag_id }}.{{ task.task_id }} {{ ti.try_number }}", "d.t 1"),
        ("{{ run_id.startswith('manual') }}", "True"),
        ("{{ task_instance_key_str }}", "d__t__20240131"),
        ("{{ macros.ds_add(ds, 1) }} {{ macros.ds_format(ds, '%Y-%m-%d', '%d.%m.') }}", "2024-02-01 31.01."),
        ("{{ (logical_date + macros.timedelta(days=1)) | ds }}", "2024-02-01"),
        ("{{ data_interval_end.isoformat() }}", "2024-01-31T09:30:00+00:00"),
        ("{{ ti.xcom_pull('up') }}{{ task_instance.xcom_pull(task_ids='up')[0] }}", "[7]7"),
        ("{{ ti.xcom_pull(task_ids=['up', 'none']) }}", "[[7]]"),
        ("{{ var.value.city }} {{ var.json.cfg.a }} {{ var.value.get('no', 'x') }}", "Oslo 1 x"),
        ("{% for i in range(2) %}{{ i }}{% endfor %}\n", "01\n"),
        ("no template\n", "no template\n"),
        (["{{ ds }}", {"k": ("{{ params.n }}", 3)}, {"{{ ds }}"}], ["2024-01-31", {"k": ("5", 3)}, {"2024-01-31"}]),
        (literal("{{ ds }}"), "{{ ds }}"),
        (12, 12),
    ],
)
def test_templates(dag, text, value):
    channel = Outputs(up=[7])
    channel.variables = {"city": "Oslo", "cfg": '{"a": 1}'}
    assert returned(Echo(task_id="t", text=text), channel, params={"n": 5}) == value


def test_the_files_own_task_stays_unrendered(dag):
    task = Echo(task_id="t", text="{{ ds }}")
    assert returned(task) == returned(task) == "2024-01-31"
    assert task.text == "{{ ds }}"


def test_macros_filters_and_native_values():
    with DAG(
        "d",
        user_defined_macros={"double": lambda x: 2 * x},
        user_defined_filters={"shout": str.upper},
        render_template_as_native_obj=True,
    ):
        assert returned(Echo(task_id="a", text="{{ double(4) }}")) == 8
        assert returned(Echo(task_id="b", text="{{ 'x' | shout }}")) == "X"
        assert returned(Echo(task_id="c", text="{{ [1, params] }}"), params={"n": 1}) == [1, {"n": 1}]


def test_a_name_that_is_not_there_says_where(dag):
    reason = f"text of task 't' can't be rendered: UndefinedError: 'nothing' is undefined \\({__file__}:"
    with pytest.raises(TemplateFailed, match=reason):
        attempt(Echo(task_id="t", text="{{ nothing }}"))
    skip = {"skip": lambda: (_ for _ in ()).throw(SkipTask("by macro"))}
    with DAG("e", user_defined_macros=skip), pytest.raises(SkipTask, match="by macro"):
        attempt(Echo(task_id="t", text="{{ skip() }}"))


def test_template_files(tmp_path):
    (tmp_path / "query.sql").write_text("select '{{ ds }}'{% include 'tail.sql' %}")
    (tmp_path / "tail.sql").write_text(" where {{ params.n }}\n")
    with DAG("d", template_searchpath=str(tmp_path)) as dag:
        task = Echo(task_id="t", text="query.sql")
        missing = Echo(task_id="missing", text="querry.sql")
        words = Echo(task_id="words", text="select 1 -- not a file.sql")
    assert returned(task, params={"n": 3}) == "select '2024-01-31' where 3\n"
    assert returned(words) == "select 1 -- not a file.sql"
    with pytest.raises(TemplateFailed, match=r"template file 'querry.sql' of task 'missing' is not in .* or "):
        attempt(missing)
    assert template_files(dag) == [str(tmp_path / "query.sql")]


def test_jinja_is_imported_only_for_templates(tmp_path):
    code = """
import sys
from tradewind import DAG
from tradewind.authoring.attempt import run_operator
from tradewind.authoring.context import Context
from tradewind.operators.bash import BashOperator
info = dict(run_id="r", run_type="manual", logical_date=0.0, interval_start=None, interval_end=None, created_at=0.0,
            params={}, map_index=-1, try_number=1, max_tries=1)
with DAG("d") as dag:
    plain = BashOperator(task_id="p", bash_command="echo one")
    template = BashOperator(task_id="t", bash_command="echo {{ ds }}")
assert run_operator(plain, Context(dag, plain, info, None)).outputs == {"return_value": "one"}
assert "jinja2" not in sys.modules
assert run_operator(template, Context(dag, template, info, None)).outputs == {"return_value": "1970-01-01"}
assert "jinja2" in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)


# -- context ------------------------------------------------------------------------------------------------------


def test_the_context_is_a_mapping(dag):
    context = context_of(EmptyOperator(task_id="t"))
    assert context["ti"].task_id == "t"
    assert context["execution_date"] == context["logical_date"] == datetime(2024, 1, 31, 9, 30, tzinfo=UTC)
    assert context.get("nothing") is None
    assert "ds" in context
    assert {"ti", "ds", "params", "dag", "task", "dag_run", "run_id"} <= set({**context})
    context["mine"] = 1
    del context["ds"]
    assert context["mine"] == 1
    assert "ds" not in context
    assert len(context) == len(list(context))
    with pytest.raises(KeyError):
        context["ds"]


def test_a_scheduled_run_has_its_interval(dag):
    context = context_of(
        EmptyOperator(task_id="t"), run_type="scheduled", interval_start=0.0, interval_end=86400.0, logical_date=0.0
    )
    assert context["data_interval_end"] - context["data_interval_start"] == timedelta(days=1)
    assert context["next_ds"] == "1970-01-02"
    assert not context["dag_run"].external_trigger


def test_a_run_without_a_logical_date_shows_when_it_was_made(dag):
    assert context_of(EmptyOperator(task_id="t"), logical_date=None, created_at=0.0)["ds"] == "1970-01-01"


def test_xcom_pull_shapes(dag):
    channel = Outputs(a=1, b=2)
    channel.kept |= {("m", 0, "return_value"): "x", ("m", 1, "return_value"): "y", ("a", -1, "k"): 9}
    ti = context_of(EmptyOperator(task_id="t"), channel)["ti"]
    assert ti.xcom_pull("a") == 1
    assert ti.xcom_pull("a", key="k") == ti.xcom_pull(key="k") == 9
    assert ti.xcom_pull("none") is None
    assert ti.xcom_pull("none", default=5) == 5
    assert ti.xcom_pull(["b", "a"]) == [2, 1]
    assert ti.xcom_pull("m") == ["x", "y"]
    assert ti.xcom_pull("m", map_indexes=1) == "y"
    assert ti.xcom_pull(["m", "a"], map_indexes=[0]) == ["x"]
    with pytest.raises(NotImplementedError):
        ti.xcom_pull("a", dag_id="other")


def test_outputs_as_arguments(dag):
    make = PythonOperator(task_id="make", python_callable=dict)
    channel = Outputs(make={"rows": [4, 5], "n": 2})
    channel.kept["make", -1, "pushed"] = "p"
    got = python(
        lambda *args: list(args), op_args=[make.output["rows"][1], make.output["pushed"], {"all": make.output}]
    )
    assert returned(got, channel) == [5, "p", {"all": {"rows": [4, 5], "n": 2}}]
    text = Echo(task_id="echo", text=f"{make.output['n']} of {make.output}")
    assert returned(text, Outputs(make={"n": 2})) == "2 of {'n': 2}"
    with pytest.raises(TemplateFailed, match=r"KeyError: \"the output of 'make' has no part \['nothing'\]\""):
        attempt(PythonOperator(task_id="bad", python_callable=print, op_args=[make.output["nothing"]]), channel)


# -- hooks --------------------------------------------------------------------------------------------------------


def test_hooks_in_order(dag):
    seen = []

    class Hooked(Echo):
        def prepare_template(self):
            self.text += " {{ ds }}"

        def pre_execute(self, context):
            seen.append(("pre", self.text, get_current_context() is context))

        def post_execute(self, context, result=None):
            seen.append(("post", result))

    assert returned(Hooked(task_id="t", text="x")) == "x 2024-01-31"
    assert seen == [("pre", "x 2024-01-31", True), ("post", "x 2024-01-31")]
    with pytest.raises(RuntimeError, match="only while a task executes"):
        get_current_context()
    task = EmptyOperator(
        task_id="u", pre_execute=lambda context: seen.append("hook"), post_execute=lambda c, r: seen.append(r)
    )
    attempt(task)
    assert seen[2:] == ["hook", None]


def test_outputs_that_are_kept(dag):
    assert attempt(Echo(task_id="a", text=None)).outputs == {}
    assert attempt(Echo(task_id="b", text="x", do_xcom_push=False)).outputs == {}
    many = Echo(task_id="c", text={"x": 1}, multiple_outputs=True)
    assert attempt(many).outputs == {"x": 1, "return_value": {"x": 1}}


def test_callbacks_are_all_called_and_the_first_error_counts(dag):
    seen = []

    def bad(context):
        seen.append(str(context["exception"]))
        raise ValueError("first")

    task = EmptyOperator(task_id="t", on_failure_callback=[bad, lambda context: seen.append(context["reason"])])
    context = context_of(task, state="failed", error={"type": "KeyError", "message": "'x'"}, reason="why")
    with pytest.raises(ValueError, match="first"):
        run_callbacks(task, "failure", context)
    assert seen == ["KeyError: 'x'", "why"]


def test_logging_shows_while_a_task_runs(dag, capsys):
    root = logging.root
    handlers, root.handlers = root.handlers, []  # pytest's own
    try:

        class Talk(BaseOperator):
            def execute(self, context):
                self.log.info("from the operator")
                logging.getLogger("mine").info("from %s", "elsewhere")

        attempt(Talk(task_id="t"))
        logging.getLogger("mine").info("after")
        assert root.handlers == []
    finally:
        root.handlers = handlers
    shown = capsys.readouterr().err
    assert "from the operator" in shown
    assert "INFO mine: from elsewhere" in shown
    assert "after" not in shown


# -- PythonOperator -----------------------------------------------------------------------------------------------


def test_the_context_by_signature(dag):
    def function(a, ds, ti, *, params, b=2, missing="default"):
        return [a, ds, ti.task_id, params["n"], b, missing]

    assert returned(python(function, op_args=[0], op_kwargs={"b": 3})) == [0, "2024-01-31", "t", 1, 3, "default"]


def test_op_kwargs_win_over_the_context(dag):
    assert returned(python(lambda ds, **rest: (ds, rest["x"], "ti" in rest), op_kwargs={"ds": "mine", "x": 1})) == (
        "mine",
        1,
        True,
    )


def test_positional_arguments_hide_the_context(dag):
    assert returned(python(lambda ds, **context: (ds, "ds" in context), op_args=["given"])) == ("given", False)


def test_other_callables(dag):
    class Named:
        def __call__(self, ds):
            return ds

        def method(self, ds, x):
            return ds, x

    def plain(x, ds):
        return x, ds

    @functools.wraps(plain)
    def wrapped(*args, **kwargs):
        return plain(*args, **kwargs)

    assert returned(PythonOperator(task_id="a", python_callable=Named())) == "2024-01-31"
    assert returned(PythonOperator(task_id="c", python_callable=functools.partial(plain, 5))) == (5, "2024-01-31")
    assert returned(PythonOperator(task_id="e", python_callable=wrapped, op_kwargs={"x": 1})) == (1, "2024-01-31")
    assert returned(PythonOperator(task_id="f", python_callable=Named().method, op_kwargs={"x": 2})) == (
        "2024-01-31",
        2,
    )
    assert returned(PythonOperator(task_id="g", python_callable=len, op_args=[[1, 2]])) == 2


def test_a_missing_argument_is_pythons_own_error(dag):
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'unknown'"):
        attempt(python(lambda unknown: None))


def test_templates_dict(dag):
    task = python(lambda templates_dict: templates_dict, templates_dict={"day": "{{ ds }}"})
    assert returned(task) == {"day": "2024-01-31"}


def test_branch(dag):
    branch = BranchPythonOperator(task_id="branch", python_callable=lambda choice: choice, op_args=["{{ params.to }}"])
    a, b, c, join = (EmptyOperator(task_id=one) for one in ("a", "b", "c", "join"))
    with TaskGroup("g") as group:
        EmptyOperator(task_id="in")
    branch >> [a, b, c, join, group]
    [a, b] >> join
    assert attempt(branch, params={"to": "a"}).skip == ["b", "c", "g.in"]
    assert attempt(branch, params={"to": "g"}).skip == ["a", "b", "c", "join"]
    branch.op_args = [["a", "b", "c"]]
    assert attempt(branch).skip == ["g.in"]
    branch.op_args = [None]
    assert attempt(branch).skip == ["a", "b", "c", "g.in", "join"]
    branch.op_args = ["x"]
    with pytest.raises(
        UnknownIdError, match=r"chose 'x', which isn't directly downstream of it \(these are: a, b, c, g.in, join\)"
    ):
        attempt(branch)


def test_short_circuit(dag):
    stop = ShortCircuitOperator(task_id="stop", python_callable=lambda: False)
    near, far = EmptyOperator(task_id="near"), EmptyOperator(task_id="far")
    down = EmptyOperator(task_id="down").as_teardown()
    stop >> near >> far >> down
    stop >> down
    assert attempt(stop).skip == ["near"]
    stop.python_callable = lambda: "go"
    assert attempt(stop).skip is None


# -- BashOperator -------------------------------------------------------------------------------------------------


def bash(command, **kwargs):
    return BashOperator(task_id="t", bash_command=command, **kwargs)


def test_the_last_line_of_stdout_is_the_output(dag, capfd):
    assert returned(bash("echo one; echo err >&2; printf 'two\\r\\n'; printf last")) == "last"
    shown = capfd.readouterr()
    assert shown.out.splitlines() == ["one", "two", "", "last"] or shown.out == "one\ntwo\r\nlast\n"
    assert shown.err == "err\n"
    assert returned(BashOperator(task_id="u", bash_command="echo 5", output_processor=int)) == 5
    assert returned(BashOperator(task_id="v", bash_command="true")) == ""


def test_environment(dag, monkeypatch):
    monkeypatch.setenv("OUTER", "outer")
    show = 'echo "$OUTER|$X|$TRADEWIND_TASK_ID|$AIRFLOW_CTX_DAG_ID|$AIRFLOW_CTX_DAG_RUN_ID"'
    assert returned(bash(show)) == "outer||t|d|manual_1"
    x = {"X": "{{ ds }}"}
    assert returned(BashOperator(task_id="a", bash_command=show, env=x)) == "|2024-01-31|a|d|manual_1"
    assert (
        returned(BashOperator(task_id="b", bash_command=show, env=x, append_env=True))
        == "outer|2024-01-31|b|d|manual_1"
    )


def test_folder(dag, tmp_path):
    folder = tmp_path / "a b'c"
    folder.mkdir()
    assert returned(bash("pwd", cwd=str(folder))) == str(folder)
    with pytest.raises(CommandFailed, match="is not a folder"):
        attempt(BashOperator(task_id="u", bash_command="pwd", cwd=str(tmp_path / "none")))


def test_exit_codes(dag):
    with pytest.raises(SkipTask, match="exit code 99"):
        attempt(bash("exit 99"))
    with pytest.raises(
        CommandFailed, match=rf"the command of task 'a' ended with exit code 3 \({__file__}:\d+\)"
    ) as caught:
        attempt(BashOperator(task_id="a", bash_command="exit 3"))
    assert caught.value.returncode == 3
    with pytest.raises(CommandFailed, match="ended by signal 9"):
        attempt(BashOperator(task_id="b", bash_command="kill -9 $$"))
    with pytest.raises(SkipTask):
        attempt(BashOperator(task_id="c", bash_command="exit 4", skip_on_exit_code=[4, 5]))
    with pytest.raises(CommandFailed):
        attempt(BashOperator(task_id="e", bash_command="exit 99", skip_on_exit_code=None))


def test_it_is_bash_and_bytes_may_be_anything(dag):
    assert returned(bash("[[ a == a ]] && echo $'caf\\xe9'")) == "caf\N{REPLACEMENT CHARACTER}"


def test_what_is_left_in_the_background_is_ended(dag):
    pid = int(returned(bash("sleep 1000 & echo $!")))
    _gone(pid)


def test_a_command_that_closes_its_streams_is_waited_for(dag, tmp_path):
    returned(bash(f"exec >&- 2>&-; sleep 0.3; touch {tmp_path}/done"))
    assert (tmp_path / "done").exists()


def test_much_output(dag, capfd):
    assert returned(bash("seq 100000")) == "100000"
    assert capfd.readouterr().out.count("\n") == 100000
    assert len(returned(BashOperator(task_id="u", bash_command="head -c 3000000 /dev/zero | tr '\\0' x"))) <= 1 << 21


def test_on_kill_ends_the_whole_group(dag, tmp_path):
    task = bash(f"sleep 1000 & echo $! > {tmp_path}/pid.part; mv {tmp_path}/pid.part {tmp_path}/pid; wait")
    context = context_of(task)
    failures = []

    def run():
        from tradewind.authoring.attempt import run_operator

        try:
            run_operator(task, context)
        except CommandFailed as error:
            failures.append(error.returncode)

    thread = threading.Thread(target=run)
    thread.start()
    while not (tmp_path / "pid").exists():
        time.sleep(0.01)
    context.task.on_kill()
    thread.join()
    assert failures == [-signal.SIGTERM]
    _gone(int((tmp_path / "pid").read_text()))


def _gone(pid):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            with open(f"/proc/{pid}/stat") as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return
        except OSError:
            return
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    pytest.fail(f"process {pid} is left")
