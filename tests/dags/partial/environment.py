from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

import os
with DAG("env"):
    a = EmptyOperator(task_id="a")
    for n in os.environ.get("NAMES", "x,y").split(","):
        a >> EmptyOperator(task_id=n)
    b = EmptyOperator(task_id=os.environ.get("ID", "b"))
    a >> b
