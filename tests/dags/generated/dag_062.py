"""What it does: a >> b, DAG("no")."""
from tradewind import DAG
from tradewind import Label
from airflow.operators.bash_operator import BashOperator
from airflow.operators.empty import EmptyOperator
import datetime as dt
from datetime import datetime, timedelta
from airflow.utils.task_group import TaskGroup
from tradewind.operators.python import PythonOperator
from airflow.models.baseoperator import chain, cross_downstream
from tradewind import TriggerRule

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]


DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG(dag_id="{x}".format(x="dag_0"), default_args={**DEFAULTS}, tags=['a', 'b'], start_date=datetime(2024, 1, 1), catchup=False, schedule=timedelta(days=1)):
    t1 = BashOperator(task_id="merge_1", bash_command="""
cat <<X
)
X
""")
    t2 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="""fetch_2""")
    [t2] << t1

d0_dag_1 = DAG(dag_id="dag_" "1",
    catchup=False,
    start_date=datetime(2024, 1, 1),
)
BashOperator(dag=d0_dag_1, bash_command="""
cat <<X
)
X
""", task_id='report_1')
t2 = BashOperator(bash_command="echo {{ ds }}", trigger_rule="all_failed", task_id="".join(["ship_", "2"]), dag=d0_dag_1)
