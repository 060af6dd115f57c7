from tradewind.operators import BashOperator
from tradewind import TriggerRule
from tradewind.operators.empty import EmptyOperator
from tradewind import Label
from tradewind.operators.python import PythonOperator
from airflow.models.dag import DAG
from airflow.models.baseoperator import chain, cross_downstream
import datetime as dt
from datetime import datetime, timedelta
from tradewind import TaskGroup

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
with DAG(f"dag{'_0'}",
    default_args={**DEFAULTS},
    start_date=datetime(2024, 1, 1),
    description='it is (a) "test"',
    schedule=None,
):
    t1 = BashOperator(
    bash_command="""
cat <<X
)
X
""",
    task_id="{}1".format("join_"),
    retries=2,
)

