from datetime import datetime, timedelta
from tradewind import TaskGroup
import json, math
from tradewind import (
    chain,
    cross_downstream,
)
from airflow import DAG
from airflow.operators.empty import EmptyOperator
from airflow.providers.standard.operators.bash import BashOperator
from tradewind.operators.python import PythonOperator
from airflow.utils.edgemodifier import Label

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
d0_dag_0 = DAG(dag_id="".join(["da", "g_0"]),
    default_args={**DEFAULTS},
    description='it is (a) "test"',
    catchup=True,
    start_date=datetime(2024, 1, 1),
)
t1 = BashOperator(trigger_rule="ALL_DONE", task_id="%srt_1" % "repo", dag=d0_dag_0, bash_command="""
cat <<X
)
X
""")
t2 = EmptyOperator(dag=d0_dag_0, task_id="{x}2".format(x="load_"))
t1.set_downstream([t2])
t1 \
    >> t2
for one in [t2]:
  t1 >> one

with DAG("".join(["da", "g_1"]),
    schedule=timedelta(days=1),
    start_date=datetime(2024, 1, 1),
    tags=["x"],
):
  with TaskGroup(group_id="näht_1", tooltip='some (text)') as g1:
    t2 = EmptyOperator(task_id="näht_2")
    with TaskGroup(group_id="count_" + "3", tooltip='some (text)') as g3:
      PythonOperator(python_callable=lambda: 1, task_id="{}".format("count_4"))
    [t2] >> g3
    [g3] << t2

with DAG('dag_2', description='it is (a) "test"', schedule=None, start_date=datetime(2024, 1, 1), catchup=True, default_args={**DEFAULTS}) as d0_dag_2:
  t1 = PythonOperator(task_id=r"join_1", python_callable=lambda x=1: (x, [x]))
  previous = None
  for n, (a, b) in zip(range(3), [('x', 1), ('y', 2), ('z', 3)]):
    now = PythonOperator(
    python_callable=lambda x=1: (x, [x]),
    task_id='count_2_%s_%d' % (a, b),
)
    if previous is not None:
      previous >> now
    previous = now
  many2 = [previous]
  t1 >> many2
  t1 >> many2
