'''Several

lines with "quotes" and 'more'.
'''
from tradewind import (
    chain,
    cross_downstream,
)
from airflow import DAG
from airflow.operators.python import PythonOperator
from tradewind import Label
import datetime as dt
from datetime import datetime, timedelta
from tradewind import TaskGroup
from airflow.operators.dummy import DummyOperator as EmptyOperator
import json, math
from tradewind.operators import BashOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
# it's a "comment" (
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
d0_dag_0 = DAG(dag_id="{x}".format(x="dag_0"), catchup=False)
with TaskGroup(group_id="".join(["cou", "nt_1"]), dag=d0_dag_0) as g1:
    t2 = BashOperator(bash_command="echo {{ ds }}", task_id='load_2', dag=d0_dag_0)
