from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

with DAG("keyed"):
    ts = [EmptyOperator(task_id=n) for n in "bca"]
    ts.sort(key=lambda t: t.task_id)
    for x, y in zip(ts, ts[1:]):
        x >> y
