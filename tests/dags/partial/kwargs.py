from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

import functools
Op = functools.partial(BashOperator, bash_command="true")
with DAG("kw"):
    Op(task_id="a")
    list(map(Op, []))
    EmptyOperator(task_id="b")
