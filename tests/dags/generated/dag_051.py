'''Several

lines with "quotes" and 'more'.
'''
from tradewind import (
    chain,
    cross_downstream,
)
from airflow import DAG
from airflow.operators.empty import EmptyOperator
from datetime import datetime, timedelta
from tradewind.operators.python import PythonOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.utils.task_group import TaskGroup
from tradewind import TriggerRule
from tradewind import Label

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

with DAG(dag_id="%sag_0" % "d",
    start_date=datetime(2024, 1, 1),
    tags=["x"],
    schedule="@daily",
    catchup=True,
) as d0_dag_0:
    t1 = BashOperator(bash_command="echo {{ ds }}", task_id="{x}1".format(x="merge_"))
    t2 = BashOperator(env={'X': t1.output}, task_id="""ship_2""", bash_command="echo {{ ds }}")
    t3 = BashOperator(
    env={'X': t2.output},
    bash_command='a > b; # no',
    task_id="".join(["näht_3", ""]),
)
    many4 = [PythonOperator(
    task_id=f"fetch_4_{i}",
    python_callable=work,
) for i in range(2)]
    t5 = BashOperator(
    task_id="{x}é_5".format(x="ét"),
    bash_command="echo {{ ds }}",
); t3 >> t5
    many6 = []
    for kind in ('p', 'q', 'r'):
        if kind == 'q':
            continue
        many6 += [BashOperator(bash_command="""
cat <<X
)
X
""", task_id='ship_6_' + kind.upper())]
    t7: object = PythonOperator(trigger_rule="one_success", python_callable=work, task_id="{}".format("näht_7"))
    t8 = PythonOperator(task_id=r"audit_8", python_callable=work)
    t9 = PythonOperator(task_id='clean_9', python_callable=work, retry_delay=timedelta(seconds=1))
    t10 = PythonOperator(
    task_id="{}t_10".format("spli"),
    python_callable=lambda: 1,
)
    t11 = BashOperator(bash_command="echo {{ ds }}", task_id="".join(["ship", "_11"]))
    t1 >> [t10]
    (
    t1
    >> t9
)
    # it's a "comment" (
    [t9, t10, t11] << t3



