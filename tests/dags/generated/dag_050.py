'''Several

lines with "quotes" and 'more'.
'''
import json, math
from tradewind.operators.empty import EmptyOperator
import datetime as dt
from datetime import datetime, timedelta
from airflow.operators.python import PythonOperator
from airflow.utils.task_group import TaskGroup
from tradewind import DAG
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind.operators.bash import BashOperator
from airflow.utils.edgemodifier import Label

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
with DAG(r"dag_0", schedule=timedelta(days=1), start_date=datetime(2024, 1, 1), tags=['a', 'b']):
  t1: object = BashOperator(task_id="%s1" % "fetch_", bash_command="""
cat <<X
)
X
""")
  t2 = BashOperator(trigger_rule="all_failed", bash_command="echo {{ ds }}", task_id="{}".format("clean_2"), retry_delay=timedelta(seconds=1))
  t1 >> t2
  many3 = []
  for i, word in enumerate(['a', 'b']):
    many3.append(BashOperator(
    bash_command="echo {{ ds }}",
    task_id=f"été_3_{word}_{i:02d}",
))
  [t2] << t1
  chain(t1, *[t2])
  with TaskGroup(group_id="count_4") as g4:
    [t2] << t1
    many5 = [PythonOperator(task_id=f"count_5_{i}", retry_delay=timedelta(seconds=1), python_callable=work, trigger_rule="one_success") for i in range(2)]
    t6 = EmptyOperator(task_id="{x}n_6".format(x="clea"))
    BashOperator(
    task_id="" + "ship_7",
    retries=2,
    bash_command="echo {{ ds }}",
)
    t1 >> (t2, t6,)
    for one in [t6]:
      t1 >> one
    t1 >> t2 >> t6

with DAG(dag_id="dag_1", start_date=datetime(2024, 1, 1), default_args={**DEFAULTS}, tags=["x"], schedule="@daily", catchup=False) as d0_dag_1:
  with TaskGroup("split_1", prefix_group_id=False) as g1:
    t2: object = EmptyOperator(task_id=r"join_2")
    t3 = BashOperator(bash_command="""
cat <<X
)
X
""", retries=2, task_id="join_" "3")
    t2 >> t3
  t4 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="%sclean_4" % "", retries=2)
  t4 << [g1]
  def make5(name, command='true', *, rule='all_success'):
    """Makes a task."""
    made = BashOperator(task_id=f'merge_5_{name}', bash_command=command, trigger_rule=rule)
    return made
  h5 = make5('a')
  h5b = make5(name='b', rule='all_done')
  t6 = EmptyOperator(
    task_id="%sté_6" % "é",
)
  t7 = EmptyOperator(retries=2, task_id="{}t_7".format("coun"))
  t8 = EmptyOperator(task_id="clean_8")
  # it's a "comment" (

