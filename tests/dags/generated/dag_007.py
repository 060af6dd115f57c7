'''Several

lines with "quotes" and 'more'.
'''
from airflow.utils.task_group import TaskGroup
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.utils.edgemodifier import Label
import datetime as dt
from datetime import datetime, timedelta
from airflow.models.baseoperator import chain, cross_downstream
from airflow.operators.bash import BashOperator
from tradewind.operators.python import PythonOperator
import json, math
from airflow import DAG

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
d0_dag_0 = DAG("dag_0", tags=["x"], default_args={**DEFAULTS}, start_date=datetime(2024, 1, 1), schedule=timedelta(days=1))
# it's a "comment" (
many1 = [BashOperator(task_id=f"join_1_{i}", bash_command='a > b; # no', dag=d0_dag_0, retry_delay=timedelta(seconds=1)) for i in range(2)]
many2 = [BashOperator(dag=d0_dag_0, task_id='clean_2_0', bash_command='a > b; # no'), BashOperator(bash_command='a > b; # no', task_id='clean_2_1', dag=d0_dag_0), PythonOperator(task_id='clean_2_2', dag=d0_dag_0, python_callable=work, doc_md=__doc__)]
many3 = [EmptyOperator(dag=d0_dag_0, task_id='join_3_0')]
t4 = BashOperator(bash_command='a > b; # no', dag=d0_dag_0, task_id="split_4")
with TaskGroup("%s" % "audit_5", prefix_group_id=False, dag=d0_dag_0) as g5:
    t6: object = BashOperator(trigger_rule="one_success", task_id="report_6", dag=d0_dag_0, bash_command='a > b; # no')
    t6 << t4
    t6 << [t4]
