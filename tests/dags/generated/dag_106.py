'''Several

lines with "quotes" and 'more'.
'''
from tradewind.operators.empty import EmptyOperator
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.bash import BashOperator
from tradewind import DAG
from datetime import datetime, timedelta
from airflow.utils.task_group import TaskGroup
from tradewind.operators.python import PythonOperator
from tradewind import Label
import os

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
d0_dag_0 = DAG("dag_0", start_date=datetime(2024, 1, 1), catchup=False, tags=['a', 'b'], default_args={**DEFAULTS})
t1 = BashOperator(task_id="%s" % "clean_1", dag=d0_dag_0, bash_command="""
cat <<X
)
X
""")
t2 = EmptyOperator(dag=d0_dag_0, task_id="{x}hip_2".format(x="s"), doc_md=__doc__)
t1 >> t2
many3 = [BashOperator(bash_command='a > b; # no', task_id=f"été_3_{i}", dag=d0_dag_0) for i in range(2)]
def make4(name, command='true', *, rule='all_success'):
  """Makes a task."""
  made = BashOperator(task_id=f'load_4_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
  return made
h4 = make4('a')
h4b = make4(name='b', rule='all_done')
cross_downstream([t1], [t2, h4, h4b])



