# -*- coding: latin-1 -*-
from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

with DAG("latin"):
    # café
    a = BashOperator(task_id="café", bash_command="echo é")
    a >> EmptyOperator(task_id="b")
