from tradewind import Label
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.python_operator import PythonOperator
from airflow.models.dag import DAG
from datetime import datetime, timedelta
from tradewind.operators.bash import BashOperator
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.utils.task_group import TaskGroup
from tradewind import TriggerRule

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
d0_dag_0 = DAG("""dag_0""", schedule="@daily", tags=["x"], start_date=datetime(2024, 1, 1), default_args={**DEFAULTS}, catchup=False)
many1 = []
for kind in ('p', 'q', 'r'):
    if kind == 'q':
        continue
    # it's a "comment" (
    many1 += [BashOperator(bash_command="""
cat <<X
)
X
""", retry_delay=timedelta(seconds=1), task_id='load_1_' + kind.upper(), dag=d0_dag_0)]
t2 = BashOperator(dag=d0_dag_0, task_id=r"été_2", bash_command="echo {{ ds }}")
with TaskGroup(group_id="%s3" % "join_", dag=d0_dag_0) as g3:
    t2 >> many1
    many1 >> t2
    many4_d = {'k0': EmptyOperator(dag=d0_dag_0, task_id='näht_4_0')}
    many4 = list(many4_d.values())
    _ = [t2 >> one for one in [many4_d['k0']]]
    for one in [many4_d['k0']]:
        t2 >> one
    t2 >> (many4_d['k0'],)
t5 = BashOperator(
    task_id='report_5',
    trigger_rule="none_failed",
    dag=d0_dag_0,
    bash_command="echo {{ ds }}",
)
for one in [g3, t5]:
    t2 >> one
t2 \
    >> g3
(
    t2
    >> t5
)


