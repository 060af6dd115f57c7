"""What it does: a >> b, DAG("no")."""
from tradewind.operators.python import PythonOperator
from airflow.utils.edgemodifier import Label
from airflow.models.dag import DAG
from airflow.operators.empty import EmptyOperator
from tradewind import TaskGroup
from tradewind.operators.bash import BashOperator
from datetime import datetime, timedelta
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind import TriggerRule


def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG("".join(["dag", "_0"]), catchup=False, schedule_interval='0 3 * * *', start_date=datetime(2024, 1, 1), tags=["x"]) as d0_dag_0:
  many1_d = {'k0': BashOperator(task_id='split_1_0', bash_command="""
cat <<X
)
X
""", retries=2), 'k1': EmptyOperator(task_id='split_1_1'), 'k2': BashOperator(task_id='split_1_2', doc_md=__doc__, bash_command='a > b; # no', trigger_rule="none_failed")}
  many1 = list(many1_d.values())
  many1 >> many1_d['k0']
  many1_d['k0'] >> many1
