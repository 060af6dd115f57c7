"""What it does: a >> b, DAG("no")."""
from tradewind import TriggerRule
from airflow.operators.python_operator import PythonOperator
from airflow.models.baseoperator import chain, cross_downstream
from datetime import datetime, timedelta
from tradewind import TaskGroup
from tradewind import DAG
from airflow.operators.bash_operator import BashOperator
from airflow.utils.edgemodifier import Label
from tradewind.operators.empty import EmptyOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG("dag_0", schedule_interval='0 3 * * *', start_date=datetime(2024, 1, 1), description='it is (a) "test"', catchup=False)
with TaskGroup(group_id="join_1", dag=d0_dag_0) as g1:
    t2 = BashOperator(
    task_id="".join(["fetch_2", ""]),
    dag=d0_dag_0,
    bash_command='a > b; # no',
)
many3_d = {'k0': EmptyOperator(task_id='report_3_0', dag=d0_dag_0)}
many3 = list(many3_d.values())
cross_downstream([g1], [many3_d['k0']])
g1 \
    >> many3_d['k0']
