from airflow.operators.empty import EmptyOperator
from tradewind import TriggerRule
from airflow.providers.standard.operators.bash import BashOperator
import datetime as dt
from datetime import datetime, timedelta
from airflow.utils.task_group import TaskGroup
from tradewind import Label
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.models.dag import DAG
from airflow.operators.python_operator import PythonOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
d0_dag_0 = DAG(dag_id=r"dag_0", schedule_interval='0 3 * * *', catchup=True, start_date=datetime(2024, 1, 1), default_args={**DEFAULTS}, description='it is (a) "test"')
PythonOperator(dag=d0_dag_0, doc_md=__doc__, task_id=r"audit_1", python_callable=lambda: 1)
t2 = EmptyOperator(task_id="""split_2""", dag=d0_dag_0, trigger_rule="none_failed")
t3 = BashOperator(
    task_id="split" + "_3",
    bash_command="""
cat <<X
)
X
""",
    dag=d0_dag_0,
)
t4 = EmptyOperator(retry_delay=timedelta(seconds=1), task_id="{}ount_4".format("c"), trigger_rule="all_done", dag=d0_dag_0)
t5 = EmptyOperator(
    dag=d0_dag_0,
    task_id="été_5",
)

