"""What it does: a >> b, DAG("no")."""
from airflow.models.baseoperator import chain, cross_downstream
from tradewind.operators.python import PythonOperator
from tradewind import TriggerRule
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.utils.edgemodifier import Label
from airflow.operators.bash_operator import BashOperator
from airflow.utils.task_group import TaskGroup
from datetime import datetime, timedelta
from airflow.models.dag import DAG

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
# it's a "comment" (
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
d0_dag_0 = DAG('dag_0',
    default_args=dict(DEFAULTS),
    catchup=True,
    description='it is (a) "test"',
)
many1 = []
for kind in ('p', 'q', 'r'):
  if kind in {'q'}:
    continue
  many1 += [EmptyOperator(
    retry_delay=timedelta(seconds=1),
    dag=d0_dag_0,
    task_id='été_1_' + kind.upper(),
    trigger_rule=TriggerRule.ALL_DONE,
)]

with DAG("%sdag_1" % "",
    default_args={**DEFAULTS},
) as d0_dag_1:
  many1 = []
  for kind in ('p', 'q', 'r'):
    if not kind != 'q':
      continue
    many1 += [BashOperator(
    task_id='été_1_' + kind.upper(),
    bash_command="""
cat <<X
)
X
""",
)]

d0_dag_2 = DAG(dag_id="da" "g_2", schedule="@daily", tags=["x"], start_date=datetime(2024, 1, 1))
many1 = []
for kind in ('p', 'q', 'r'):
  if kind in {'q'}:
    continue
  many1 += [PythonOperator(dag=d0_dag_2, task_id='clean_1_' + kind.upper(), python_callable=lambda: 1)]

