"""What type checkers know of a task's output."""

from __future__ import annotations

from typing import Any, TypedDict, assert_type

from tradewind import DAG, BaseOperator, Context, TaskGroup, XComArg
from tradewind.operators.bash import BashOperator
from tradewind.operators.empty import EmptyOperator
from tradewind.operators.python import BranchPythonOperator, PythonOperator, ShortCircuitOperator


class Order(TypedDict):
    number: int
    paid: bool


def count() -> int:
    return 3


def orders(limit: int = 10) -> list[Order]:
    return [{"number": number, "paid": True} for number in range(limit)]


def totals() -> dict[str, float]:
    return {"north": 1.5}


async def fetch() -> bytes:
    return b""


def anything(**context: Any) -> Any:
    return context


class Load(BaseOperator[list[str]]):
    """An operator as users write it: its fields take values and outputs."""

    template_fields = ("table",)

    def __init__(self, *, table: str | XComArg[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.table = table

    def execute(self, context: Context) -> list[str]:
        return [str(self.table), context["ds"]]


class Old(BaseOperator):
    """One that says nothing of its output."""

    def execute(self, context: Context) -> int:
        return len(context)


with DAG("outputs", schedule="@daily", tags=["typing"]) as dag:
    assert_type(dag, DAG)
    counted = PythonOperator(task_id="count", python_callable=count, retries=2)
    assert_type(counted, PythonOperator[int])
    assert_type(counted.output, XComArg[int])

    ordered = PythonOperator(task_id="orders", python_callable=orders, op_kwargs={"limit": counted.output})
    assert_type(ordered.output, XComArg[list[Order]])
    assert_type(ordered.output[0], XComArg[Order])
    assert_type(ordered.output[0]["number"], XComArg[Any])

    summed = PythonOperator(task_id="totals", python_callable=totals)
    assert_type(summed.output["north"], XComArg[float])
    fetched: XComArg[bytes] = PythonOperator(task_id="fetch", python_callable=fetch).output
    assert_type(PythonOperator(task_id="lambda", python_callable=lambda: "x").output, XComArg[str])
    assert_type(PythonOperator(task_id="anything", python_callable=anything).output, XComArg[Any])
    assert_type(ShortCircuitOperator(task_id="short", python_callable=count).output, XComArg[int])
    assert_type(BranchPythonOperator(task_id="branch", python_callable=lambda: "count").output, XComArg[str])

    who = BashOperator(task_id="who", bash_command="whoami", env={"NAME": "x"})
    assert_type(who.output, XComArg[str])
    parsed = BashOperator(task_id="parsed", bash_command="echo 3", output_processor=int)
    assert_type(parsed.output, XComArg[int])
    BashOperator(task_id="greet", bash_command=who.output, env={"WHO": who.output, "HOST": "here"}, cwd=who.output)
    assert_type(EmptyOperator(task_id="nothing").output, XComArg[None])

    loaded = Load(task_id="load", table=who.output)
    assert_type(loaded.output, XComArg[list[str]])
    assert_type(loaded.output[0], XComArg[str])
    assert_type(Old(task_id="old").output, XComArg[Any])

    with TaskGroup("group") as group:
        assert_type(group, TaskGroup)
        inner = EmptyOperator(task_id="inner")

    # A value that may be anything is an argument wherever one is expected; a narrower one wherever a wider is.
    whatever: XComArg[Any] = counted.output
    wider: XComArg[object] = counted.output
    plain: XComArg = counted.output
    tasks: list[BaseOperator] = [counted, who, loaded]

    assert_type(counted >> who, BashOperator[str])
    assert_type(counted >> who >> loaded, Load)
    assert_type([counted, who] >> loaded, Load)
    assert_type(loaded.as_setup(), Load)
    counted >> [who, loaded] >> group >> inner.output
    group << [who, counted]
    tasks >> group
