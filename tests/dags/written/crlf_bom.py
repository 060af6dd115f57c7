from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

with DAG("crlf",
    tags=["a"]):
    """text
    more"""
    a = EmptyOperator(task_id="a")
    a >> \
        EmptyOperator(task_id="b")
