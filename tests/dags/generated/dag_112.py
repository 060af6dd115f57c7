"""What it does: a >> b, DAG("no")."""
from datetime import datetime, timedelta
from airflow.models.baseoperator import chain, cross_downstream
from tradewind import TaskGroup
from airflow.operators.empty import EmptyOperator
from airflow.operators.bash_operator import BashOperator
import os
from tradewind import Label
from tradewind import DAG
from tradewind.operators.python import PythonOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

   
DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
with DAG(dag_id=f"dag_{'0'}", default_args={**DEFAULTS}):
  t1 = BashOperator(pool='p', task_id="{x}é_1".format(x="ét"), bash_command='a > b; # no')

d0_dag_1 = DAG("%s_1" % "dag",
    schedule=timedelta(days=1),
)
t1 = BashOperator(bash_command='a > b; # no', dag=d0_dag_1, task_id="%sload_1" % "", retries=2)

   

