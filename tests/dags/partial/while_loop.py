from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

with DAG("looped"):
    n = 0
    a = EmptyOperator(task_id="a")
    while n < 3:
        a >> EmptyOperator(task_id=f"w{n}")
        n += 1
