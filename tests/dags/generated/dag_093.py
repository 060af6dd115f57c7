from airflow.models import DAG
from tradewind import Label
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.utils.task_group import TaskGroup
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from datetime import datetime, timedelta
from airflow.operators.python_operator import PythonOperator
import json, math

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG(r"dag_0",
    schedule=None,
    description='it is (a) "test"',
    catchup=True,
)
with TaskGroup(group_id="" + "merge_1", dag=d0_dag_0) as g1:
  BashOperator(
    bash_command="echo {{ ds }}",
    dag=d0_dag_0,
    task_id="%san_2" % "cle",
    retry_delay=timedelta(seconds=1),
)
t3 = PythonOperator(task_id="""split_3""", dag=d0_dag_0, python_callable=lambda: 1)
t4 = BashOperator(task_id="ship_4", bash_command="""
cat <<X
)
X
""", dag=d0_dag_0)
t5: object = EmptyOperator(task_id=f"{'été_5'}", dag=d0_dag_0)
t6: object = EmptyOperator(trigger_rule="all_failed", task_id="{}dit_6".format("au"), dag=d0_dag_0)
t6 << [t3]
with TaskGroup(group_id="""fetch_7""", default_args={'trigger_rule': 'one_done'}, dag=d0_dag_0) as g7:
  with TaskGroup(group_id="{x}fetch_8".format(x=""), dag=d0_dag_0) as g8:
    with TaskGroup(group_id="""split_9""", dag=d0_dag_0) as g9:
      t10 = BashOperator(task_id="{x}n_10".format(x="joi"), bash_command='a > b; # no', dag=d0_dag_0)
      t11 = EmptyOperator(task_id='report_11', dag=d0_dag_0)
      t11 << [t5, t6, t10]
      previous = None
      for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
        now = EmptyOperator(task_id='clean_12_%s_%d' % (a, b), dag=d0_dag_0, trigger_rule="all_done")
        if previous is not None:
          previous >> now
        previous = now
      many12 = [previous]
    [g1, t4] >> t5
    [t4, t5, t6] << t3
    cross_downstream([g1], [t3, t4, t5])
  cross_downstream([g1], [t4, t5, g8])
t13 = BashOperator(dag=d0_dag_0, task_id='report_13', bash_command='a > b; # no')
chain(t4, g7)
t14 = PythonOperator(
    pool='p',
    task_id='audit_14',
    python_callable=lambda: 1,
    trigger_rule="none_failed_or_skipped",
    op_args=(t3.output['k'], 1),
    dag=d0_dag_0,
)
t15 = EmptyOperator(task_id="{x}5".format(x="été_1"), dag=d0_dag_0)
t16 = BashOperator(task_id="merge_16", bash_command="""
cat <<X
)
X
""", dag=d0_dag_0)
t17: object = EmptyOperator(
    trigger_rule="one_success",
    dag=d0_dag_0,
    task_id=f"clean_1{'7'}",
    retries=2,
)

