from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

with DAG("ev"):
    a = EmptyOperator(task_id="a")
    exec('b = EmptyOperator(task_id="b")')
    a >> eval("b")
