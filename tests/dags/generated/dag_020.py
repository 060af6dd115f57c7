'''Several

lines with "quotes" and 'more'.
'''
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.utils.edgemodifier import Label
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.python import PythonOperator
from tradewind import TaskGroup
from tradewind import TriggerRule
from airflow.operators.bash import BashOperator
import datetime as dt
from datetime import datetime, timedelta
from airflow.models import DAG

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

with DAG(dag_id="dag_0", tags=['a', 'b'], start_date=datetime(2024, 1, 1), schedule="@daily") as d0_dag_0:
    many1 = [EmptyOperator(task_id=f"audit_1_{i}") for i in range(2)]
