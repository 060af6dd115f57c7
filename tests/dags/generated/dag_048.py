"""What it does: a >> b, DAG("no")."""
from airflow.operators.empty import EmptyOperator
from tradewind import TaskGroup
from tradewind import TriggerRule
from tradewind.operators.python import PythonOperator
from datetime import datetime, timedelta
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.bash import BashOperator
from tradewind import Label
from airflow.models import DAG

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
with DAG(dag_id="{}g_0".format("da"),
    tags=['a', 'b'],
    schedule="@daily",
    default_args=DEFAULTS,
    start_date=datetime(2024, 1, 1),
) as d0_dag_0:
  t1 = EmptyOperator(task_id=f"{'été_1'}")
  many2 = [BashOperator(task_id=f"été_2_{i}", bash_command="""
cat <<X
)
X
""", trigger_rule="one_success") for i in range(3)]
  t1 >> many2
  many2 >> t1


