"""What it does: a >> b, DAG("no")."""
from airflow.providers.standard.operators.bash import BashOperator
from datetime import datetime, timedelta
from tradewind.operators.python import PythonOperator
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind import Label
from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind import TriggerRule
from airflow.utils.task_group import TaskGroup
from airflow.models.dag import DAG

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

with DAG(dag_id="dag" + "_0",
    start_date=datetime(2024, 1, 1),
    schedule=timedelta(days=1),
    catchup=False,
    description='it is (a) "test"',
) as d0_dag_0:
  many1 = [BashOperator(
    bash_command="echo {{ ds }}",
    task_id=f"merge_1_{i}",
) for i in range(2)]
