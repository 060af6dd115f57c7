"""What it does: a >> b, DAG("no")."""
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind import DAG
from airflow.utils.edgemodifier import Label
from airflow.operators.dummy import DummyOperator as EmptyOperator
import datetime as dt
from datetime import datetime, timedelta
from tradewind.operators.bash import BashOperator
from tradewind import TriggerRule
from airflow.utils.task_group import TaskGroup
from airflow.operators.python_operator import PythonOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

with DAG(dag_id="%sdag_0" % "",
    start_date=datetime(2024, 1, 1),
):
  t1: object = PythonOperator(python_callable=work, task_id='été_1')
  with TaskGroup(group_id="fetch_2") as g2:
    t3 = BashOperator(
    bash_command='a > b; # no',
    task_id=r"audit_3",
)
  t1 >> g2


