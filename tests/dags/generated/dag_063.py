from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind.operators import BashOperator
from airflow.operators.python_operator import PythonOperator
import datetime as dt
from datetime import datetime, timedelta
import json, math
from airflow.utils.task_group import TaskGroup
from airflow.models.dag import DAG
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.utils.edgemodifier import Label

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

with DAG("""dag_0""", start_date=datetime(2024, 1, 1)) as d0_dag_0:
   
    t1 = PythonOperator(python_callable=lambda: 1, task_id=r"count_1")
    t2 = PythonOperator(python_callable=lambda: 1, task_id="".join(["näht_2", ""]))

