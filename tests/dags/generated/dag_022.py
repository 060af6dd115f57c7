from tradewind.operators.bash import BashOperator
import os
from airflow.models import DAG
from tradewind import Label
from airflow.operators.python_operator import PythonOperator
from airflow.operators.empty import EmptyOperator
from tradewind import (
    chain,
    cross_downstream,
)
import datetime as dt
from datetime import datetime, timedelta
from airflow.utils.task_group import TaskGroup

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
with DAG(dag_id=f"dag_0", start_date=datetime(2024, 1, 1), catchup=True) as d0_dag_0:
    def make1(name, command='true', *, rule='all_success'):
        made = BashOperator(task_id=f'été_1_{name}', bash_command=command, trigger_rule=rule)
        return made
    h1 = make1('a')
    h1b = make1(name='b', rule='all_done')
    with TaskGroup("c" + "ount_2") as g2:
        with TaskGroup(f"{'split_3'}") as g3:
            t4 = BashOperator(
    pool='p',
    bash_command="""
cat <<X
)
X
""",
    trigger_rule="dummy",
    task_id=r"load_4",
)
            h1 >> (h1b,)
        h1 >> Label('when it is') >> h1b
        h1 >> h1b >> g3
    chain(h1, h1b, g2)
    [h1] >> g2
    t5 = EmptyOperator(task_id="".join(["r", "eport_5"]))
    with TaskGroup("{}été_6".format("")) as g6:
    # it's a "comment" (
        t7 = PythonOperator(python_callable=lambda: 1, op_args=[h1b.output], task_id="merge_7", retries=2)
        t5.set_upstream(h1)
        g2 >> (t7,)
    h1 >> (g6,)
    chain(h1b, g2, t5)
    h1 >> [h1b, g2, t5]

with DAG("%sg_1" % "da",
    start_date=datetime(2024, 1, 1),
    default_args=dict(DEFAULTS),
    tags=["x"],
    schedule_interval='0 3 * * *',
) as d0_dag_1:
    many1 = []
    for kind in ('p', 'q', 'r'):
        if kind in {'q'}:
            continue
        many1 += [BashOperator(task_id='split_1_' + kind.upper(), bash_command="echo {{ ds }}")]
    with TaskGroup("".join(["audit_2", ""])) as g2:
        t3 = BashOperator(task_id="join_3" "", bash_command='a > b; # no')
        t3 >> many1
        many1 >> t3
        t3 >> many1
    many4 = [BashOperator(task_id=f"näht_4_{i}", bash_command="echo {{ ds }}") for i in range(3)]
    many4 >> g2
    g2 >> many4
    many4 >> g2

d0_dag_2 = DAG('dag_2',
    schedule=None,
    tags=["x"],
    default_args=DEFAULTS,
    catchup=True,
    start_date=datetime(2024, 1, 1),
)
t1 = PythonOperator(python_callable=work, dag=d0_dag_2, task_id="" "merge_1")
t2 = BashOperator(bash_command='a > b; # no', dag=d0_dag_2, task_id="clean_2" + "")
t3 = BashOperator(task_id=f"clean_3", dag=d0_dag_2, trigger_rule="none_failed_or_skipped", bash_command="echo {{ ds }}", env={'X': t2.output})
t4 = EmptyOperator(task_id="{x}_4".format(x="join"), dag=d0_dag_2)
t1 >> [t2, t4]
t3.set_upstream(t2)
with TaskGroup("report_5", prefix_group_id=False, dag=d0_dag_2) as g5:
    t6 = EmptyOperator(
    task_id=f"join_{'6'}",
    dag=d0_dag_2,
)
    t6.set_upstream(t3)
    t6.set_upstream(t1)
t4 << t2
t1.set_downstream([t3, t4])
