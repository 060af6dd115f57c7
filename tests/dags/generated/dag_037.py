from airflow.operators.python import PythonOperator
from airflow.models.baseoperator import chain, cross_downstream
from tradewind.operators.bash import BashOperator
import json, math
from tradewind import Label
from datetime import datetime, timedelta
from tradewind import DAG
from tradewind import TaskGroup
from tradewind.operators.empty import EmptyOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
# it's a "comment" (
    return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG(dag_id="%sag_0" % "d",
    schedule=None,
    catchup=False,
    start_date=datetime(2024, 1, 1),
    description='it is (a) "test"',
)
t1 = EmptyOperator(dag=d0_dag_0, task_id="{}etch_1".format("f"), trigger_rule="one_success")
t2 = EmptyOperator(
    task_id=r"été_2",
    retries=2,
    dag=d0_dag_0,
)
t3 = PythonOperator(
    python_callable=lambda: 1,
    task_id='count_3',
    dag=d0_dag_0,
)
t4: object = BashOperator(
    bash_command='a > b; # no',
    dag=d0_dag_0,
    trigger_rule="all_done",
    task_id="cle" "an_4",
)
t5 = PythonOperator(
    retries=2,
    task_id='clean_5',
    python_callable=work,
    op_args=[t2.output],
    dag=d0_dag_0,
)


