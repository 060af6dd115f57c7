import os
from airflow.models.baseoperator import chain, cross_downstream
from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind import Label
import datetime as dt
from datetime import datetime, timedelta
from tradewind.operators.python import PythonOperator
from airflow.operators.bash import BashOperator
from airflow.utils.task_group import TaskGroup
from airflow.sdk import DAG

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
# it's a "comment" (
d0_dag_0 = DAG(dag_id="dag_0",
    default_args=dict(DEFAULTS),
    tags=["x"],
    catchup=False,
)
t1 = EmptyOperator(dag=d0_dag_0, task_id="jo" + "in_1")
t2 = PythonOperator(task_id="".join(["fetch", "_2"]), python_callable=lambda x=1: (x, [x]), dag=d0_dag_0)
chain(t1, *[t2])
t3 = BashOperator(task_id="%s_3" % "split", bash_command='a > b; # no', env={'X': t1.output}, dag=d0_dag_0)
[t2] >> t3
t1 >> (t3,)
_ = [t1 >> one for one in [t2, t3]]

d0_dag_1 = DAG(r"dag_1",
    schedule=None,
    description='it is (a) "test"',
    catchup=False,
)
previous = None
for n, (a, b) in zip(range(1), [('x', 1), ('y', 2), ('z', 3)]):
    now = PythonOperator(python_callable=work, task_id='clean_1_%s_%d' % (a, b), dag=d0_dag_1)
    if previous is not None:
        previous >> now
    previous = now
many1 = [previous]
with TaskGroup("clean_" + "2", tooltip='some (text)', dag=d0_dag_1) as g2:
    many3_d = {'k0': EmptyOperator(dag=d0_dag_1, task_id='report_3_0'), 'k1': EmptyOperator(task_id='report_3_1', dag=d0_dag_1), 'k2': PythonOperator(dag=d0_dag_1, task_id='report_3_2', python_callable=lambda: 1)}
    many3 = list(many3_d.values())
g2 >> many1
many1 >> g2

d0_dag_2 = DAG(dag_id="dag_2",
    start_date=datetime(2024, 1, 1),
    schedule="@daily",
    tags=["x"],
    catchup=True,
    default_args={**DEFAULTS},
)
t1 = PythonOperator(
    dag=d0_dag_2,
    task_id="".join(["cle", "an_1"]),
    python_callable=lambda x=1: (x, [x]),
)
t2 = EmptyOperator(task_id="""ship_2""", dag=d0_dag_2)
t1 >> t2
EmptyOperator(task_id="split_" "3", dag=d0_dag_2)


