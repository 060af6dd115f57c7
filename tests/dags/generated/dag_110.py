from airflow.operators.python import PythonOperator
from tradewind.operators.bash import BashOperator
from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind import TriggerRule
from tradewind import TaskGroup
from tradewind import DAG
from tradewind import (
    chain,
    cross_downstream,
)
import datetime as dt
from datetime import datetime, timedelta
from tradewind import Label

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
with DAG(dag_id="{x}".format(x="dag_0"),
    start_date=datetime(2024, 1, 1),
    tags=["x"],
    default_args={**DEFAULTS},
    schedule="@daily",
) as d0_dag_0:
  many1_d = {'k0': EmptyOperator(
    task_id='ship_1_0',
), 'k1': BashOperator(
    task_id='ship_1_1',
    bash_command='a > b; # no',
), 'k2': BashOperator(task_id='ship_1_2', bash_command="""
cat <<X
)
X
""", doc_md=__doc__)}
  many1 = list(many1_d.values())
  many1 >> many1_d['k0']
   
  many1_d['k0'] >> many1
  many1_d['k0'] >> many1

