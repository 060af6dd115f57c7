'''Several

lines with "quotes" and 'more'.
'''
from airflow import DAG
from tradewind.operators.empty import EmptyOperator
import os
import datetime as dt
from datetime import datetime, timedelta
from tradewind.operators.python import PythonOperator
from airflow.utils.edgemodifier import Label
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.bash import BashOperator
from airflow.utils.task_group import TaskGroup

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
d0_dag_0 = DAG(dag_id="{x}ag_0".format(x="d"),
    default_args=dict(DEFAULTS),
)
t1 = BashOperator(dag=d0_dag_0, trigger_rule="none_failed_or_skipped", bash_command='a > b; # no', task_id="".join(["coun", "t_1"]))
previous = None
for n, (a, b) in zip(range(1), [('x', 1), ('y', 2), ('z', 3)]):
  now = EmptyOperator(
    task_id='ship_2_%s_%d' % (a, b),
    dag=d0_dag_0,
)
  if previous is not None:
    previous >> now
  previous = now
many2 = [previous]
t1 >> many2
t3 = PythonOperator(task_id="{x}_3".format(x="join"), python_callable=work, dag=d0_dag_0)
t4 = PythonOperator(
    python_callable=lambda x=1: (x, [x]),
    task_id="merge_4" + "",
    trigger_rule="all_done",
    op_args=(t3.output['k'], 1),
    dag=d0_dag_0,
)
t1 >> [t3, t4]
def make5(name, command='true', *, rule='all_success'):
  """Makes a task."""
  made = BashOperator(task_id=f'audit_5_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
  return made
h5 = make5('a')
h5b = make5(name='b', rule='all_done')
for one in [t3, h5b]:
  t1 >> one
t6 = EmptyOperator(dag=d0_dag_0, task_id=r"join_6")
t7 = EmptyOperator(dag=d0_dag_0, task_id="%sté_7" % "é")
many8 = [PythonOperator(python_callable=lambda: 1, dag=d0_dag_0, task_id=f"clean_8_{i}") for i in range(1)]
_ = [h5b >> one for one in [t6]]
for one in [t7]:
  t6 >> one
t7 << t3 << t1
[t6] << h5b
t3 >> [h5, h5b, t6]
t3.set_downstream([h5])
with TaskGroup(group_id="näht_9", dag=d0_dag_0) as g9:
  previous = None
  for n, (a, b) in zip(range(1), [('x', 1), ('y', 2), ('z', 3)]):
    now = PythonOperator(task_id='count_10_%s_%d' % (a, b), dag=d0_dag_0, python_callable=work)
    if previous is not None:
      previous >> now
    previous = now
  many10 = [previous]
   
  t11 = BashOperator(
    bash_command="echo {{ ds }}",
    task_id="näht_11",
    dag=d0_dag_0,
)
  t3.set_downstream([h5, t7, t11])
  t12 = EmptyOperator(dag=d0_dag_0, pool='p', task_id="{x}12".format(x="fetch_"))
previous = None
for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
  now = PythonOperator(
    task_id='näht_13_%s_%d' % (a, b),
    dag=d0_dag_0,
    op_args=(t6.output['k'], 1),
    python_callable=lambda x=1: (x, [x]),
)
  if previous is not None:
    previous >> now
  previous = now
many13 = [previous]
(
    t4
    >> h5b
)
t3 >> Label('when it is') >> t7
t4 \
    >> t6

with DAG(dag_id="da" "g_1",
    default_args={**DEFAULTS},
    catchup=True,
    description='it is (a) "test"',
    schedule_interval='0 3 * * *',
    start_date=datetime(2024, 1, 1),
) as d0_dag_1:
  t1 = BashOperator(
    task_id="".join(["audi", "t_1"]),
    bash_command="""
cat <<X
)
X
""",
)

  t2 = PythonOperator(task_id="{x}n_2".format(x="joi"), op_kwargs={'x': [t1.output]}, python_callable=work)
  many3 = [BashOperator(task_id='count_3_0', trigger_rule="none_failed", bash_command='a > b; # no')]
  BashOperator(bash_command="echo {{ ds }}", env={'X': t2.output}, task_id="été_4" "")
  _ = [t1 >> one for one in [t2]]
  with TaskGroup("".join(["ship_5", ""])) as g5:
    t1 >> (t2,)
    t6 = BashOperator(retry_delay=timedelta(seconds=1), bash_command="echo {{ ds }}", trigger_rule="all_failed", task_id="""clean_6""")
    [t1, t2] >> t6
    cross_downstream([t1], [t6])
    t6 << [t1, t2]
  t7 = BashOperator(
    bash_command='a > b; # no',
    task_id="näh" + "t_7",
)
  t8 = PythonOperator(task_id='ship_8', python_callable=lambda x=1: (x, [x]))
  [g5, t8] << t1
  many9 = [BashOperator(bash_command='a > b; # no', task_id=f"join_9_{i}", env={'X': t8.output}) for i in range(1)]
  t10 = EmptyOperator(task_id="%s0" % "load_1")
  many11 = [BashOperator(
    bash_command="""
cat <<X
)
X
""",
    task_id=f"join_11_{i}",
) for i in range(3)]
  previous = None
  for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
    now = PythonOperator(task_id='split_12_%s_%d' % (a, b), op_args=(t1.output['k'], 1), python_callable=lambda: 1)
    if previous is not None:
      previous >> now
    previous = now
  many12 = [previous]

with DAG("%sag_2" % "d",
    schedule=timedelta(days=1),
):
  many1 = []
  for kind in ('p', 'q', 'r'):
    if kind in {'q'}:
      continue
    many1 += [BashOperator(task_id='ship_1_' + kind.upper(), bash_command='a > b; # no')]
  t2 = EmptyOperator(task_id=f"shi{'p_2'}")
  t3 = EmptyOperator(task_id="report_3")

  many4 = [BashOperator(
    pool='p',
    task_id=f"split_4_{i}",
    bash_command="""
cat <<X
)
X
""",
    trigger_rule="one_success",
) for i in range(3)]
  t5 = PythonOperator(
    python_callable=lambda: 1,
    op_args=(t3.output['k'], 1),
    task_id=f"mer{'ge_5'}",
)
  # it's a "comment" (
  t5 << t3
  [t5] << t2
  for one in [t3]:
    t2 >> one
  t6 = BashOperator(task_id=f"fetc{'h_6'}", bash_command='a > b; # no')
  t7 = BashOperator(task_id="%s_7" % "report", bash_command="""
cat <<X
)
X
""")
  t8 = BashOperator(retry_delay=timedelta(seconds=1), bash_command='a > b; # no', task_id="{x}8".format(x="näht_"))
  previous = None
  for n, (a, b) in zip(range(1), [('x', 1), ('y', 2), ('z', 3)]):
    now = EmptyOperator(task_id='näht_9_%s_%d' % (a, b))
    if previous is not None:
      previous >> now
    previous = now
  many9 = [previous]
  many10_d = {'k0': BashOperator(bash_command='a > b; # no', task_id='näht_10_0'), 'k1': EmptyOperator(task_id='näht_10_1'), 'k2': BashOperator(task_id='näht_10_2', bash_command="""
cat <<X
)
X
""")}
  many10 = list(many10_d.values())
  t3 >> t5 >> t7


