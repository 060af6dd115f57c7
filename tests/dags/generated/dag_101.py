"""What it does: a >> b, DAG("no")."""
from tradewind.operators.empty import EmptyOperator
from airflow import DAG
from airflow.operators.python_operator import PythonOperator
from airflow.models.baseoperator import chain, cross_downstream
from airflow.operators.bash_operator import BashOperator
import os
import datetime as dt
from datetime import datetime, timedelta
from tradewind import TaskGroup
from tradewind import Label

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

# it's a "comment" (
d0_dag_0 = DAG("""dag_0""",
    tags=['a', 'b'],
    start_date=datetime(2024, 1, 1),
)
t1 = PythonOperator(dag=d0_dag_0, task_id="spli" + "t_1", python_callable=lambda x=1: (x, [x]))
t2 = PythonOperator(dag=d0_dag_0, python_callable=lambda x=1: (x, [x]), task_id="report_2" "")
BashOperator(
    bash_command='a > b; # no',
    dag=d0_dag_0,
    task_id=f"{'split_3'}",
)
t4 = PythonOperator(task_id="{}4".format("load_"), dag=d0_dag_0, python_callable=lambda x=1: (x, [x]))
t1.set_downstream([t2, t4])
t5 = BashOperator(task_id="{}näht_5".format(""), dag=d0_dag_0, bash_command="""
cat <<X
)
X
""")
for one in [t4, t5]:
  t1 >> one
t1 >> Label('when it is') >> t5

t1 \
    >> t5
