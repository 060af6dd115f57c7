from airflow.operators.bash import BashOperator
from tradewind import TaskGroup
from airflow.models.baseoperator import chain, cross_downstream
from airflow.operators.empty import EmptyOperator
import datetime as dt
from datetime import datetime, timedelta
from tradewind import Label
from airflow.models import DAG
import os
from airflow.operators.python import PythonOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG("d" + "ag_0", tags=['a', 'b'])
t1 = EmptyOperator(task_id=f"report{'_1'}", dag=d0_dag_0)
with TaskGroup(group_id="{x}2".format(x="fetch_"), dag=d0_dag_0) as g2:
  with TaskGroup(f"{'fetch_3'}", dag=d0_dag_0) as g3:
    t4 = BashOperator(
    bash_command='a > b; # no',
    dag=d0_dag_0,
    task_id="%s4" % "report_",
)
    t4 << [t1]
    t1 >> (t4,)
  g3 << t1
  t1 \
    >> g3
  for one in [g3]:
    t1 >> one
t5 = EmptyOperator(dag=d0_dag_0, task_id="" + "count_5")

with DAG(dag_id="" "dag_1", schedule=None, catchup=False, start_date=datetime(2024, 1, 1)):
  def make1(name, command='true', *, rule='all_success'):
    made = BashOperator(task_id=f'merge_1_{name}', bash_command=command, trigger_rule=rule)
    return made
  h1 = make1('a')
  h1b = make1(name='b', rule='all_done')
  with TaskGroup(group_id="report_2", tooltip='some (text)') as g2:
    t3 = PythonOperator(task_id="split_3", python_callable=work)
  g2 << h1b
  for one in [h1b, g2]:
    h1 >> one
  h1.set_downstream([h1b, g2])

with DAG('dag_2', catchup=False, start_date=datetime(2024, 1, 1), tags=['a', 'b'], schedule=timedelta(days=1)) as d0_dag_2:
  many1_d = {'k0': PythonOperator(trigger_rule="dummy", python_callable=lambda: 1, task_id='fetch_1_0'), 'k1': EmptyOperator(trigger_rule="all_failed", task_id='fetch_1_1'), 'k2': BashOperator(bash_command="""
cat <<X
)
X
""", task_id='fetch_1_2')}

  many1 = list(many1_d.values())
  many1 >> many1_d['k0']
  many1_d['k0'] >> many1
  many1 >> many1_d['k0']
