"""DAGs, tasks, groups, default_args: what a user writes and what it refuses."""

import inspect
import threading
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from tradewind import DAG, BaseOperator, Param, TaskGroup, TriggerRule
from tradewind.authoring.dag import dags_of
from tradewind.errors import DuplicateIdError, LoadError, SpecError, UnknownIdError
from tradewind.operators.bash import BashOperator
from tradewind.operators.empty import EmptyOperator
from tradewind.operators.python import PythonOperator


class Copy(BaseOperator):
    template_fields = ("source",)

    def __init__(self, *, source, target="there", **kwargs):
        self.early = True
        super().__init__(**kwargs)
        self.source = source
        self.target = target

    def execute(self, context):
        return self.source


class LoudCopy(Copy):
    def __init__(self, *, volume=1, **kwargs):
        super().__init__(**kwargs)
        self.volume = volume


# -- DAG ----------------------------------------------------------------------------------------------------------


def test_tasks_join_the_innermost_open_dag():
    with DAG("outer") as outer:
        before = EmptyOperator(task_id="a")
        with DAG("inner") as inner:
            within = EmptyOperator(task_id="a")
        after = EmptyOperator(task_id="b")
    assert outer.tasks == [before, after]
    assert inner.tasks == [within]
    assert EmptyOperator(task_id="free").dag is None


def test_threads_do_not_see_each_others_open_dags():
    seen = []
    with DAG("here"):
        thread = threading.Thread(target=lambda: seen.append(EmptyOperator(task_id="t").dag))
        thread.start()
        thread.join()
    assert seen == [None]


def test_what_gusty_reads_is_in_the_instances_dict():
    macros = {"double": lambda x: 2 * x}
    with DAG(
        "d", schedule="5 4 * * *", tags=["x", "y", "x"], default_args={"retries": 1}, user_defined_macros=macros
    ) as dag:
        task = BashOperator(task_id="t", bash_command="true", owner="me", doc="words")
    assert {"task_dict", "default_args", "schedule", "tags", "user_defined_macros", "task_group"} <= set(vars(dag))
    assert dag.schedule == "5 4 * * *"
    assert dag.tags == ["x", "y"]
    names = "task_id owner email retries retry_delay start_date end_date doc upstream_task_ids downstream_task_ids"
    assert {*names.split(), "bash_command"} <= set(vars(task))
    assert dag.task_dict == {"t": task}
    assert dag.task_group.children == {"t": task}
    assert "t" not in dag.roots
    assert task in dag.leaves


def test_signatures_show_the_authors_parameters():
    names = inspect.signature(Copy.__init__).parameters
    assert list(names) == ["self", "source", "target", "kwargs"]
    base = inspect.signature(BaseOperator.__init__).parameters
    wanted = (
        "task_id owner email email_on_retry email_on_failure retries retry_delay start_date end_date depends_on_past "
        "dag params default_args task_group doc"
    )
    assert set(wanted.split()) <= set(base)
    assert "default_args" in inspect.signature(DAG.__init__).parameters
    assert "prefix_group_id" in inspect.signature(TaskGroup.__init__).parameters


@pytest.mark.parametrize(
    "cron", ["0 12 * * *", "*/5 * * * *", "30 6 * * 1-5", "0 0 31 2 *", "0 0 L * *", "5 4 * * sun", "*/10 * * * * 30"]
)
def test_valid_cron(cron):
    assert DAG("d", schedule=cron).schedule == cron


@pytest.mark.parametrize(
    "cron", ["61 * * * *", "* * * *", "0 25 * * *", "every day", "*/0 * * * *", "0 0 0 * *", "", "²  * * * *"]
)
def test_bad_cron(cron):
    with pytest.raises(SpecError, match="bad cron expression") as caught:
        DAG("d", schedule=cron)
    assert f"{__file__}:" in caught.value.place
    assert "minute hour day month weekday" in str(caught.value)


