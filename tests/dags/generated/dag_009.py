"""What it does: a >> b, DAG("no")."""
from tradewind import Label
from airflow.utils.task_group import TaskGroup
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.sdk import DAG
from datetime import datetime, timedelta
import os
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.bash import BashOperator
from tradewind.operators.python import PythonOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG(dag_id=f"d{'ag_0'}",
    schedule_interval='0 3 * * *',
) as d0_dag_0:
    EmptyOperator(task_id="".join(["merge", "_1"]))
