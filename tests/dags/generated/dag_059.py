from tradewind import Label
from tradewind import TaskGroup
from airflow import DAG
from tradewind.operators.empty import EmptyOperator
from airflow.models.baseoperator import chain, cross_downstream
from datetime import datetime, timedelta
from airflow.operators.bash_operator import BashOperator
from airflow.operators.python import PythonOperator
import json, math

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG(r"dag_0",
    tags=["x"],
) as d0_dag_0:
    t1: object = BashOperator(bash_command="""
cat <<X
)
X
""", task_id=r"clean_1", retries=2, trigger_rule="all_done")

d0_dag_1 = DAG(dag_id="%sdag_1" % "", tags=["x"], schedule=None, catchup=True, start_date=datetime(2024, 1, 1), default_args=dict(DEFAULTS))
t1 = BashOperator(task_id="" + "été_1", bash_command='a > b; # no', dag=d0_dag_1)


