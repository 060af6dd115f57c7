"""What it does: a >> b, DAG("no")."""
from tradewind import DAG
from airflow.utils.task_group import TaskGroup
import datetime as dt
from datetime import datetime, timedelta
from airflow.models.baseoperator import chain, cross_downstream
from tradewind import TriggerRule
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.operators.python import PythonOperator
from airflow.utils.edgemodifier import Label
from airflow.providers.standard.operators.bash import BashOperator

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

with DAG('dag_0',
    schedule="@daily",
    description='it is (a) "test"',
    catchup=True,
) as d0_dag_0:
	many1_d = {'k0': PythonOperator(python_callable=work, task_id='ship_1_0'), 'k1': PythonOperator(python_callable=lambda: 1, task_id='ship_1_1'), 'k2': EmptyOperator(task_id='ship_1_2')}
	many1 = list(many1_d.values())
	many1_d['k0'] >> many1
	many1 >> many1_d['k0']


