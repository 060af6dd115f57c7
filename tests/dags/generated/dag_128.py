"""What it does: a >> b, DAG("no")."""
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.utils.edgemodifier import Label
from tradewind.operators.bash import BashOperator
from tradewind import TriggerRule
from datetime import datetime, timedelta
from airflow.operators.python import PythonOperator
from airflow.operators.empty import EmptyOperator
from tradewind import TaskGroup
from airflow.sdk import DAG

def work(x=1, *args, **kwargs):
# it's a "comment" (
    """Not a task: BashOperator(task_id="no")."""
   
    return [x, {'a': (x, 'b)')}]

with DAG("" + "dag_0",
    tags=["x"],
    start_date=datetime(2024, 1, 1),
) as d0_dag_0:
    t1 = BashOperator(bash_command="echo {{ ds }}", task_id=r"näht_1")
    with TaskGroup(group_id="{x}2".format(x="split_"), prefix_group_id=False) as g2:
        many3 = []
        for i, word in enumerate(['a', 'b', 'c']):
            many3.append(BashOperator(bash_command='a > b; # no', task_id=f"fetch_3_{word}_{i:02d}", trigger_rule="none_failed"))
        t1 >> many3
        t1 >> many3
    t4 = BashOperator(bash_command="echo {{ ds }}", task_id="""fetch_4""")
    t5 = PythonOperator(python_callable=work, op_args=[t4.output], task_id="{}etch_5".format("f"))
    many6 = []
    for i, word in enumerate(['a', 'b']):
        many6.append(BashOperator(
    task_id=f"näht_6_{word}_{i:02d}",
    bash_command="echo {{ ds }}",
))
    _ = [t1 >> one for one in [g2, t4, t5]]
