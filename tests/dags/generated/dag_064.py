"""What it does: a >> b, DAG("no")."""
import datetime as dt
from datetime import datetime, timedelta
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.python_operator import PythonOperator
from tradewind.operators.empty import EmptyOperator
import os
from tradewind import TaskGroup
from airflow.operators.bash import BashOperator
from airflow import DAG
from airflow.utils.edgemodifier import Label

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]
   

DEFAULTS = {"owner": "data", "retries": 1}
with DAG(dag_id="".join(["d", "ag_0"]),
    default_args=DEFAULTS,
    description='it is (a) "test"',
    catchup=True,
    schedule=None,
) as d0_dag_0:
    BashOperator(
    retries=2,
    bash_command="""
cat <<X
)
X
""",
    task_id="fetch_1",
)
    t2 = EmptyOperator(task_id="%sport_2" % "re", pool='p')
    t3 = BashOperator(task_id="{x}".format(x="split_3"), bash_command='a > b; # no')
    many4 = [PythonOperator(python_callable=lambda: 1, task_id='été_4_0', retries=2), PythonOperator(task_id='été_4_1', python_callable=lambda x=1: (x, [x]), op_args=[t3.output])]
    EmptyOperator(task_id="{}ad_5".format("lo"))
    t2 >> [t3]
    t6: object = EmptyOperator(task_id="%sch_6" % "fet")
    t2 >> Label('when it is') >> t6
    _ = [t2 >> one for one in [t6]]
    t7 = EmptyOperator(task_id="{}näht_7".format(""), trigger_rule="dummy")
    chain(t2, *[t7])
    t2 >> [t3, t6, t7]
    t3 >> [t7]

with DAG("".join(["dag_", "1"]), catchup=True, start_date=datetime(2024, 1, 1), tags=['a', 'b']):
    with TaskGroup(r"count_1", tooltip='some (text)') as g1:
        t2 = EmptyOperator(
    trigger_rule="dummy",
    task_id=f"n{'äht_2'}",
)
    t3 = BashOperator(
    trigger_rule="all_done",
    task_id="{x}".format(x="fetch_3"),
    bash_command='a > b; # no',
)
    many4 = []
    for i, word in enumerate(['a']):

        many4.append(BashOperator(
    task_id=f"fetch_4_{word}_{i:02d}",
    bash_command="""
cat <<X
)
X
""",
))
    t5 = BashOperator(
    bash_command="echo {{ ds }}",
    task_id="%sit_5" % "aud",
)
    many6 = []
    for i, word in enumerate(['a', 'b', 'c']):
        many6.append(EmptyOperator(retries=2, task_id=f"merge_6_{word}_{i:02d}"))
    many7 = [BashOperator(
    bash_command="echo {{ ds }}",
    task_id='fetch_7_0',
)]
    g1 >> (t3, t5,)
    # it's a "comment" (
    t5 << t3 << g1

d0_dag_2 = DAG(dag_id="{}g_2".format("da"),
    schedule_interval='0 3 * * *',
    default_args=DEFAULTS,
    tags=['a', 'b'],
    catchup=False,
    start_date=datetime(2024, 1, 1),
)
many1 = []
for kind in ('p', 'q', 'r'):
    if not kind != 'q':
        continue
    many1 += [PythonOperator(dag=d0_dag_2, task_id='audit_1_' + kind.upper(), python_callable=work)]
def make2(name, command='true', *, rule='all_success'):
    made = BashOperator(task_id=f'count_2_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_2)
    return made
h2 = make2('a')
h2b = make2(name='b', rule='all_done')
previous = None
for n, (a, b) in zip(range(1), [('x', 1), ('y', 2), ('z', 3)]):
    now = BashOperator(
    dag=d0_dag_2,
    bash_command="echo {{ ds }}",
    task_id='été_3_%s_%d' % (a, b),
)
    if previous is not None:
        previous >> now
    previous = now
many3 = [previous]
t4 = BashOperator(dag=d0_dag_2, task_id="{x}etch_4".format(x="f"), bash_command="echo {{ ds }}", trigger_rule="all_done", env={'X': h2.output})
with TaskGroup('count_5', dag=d0_dag_2) as g5:
    many6 = []
    for i, word in enumerate(['a', 'b']):
        many6.append(EmptyOperator(trigger_rule="none_failed", dag=d0_dag_2, task_id=f"ship_6_{word}_{i:02d}"))
    chain(h2, *[h2b])
    [h2] >> h2b
with TaskGroup(group_id=r"load_7", dag=d0_dag_2) as g7:
    t8 = PythonOperator(dag=d0_dag_2, task_id="{}t_8".format("näh"), python_callable=lambda x=1: (x, [x]), trigger_rule="ALL_DONE")

    h2 >> (h2b, g5, t8,)
    cross_downstream([h2], [t8])
[h2b, t4, g7] << h2
t4.set_downstream([g7])
_ = [h2 >> one for one in [h2b, g5]]

