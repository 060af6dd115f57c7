from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

from airflow.utils.task_group import TaskGroup

with DAG("suffixed"):
    made = []
    for part in ("one", "two", "three"):
        with TaskGroup("part", add_suffix_on_collision=True) as group:
            EmptyOperator(task_id=part) >> EmptyOperator(task_id="end")
        made.append(group)
    made[0] >> made[1:]
