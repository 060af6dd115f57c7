from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator


def make(name, steps):
    dag = DAG(f"report_{name}", schedule="@daily", start_date=datetime(2024, 1, 1), tags=[name])
    with dag:
        first = EmptyOperator(task_id="begin")
        for step in steps:
            first = first >> BashOperator(task_id=step, bash_command=f"run {name} {step}")
    return dag


for name, steps in {"north": ["fetch", "sum"], "south": ["fetch", "sum", "mail"]}.items():
    globals()[f"dag_{name}"] = make(name, steps)
