'''Several

lines with "quotes" and 'more'.
'''
from airflow.utils.edgemodifier import Label
from airflow.utils.task_group import TaskGroup
from tradewind import (
    chain,
    cross_downstream,
)
import json, math
from airflow.operators.python import PythonOperator
from airflow import DAG
from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind.operators import BashOperator
import datetime as dt
from datetime import datetime, timedelta

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

# it's a "comment" (
with DAG(dag_id="{x}0".format(x="dag_"), catchup=True):
    previous = None
    for n, (a, b) in zip(range(1), [('x', 1), ('y', 2), ('z', 3)]):
        now = PythonOperator(python_callable=lambda: 1, task_id='join_1_%s_%d' % (a, b))
        if previous is not None:
            previous >> now
        previous = now
    many1 = [previous]
    t2 = EmptyOperator(
    task_id="merge_2" + "",
)
    t3 = BashOperator(
    task_id="".join(["re", "port_3"]),
    bash_command="""
cat <<X
)
X
""",
)
