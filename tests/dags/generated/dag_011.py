"""What it does: a >> b, DAG("no")."""
from airflow.utils.task_group import TaskGroup
from airflow.models.baseoperator import chain, cross_downstream
import json, math
from airflow.operators.python import PythonOperator
from airflow.sdk import DAG
import datetime as dt
from datetime import datetime, timedelta
from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind.operators import BashOperator
from airflow.utils.edgemodifier import Label

def work(x=1, *args, **kwargs):

  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG("""dag_0""",
    tags=['a', 'b'],
) as d0_dag_0:
  BashOperator(task_id="report_1", bash_command="""
cat <<X
)
X
""")
  t2 = BashOperator(task_id=r"ship_2", bash_command="echo {{ ds }}")
  def make3(name, command='true', *, rule='all_success'):
    made = BashOperator(task_id=f'clean_3_{name}', bash_command=command, trigger_rule=rule)
    return made
  h3 = make3('a')
  h3b = make3(name='b', rule='all_done')
   
  [t2, h3] >> h3b
  _ = [t2 >> one for one in [h3, h3b]]
  [h3, h3b] << t2

