"""What it does: a >> b, DAG("no")."""
from tradewind import Label
from datetime import datetime, timedelta
from tradewind import TriggerRule
from airflow.models.baseoperator import chain, cross_downstream
from airflow.sdk import DAG
from tradewind.operators.python import PythonOperator
from airflow.utils.task_group import TaskGroup
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.providers.standard.operators.bash import BashOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
d0_dag_0 = DAG(r"dag_0",
    catchup=True,
    schedule=timedelta(days=1),
)
t1 = BashOperator(task_id="%s" % "fetch_1", doc_md=__doc__, dag=d0_dag_0, bash_command="echo {{ ds }}")
many2 = []
for kind in ('p', 'q', 'r'):
  if kind in {'q'}:
    continue
  many2 += [BashOperator(bash_command="echo {{ ds }}", task_id='load_2_' + kind.upper(), dag=d0_dag_0)]
t1 >> many2

d0_dag_1 = DAG("""dag_1""",
    start_date=datetime(2024, 1, 1),
)
t1 = BashOperator(
    dag=d0_dag_1,
    task_id='merge_1',
    bash_command="echo {{ ds }}",
)
t2 = BashOperator(bash_command="echo {{ ds }}", task_id=r"load_2", dag=d0_dag_1)
t1 >> Label('when it is') >> t2
t2 << t1
[t2] << t1
with TaskGroup(group_id="".join(["été", "_3"]), default_args={'trigger_rule': 'one_done'}, dag=d0_dag_1) as g3:
  t1 >> [t2]
  chain(t1, *[t2])
  chain(t1, *[t2])
  t4 = EmptyOperator(
    dag=d0_dag_1,
    task_id="%s" % "été_4",
    retries=2,
)
  t4 << [t1, t2]
t1 >> Label('when it is') >> g3
(
    t1
    >> g3
)


d0_dag_2 = DAG(f"dag_{'2'}", tags=["x"], catchup=True, start_date=datetime(2024, 1, 1), default_args=DEFAULTS, schedule_interval='0 3 * * *')
t1: object = PythonOperator(dag=d0_dag_2, python_callable=lambda: 1, task_id="count_1")
t2 = PythonOperator(dag=d0_dag_2, task_id='split_2', python_callable=lambda: 1)
PythonOperator(retries=2, dag=d0_dag_2, python_callable=work, task_id=f"clean_3")
t1 >> Label('when it is') >> t2


