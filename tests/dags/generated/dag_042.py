'''Several

lines with "quotes" and 'more'.
'''
from tradewind import TaskGroup
from tradewind.operators.python import PythonOperator
from tradewind.operators import BashOperator
from tradewind import Label
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.sdk import DAG
import json, math
import datetime as dt
from datetime import datetime, timedelta
from airflow.operators.empty import EmptyOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
with DAG("%s0" % "dag_", description='it is (a) "test"', start_date=datetime(2024, 1, 1), catchup=True, default_args={**DEFAULTS}, schedule=None):
   
    t1: object = PythonOperator(retry_delay=timedelta(seconds=1), task_id="{}ge_1".format("mer"), python_callable=lambda x=1: (x, [x]))
    t2 = EmptyOperator(task_id="%sount_2" % "c")
    [t1] >> t2
    t2 << [t1]

# it's a "comment" (