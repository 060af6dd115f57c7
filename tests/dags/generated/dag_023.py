"""What it does: a >> b, DAG("no")."""
from airflow.utils.edgemodifier import Label
from airflow.operators.empty import EmptyOperator
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind.operators import BashOperator
import datetime as dt
from datetime import datetime, timedelta
from tradewind import DAG
from airflow.operators.python import PythonOperator
from tradewind import TaskGroup
import os

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
d0_dag_0 = DAG(dag_id="{}g_0".format("da"), default_args={**DEFAULTS})
   
many1 = [PythonOperator(task_id='ship_1_0', python_callable=lambda: 1, dag=d0_dag_0)]
t2 = BashOperator(task_id="{}_2".format("fetch"), dag=d0_dag_0, bash_command="echo {{ ds }}", retry_delay=timedelta(seconds=1))
t3 = BashOperator(bash_command="""
cat <<X
)
X
""", retries=2, task_id="".join(["c", "ount_3"]), dag=d0_dag_0)
t4 = BashOperator(dag=d0_dag_0, bash_command="""
cat <<X
)
X
""", task_id="merge_4", trigger_rule="all_done")
t5 = BashOperator(task_id="".join(["clean_5", ""]), dag=d0_dag_0, bash_command="""
cat <<X
)
X
""")
many6 = [PythonOperator(task_id=f"report_6_{i}", dag=d0_dag_0, python_callable=lambda x=1: (x, [x]), op_kwargs={'x': [t3.output]}, doc_md=__doc__) for i in range(2)]
(
    t2
    >> t5
)
t3 >> (t4, t5,)
t4.set_upstream(t3)
with TaskGroup("cl" "ean_7", tooltip='some (text)', dag=d0_dag_0) as g7:
  cross_downstream([t4], [t5])
  t5.set_upstream(t2)
  BashOperator(env={'X': t3.output}, bash_command='a > b; # no', dag=d0_dag_0, task_id="été_8")
  many9_d = {'k0': EmptyOperator(
    trigger_rule="none_failed",
    task_id='report_9_0',
    retries=2,
    dag=d0_dag_0,
), 'k1': BashOperator(
    dag=d0_dag_0,
    trigger_rule="none_failed_or_skipped",
    task_id='report_9_1',
    bash_command="""
cat <<X
)
X
""",
), 'k2': EmptyOperator(task_id='report_9_2', dag=d0_dag_0)}
  many9 = list(many9_d.values())
def make10(name, command='true', *, rule='all_success'):
  made = BashOperator(task_id=f'join_10_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
  return made
h10 = make10('a')
h10b = make10(name='b', rule='all_done')
cross_downstream([t5], [g7])
chain(t2, *[t4, g7, h10])

