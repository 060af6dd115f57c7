from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

import time
with DAG(f"dag_{int(time.time())}") as dag:
    EmptyOperator(task_id="a")
