from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

import os
def build():
    a = EmptyOperator(task_id="a")
    if not os.path.exists("/nowhere"):
        return a
    a >> EmptyOperator(task_id="never")
    return a
with DAG("early"):
    build() >> EmptyOperator(task_id="z")
