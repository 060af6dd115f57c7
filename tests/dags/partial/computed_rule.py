from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

import random
with DAG("rule"):
    EmptyOperator(task_id="a", trigger_rule=random.choice(["all_done", "all_success"]))
