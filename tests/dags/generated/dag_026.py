'''Several

lines with "quotes" and 'more'.
'''
import json, math
from airflow.operators.python_operator import PythonOperator
from airflow.sdk import DAG
from tradewind import Label
from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind.operators import BashOperator
import datetime as dt
from datetime import datetime, timedelta
from tradewind import TaskGroup
from airflow.models.baseoperator import chain, cross_downstream

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

with DAG("""dag_0""", tags=["x"], schedule=timedelta(days=1), start_date=datetime(2024, 1, 1), catchup=True) as d0_dag_0:
    BashOperator(
    bash_command='a > b; # no',
    task_id=r"näht_1",
)
    previous = None
    for n, (a, b) in zip(range(1), [('x', 1), ('y', 2), ('z', 3)]):
        now = PythonOperator(
    task_id='été_2_%s_%d' % (a, b),
    python_callable=lambda x=1: (x, [x]),
)
        if previous is not None:
            previous >> now
        previous = now
    many2 = [previous]
    many3 = []
    for i, word in enumerate(['a', 'b']):
        many3.append(BashOperator(task_id=f"load_3_{word}_{i:02d}", trigger_rule="all_failed", bash_command='a > b; # no'))
    many4 = [BashOperator(task_id='count_4_0', bash_command='a > b; # no')]

