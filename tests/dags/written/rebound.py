from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

for i in range(3):
    dag = DAG(f"d{i}")
    t = BashOperator(task_id="t", bash_command="true", dag=dag)
