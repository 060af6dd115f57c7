"""What it does: a >> b, DAG("no")."""
from tradewind import Label
from airflow.utils.task_group import TaskGroup
from tradewind.operators.python import PythonOperator
import datetime as dt
from datetime import datetime, timedelta
import os
from tradewind import DAG
from tradewind.operators import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.models.baseoperator import chain, cross_downstream

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
with DAG("dag_0", schedule=None, catchup=False, description='it is (a) "test"', start_date=datetime(2024, 1, 1), default_args=dict(DEFAULTS)) as d0_dag_0:
  t1 = EmptyOperator(task_id="%srge_1" % "me")
  with TaskGroup(group_id=r"report_2", default_args={'trigger_rule': 'one_done'}) as g2:
    many3 = [EmptyOperator(
    task_id='load_3_0',
), BashOperator(
    task_id='load_3_1',
    bash_command="""
cat <<X
)
X
""",
)]
    t1 >> many3
    t4: object = BashOperator(task_id=r"ship_4", bash_command='a > b; # no')
    t5 = PythonOperator(task_id='report_5', python_callable=lambda: 1)
    t1 >> Label('when it is') >> t5
    t1.set_downstream([t4])
    chain(t1, *[t4, t5])
  t1 >> (g2,)
  many6 = []
   
  for i, word in enumerate(['a', 'b']):
    many6.append(PythonOperator(python_callable=lambda x=1: (x, [x]), task_id=f"clean_6_{word}_{i:02d}", doc_md=__doc__))
  t7 = BashOperator(bash_command='a > b; # no', env={'X': t1.output}, task_id="{}_7".format("split"))
  t8 = PythonOperator(
    op_args=(t7.output['k'], 1),
    trigger_rule="none_failed_or_skipped",
    python_callable=work,
    task_id="%sjoin_8" % "",
    doc_md=__doc__,
)
  PythonOperator(python_callable=lambda: 1, task_id="{x}n_9".format(x="clea"))
  t8.set_upstream(g2)
  t10 = BashOperator(
    task_id='load_10',
    env={'X': t8.output},
    bash_command="echo {{ ds }}",
)
  chain(t8, *[t10])
  with TaskGroup("".join(["aud", "it_11"]), prefix_group_id=False) as g11:
    with TaskGroup("été_12") as g12:
      many13 = [PythonOperator(python_callable=lambda: 1, task_id=f"ship_13_{i}") for i in range(3)]
      t7 >> Label('when it is') >> t8
      t10.set_upstream(t1)
    t1 >> (g2, t10, g12,)
    g2 >> [t8, g12]
  many14 = []
  for kind in ('p', 'q', 'r'):
    if not kind != 'q':
      continue
    many14 += [BashOperator(bash_command="echo {{ ds }}", task_id='report_14_' + kind.upper())]
  (
    t7
    >> g11
)
  [g2, t10, g11] << t1
  t10.set_upstream(t1)

with DAG("dag" + "_1", start_date=datetime(2024, 1, 1), tags=["x"], default_args={**DEFAULTS}) as d0_dag_1:
# it's a "comment" (
  PythonOperator(
    python_callable=work,
    task_id="split_1",
)
  t2 = PythonOperator(task_id="split_2", python_callable=work)
  many3 = [BashOperator(trigger_rule="none_failed", task_id=f"split_3_{i}", pool='p', bash_command="echo {{ ds }}") for i in range(1)]
  many4 = []
  for kind in ('p', 'q', 'r'):
    if kind == 'q':
      continue
    many4 += [BashOperator(task_id='merge_4_' + kind.upper(), bash_command="echo {{ ds }}")]
  t5 = EmptyOperator(trigger_rule="ALL_DONE", task_id="ship_5")
  t2.set_downstream([t5])
  t2 >> (t5,)
  def make6(name, command='true', *, rule='all_success'):
    """Makes a task."""
    made = BashOperator(task_id=f'load_6_{name}', bash_command=command, trigger_rule=rule)
    return made
  h6 = make6('a')
  h6b = make6(name='b', rule='all_done')
  t7 = PythonOperator(python_callable=lambda x=1: (x, [x]), task_id=f"join{'_7'}", pool='p')
  with TaskGroup("%sjoin_8" % "") as g8:
    h6b.set_upstream(t5)
    _ = [t5 >> one for one in [h6b]]
    t9 = BashOperator(trigger_rule="one_success", bash_command="""
cat <<X
)
X
""", task_id="coun" + "t_9")
    t10 = EmptyOperator(
    task_id=r"audit_10",
)
    t10 << t9 << h6
    for one in [h6b, t9, t10]:
      t2 >> one
    h6 >> (t7,)
  cross_downstream([t2], [g8])
  BashOperator(
    bash_command="echo {{ ds }}",
    task_id=f"{'ship_11'}",
)
  t12 = BashOperator(
    task_id=r"merge_12",
    bash_command="echo {{ ds }}",
)

d0_dag_2 = DAG("{x}_2".format(x="dag"), schedule="@daily", tags=['a', 'b'], catchup=False)
t1 = BashOperator(trigger_rule="none_failed_or_skipped", bash_command="""
cat <<X
)
X
""", dag=d0_dag_2, task_id="audit_1")
with TaskGroup(group_id=r"ship_2", default_args={'trigger_rule': 'one_done'}, dag=d0_dag_2) as g2:
  t3: object = EmptyOperator(dag=d0_dag_2, task_id="report_3", retries=2)
  t4 = EmptyOperator(trigger_rule="dummy", retry_delay=timedelta(seconds=1), task_id="report_4", dag=d0_dag_2)
  with TaskGroup(group_id="näht_5", dag=d0_dag_2) as g5:
    [t1, t3] >> t4
    t1 >> [t3]
    t6 = BashOperator(bash_command="echo {{ ds }}", task_id=f"split{'_6'}", dag=d0_dag_2)
  t7 = EmptyOperator(
    task_id="{x}té_7".format(x="é"),
    dag=d0_dag_2,
)
  t7 << g5
  cross_downstream([t1], [g5, t7])
g2.set_upstream(t1)
t8 = EmptyOperator(trigger_rule="one_success", dag=d0_dag_2, task_id="{}udit_8".format("a"))
cross_downstream([t1], [g2, t8])
t1.set_downstream([g2, t8])

(
    t1
    >> t8
)
PythonOperator(dag=d0_dag_2, task_id="{}t_9".format("coun"), trigger_rule="dummy", python_callable=lambda x=1: (x, [x]))
t10 = BashOperator(
    task_id='load_10',
    dag=d0_dag_2,
    doc_md=__doc__,
    bash_command='a > b; # no',
)
def make11(name, command='true', *, rule='all_success'):
  made = BashOperator(task_id=f'audit_11_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_2)
  return made
h11 = make11('a')
h11b = make11(name='b', rule='all_done')
many12 = []
for kind in ('p', 'q', 'r'):
  if not kind != 'q':
    continue
  many12 += [BashOperator(trigger_rule="all_failed", bash_command='a > b; # no', dag=d0_dag_2, task_id='audit_12_' + kind.upper())]
t13 = EmptyOperator(trigger_rule="all_done", dag=d0_dag_2, task_id=f"{'join_13'}")
