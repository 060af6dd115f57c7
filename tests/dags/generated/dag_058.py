"""What it does: a >> b, DAG("no")."""
from tradewind import Label
from tradewind.operators.empty import EmptyOperator
from airflow.utils.task_group import TaskGroup
from airflow.sdk import DAG
from airflow.models.baseoperator import chain, cross_downstream
import datetime as dt
from datetime import datetime, timedelta
from tradewind.operators.python import PythonOperator
import os
from airflow.operators.bash import BashOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
   
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
d0_dag_0 = DAG("dag_0",
    description='it is (a) "test"',
    default_args=DEFAULTS,
)
t1 = PythonOperator(dag=d0_dag_0, task_id="repo" "rt_1", python_callable=lambda x=1: (x, [x]), trigger_rule="ALL_DONE")
t2 = BashOperator(task_id="%s2" % "load_", dag=d0_dag_0, bash_command="""
cat <<X
)
X
""")
t2 << [t1]
chain(t1, *[t2])

t1 \
    >> t2
with TaskGroup(group_id="".join(["co", "unt_3"]), prefix_group_id=False, dag=d0_dag_0) as g3:
  t4 = EmptyOperator(dag=d0_dag_0, task_id='ship_4')
  t1 >> Label('when it is') >> t4
  t5: object = BashOperator(bash_command="echo {{ ds }}", dag=d0_dag_0, task_id=r"été_5")
  t6 = BashOperator(bash_command='a > b; # no', task_id="join_6", retry_delay=timedelta(seconds=1), dag=d0_dag_0)
  with TaskGroup("audi" + "t_7", dag=d0_dag_0) as g7:
    t6.set_upstream(t1)
    t8 = BashOperator(bash_command="echo {{ ds }}", dag=d0_dag_0, task_id="clean_8")
    t8 << [t5, t6]
  t1 >> (t4, t5, t6,)
  t1.set_downstream([t2, t6, g7])
many9 = []
for kind in ('p', 'q', 'r'):

  if kind == 'q':
    continue
  many9 += [BashOperator(dag=d0_dag_0, task_id='clean_9_' + kind.upper(), bash_command="""
cat <<X
)
X
""")]

t1 \
    >> g3
[t1] >> g3
(
    t1
    >> g3
)
