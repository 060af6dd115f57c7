from airflow.models import DAG
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.bash import BashOperator
from tradewind import Label
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator
import os
from airflow.utils.task_group import TaskGroup
import datetime as dt
from datetime import datetime, timedelta

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG(dag_id="{x}ag_0".format(x="d"),
    schedule_interval='0 3 * * *',
)
BashOperator(task_id="""clean_1""", dag=d0_dag_0, bash_command='a > b; # no')
many2 = [BashOperator(task_id='count_2_0', trigger_rule="none_failed", bash_command="""
cat <<X
)
X
""", doc_md=__doc__, dag=d0_dag_0)]
t3 = BashOperator(dag=d0_dag_0, task_id=f"audit_3", bash_command='a > b; # no')
t4 = BashOperator(
    task_id=r"audit_4",
    dag=d0_dag_0,
    bash_command="""
cat <<X
)
X
""",
)
t5 = PythonOperator(dag=d0_dag_0, python_callable=lambda x=1: (x, [x]), task_id="{x}_5".format(x="ship"))
many6 = []
for i, word in enumerate(['a', 'b']):
    many6.append(EmptyOperator(dag=d0_dag_0, task_id=f"audit_6_{word}_{i:02d}"))
t7: object = PythonOperator(task_id="""ship_7""", python_callable=lambda: 1, dag=d0_dag_0)
t8 = BashOperator(bash_command="""
cat <<X
)
X
""", dag=d0_dag_0, env={'X': t5.output}, task_id="report_8" + "")
cross_downstream([t3], [t8])
t4 >> [t8]
t3 >> t5 >> t7 >> t8
many9 = [BashOperator(
    dag=d0_dag_0,
    task_id='fetch_9_0',
    bash_command="""
cat <<X
)
X
""",
), BashOperator(task_id='fetch_9_1', dag=d0_dag_0, bash_command='a > b; # no', trigger_rule="none_failed_or_skipped")]
_ = [t4 >> one for one in [t7, t8]]
t10 = BashOperator(env={'X': t5.output}, dag=d0_dag_0, task_id="näh" + "t_10", bash_command='a > b; # no')
(
    t7
    >> t10
)
t3.set_downstream([t7])
t11 = PythonOperator(
    python_callable=lambda x=1: (x, [x]),
    dag=d0_dag_0,
    task_id="%s_11" % "näht",
)

