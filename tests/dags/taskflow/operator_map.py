# tasks: names greet
# edges: names>greet
# mapped: greet
from datetime import datetime

from airflow.decorators import dag, setup, task, task_group, teardown


from airflow import DAG
from airflow.operators.bash import BashOperator
with DAG("opmap"):
    @task
    def names(): return ["echo a"]
    BashOperator.partial(task_id="greet").expand(bash_command=names())
