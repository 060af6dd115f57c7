from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

def steps():
    yield EmptyOperator(task_id="g1")
    yield EmptyOperator(task_id="g2")
with DAG("gen"):
    a = EmptyOperator(task_id="a")
    for s in steps():
        a >> s
