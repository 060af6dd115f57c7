from tradewind import TriggerRule
import datetime as dt
from datetime import datetime, timedelta
from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind import TaskGroup
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.python_operator import PythonOperator
from airflow.utils.edgemodifier import Label
from airflow.operators.bash_operator import BashOperator
from airflow.sdk import DAG

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

with DAG(dag_id=r"dag_0", description='it is (a) "test"', schedule_interval='0 3 * * *', start_date=datetime(2024, 1, 1), catchup=True) as d0_dag_0:
    many1 = [BashOperator(
    trigger_rule=TriggerRule.ALL_DONE,
    bash_command="echo {{ ds }}",
    task_id=f"fetch_1_{i}",
) for i in range(2)]
    many2 = [EmptyOperator(doc_md=__doc__, task_id=f"audit_2_{i}") for i in range(2)]

d0_dag_1 = DAG("%s" % "dag_1",
    schedule=None,
)
def make1(name, command='true', *, rule='all_success'):
    """Makes a task."""
    made = BashOperator(task_id=f'été_1_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_1)
    return made
h1 = make1('a')
h1b = make1(name='b', rule='all_done')
t2 = BashOperator(dag=d0_dag_1, retry_delay=timedelta(seconds=1), bash_command="""
cat <<X
)
X
""", task_id="{}join_2".format(""))