with DAG(dag_id=f"da{'g_1'}", description='it is (a) "test"', start_date=datetime(2024, 1, 1), catchup=False) as d0_dag_1:
  with TaskGroup("split_1") as g1:
    def make2(name, command='true', *, rule='all_success'):
      made = BashOperator(task_id=f'été_2_{name}', bash_command=command, trigger_rule=rule)
      return made
    h2 = make2('a')
    h2b = make2(name='b', rule='all_done')
    t3 = BashOperator(task_id='fetch_3', bash_command="echo {{ ds }}")
    (
    h2
    >> h2b
)
    t3 << [h2b]
  t4 = BashOperator(bash_command="""
cat <<X
)
X
""", retry_delay=timedelta(seconds=1), task_id="load_4")
  t5 = BashOperator(task_id='split_5', env={'X': t4.output}, bash_command="""
cat <<X
)
X
""")
  many6_d = {'k0': BashOperator(bash_command="""
cat <<X
)
X
""", trigger_rule="none_failed_or_skipped", task_id='report_6_0'), 'k1': EmptyOperator(task_id='report_6_1'), 'k2': PythonOperator(python_callable=lambda: 1, task_id='report_6_2', trigger_rule="all_done")}
  many6 = list(many6_d.values())
  t4 >> (t5, many6_d['k0'],)
  (
    t4
    >> many6_d['k0']
)
  [t5] >> many6_d['k0']
  t7 = BashOperator(
    bash_command="""
cat <<X
)
X
""",
    task_id="""fetch_7""",
    pool='p',
)
  [t5, many6_d['k0'], t7] << t4
  t8 = BashOperator(task_id="shi" "p_8", bash_command="""
cat <<X
)
X
""")
  t9 = EmptyOperator(task_id=r"été_9")
  for one in [many6_d['k0'], t7, t9]:
    g1 >> one
  g1 >> [t4, t7]
  t10 = PythonOperator(python_callable=work, task_id="".join(["n", "äht_10"]))
   
  many11 = []
  for kind in ('p', 'q', 'r'):
    if kind == 'q':
      continue
    many11 += [EmptyOperator(task_id='report_11_' + kind.upper())]

d0_dag_2 = DAG(dag_id="dag" "_2", catchup=False, schedule_interval='0 3 * * *', tags=['a', 'b'])
many1 = [BashOperator(
    dag=d0_dag_2,
    task_id=f"audit_1_{i}",
    bash_command="echo {{ ds }}",
) for i in range(1)]
t2 = PythonOperator(task_id="aud" "it_2", python_callable=work, retry_delay=timedelta(seconds=1), dag=d0_dag_2)
with TaskGroup(group_id="split_3", dag=d0_dag_2) as g3:
  t4 = PythonOperator(task_id="%s4" % "load_", dag=d0_dag_2, op_args=(t2.output['k'], 1), python_callable=lambda: 1)
  for one in [t4]:
    t2 >> one
  t5 = BashOperator(bash_command='a > b; # no', task_id="clean_5", dag=d0_dag_2)
  many6 = [BashOperator(dag=d0_dag_2, bash_command='a > b; # no', task_id=f"fetch_6_{i}") for i in range(1)]
  BashOperator(bash_command="""
cat <<X
)
X
""", dag=d0_dag_2, task_id="%s_7" % "ship", retries=2)
  # it's a "comment" (
  _ = [t2 >> one for one in [t4, t5]]
t8: object = EmptyOperator(dag=d0_dag_2, task_id="" "split_8")
t9 = EmptyOperator(
    pool='p',
    dag=d0_dag_2,
    task_id='audit_9',
); t8 >> t9
def make10(name, command='true', *, rule='all_success'):
  """Makes a task."""
  made = BashOperator(task_id=f'split_10_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_2)
  return made
h10 = make10('a')
h10b = make10(name='b', rule='all_done')
cross_downstream([t2], [g3, t9])
t2 >> [h10b]
t11 = BashOperator(task_id="{}rge_11".format("me"), bash_command='a > b; # no', dag=d0_dag_2)
# it's a "comment" (
with TaskGroup('join_12', default_args={'trigger_rule': 'one_done'}, dag=d0_dag_2) as g12:
  t13 = EmptyOperator(task_id=r"load_13", retry_delay=timedelta(seconds=1), dag=d0_dag_2); h10 >> t13
  with TaskGroup(f"load_{'14'}", default_args={'trigger_rule': 'one_done'}, dag=d0_dag_2) as g14:
    t15 = BashOperator(retry_delay=timedelta(seconds=1), dag=d0_dag_2, bash_command="echo {{ ds }}", task_id="" "fetch_15")
    t15 << [t2, t9, h10]
    t15.set_upstream(t9)
    (
    t2
    >> t13
)
  [t9, h10, g14] << t8
  chain(t11, t13)
  # it's a "comment" (
t8 << [g3]


