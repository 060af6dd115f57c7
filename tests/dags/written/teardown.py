from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

from airflow.utils.task_group import TaskGroup

with DAG("cluster"):
    up = BashOperator(task_id="up", bash_command="start")
    work = BashOperator(task_id="work", bash_command="work")
    down = BashOperator(task_id="down", bash_command="stop").as_teardown(setups=up)
    up >> work >> down
    with TaskGroup("bracket") as bracket:
        one = EmptyOperator(task_id="one").as_setup()
        two = EmptyOperator(task_id="two")
        three = EmptyOperator(task_id="three").as_teardown(setups=[one])
        one >> two >> three
    work >> bracket >> EmptyOperator(task_id="after")
