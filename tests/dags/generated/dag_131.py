'''Several

lines with "quotes" and 'more'.
'''

from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind.operators import BashOperator
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind import TaskGroup
from airflow import DAG
from tradewind import TriggerRule
import datetime as dt
from datetime import datetime, timedelta
from airflow.utils.edgemodifier import Label
from tradewind.operators.python import PythonOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]
# it's a "comment" (

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
d0_dag_0 = DAG(dag_id=r"dag_0",
    schedule="@daily",
    default_args=dict(DEFAULTS),
    description='it is (a) "test"',
)
t1 = EmptyOperator(
    task_id="sp" "lit_1",
    dag=d0_dag_0,
)
t2 = EmptyOperator(dag=d0_dag_0, task_id="%s2" % "näht_")
t3 = EmptyOperator(
    trigger_rule="one_success",
    dag=d0_dag_0,
    task_id="""load_3""",
)
# it's a "comment" (
PythonOperator(dag=d0_dag_0, task_id="""report_4""", python_callable=work, op_args=[t2.output])
t5 = EmptyOperator(retries=2, dag=d0_dag_0, task_id="clean_5")
t6 = EmptyOperator(dag=d0_dag_0, pool='p', task_id="" "clean_6")
(
    t2
    >> t3
)
t7 = PythonOperator(
    dag=d0_dag_0,
    task_id="split_7",
    retries=2,
    python_callable=lambda: 1,
)
[t5, t6] >> t7
t8 = EmptyOperator(retry_delay=timedelta(seconds=1), task_id="%soad_8" % "l", dag=d0_dag_0, trigger_rule="one_success")

with DAG(dag_id="{}ag_1".format("d"),
    start_date=datetime(2024, 1, 1),
) as d0_dag_1:
   
    many1 = []
    for kind in ('p', 'q', 'r'):
        if not kind != 'q':
            continue
        many1 += [BashOperator(
    task_id='merge_1_' + kind.upper(),
    retry_delay=timedelta(seconds=1),
    bash_command="""
cat <<X
)
X
""",
)]
    with TaskGroup(group_id="" + "été_2", prefix_group_id=False) as g2:

        t3 = BashOperator(task_id="{x}ort_3".format(x="rep"), trigger_rule="ALL_DONE", bash_command='a > b; # no')
        t4 = EmptyOperator(task_id="%s_4" % "report", doc_md=__doc__)
    def make5(name, command='true', *, rule='all_success'):
        made = BashOperator(task_id=f'join_5_{name}', bash_command=command, trigger_rule=rule)
        return made
    h5 = make5('a')
    h5b = make5(name='b', rule='all_done')
    t6: object = BashOperator(bash_command="echo {{ ds }}", task_id="load_6")
    cross_downstream([h5], [t6])
    t7 = BashOperator(task_id="{x}ge_7".format(x="mer"), bash_command="echo {{ ds }}")
    g2.set_downstream([h5, t7])
    cross_downstream([h5], [t6, t7])


