from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

from airflow.utils.task_group import TaskGroup

with DAG("nested") as dag:
    begin = EmptyOperator(task_id="begin")
    with TaskGroup("outer") as outer:
        a = EmptyOperator(task_id="a")
        with TaskGroup("inner", prefix_group_id=False) as inner:
            b = EmptyOperator(task_id="b")
            with TaskGroup(group_id="deep") as deep:
                c = EmptyOperator(task_id="c")
                d = EmptyOperator(task_id="d")
                c >> d
        a >> inner
    with TaskGroup("outer_too", parent_group=outer, default_args={"trigger_rule": "one_failed"}) as late:
        e = EmptyOperator(task_id="e")
        f = EmptyOperator(task_id="f", trigger_rule="all_done")
    begin >> outer >> EmptyOperator(task_id="finish")
    inner >> late
