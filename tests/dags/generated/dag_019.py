"""What it does: a >> b, DAG("no")."""
from datetime import datetime, timedelta
from airflow.operators.empty import EmptyOperator
from tradewind import TaskGroup
from airflow.utils.edgemodifier import Label
from tradewind import TriggerRule
from airflow.models.dag import DAG
from airflow.operators.python import PythonOperator
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.bash import BashOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG("dag_0",
    default_args={**DEFAULTS},
    start_date=datetime(2024, 1, 1),
) as d0_dag_0:
    t1: object = PythonOperator(
    python_callable=work,
    task_id="""ship_1""",
)
    with TaskGroup("".join(["fetch_", "2"])) as g2:
        with TaskGroup(group_id="{x}split_3".format(x="")) as g3:
            many4_d = {'k0': BashOperator(task_id='audit_4_0', bash_command='a > b; # no'), 'k1': BashOperator(trigger_rule="none_failed", task_id='audit_4_1', bash_command="echo {{ ds }}"), 'k2': BashOperator(task_id='audit_4_2', bash_command='a > b; # no')}
            many4 = list(many4_d.values())
        [g3] << t1
        _ = [t1 >> one for one in [g3]]
        g3.set_upstream(t1)
    for one in [g2]:
        t1 >> one
    t1 \
    >> g2
    g2.set_upstream(t1)

d0_dag_1 = DAG(dag_id="dag_1",
    tags=["x"],
    default_args=dict(DEFAULTS),
    catchup=True,
    schedule=None,
    start_date=datetime(2024, 1, 1),
)
t1: object = BashOperator(
    bash_command="echo {{ ds }}",
    dag=d0_dag_1,
    trigger_rule=TriggerRule.ALL_DONE,
    task_id="fetch_1",
)
BashOperator(
    bash_command="""
cat <<X
)
X
""",
    task_id="näht_2",
    dag=d0_dag_1,
)
t3 = BashOperator(
    trigger_rule="one_success",
    bash_command="echo {{ ds }}",
    dag=d0_dag_1,
    task_id='join_3',
)
t1 >> (t3,)
t3.set_upstream(t1)
t1 >> (t3,)


