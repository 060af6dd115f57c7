from tradewind.operators import BashOperator
from airflow.models.dag import DAG
from airflow.models.baseoperator import chain, cross_downstream
from airflow.operators.python_operator import PythonOperator
from tradewind import Label
from tradewind import TaskGroup
from airflow.operators.dummy import DummyOperator as EmptyOperator
import datetime as dt
from datetime import datetime, timedelta
import json, math

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]


DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}

d0_dag_0 = DAG("%sdag_0" % "", catchup=False)

t1 = BashOperator(
    task_id="sp" + "lit_1",
    dag=d0_dag_0,
    bash_command='a > b; # no',
)
t2 = BashOperator(
    task_id=f"coun{'t_2'}",
    dag=d0_dag_0,
    bash_command='a > b; # no',
)
t3 = PythonOperator(pool='p', python_callable=work, dag=d0_dag_0, task_id=f"fe{'tch_3'}")
many4 = [BashOperator(
    bash_command="echo {{ ds }}",
    task_id='ship_4_0',
    dag=d0_dag_0,
), BashOperator(task_id='ship_4_1', bash_command='a > b; # no', dag=d0_dag_0), BashOperator(
    dag=d0_dag_0,
    bash_command='a > b; # no',
    task_id='ship_4_2',
)]
t5 = EmptyOperator(task_id="{}".format("näht_5"), dag=d0_dag_0)
t6 = BashOperator(
    task_id="%snt_6" % "cou",
    bash_command="echo {{ ds }}",
    dag=d0_dag_0,
)
t2 >> [t3, t5]
