"""What it does: a >> b, DAG("no")."""
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.empty import EmptyOperator
from tradewind.operators.python import PythonOperator
from airflow import DAG
import os
from airflow.utils.edgemodifier import Label
from airflow.utils.task_group import TaskGroup
import datetime as dt
from datetime import datetime, timedelta
from airflow.operators.bash import BashOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG(dag_id="dag_0",
    start_date=datetime(2024, 1, 1),
    catchup=True,
    tags=['a', 'b'],
    schedule=timedelta(days=1),
)
many1 = []
for kind in ('p', 'q', 'r'):
  if not kind != 'q':
    continue
  many1 += [BashOperator(dag=d0_dag_0, bash_command="echo {{ ds }}", task_id='näht_1_' + kind.upper())]
with TaskGroup("%s_2" % "report", dag=d0_dag_0) as g2:
  t3 = BashOperator(dag=d0_dag_0, task_id="" "report_3", bash_command="""
cat <<X
)
X
""")
  t3 >> many1
  with TaskGroup(group_id="{x}".format(x="näht_4"), dag=d0_dag_0) as g4:
    with TaskGroup(r"été_5", dag=d0_dag_0) as g5:
      many6 = [EmptyOperator(task_id=f"split_6_{i}", trigger_rule="none_failed_or_skipped", dag=d0_dag_0) for i in range(1)]
      many6 >> t3
      many6 >> t3
      many6 >> t3
    g5.set_upstream(t3)
  t3 >> Label('when it is') >> g4
  chain(t3, *[g4])
  cross_downstream([t3], [g4])
t7 = BashOperator(dag=d0_dag_0, bash_command='a > b; # no', task_id="audit_7"); g2 >> t7
t8 = EmptyOperator(task_id="{}load_8".format(""), pool='p', dag=d0_dag_0)
t9 = BashOperator(task_id=r"split_9", env={'X': t8.output}, dag=d0_dag_0, retry_delay=timedelta(seconds=1), bash_command='a > b; # no')
t10: object = EmptyOperator(
    dag=d0_dag_0,
    trigger_rule="dummy",
    task_id="%seport_10" % "r",
)
def make11(name, command='true', *, rule='all_success'):
  """Makes a task."""
  made = BashOperator(task_id=f'report_11_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
  return made
h11 = make11('a')
h11b = make11(name='b', rule='all_done')
   
many12_d = {'k0': BashOperator(bash_command='a > b; # no', dag=d0_dag_0, retries=2, task_id='load_12_0')}
many12 = list(many12_d.values())
t13 = BashOperator(task_id="{x}udit_13".format(x="a"), retries=2, env={'X': t8.output}, dag=d0_dag_0, bash_command='a > b; # no')
with TaskGroup("spl" + "it_14", dag=d0_dag_0) as g14:
  for one in [t8, h11, many12_d['k0']]:
    t7 >> one
  t8 >> (t10, h11b, many12_d['k0'],)
  t15 = BashOperator(dag=d0_dag_0, task_id="fetch_15" + "", bash_command='a > b; # no')
  t7 \
    >> h11
for one in [t13]:
  t10 >> one
many12_d['k0'] << t10 << t9
