from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

import os
with DAG("cond"):
    a = EmptyOperator(task_id="a")
    b = EmptyOperator(task_id="b")
    if os.path.exists("/nowhere"):
        a >> b
    b >> EmptyOperator(task_id="c")
