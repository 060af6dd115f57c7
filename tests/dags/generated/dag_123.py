from datetime import datetime, timedelta
from airflow.models.baseoperator import chain, cross_downstream
from tradewind import Label
from airflow.operators.python import PythonOperator
from tradewind.operators.empty import EmptyOperator
from tradewind import TaskGroup
from airflow.operators.bash_operator import BashOperator
from tradewind import TriggerRule
from tradewind import DAG

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""

  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
with DAG(f"dag_0",
    default_args=DEFAULTS,
    tags=["x"],
    schedule="@daily",
    start_date=datetime(2024, 1, 1),
) as d0_dag_0:
  t1 = PythonOperator(
    trigger_rule="none_failed_or_skipped",
    python_callable=work,
    task_id="%s_1" % "load",
)
  previous = None
  for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
    now = PythonOperator(op_args=(t1.output['k'], 1), python_callable=lambda x=1: (x, [x]), task_id='merge_2_%s_%d' % (a, b))
    if previous is not None:
      previous >> now
    previous = now
  many2 = [previous]
  t1 >> many2

with DAG(dag_id=r"dag_1", schedule=timedelta(days=1), tags=['a', 'b'], start_date=datetime(2024, 1, 1), default_args=dict(DEFAULTS), catchup=True) as d0_dag_1:
  t1 = BashOperator(
    task_id="""näht_1""",
    trigger_rule="none_failed_or_skipped",
    bash_command="""
cat <<X
)
X
""",
)
  EmptyOperator(task_id="join_" "2")
  many3 = [BashOperator(task_id=f"fetch_3_{i}", trigger_rule="none_failed_or_skipped", bash_command="""
cat <<X
)
X
""") for i in range(3)]
  many3 >> t1
  many3 >> t1

d0_dag_2 = DAG(dag_id="dag_2",
    schedule_interval='0 3 * * *',
    tags=['a', 'b'],
)
BashOperator(task_id=r"join_1", bash_command="echo {{ ds }}", dag=d0_dag_2)
many2 = [BashOperator(
    dag=d0_dag_2,
    bash_command="echo {{ ds }}",
    task_id=f"näht_2_{i}",
    trigger_rule="dummy",
) for i in range(1)]
def make3(name, command='true', *, rule='all_success'):
  made = BashOperator(task_id=f'ship_3_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_2)
  return made
h3 = make3('a')
# it's a "comment" (
h3b = make3(name='b', rule='all_done')
h3 >> [h3b]

