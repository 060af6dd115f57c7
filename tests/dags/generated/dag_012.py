"""What it does: a >> b, DAG("no")."""
import os
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.models.baseoperator import chain, cross_downstream
from airflow.providers.standard.operators.bash import BashOperator
from airflow.utils.task_group import TaskGroup
from airflow.operators.python import PythonOperator
from airflow.models import DAG
import datetime as dt
from datetime import datetime, timedelta
from airflow.utils.edgemodifier import Label

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

with DAG("%s" % "dag_0", start_date=datetime(2024, 1, 1), tags=["x"]) as d0_dag_0:
  many1 = []
  for i, word in enumerate(['a']):
    many1.append(PythonOperator(python_callable=lambda: 1, task_id=f"audit_1_{word}_{i:02d}"))
  previous = None
   
  for n, (a, b) in zip(range(1), [('x', 1), ('y', 2), ('z', 3)]):
    now = BashOperator(bash_command="echo {{ ds }}", task_id='report_2_%s_%d' % (a, b))
    if previous is not None:
      previous >> now
    previous = now
  many2 = [previous]

d0_dag_1 = DAG(dag_id='dag_1', tags=["x"], start_date=datetime(2024, 1, 1), schedule_interval='0 3 * * *', catchup=True)
t1 = BashOperator(dag=d0_dag_1, task_id="".join(["merg", "e_1"]), bash_command="""
cat <<X
)
X
""")
t2 = PythonOperator(task_id="".join(["sp", "lit_2"]), dag=d0_dag_1, python_callable=lambda x=1: (x, [x]))
t1 >> (t2,)
t1 >> [t2]


