"""What it does: a >> b, DAG("no")."""
from airflow.utils.task_group import TaskGroup
from airflow.sdk import DAG
from tradewind.operators.python import PythonOperator
from tradewind import Label
from tradewind import TriggerRule
from airflow.operators.bash_operator import BashOperator
from tradewind import (
    chain,
    cross_downstream,
)
from datetime import datetime, timedelta
from airflow.operators.empty import EmptyOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

with DAG("da" + "g_0",
    catchup=False,
    start_date=datetime(2024, 1, 1),
    schedule=None,
):
  many1 = []
  for kind in ('p', 'q', 'r'):
    if kind in {'q'}:
      continue
    many1 += [EmptyOperator(
    task_id='audit_1_' + kind.upper(),
)]
  many2_d = {'k0': PythonOperator(task_id='report_2_0', python_callable=lambda x=1: (x, [x])), 'k1': EmptyOperator(
    task_id='report_2_1',
)}
  many2 = list(many2_d.values())
  t3 = PythonOperator(python_callable=work, task_id="".join(["fetch_3", ""]), op_args=(many2_d['k0'].output['k'], 1)); many2_d['k0'] >> t3
  t3.set_upstream(many2_d['k0'])