def test_plain_crons_do_not_import_croniter(tmp_path):
    import subprocess
    import sys

    code = (
        "import sys; from tradewind import DAG; DAG('d', schedule='0 12 * * 1'); assert 'croniter' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)


def test_schedules():
    assert DAG("d").schedule is None
    assert DAG("d", schedule_interval="@daily").schedule == "@daily"
    assert DAG("d", schedule=timedelta(hours=1)).schedule == timedelta(hours=1)
    timetable = object()
    assert DAG("d", timetable=timetable).schedule is timetable
    assert DAG("d", None, "@weekly", datetime(2024, 1, 1)).start_date == datetime(2024, 1, 1, tzinfo=UTC)
    with pytest.raises(SpecError, match=r"unknown schedule preset '@dayly'.*did you mean '@daily'"):
        DAG("d", schedule="@dayly")
    with pytest.raises(SpecError, match="schedule and schedule_interval are given"):
        DAG("d", schedule="@daily", schedule_interval="@daily")
    with pytest.raises(SpecError, match="must be a positive timedelta"):
        DAG("d", schedule=timedelta(0))
    with pytest.raises(SpecError, match="schedule must be cron text"):
        DAG("d", schedule=5)


def test_dates_without_a_zone_are_in_the_dags():
    berlin = ZoneInfo("Europe/Berlin")
    dag = DAG("d", start_date=datetime(2024, 1, 1), timezone="Europe/Berlin")
    assert dag.start_date.utcoffset() == timedelta(hours=1)
    assert dag.timezone == "Europe/Berlin"
    assert DAG("d", start_date=datetime(2024, 1, 1, tzinfo=berlin)).timezone == "Europe/Berlin"
    assert DAG("d", start_date="2024-01-01").start_date == datetime(2024, 1, 1, tzinfo=UTC)
    with DAG("d", default_args={"start_date": datetime(2024, 5, 1, tzinfo=berlin)}) as dag:
        assert EmptyOperator(task_id="t").start_date.tzinfo is berlin
    assert dag.timezone == "Europe/Berlin"
    aware = datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    assert DAG("d", start_date=aware).start_date is aware
    with pytest.raises(SpecError, match="unknown timezone 'Mars/Base'"):
        DAG("d", timezone="Mars/Base")


def test_unknown_arguments_of_a_dag():
    with pytest.raises(TypeError, match=r"DAG has no argument 'schedul' \(.*:\d+\); did you mean 'schedule'"):
        DAG("d", schedul="@daily")


@pytest.mark.parametrize(
    ("kwargs", "words"),
    [
        ({"dag_id": "has space"}, "characters other than"),
        ({"dag_id": ""}, "non-empty string"),
        ({"dag_id": "x" * 251}, "251 characters"),
        ({"dag_id": "d", "max_active_tasks": 0}, "max_active_tasks must be a whole number, at least 1"),
        ({"dag_id": "d", "dagrun_timeout": "1h"}, "dagrun_timeout must be a timedelta"),
        ({"dag_id": "d", "params": {"n": Param(7, type="integer", maximum=5)}}, "default of param 'n': 7 is more than"),
    ],
)
def test_impossible_values_of_a_dag(kwargs, words):
    with pytest.raises(SpecError, match=words) as caught:
        DAG(**kwargs)
    assert caught.value.place.startswith(__file__)


def test_run_is_refused_while_a_file_is_loaded(monkeypatch):
    monkeypatch.setattr("tradewind.authoring.loading.under_way", True)
    with pytest.raises(LoadError, match="while the file is being loaded") as caught:
        DAG("d").run()
    assert '__name__ == "__main__"' in caught.value.fix
    assert caught.value.place.startswith(__file__)


def test_dags_of_a_module():
    def module(source):
        names = {"__name__": "m", "DAG": DAG}
        exec(compile(source, "m.py", "exec"), names)
        return names

    names = module(
        "a = DAG('a')\nb = a\nwith DAG('c'): pass\ndef f():\n    with DAG('hidden', auto_register=False): pass\nf()"
    )
    assert [dag.dag_id for dag in dags_of(names)] == ["c", "a"]
    with pytest.raises(DuplicateIdError, match=r"DAG 'a' is defined twice: first at m.py:1 \(m.py:2\)"):
        dags_of({**module("x = DAG('a')\ny = DAG('a')"), "__name__": "other"})


# -- tasks --------------------------------------------------------------------------------------------------------


def test_defaults_come_from_task_group_and_dag_in_this_order():
    dag_defaults = {
        "retries": 1,
        "owner": "dag",
        "target": "dag",
        "volume": 1,
        "sla": None,
        "unknown": 1,
        "queue": "dag",
    }
    with (
        DAG("d", default_args=dag_defaults),
        TaskGroup("g", default_args={"owner": "group", "target": "group", "retries": 2}),
        TaskGroup("h", default_args={"target": "inner"}),
    ):
        inherited = LoudCopy(task_id="a", source=1)
        own = LoudCopy(task_id="b", source=1, target="own", default_args={"retries": 7, "owner": "task"})
    assert (inherited.retries, inherited.owner, inherited.target, inherited.volume) == (2, "group", "inner", 1)
    assert (own.retries, own.owner, own.target, own.queue) == (7, "task", "own", "dag")
    assert inherited.early


def test_required_arguments_may_come_from_defaults():
    with DAG("d", default_args={"source": "s"}):
        assert Copy(task_id="t").source == "s"


def test_owner_of_the_dag_is_that_of_its_tasks():
    with DAG("d", owner="team"):
        assert EmptyOperator(task_id="a").owner == "team"
        assert EmptyOperator(task_id="b", owner="me").owner == "me"


def test_params_add_up():
    with DAG("d", params={"a": 1, "b": Param(2, type="integer")}, default_args={"params": {"c": 3}}) as dag:
        task = EmptyOperator(task_id="t", params={"b": 5, "d": 6})
    assert dag.params == {"c": 3, "a": 1, "b": 2}
    assert task.params == {"a": 1, "b": 5, "c": 3, "d": 6}
    assert task.params.get_param("b").schema == {"type": "integer"}


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: EmptyOperator("t"), "EmptyOperator takes keyword arguments only"),
        (
            lambda: EmptyOperator(task_id="t", retris=1),
            r"EmptyOperator has no argument 'retris' \(.*\); did you mean 'retries'",
        ),
        (lambda: BashOperator(task_id="t", bash_comand="x"), "needs 'bash_command'"),
        (lambda: BashOperator(bash_command="x"), "needs 'task_id'"),
        (lambda: Copy(task_id="t"), "Copy needs 'source'"),
    ],
)
def test_wrong_arguments(make, words):
    with pytest.raises(TypeError, match=words) as caught:
        make()
    assert f"{__file__}:" in str(caught.value)


