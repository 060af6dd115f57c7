from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator


with DAG("deleted") as dag:
    a = EmptyOperator(task_id="a")
    b = EmptyOperator(task_id="b")
    temporary = a
    temporary >> b
    del temporary
    a.trigger_rule = "all_done"
    assert a is not None, "there"
    lambda: a
