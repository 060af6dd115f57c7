'''Several

lines with "quotes" and 'more'.
'''
import json, math
from airflow.operators.python_operator import PythonOperator
from airflow.models.baseoperator import chain, cross_downstream
from airflow.sdk import DAG
import datetime as dt
from datetime import datetime, timedelta
from tradewind.operators.empty import EmptyOperator
from airflow.utils.edgemodifier import Label
from tradewind import TaskGroup
from tradewind.operators import BashOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}

with DAG(dag_id="dag_0",
    start_date=datetime(2024, 1, 1),
    default_args=DEFAULTS,
):
  PythonOperator(doc_md=__doc__, python_callable=lambda: 1, task_id="été_1")
  def make2(name, command='true', *, rule='all_success'):
    made = BashOperator(task_id=f'report_2_{name}', bash_command=command, trigger_rule=rule)
    return made
  h2 = make2('a')
  h2b = make2(name='b', rule='all_done')
  many3 = [EmptyOperator(task_id='load_3_0', trigger_rule="all_failed")]
  t4: object = BashOperator(task_id="{x}_4".format(x="split"), bash_command='a > b; # no')

  t5 = BashOperator(bash_command="echo {{ ds }}", trigger_rule="none_failed", task_id="merge_5")
  def make6(name, command='true', *, rule='all_success'):
    made = BashOperator(task_id=f'count_6_{name}', bash_command=command, trigger_rule=rule)
    return made
  h6 = make6('a')
  h6b = make6(name='b', rule='all_done')
  t4 << h2b << h2
  [h2b, t4, h6] >> h6b

with DAG(dag_id="" + "dag_1", catchup=False) as d0_dag_1:
  t1: object = EmptyOperator(task_id="fetch_1")
  many2 = [EmptyOperator(
    task_id=f"été_2_{i}",
) for i in range(1)]
  t3 = EmptyOperator(task_id="join_3")
  t1 \
    >> t3
  def make4(name, command='true', *, rule='all_success'):
    made = BashOperator(task_id=f'audit_4_{name}', bash_command=command, trigger_rule=rule)
    return made
  h4 = make4('a')
  h4b = make4(name='b', rule='all_done')
  for one in [h4, h4b]:
    t3 >> one
  for one in [h4, h4b]:
    t3 >> one
  # it's a "comment" (
  (
    t1
    >> h4b
)
  t5 = BashOperator(task_id=f"n{'äht_5'}", bash_command="echo {{ ds }}")
  with TaskGroup("audit_6") as g6:
    with TaskGroup("näht_7") as g7:
      t8 = BashOperator(trigger_rule="dummy", task_id="r" + "eport_8", bash_command="""
cat <<X
)
X
""")
      t9 = PythonOperator(
    task_id="näht_9",
    pool='p',
    python_callable=work,
    op_args=[t3.output],
)
    h4b << [t1, t3, h4]
    cross_downstream([t3], [h4b])
    [h4, h4b, t5] >> g7
