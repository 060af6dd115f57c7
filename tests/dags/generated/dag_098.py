import os
from airflow.models.baseoperator import chain, cross_downstream
import datetime as dt
from datetime import datetime, timedelta
from airflow.operators.bash_operator import BashOperator
from tradewind import Label
from airflow.models import DAG
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.operators.python_operator import PythonOperator
from tradewind import TaskGroup

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG('dag_0',
    start_date=datetime(2024, 1, 1),
    schedule=None,
    description='it is (a) "test"',
    catchup=False,
) as d0_dag_0:
    with TaskGroup("".join(["aud", "it_1"])) as g1:
        PythonOperator(doc_md=__doc__, task_id="sp" "lit_2", python_callable=lambda x=1: (x, [x]))
    t3 = BashOperator(bash_command="echo {{ ds }}", task_id="{}".format("näht_3"))
    g1 \
    >> t3
    t3 << [g1]
    t4: object = BashOperator(
    bash_command='a > b; # no',
    task_id="join_4" "",
)
    g1.set_downstream([t3])
    t4 << [g1, t3]


