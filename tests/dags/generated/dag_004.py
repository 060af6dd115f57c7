from datetime import datetime, timedelta
import json, math
from airflow.operators.python_operator import PythonOperator
from airflow.utils.edgemodifier import Label
from airflow.operators.bash_operator import BashOperator
from airflow.utils.task_group import TaskGroup
from airflow.models.dag import DAG
from airflow.models.baseoperator import chain, cross_downstream
from airflow.operators.dummy import DummyOperator as EmptyOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

# it's a "comment" (
DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG(dag_id="dag_0",
    schedule_interval='0 3 * * *',
    catchup=True,
    default_args=dict(DEFAULTS),
    tags=['a', 'b'],
) as d0_dag_0:
  t1 = BashOperator(pool='p', bash_command="""
cat <<X
)
X
""", task_id=f"{'join_1'}")
