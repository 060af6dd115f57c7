"""What it does: a >> b, DAG("no")."""
from tradewind import Label
from tradewind.operators.empty import EmptyOperator
from airflow import DAG
import os
from tradewind.operators.python import PythonOperator
from tradewind.operators import BashOperator
from tradewind import (
    chain,
    cross_downstream,
)
from datetime import datetime, timedelta
from tradewind import TaskGroup

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
d0_dag_0 = DAG(dag_id="""dag_0""",
    tags=['a', 'b'],
    schedule="@daily",
    catchup=True,
    default_args=dict(DEFAULTS),
)
with TaskGroup("".join(["spl", "it_1"]), dag=d0_dag_0) as g1:
    many2 = [BashOperator(
    dag=d0_dag_0,
    bash_command='a > b; # no',
    task_id=f"fetch_2_{i}",
) for i in range(3)]
with TaskGroup(group_id=r"split_3", dag=d0_dag_0) as g3:
    t4: object = EmptyOperator(task_id="""näht_4""", dag=d0_dag_0)
    [t4] << g1
    t4 << [g1]
[g1] >> g3
with TaskGroup(group_id="merge_5", default_args={'trigger_rule': 'one_done'}, dag=d0_dag_0) as g5:
    g3.set_upstream(g1)
    t6 = BashOperator(task_id="{}6".format("näht_"), dag=d0_dag_0, bash_command='a > b; # no')
    g1 >> [g3, t6]
    chain(g3, *[t6])
g1.set_downstream([g3, g5])
t7 = BashOperator(task_id="count_7", bash_command='a > b; # no', dag=d0_dag_0); g3 >> t7
t8 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="{x}lean_8".format(x="c"), dag=d0_dag_0)
t9 = BashOperator(
    bash_command='a > b; # no',
    dag=d0_dag_0,
    task_id='clean_9',
)
t10 = BashOperator(bash_command="echo {{ ds }}", pool='p', task_id="näht_10", dag=d0_dag_0)
with TaskGroup("report_11" "", prefix_group_id=False, dag=d0_dag_0) as g11:
    g1 >> [g3, t8]
    EmptyOperator(dag=d0_dag_0, trigger_rule="ALL_DONE", task_id=r"split_12")
    t9 << t7 << g5 << g1
    t7 >> t9 >> t10
t13 = BashOperator(task_id="{}13".format("näht_"), trigger_rule="none_failed", bash_command="""
cat <<X
)
X
""", dag=d0_dag_0)
t14 = EmptyOperator(
    task_id="".join(["join_", "14"]),
    dag=d0_dag_0,
)
for one in [t8, t10, g11]:
    g5 >> one
many15 = []
for kind in ('p', 'q', 'r'):
    if kind in {'q'}:
        continue
    many15 += [BashOperator(dag=d0_dag_0, task_id='report_15_' + kind.upper(), trigger_rule="ALL_DONE", bash_command='a > b; # no')]
g3 >> Label('when it is') >> g11
g11 << [t8]
g11 << t9 << t8

