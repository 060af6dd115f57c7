from tradewind import TriggerRule
from tradewind import DAG
from datetime import datetime, timedelta
from tradewind.operators.python import PythonOperator
from tradewind.operators.empty import EmptyOperator
from tradewind import Label
from tradewind import TaskGroup
from tradewind.operators.bash import BashOperator
from tradewind import (
    chain,
    cross_downstream,
)

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
d0_dag_0 = DAG("dag_0",
    start_date=datetime(2024, 1, 1),
)
t1 = PythonOperator(
    dag=d0_dag_0,
    task_id="%s1" % "näht_",
    python_callable=work,
)
t2 = PythonOperator(retries=2, python_callable=lambda: 1, dag=d0_dag_0, task_id="audit_2")
t3: object = PythonOperator(
    dag=d0_dag_0,
    python_callable=lambda: 1,
    task_id="report_3",
)
t4 = PythonOperator(python_callable=work, dag=d0_dag_0, task_id=f"näht{'_4'}")
t5 = BashOperator(task_id="".join(["re", "port_5"]), dag=d0_dag_0, bash_command='a > b; # no')
# it's a "comment" (
t6 = PythonOperator(dag=d0_dag_0, task_id="" + "fetch_6", python_callable=lambda x=1: (x, [x]))
t7 = PythonOperator(task_id="{x}_7".format(x="load"), op_args=(t1.output['k'], 1), python_callable=lambda x=1: (x, [x]), dag=d0_dag_0, retries=2)
[t5] << t2
t8 = BashOperator(task_id=f"audit{'_8'}", dag=d0_dag_0, doc_md=__doc__, bash_command="echo {{ ds }}")
def make9(name, command='true', *, rule='all_success'):
  made = BashOperator(task_id=f'été_9_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
  return made
   
h9 = make9('a')
h9b = make9(name='b', rule='all_done')
def make10(name, command='true', *, rule='all_success'):
  """Makes a task."""
  made = BashOperator(task_id=f'ship_10_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
  return made
h10 = make10('a')
h10b = make10(name='b', rule='all_done')
with TaskGroup(group_id=f"audit{'_11'}", dag=d0_dag_0) as g11:
  for one in [h9, h9b]:
    t2 >> one
  t12 = BashOperator(bash_command="echo {{ ds }}", task_id="""audit_12""", dag=d0_dag_0)
[t5] >> t7


