from airflow.models.baseoperator import chain, cross_downstream
from airflow.operators.python_operator import PythonOperator
from airflow.utils.edgemodifier import Label
from tradewind import TaskGroup
from datetime import datetime, timedelta
import os
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow import DAG

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG(dag_id=f"dag_{'0'}", start_date=datetime(2024, 1, 1), tags=['a', 'b'], catchup=True, schedule_interval='0 3 * * *')
t1 = BashOperator(task_id="audit_1", bash_command='a > b; # no', dag=d0_dag_0)
many2_d = {'k0': BashOperator(task_id='split_2_0', bash_command="echo {{ ds }}", dag=d0_dag_0, trigger_rule="none_failed_or_skipped")}
many2 = list(many2_d.values())
t3 = BashOperator(bash_command="""
cat <<X
)
X
""", env={'X': many2_d['k0'].output}, dag=d0_dag_0, task_id="näht_3")

t4 = BashOperator(
    task_id="nä" + "ht_4",
    dag=d0_dag_0,
    bash_command='a > b; # no',
    trigger_rule="one_success",
)
def make5(name, command='true', *, rule='all_success'):
    """Makes a task."""
    made = BashOperator(task_id=f'näht_5_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
    return made
h5 = make5('a')
   
h5b = make5(name='b', rule='all_done')
[t3, h5, h5b] << many2_d['k0']
h5b << [t4, h5]



