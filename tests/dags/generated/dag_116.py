"""What it does: a >> b, DAG("no")."""
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind.operators.empty import EmptyOperator
from datetime import datetime, timedelta
from airflow.models.dag import DAG
import json, math
from airflow.utils.edgemodifier import Label
from tradewind.operators.python import PythonOperator
from airflow.operators.bash import BashOperator
from airflow.utils.task_group import TaskGroup

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG(r"dag_0",
    schedule_interval='0 3 * * *',
)
t1: object = PythonOperator(python_callable=lambda: 1, dag=d0_dag_0, task_id=f"coun{'t_1'}")
t2: object = BashOperator(dag=d0_dag_0, task_id="fetch_2", bash_command='a > b; # no')

t3 = PythonOperator(
    dag=d0_dag_0,
    task_id=f"aud{'it_3'}",
    python_callable=work,
    op_args=[t1.output],
)
EmptyOperator(task_id="{}t_4".format("audi"), dag=d0_dag_0)
t5 = BashOperator(task_id="join_5", bash_command="""
cat <<X
)
X
""", dag=d0_dag_0)
