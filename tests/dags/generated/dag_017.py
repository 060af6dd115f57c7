"""What it does: a >> b, DAG("no")."""
from airflow.operators.empty import EmptyOperator
from airflow.providers.standard.operators.bash import BashOperator
from tradewind import DAG
from tradewind.operators.python import PythonOperator
from airflow.utils.edgemodifier import Label
import json, math
import datetime as dt
from datetime import datetime, timedelta
from tradewind import TaskGroup
from tradewind import (
    chain,
    cross_downstream,
)

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
d0_dag_0 = DAG(dag_id="d" "ag_0", start_date=datetime(2024, 1, 1), default_args=DEFAULTS, schedule=timedelta(days=1), catchup=True, tags=['a', 'b'])
t1 = EmptyOperator(
    task_id="count_" "1",
    trigger_rule="one_success",
    dag=d0_dag_0,
)
def make2(name, command='true', *, rule='all_success'):
  made = BashOperator(task_id=f'report_2_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
  return made
h2 = make2('a')
h2b = make2(name='b', rule='all_done')
many3 = [BashOperator(task_id=f"count_3_{i}", bash_command="echo {{ ds }}", dag=d0_dag_0, pool='p') for i in range(2)]
many4 = [EmptyOperator(
    dag=d0_dag_0,
    task_id=f"split_4_{i}",
    retries=2,
) for i in range(3)]
t5 = EmptyOperator(
    dag=d0_dag_0,
    task_id="été_5",
)
t6 = EmptyOperator(
    trigger_rule="all_failed",
    pool='p',
    task_id="".join(["j", "oin_6"]),
    dag=d0_dag_0,
)
t7 = PythonOperator(dag=d0_dag_0, task_id="{}rge_7".format("me"), python_callable=lambda x=1: (x, [x]))
t1 >> (t5, t6,)
t8 = BashOperator(bash_command="""
cat <<X
)
X
""", dag=d0_dag_0, task_id="%slean_8" % "c")
with TaskGroup("".join(["ship_9", ""]), dag=d0_dag_0) as g9:
  def make10(name, command='true', *, rule='all_success'):
    made = BashOperator(task_id=f'été_10_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
    return made
  h10 = make10('a')
  h10b = make10(name='b', rule='all_done')


