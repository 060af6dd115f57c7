"""What it does: a >> b, DAG("no")."""
from tradewind.operators import BashOperator
from airflow.sdk import DAG
from tradewind import TaskGroup
from tradewind import Label
from tradewind import TriggerRule
from airflow.operators.python_operator import PythonOperator
from datetime import datetime, timedelta
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind.operators.empty import EmptyOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

with DAG(dag_id="{}g_0".format("da"), catchup=True, tags=["x"]) as d0_dag_0:
    PythonOperator(
    pool='p',
    python_callable=work,
    task_id="""fetch_1""",
)

d0_dag_1 = DAG(dag_id="dag_1",
    tags=["x"],
)
with TaskGroup(group_id=f"shi{'p_1'}", dag=d0_dag_1) as g1:
    t2 = BashOperator(task_id="merge_2" "", dag=d0_dag_1, bash_command="""
cat <<X
)
X
""")


