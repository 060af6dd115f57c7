from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

def build():
    d = DAG("inner")
    BashOperator(task_id="a", bash_command="true", dag=d)
    return d

build()
kept = build()