def test_an_init_that_forgets_its_base():
    class Forgetful(BaseOperator):
        def __init__(self, **kwargs):
            pass

    with pytest.raises(TypeError, match=r"must call super\(\)"):
        Forgetful(task_id="t")


@pytest.mark.parametrize(
    ("kwargs", "words"),
    [
        ({"task_id": "a b"}, "task_id 'a b' has characters"),
        ({"task_id": 5}, "task_id must be a non-empty string, not 5"),
        ({"retries": -1}, "retries must be a whole number, at least 0"),
        ({"retries": "3"}, "retries must be a whole number"),
        ({"retry_delay": timedelta(seconds=-1)}, "retry_delay must not be negative"),
        ({"pool_slots": 0}, "pool_slots must be a whole number, at least 1"),
        ({"trigger_rule": "all_succes"}, "trigger_rule 'all_succes' is unknown .*; did you mean 'all_success'"),
        ({"weight_rule": "sideways"}, "weight_rule 'sideways' is unknown"),
        ({"start_date": "soon"}, "start_date must be a datetime"),
        ({"execution_timeout": "5m"}, "execution_timeout must be a timedelta"),
    ],
)
def test_impossible_values_of_a_task(kwargs, words):
    with pytest.raises(SpecError, match=words) as caught:
        EmptyOperator(**{"task_id": "t", **kwargs})
    assert caught.value.place.startswith(__file__)


def test_arguments_take_one_form():
    task = EmptyOperator(task_id="t", retry_delay=90, execution_timeout=1.5, trigger_rule="ALL_DONE", retries=None)
    assert task.retry_delay == timedelta(seconds=90)
    assert task.execution_timeout == timedelta(seconds=1.5)
    assert task.trigger_rule is TriggerRule.ALL_DONE
    assert task.retries == 0
    assert EmptyOperator(task_id="t").retry_delay == timedelta(minutes=5)
    assert (
        EmptyOperator(task_id="t", trigger_rule="none_failed_or_skipped").trigger_rule == "none_failed_min_one_success"
    )


def test_a_python_operator_wants_a_callable():
    with pytest.raises(SpecError, match="python_callable must be callable, not 5"):
        PythonOperator(task_id="t", python_callable=5)


def test_duplicate_ids_name_both_places():
    with DAG("d"):
        EmptyOperator(task_id="same")
        with pytest.raises(
            DuplicateIdError, match=rf"task 'same' is defined twice in DAG 'd': first as a task at {__file__}:\d+"
        ):
            EmptyOperator(task_id="same")
        with pytest.raises(DuplicateIdError, match="group 'same' is defined twice"):
            TaskGroup("same")


def test_get_task_suggests():
    with DAG("d") as dag:
        EmptyOperator(task_id="extract")
    with pytest.raises(UnknownIdError, match=r"no task 'extrct'.*did you mean 'extract'"):
        dag.get_task("extrct")


# -- groups -------------------------------------------------------------------------------------------------------


def test_groups_prefix_their_tasks():
    with DAG("d") as dag:
        with TaskGroup("g") as g:
            a = EmptyOperator(task_id="a")
            with TaskGroup("h", prefix_group_id=False) as h:
                b = EmptyOperator(task_id="b")
        with TaskGroup("g2", parent_group=g):
            c = EmptyOperator(task_id="c")
        outside = EmptyOperator(task_id="o", task_group=h)
    assert [task.task_id for task in (a, b, c, outside)] == ["g.a", "b", "g.g2.c", "o"]
    assert h.group_id == "g.h"
    assert [group.group_id for group in dag.groups] == ["g", "g.h", "g.g2"]
    assert list(g.children) == ["g.a", "g.h", "g.g2"]
    assert [task.task_id for task in g] == ["g.a", "b", "o", "g.g2.c"]


def test_a_group_needs_a_dag():
    with pytest.raises(LoadError, match="group 'g' has no DAG"):
        TaskGroup("g")


def test_suffix_on_collision():
    with DAG("d"):
        ids = [TaskGroup("g", add_suffix_on_collision=True).group_id for _ in range(3)]
    assert ids == ["g", "g__1", "g__2"]
