"""Wrong programs. Each line that ends in `# refused` must be refused by every type checker, and no other."""

from __future__ import annotations

from typing import Any

from tradewind import DAG, BaseOperator, Context, Engine, XComArg, chain
from tradewind.graph import Graph
from tradewind.gust import Dag, task
from tradewind.operators.bash import BashOperator
from tradewind.operators.empty import EmptyOperator
from tradewind.operators.python import PythonOperator, ShortCircuitOperator


def count() -> int:
    return 3


class Load(BaseOperator[list[str]]):
    def __init__(self, *, table: str | XComArg[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.table = table

    def execute(self, context: Context) -> int:  # refused
        return len(context)


with DAG("refused", shedule="@daily"):  # refused
    counted = PythonOperator(task_id="count", python_callable=count)
    Load(task_id="load", table=counted.output)  # refused
    Load(task_id="load", table=3)  # refused
    BashOperator(task_id="shell", bash_command=counted.output)  # refused
    BashOperator(task_id="env", bash_command="env", env={"N": counted.output})  # refused
    BashOperator(task_id="processed", bash_command="env", output_processor=count)  # refused
    BashOperator(bash_command="true")  # refused
    PythonOperator(task_id="typo", python_callable=count, retires=3)  # refused
    PythonOperator(task_id="text", python_callable=count, retries="3")  # refused
    PythonOperator(task_id="called", python_callable=count())  # refused
    PythonOperator("positional", count)  # refused
    ShortCircuitOperator(task_id="none")  # refused
    EmptyOperator(task_id="rule", trigger_rule=3)  # refused
    counted >> "shell"  # refused
    counted >> 5  # refused
    counted >> [counted, 5]  # refused
    "shell" >> counted  # refused
    chain(counted, "shell")  # refused
    text: XComArg[str] = counted.output  # refused
    string: str = counted.output  # refused

graph = Graph.from_edges([("extract", "load")])
graph.ancestors(3)  # refused
graph.critical_path({"extract": "long"})  # refused
graph.transitive_closure(50)  # refused


class Nightly(Dag):
    @task(retires=2)  # refused
    def fetch(self, ctx: dict[str, Any]) -> None: ...


Engine(paralelism=2)  # refused
