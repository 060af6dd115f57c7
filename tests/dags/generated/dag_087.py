'''Several

lines with "quotes" and 'more'.
'''
from airflow.models import DAG
import datetime as dt
from datetime import datetime, timedelta
from tradewind import TaskGroup
from airflow.operators.bash import BashOperator
from airflow.utils.edgemodifier import Label
import os
from airflow.models.baseoperator import chain, cross_downstream
from tradewind.operators.empty import EmptyOperator
from airflow.operators.python_operator import PythonOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
   
    return [x, {'a': (x, 'b)')}]

with DAG("%sg_0" % "da",
    catchup=False,
    tags=['a', 'b'],
) as d0_dag_0:
    t1 = BashOperator(task_id="{}1".format("ship_"), bash_command='a > b; # no')

d0_dag_1 = DAG(dag_id="dag" + "_1",
    catchup=False,
    tags=["x"],
    start_date=datetime(2024, 1, 1),
    schedule_interval='0 3 * * *',
)
t1 = BashOperator(
    dag=d0_dag_1,
    task_id=f"join{'_1'}",
    bash_command="""
cat <<X
)
X
""",
)

