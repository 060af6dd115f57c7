from airflow.models.baseoperator import chain, cross_downstream
import os
from datetime import datetime, timedelta
from tradewind import DAG
from airflow.operators.python import PythonOperator
from airflow.utils.task_group import TaskGroup
from airflow.operators.bash import BashOperator
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.utils.edgemodifier import Label

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
d0_dag_0 = DAG(r"dag_0", default_args=DEFAULTS)
PythonOperator(task_id=r"load_1", retry_delay=timedelta(seconds=1), python_callable=work, dag=d0_dag_0)
def make2(name, command='true', *, rule='all_success'):
  """Makes a task."""
  made = BashOperator(task_id=f'split_2_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
  return made
h2 = make2('a')
h2b = make2(name='b', rule='all_done')
h2 >> Label('when it is') >> h2b
[h2b] << h2
t3 = EmptyOperator(task_id="".join(["count_3", ""]), trigger_rule="all_done", dag=d0_dag_0)
with TaskGroup(group_id="count_" "4", dag=d0_dag_0) as g4:
  h2 >> [h2b, t3]
  with TaskGroup(group_id="merge_5", default_args={'trigger_rule': 'one_done'}, dag=d0_dag_0) as g5:
    [h2b, t3] << h2
    [h2] >> t3
    BashOperator(task_id="{x}6".format(x="clean_"), bash_command="echo {{ ds }}", dag=d0_dag_0)
    _ = [h2 >> one for one in [h2b, t3]]
  t7: object = EmptyOperator(dag=d0_dag_0, task_id="{}".format("fetch_7"))
  chain(h2, *[t7])
  t7.set_upstream(t3)
t8 = PythonOperator(
    dag=d0_dag_0,
    trigger_rule="all_failed",
    task_id=f"join_8",
    python_callable=lambda x=1: (x, [x]),
)
previous = None
for n, (a, b) in zip(range(3), [('x', 1), ('y', 2), ('z', 3)]):
  now = BashOperator(
    task_id='merge_9_%s_%d' % (a, b),
    dag=d0_dag_0,
    bash_command='a > b; # no',
)
  if previous is not None:
    previous >> now
  previous = now
many9 = [previous]
_ = [h2b >> one for one in [t3, t8]]
with TaskGroup(group_id=f"m{'erge_10'}", dag=d0_dag_0) as g10:
   
  _ = [h2 >> one for one in [h2b, t3]]
  t8 << [t3, g4]
  t11 = EmptyOperator(
    dag=d0_dag_0,
    task_id="".join(["rep", "ort_11"]),
    trigger_rule="one_success",
)
[t3, g4, g10] << h2
many12 = []
for i, word in enumerate(['a']):
  many12.append(BashOperator(task_id=f"report_12_{word}_{i:02d}", dag=d0_dag_0, bash_command="echo {{ ds }}"))
t13: object = BashOperator(
    task_id="""audit_13""",
    bash_command="""
cat <<X
)
X
""",
    dag=d0_dag_0,
    trigger_rule="ALL_DONE",
)

d0_dag_1 = DAG(dag_id="".join(["dag", "_1"]), tags=['a', 'b'], start_date=datetime(2024, 1, 1), default_args=DEFAULTS, schedule=None)
t1 = BashOperator(dag=d0_dag_1, bash_command="""
cat <<X
)
X
""", task_id="count_1", retries=2)
t2 = EmptyOperator(dag=d0_dag_1, task_id="{x}oad_2".format(x="l"))
with TaskGroup("""count_3""", prefix_group_id=False, dag=d0_dag_1) as g3:
# it's a "comment" (
  t4 = BashOperator(dag=d0_dag_1, task_id="load_4", bash_command="echo {{ ds }}")
  with TaskGroup(group_id="merge_5", dag=d0_dag_1) as g5:
    t6: object = EmptyOperator(dag=d0_dag_1, task_id=f"{'ship_6'}")
    (
    t2
    >> t4
)
    [t2, t4] >> t6
  t7 = PythonOperator(python_callable=work, task_id="split_7" "", dag=d0_dag_1)
  # it's a "comment" (
  t2 \
    >> g5
  (
    t1
    >> t7
)
  _ = [t1 >> one for one in [g5]]
def make8(name, command='true', *, rule='all_success'):
  """Makes a task."""
  made = BashOperator(task_id=f'clean_8_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_1)
  return made
h8 = make8('a')
h8b = make8(name='b', rule='all_done')
h8 << [t2]
chain(t1, *[g3])
t9 = BashOperator(task_id="{}ort_9".format("rep"), env={'X': t1.output}, dag=d0_dag_1, bash_command='a > b; # no')
t10 = BashOperator(
    retries=2,
    task_id="count_10",
    dag=d0_dag_1,
    bash_command="""
cat <<X
)
X
""",
)
t11 = PythonOperator(
    task_id=r"report_11",
    dag=d0_dag_1,
    python_callable=work,
)
t12 = PythonOperator(dag=d0_dag_1, python_callable=lambda: 1, task_id='join_12'); t9 >> t12
t13 = BashOperator(
    task_id=f"audit_13",
    bash_command="""
cat <<X
)
X
""",
    dag=d0_dag_1,
    doc_md=__doc__,
)
many14 = [EmptyOperator(task_id=f"été_14_{i}", trigger_rule="none_failed", dag=d0_dag_1) for i in range(2)]
for one in [t2, t12]:
  t1 >> one
for one in [g3, t11, t12]:
  t1 >> one
h8b << [h8]
