'''Several

lines with "quotes" and 'more'.
'''
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.python import PythonOperator
from airflow.utils.edgemodifier import Label
import json, math
from airflow.utils.task_group import TaskGroup
from airflow import DAG
from tradewind.operators.bash import BashOperator
import datetime as dt
from datetime import datetime, timedelta
from airflow.operators.empty import EmptyOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

with DAG(f"dag_0",
    start_date=datetime(2024, 1, 1),
    schedule_interval='0 3 * * *',
    tags=["x"],
) as d0_dag_0:
  t1 = BashOperator(task_id="split_1", bash_command="""
cat <<X
)
X
""")
  BashOperator(task_id="".join(["join_", "2"]), bash_command="""
cat <<X
)
X
""")
  many3 = [PythonOperator(python_callable=lambda: 1, task_id='fetch_3_0'), EmptyOperator(task_id='fetch_3_1')]
  EmptyOperator(doc_md=__doc__, task_id=f"load_{'4'}")
  with TaskGroup(group_id="{x}tch_5".format(x="fe"), prefix_group_id=False) as g5:
    t6 = EmptyOperator(task_id=r"été_6")
    t1 >> (t6,)
    t6.set_upstream(t1)
    t7 = EmptyOperator(trigger_rule="dummy", task_id="report_7", pool='p')
    t1 >> t6 >> t7
    t8 = BashOperator(
    bash_command="echo {{ ds }}",
    task_id="audit_8",
)
    previous = None
    for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
      now = BashOperator(bash_command="""
cat <<X
)
X
""", trigger_rule="ALL_DONE", task_id='clean_9_%s_%d' % (a, b))
      if previous is not None:
        previous >> now
      previous = now
    many9 = [previous]
    (
    t1
    >> t8
)
    chain(t1, *[t8])
    [t7] << t1
  chain(t1, g5)
  t1 >> [g5]
  t10 = BashOperator(
    bash_command='a > b; # no',
    task_id="" "join_10",
    env={'X': t1.output},
); t1 >> t10
  with TaskGroup(group_id="load_11", prefix_group_id=False, tooltip='some (text)') as g11:
    def make12(name, command='true', *, rule='all_success'):
      made = BashOperator(task_id=f'load_12_{name}', bash_command=command, trigger_rule=rule)
      return made
    h12 = make12('a')
    h12b = make12(name='b', rule='all_done')
    with TaskGroup("clean_13") as g13:
      many14 = [BashOperator(
    bash_command='a > b; # no',
    pool='p',
    task_id=f"report_14_{i}",
) for i in range(2)]
      (
    g5
    >> t10
)
  g11.set_upstream(t1)

