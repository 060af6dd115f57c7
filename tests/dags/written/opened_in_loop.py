from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

for i in range(3):
    with DAG(f"d{i}"):
        BashOperator(task_id="t", bash_command="true") >> EmptyOperator(task_id="end")
