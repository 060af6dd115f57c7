# tasks: choose left right join
# edges: choose>left choose>right left>join right>join
from datetime import datetime

from airflow.decorators import dag, setup, task, task_group, teardown


from airflow import DAG
from airflow.operators.empty import EmptyOperator
with DAG("branch"):
    @task.branch(task_id="choose")
    def pick(): return "left"
    left, right = EmptyOperator(task_id="left"), EmptyOperator(task_id="right")
    pick() >> [left, right] >> EmptyOperator(task_id="join", trigger_rule="none_failed_min_one_success")
