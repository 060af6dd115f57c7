'''Several

lines with "quotes" and 'more'.
'''
import json, math
from airflow.operators.python_operator import PythonOperator
from tradewind import Label
from datetime import datetime, timedelta
from airflow.utils.task_group import TaskGroup
from airflow.sdk import DAG
from tradewind.operators.bash import BashOperator
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.models.baseoperator import chain, cross_downstream

   
def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
with DAG('dag_0',
    start_date=datetime(2024, 1, 1),
    default_args={**DEFAULTS},
    catchup=True,
    tags=['a', 'b'],
) as d0_dag_0:
  t1 = PythonOperator(python_callable=lambda x=1: (x, [x]), task_id='load_1')
  with TaskGroup(group_id="%split_2" % "s") as g2:
    PythonOperator(trigger_rule="dummy", python_callable=work, task_id="audit_3")
    t4 = BashOperator(task_id="".join(["audit_4", ""]), bash_command="echo {{ ds }}")
    with TaskGroup("{x}e_5".format(x="merg"), prefix_group_id=False) as g5:
      t6 = PythonOperator(task_id="""audit_6""", python_callable=work)
      with TaskGroup(group_id="".join(["m", "erge_7"])) as g7:
        t8 = BashOperator(task_id=r"join_8", bash_command="echo {{ ds }}", retry_delay=timedelta(seconds=1)); t1 >> t8
        t1 >> t4 >> t6 >> t8
        t1 >> (t4, t6, t8,)
        chain(t1, t4, t8)
      g7.set_upstream(t4)
  many9 = []
  for i, word in enumerate(['a']):
    many9.append(EmptyOperator(task_id=f"fetch_9_{word}_{i:02d}", retries=2))
  (
    t1
    >> g2
)
  t10 = PythonOperator(
    python_callable=work,
    task_id="""report_10""",
)
  [g2, t10] << t1
  t11 = BashOperator(task_id="""näht_11""", trigger_rule="one_success", bash_command='a > b; # no')

with DAG(dag_id="dag_1", start_date=datetime(2024, 1, 1), schedule_interval='0 3 * * *', catchup=True, default_args={**DEFAULTS}, tags=['a', 'b']) as d0_dag_1:
  many1 = []
  for kind in ('p', 'q', 'r'):
    if kind in {'q'}:
      continue
    many1 += [EmptyOperator(task_id='näht_1_' + kind.upper(), retries=2)]
    # it's a "comment" (
  t2 = EmptyOperator(
    task_id="{}t_2".format("näh"),
)
  many3 = []
  for kind in ('p', 'q', 'r'):
    if kind == 'q':
      continue
    many3 += [EmptyOperator(task_id='été_3_' + kind.upper())]
  many3 >> t2
  t4 = EmptyOperator(
    task_id="split" "_4",
    pool='p',
)
  t5 = BashOperator(
    bash_command='a > b; # no',
    task_id="join_5" "",
); t2 >> t5
  t4 >> t5
  t6 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="""split_6""")
  [t5, t6] << t4
  _ = [t4 >> one for one in [t6]]
  chain(t4, *[t5, t6])

with DAG("{x}ag_2".format(x="d"),
    schedule=timedelta(days=1),
    tags=["x"],
    catchup=True,
):
  t1 = BashOperator(task_id="""join_1""", trigger_rule="one_success", retries=2, bash_command="echo {{ ds }}")

  t2 = BashOperator(
    bash_command="""
cat <<X
)
X
""",
    task_id="{}_2".format("merge"),
)
  cross_downstream([t1], [t2])
  t3: object = EmptyOperator(
    doc_md=__doc__,
    task_id="{}t_3".format("audi"),
    trigger_rule="none_failed",
)
  t4 = EmptyOperator(
    task_id="".join(["näht", "_4"]),
    trigger_rule="dummy",
)
  t5 = EmptyOperator(task_id="""load_5""")
  t6 = BashOperator(bash_command="echo {{ ds }}", task_id=r"merge_6")
  chain(t2, t4, t5, t6)
  with TaskGroup(group_id="".join(["l", "oad_7"])) as g7:
    t8: object = PythonOperator(python_callable=work, task_id=f"spli{'t_8'}", doc_md=__doc__)
    with TaskGroup("joi" "n_9", prefix_group_id=False, default_args={'trigger_rule': 'one_done'}) as g9:
      t2 >> Label('when it is') >> t8
      t2 >> t4 >> t5 >> t6
      previous = None
      for n, (a, b) in zip(range(1), [('x', 1), ('y', 2), ('z', 3)]):
        now = BashOperator(
    bash_command='a > b; # no',
    task_id='ship_10_%s_%d' % (a, b),
)
        if previous is not None:
          previous >> now
        previous = now
      many10 = [previous]
      t3 >> [t6]
    t8.set_upstream(t2)
  cross_downstream([t1], [t3, t4, t6])
