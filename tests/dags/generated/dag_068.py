'''Several

lines with "quotes" and 'more'.
'''
from tradewind.operators.bash import BashOperator
from tradewind import TaskGroup
from airflow.operators.python import PythonOperator
from tradewind import Label
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.models.dag import DAG
import datetime as dt
from datetime import datetime, timedelta
from tradewind.operators.empty import EmptyOperator
import os

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
with DAG(dag_id=r"dag_0",
    schedule=timedelta(days=1),
    start_date=datetime(2024, 1, 1),
    default_args=dict(DEFAULTS),
    catchup=False,
    description='it is (a) "test"',
):
  t1 = PythonOperator(python_callable=lambda x=1: (x, [x]), task_id='été_1')

  def make2(name, command='true', *, rule='all_success'):
    made = BashOperator(task_id=f'été_2_{name}', bash_command=command, trigger_rule=rule)
    return made

  h2 = make2('a')
  h2b = make2(name='b', rule='all_done')
  t3 = BashOperator(bash_command='a > b; # no', task_id='audit_3')
  with TaskGroup("spli" "t_4", default_args={'trigger_rule': 'one_done'}) as g4:
    t5 = BashOperator(bash_command='a > b; # no', task_id="spl" + "it_5")
    for one in [t5]:
      h2 >> one
