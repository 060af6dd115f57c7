from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

import os
from airflow.utils.task_group import TaskGroup
with DAG("ug"):
    with TaskGroup("g") as g:
        a = EmptyOperator(task_id="a")
        b = EmptyOperator(task_id="b")
        if not os.path.exists("/nowhere"):
            a >> b
    g >> EmptyOperator(task_id="after")
