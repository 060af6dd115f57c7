from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

import os
with DAG("spoiled"):
    ts = [EmptyOperator(task_id="a")]
    if os.path.exists("/nowhere"):
        ts.append(EmptyOperator(task_id="b"))
    end = EmptyOperator(task_id="end")
    ts >> end
    ts[-1] >> EmptyOperator(task_id="tail")
