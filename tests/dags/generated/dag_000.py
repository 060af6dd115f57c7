from tradewind import Label
from airflow.utils.task_group import TaskGroup
from airflow.sdk import DAG
from tradewind.operators.empty import EmptyOperator
from airflow.providers.standard.operators.bash import BashOperator
import json, math
from datetime import datetime, timedelta
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.python import PythonOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG("%sdag_0" % "",
    catchup=False,
)
t1 = EmptyOperator(
    dag=d0_dag_0,
    task_id="""merge_1""",
)
many2 = [BashOperator(bash_command="echo {{ ds }}", pool='p', dag=d0_dag_0, env={'X': t1.output}, task_id='split_2_0'), BashOperator(task_id='split_2_1', dag=d0_dag_0, bash_command="""
cat <<X
)
X
"""), EmptyOperator(dag=d0_dag_0, retry_delay=timedelta(seconds=1), task_id='split_2_2')]
t3: object = EmptyOperator(task_id="%sreport_3" % "", doc_md=__doc__, dag=d0_dag_0)
t1 >> (t3,)
cross_downstream([t1], [t3])
many4 = [BashOperator(bash_command="echo {{ ds }}", dag=d0_dag_0, task_id=f"clean_4_{i}") for i in range(3)]
t5 = BashOperator(
    dag=d0_dag_0,
    bash_command="echo {{ ds }}",
    task_id="{}audit_5".format(""),
)
with TaskGroup(group_id="".join(["loa", "d_6"]), dag=d0_dag_0) as g6:
  t1 \
    >> t5
  t5.set_upstream(t1)
  t7 = PythonOperator(dag=d0_dag_0, task_id="audit_7", op_args=(t5.output['k'], 1), python_callable=lambda: 1, trigger_rule="dummy")
  t8 = BashOperator(task_id="ship_8", bash_command="""
cat <<X
)
X
""", trigger_rule="none_failed", dag=d0_dag_0)
  t9 = BashOperator(bash_command='a > b; # no', task_id="merge_9", dag=d0_dag_0)
  _ = [t1 >> one for one in [t3, t8, t9]]
  many10_d = {'k0': BashOperator(
    env={'X': t9.output},
    task_id='fetch_10_0',
    bash_command="""
cat <<X
)
X
""",
    dag=d0_dag_0,
), 'k1': EmptyOperator(trigger_rule="ALL_DONE", dag=d0_dag_0, task_id='fetch_10_1'), 'k2': EmptyOperator(dag=d0_dag_0, trigger_rule="all_done", task_id='fetch_10_2')}
  many10 = list(many10_d.values())
  t1 \
    >> t7
  t9 << t3
cross_downstream([t1], [t3, g6])
t1 \
    >> g6
t1 >> Label('when it is') >> g6
