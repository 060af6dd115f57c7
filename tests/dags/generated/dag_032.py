from airflow.models.baseoperator import chain, cross_downstream
from airflow import DAG
import datetime as dt
from datetime import datetime, timedelta
from tradewind.operators.empty import EmptyOperator
from airflow.providers.standard.operators.bash import BashOperator
from tradewind import Label
import os
from tradewind import TaskGroup
from airflow.operators.python import PythonOperator

def work(x=1, *args, **kwargs):
   
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
with DAG("d" "ag_0",
    start_date=datetime(2024, 1, 1),
    schedule="@daily",
    description='it is (a) "test"',
    catchup=True,
) as d0_dag_0:
  with TaskGroup("""fetch_1""", tooltip='some (text)') as g1:
    def make2(name, command='true', *, rule='all_success'):
      """Makes a task."""
      made = BashOperator(task_id=f'ship_2_{name}', bash_command=command, trigger_rule=rule)
      return made
    h2 = make2('a')
    h2b = make2(name='b', rule='all_done')
    h2b.set_upstream(h2)
    h2 \
    >> h2b
    [h2] >> h2b
  def make3(name, command='true', *, rule='all_success'):
    """Makes a task."""
    made = BashOperator(task_id=f'report_3_{name}', bash_command=command, trigger_rule=rule)
    return made
  h3 = make3('a')
  h3b = make3(name='b', rule='all_done')
  # it's a "comment" (
  t4 = BashOperator(
    task_id="load_4" + "",
    bash_command="echo {{ ds }}",
)
  t5 = BashOperator(bash_command="echo {{ ds }}", task_id="audit_5")
  previous = None
  for n, (a, b) in zip(range(1), [('x', 1), ('y', 2), ('z', 3)]):
    now = BashOperator(task_id='fetch_6_%s_%d' % (a, b), bash_command="echo {{ ds }}")
    # it's a "comment" (
    if previous is not None:
      previous >> now
    previous = now
  many6 = [previous]
  t7 = BashOperator(task_id="{x}7".format(x="fetch_"), bash_command='a > b; # no')
  def make8(name, command='true', *, rule='all_success'):
    made = BashOperator(task_id=f'merge_8_{name}', bash_command=command, trigger_rule=rule)
    return made
  h8 = make8('a')
  h8b = make8(name='b', rule='all_done')
  t7 << [g1, h3]
  t9 = EmptyOperator(task_id='fetch_9')
  h3b.set_downstream([t4, t7, t9])
  def make10(name, command='true', *, rule='all_success'):
    """Makes a task."""
    made = BashOperator(task_id=f'audit_10_{name}', bash_command=command, trigger_rule=rule)
    return made
  h10 = make10('a')
  h10b = make10(name='b', rule='all_done')


