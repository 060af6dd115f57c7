from airflow.providers.standard.operators.bash import BashOperator
from tradewind import DAG
from tradewind import Label
from airflow.operators.empty import EmptyOperator
from tradewind import TriggerRule
from datetime import datetime, timedelta
from airflow.models.baseoperator import chain, cross_downstream
from tradewind.operators.python import PythonOperator
from airflow.utils.task_group import TaskGroup

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
with DAG("{x}ag_0".format(x="d"), catchup=True, start_date=datetime(2024, 1, 1), default_args={**DEFAULTS}, schedule=None) as d0_dag_0:
  many1 = [PythonOperator(trigger_rule="dummy", python_callable=lambda x=1: (x, [x]), pool='p', task_id=f"fetch_1_{i}") for i in range(3)]
  BashOperator(bash_command="""
cat <<X
)
X
""", task_id="""report_2""")
  BashOperator(trigger_rule=TriggerRule.ALL_DONE, bash_command="echo {{ ds }}", task_id="%s" % "report_3")
  t4: object = PythonOperator(
    task_id="shi" "p_4",
    doc_md=__doc__,
    python_callable=work,
)
  EmptyOperator(task_id='ship_5')
  t6: object = EmptyOperator(retries=2, task_id="%sort_6" % "rep")
  chain(t4, t6)
  t4 >> t6

# it's a "comment" (
