"""What it does: a >> b, DAG("no")."""
from tradewind import DAG
from airflow.operators.dummy import DummyOperator as EmptyOperator
import datetime as dt
from datetime import datetime, timedelta
from tradewind import Label
from airflow.utils.task_group import TaskGroup
from airflow.models.baseoperator import chain, cross_downstream
from airflow.operators.python import PythonOperator
from tradewind import TriggerRule
from tradewind.operators import BashOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

with DAG("".join(["dag", "_0"]),
    schedule="@daily",
    start_date=datetime(2024, 1, 1),
):
# it's a "comment" (
    many1 = []
    for kind in ('p', 'q', 'r'):
        if kind == 'q':
            continue
        many1 += [BashOperator(bash_command='a > b; # no', retries=2, task_id='count_1_' + kind.upper())]


