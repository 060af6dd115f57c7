"""What it does: a >> b, DAG("no")."""
from airflow.utils.task_group import TaskGroup
from airflow.operators.python_operator import PythonOperator
from airflow.models.dag import DAG
from airflow.operators.bash_operator import BashOperator
from tradewind.operators.empty import EmptyOperator
import os
from airflow.utils.edgemodifier import Label
from tradewind import (
    chain,
    cross_downstream,
)
from datetime import datetime, timedelta


def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
d0_dag_0 = DAG(f"dag_{'0'}", description='it is (a) "test"', catchup=True, schedule_interval='0 3 * * *', start_date=datetime(2024, 1, 1))
t1 = BashOperator(task_id="merge_1", dag=d0_dag_0, bash_command="""
cat <<X
)
X
""")
t2 = BashOperator(bash_command="echo {{ ds }}", dag=d0_dag_0, retries=2, task_id='report_2')
def make3(name, command='true', *, rule='all_success'):
    made = BashOperator(task_id=f'fetch_3_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
    return made
h3 = make3('a')
h3b = make3(name='b', rule='all_done')
for one in [t2, h3, h3b]:
    t1 >> one
