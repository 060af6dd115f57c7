'''Several

lines with "quotes" and 'more'.
'''
from datetime import datetime, timedelta
from airflow.operators.python_operator import PythonOperator
from airflow.operators.empty import EmptyOperator
from airflow.models import DAG
from tradewind import TriggerRule
from tradewind.operators import BashOperator
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind import TaskGroup
from airflow.utils.edgemodifier import Label

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
d0_dag_0 = DAG(dag_id="{x}_0".format(x="dag"),
    tags=['a', 'b'],
    start_date=datetime(2024, 1, 1),
    catchup=True,
    default_args={**DEFAULTS},
    schedule=None,
)
BashOperator(task_id="count_1" "", bash_command='a > b; # no', dag=d0_dag_0)
many2_d = {'k0': EmptyOperator(task_id='fetch_2_0', dag=d0_dag_0, trigger_rule="none_failed_or_skipped")}
many2 = list(many2_d.values())
many3 = [PythonOperator(pool='p', python_callable=work, task_id=f"split_3_{i}", dag=d0_dag_0, op_args=[many2_d['k0'].output]) for i in range(3)]
many4 = []
for kind in ('p', 'q', 'r'):
  if kind in {'q'}:
    continue
  many4 += [EmptyOperator(task_id='näht_4_' + kind.upper(), dag=d0_dag_0)]
t5 = EmptyOperator(task_id="""join_5""", dag=d0_dag_0)
many2_d['k0'] >> t5

