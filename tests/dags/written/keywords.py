from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator


COMMON = {"bash_command": "true", "retries": 1}
with DAG(**{"dag_id": "keywords", "schedule": None}):
    a = BashOperator(task_id="a", **COMMON)
    b = BashOperator(**{**COMMON, "task_id": "b", "trigger_rule": "all_failed"})
    c = BashOperator(task_id="c", **dict(COMMON, trigger_rule="one_done"))
    a >> b
    def wire(*tasks, after=None, **options):
        for task in tasks:
            if after:
                after >> task
        return tasks[-1]
    wire(b, c, after=a) >> EmptyOperator(task_id="z")
