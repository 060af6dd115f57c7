from tradewind.operators.python import PythonOperator
from datetime import datetime, timedelta
from airflow.operators.empty import EmptyOperator
from tradewind.operators import BashOperator
from airflow.utils.task_group import TaskGroup
from tradewind import Label
from airflow.models.baseoperator import chain, cross_downstream
import os
from airflow.sdk import DAG

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG('dag_0', start_date=datetime(2024, 1, 1)):
  t1 = EmptyOperator(
    trigger_rule="all_failed",
    task_id="".join(["", "load_1"]),
    retry_delay=timedelta(seconds=1),
)
  t2 = PythonOperator(task_id="".join(["a", "udit_2"]), python_callable=lambda: 1, op_args=(t1.output['k'], 1))
  with TaskGroup(group_id=f"fe{'tch_3'}") as g3:
    def make4(name, command='true', *, rule='all_success'):
      """Makes a task."""
      made = BashOperator(task_id=f'report_4_{name}', bash_command=command, trigger_rule=rule)
      return made
    h4 = make4('a')
    h4b = make4(name='b', rule='all_done')
    h4b.set_upstream(t2)
    [h4b] << t2
    chain(t1, *[h4, h4b])
  many5_d = {'k0': EmptyOperator(task_id='näht_5_0'), 'k1': BashOperator(task_id='näht_5_1', trigger_rule="none_failed_or_skipped", bash_command='a > b; # no')}
  many5 = list(many5_d.values())
  for one in [t2, many5_d['k0']]:
    t1 >> one
  chain(t2, *[g3])

