from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

with DAG("mapped"):
    a = EmptyOperator(task_id="a")
    b = list(map(lambda n: EmptyOperator(task_id=n), ["x", "y"]))
    a >> b
