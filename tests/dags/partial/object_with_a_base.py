from airflow import DAG
from airflow.operators.empty import EmptyOperator


class Wiring:
    def wire(self):
        a >> b


class Plain(Wiring):
    pass


with DAG("wired"):
    a, b = EmptyOperator(task_id="a"), EmptyOperator(task_id="b")
    Plain().wire()
