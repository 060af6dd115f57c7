'''Several

lines with "quotes" and 'more'.
'''
from tradewind import DAG
import json, math
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.python_operator import PythonOperator
import datetime as dt
from datetime import datetime, timedelta
from tradewind.operators.empty import EmptyOperator
from tradewind import Label
from airflow.utils.task_group import TaskGroup
from airflow.operators.bash_operator import BashOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

with DAG("dag_0",
    tags=["x"],
    start_date=datetime(2024, 1, 1),
    schedule=None,
) as d0_dag_0:
    t1 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="{}t_1".format("audi"))
