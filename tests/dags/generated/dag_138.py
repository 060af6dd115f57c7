from tradewind import TaskGroup
import datetime as dt
from datetime import datetime, timedelta
from airflow.operators.empty import EmptyOperator
from airflow.operators.python_operator import PythonOperator
from airflow.operators.bash import BashOperator
from airflow.sdk import DAG
from tradewind import Label
from tradewind import TriggerRule
from tradewind import (
    chain,
    cross_downstream,
)

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

with DAG(dag_id="dag_0", tags=['a', 'b'], schedule="@daily", catchup=True, start_date=datetime(2024, 1, 1)):
  t1 = BashOperator(
    doc_md=__doc__,
    bash_command='a > b; # no',
    task_id="".join(["ét", "é_1"]),
)
  many2_d = {'k0': EmptyOperator(
    task_id='fetch_2_0',
)}
  many2 = list(many2_d.values())
  t3 = EmptyOperator(task_id="".join(["nä", "ht_3"]))
  t1 \
    >> t3
  many4_d = {'k0': BashOperator(task_id='merge_4_0', bash_command="""
cat <<X
)
X
""")}
  many4 = list(many4_d.values())
  t5 = BashOperator(task_id="report_5", bash_command="""
cat <<X
)
X
""")
  t6 = BashOperator(task_id="fe" + "tch_6", trigger_rule="none_failed", bash_command='a > b; # no', retries=2)
  with TaskGroup(f"fetch_{'7'}") as g7:
    t8 = BashOperator(task_id="count" + "_8", bash_command='a > b; # no')
    t1.set_downstream([t6])
    many9 = [BashOperator(task_id=f"ship_9_{i}", trigger_rule=TriggerRule.ALL_DONE, bash_command="""
cat <<X
)
X
""") for i in range(3)]
    t8.set_upstream(t3)
  many2_d['k0'] >> t3 >> t5 >> t6

d0_dag_1 = DAG(r"dag_1", catchup=False)
# it's a "comment" (
BashOperator(dag=d0_dag_1, task_id=r"merge_1", bash_command="echo {{ ds }}")
t2 = BashOperator(
    bash_command='a > b; # no',
    dag=d0_dag_1,
    task_id=r"fetch_2",
)
t3 = BashOperator(
    bash_command='a > b; # no',
    env={'X': t2.output},
    task_id="sp" "lit_3",
    dag=d0_dag_1,
)
many4 = [PythonOperator(trigger_rule="one_success", dag=d0_dag_1, task_id=f"split_4_{i}", python_callable=work) for i in range(3)]
BashOperator(
    task_id="{}in_5".format("jo"),
    bash_command="""
cat <<X
)
X
""",
    dag=d0_dag_1,
)
t6 = PythonOperator(task_id="".join(["fetc", "h_6"]), dag=d0_dag_1, trigger_rule="all_failed", python_callable=lambda: 1)
[t3, t6] << t2
[t2, t3] >> t6

with DAG("dag_2", catchup=False, start_date=datetime(2024, 1, 1), schedule="@daily", tags=["x"]) as d0_dag_2:
  t1 = EmptyOperator(task_id="%s" % "merge_1")
  t2 = BashOperator(
    task_id="%s_2" % "näht",
    bash_command="echo {{ ds }}",
)
  with TaskGroup(group_id="count_3") as g3:
    many4 = []
    for i, word in enumerate(['a', 'b', 'c']):
      many4.append(BashOperator(bash_command="echo {{ ds }}", retries=2, task_id=f"été_4_{word}_{i:02d}"))
    t1 >> [t2]
  chain(t1, *[t2, g3])
  many5 = []
  for i, word in enumerate(['a']):
    many5.append(BashOperator(bash_command='a > b; # no', task_id=f"merge_5_{word}_{i:02d}", env={'X': t1.output}))
  t1 >> [t2, g3]
  _ = [t1 >> one for one in [t2, g3]]
  t6 = BashOperator(
    task_id="fetch_6",
    bash_command="""
cat <<X
)
X
""",
)
  t7 = BashOperator(task_id="ship_7", bash_command="""
cat <<X
)
X
""")
  previous = None
  for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
    now = PythonOperator(python_callable=lambda x=1: (x, [x]), task_id='count_8_%s_%d' % (a, b), doc_md=__doc__)
   
    if previous is not None:
      previous >> now
    previous = now
  many8 = [previous]
  _ = [t1 >> one for one in [g3, t6]]
  t7 << t6 << g3 << t1
  t1 >> (t2,)


