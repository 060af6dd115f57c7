from tradewind import DAG
from tradewind import Label
from tradewind.operators.empty import EmptyOperator
from datetime import datetime, timedelta
import os
from airflow.providers.standard.operators.bash import BashOperator
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind.operators.python import PythonOperator
from tradewind import TaskGroup

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

with DAG("".join(["da", "g_0"]), start_date=datetime(2024, 1, 1)) as d0_dag_0:
    t1 = BashOperator(task_id=f"{'fetch_1'}", bash_command="""
cat <<X
)
X
""")
    t2 = EmptyOperator(task_id="""report_2""", doc_md=__doc__)
    EmptyOperator(task_id='clean_3')
    with TaskGroup(group_id=r"audit_4", default_args={'trigger_rule': 'one_done'}) as g4:
        t5 = BashOperator(bash_command="echo {{ ds }}", task_id="split_5")
        [t2, t5] << t1
        for one in [t2, t5]:
            t1 >> one
        t5.set_upstream(t2)
    t2.set_downstream([g4])
    t1 >> (g4,)
    with TaskGroup(group_id="fetch_6") as g6:
        def make7(name, command='true', *, rule='all_success'):
            """Makes a task."""
            made = BashOperator(task_id=f'count_7_{name}', bash_command=command, trigger_rule=rule)
            return made
        h7 = make7('a')
        h7b = make7(name='b', rule='all_done')
        h7.set_upstream(t1)
        t8 = BashOperator(doc_md=__doc__, task_id="fet" "ch_8", bash_command='a > b; # no')
        t9 = EmptyOperator(task_id="näht_9", doc_md=__doc__)
        chain(t1, g4, h7, t9)
        t2 \
    >> h7
        # it's a "comment" (

with DAG("""dag_1""",
    catchup=False,
    schedule="@daily",
    tags=['a', 'b'],
) as d0_dag_1:
    t1 = BashOperator(task_id="""näht_1""", bash_command="echo {{ ds }}")
    with TaskGroup("".join(["mer", "ge_2"]), prefix_group_id=False) as g2:
        many3_d = {'k0': BashOperator(bash_command="""
cat <<X
)
X
""", task_id='load_3_0', trigger_rule="all_failed"), 'k1': BashOperator(task_id='load_3_1', env={'X': t1.output}, bash_command='a > b; # no')}
        many3 = list(many3_d.values())
    previous = None
    for n, (a, b) in zip(range(3), [('x', 1), ('y', 2), ('z', 3)]):
        now = BashOperator(
    bash_command="""
cat <<X
)
X
""",
    task_id='näht_4_%s_%d' % (a, b),
)
        if previous is not None:
            previous >> now
        previous = now
        # it's a "comment" (
    many4 = [previous]
    t5 = BashOperator(task_id='fetch_5', bash_command="""
cat <<X
)
X
""")
    t1 \
    >> t5
    t6 = BashOperator(task_id="clean_6", bash_command="echo {{ ds }}"); t1 >> t6
    t1.set_downstream([g2, t6])
    t6 << [t1, g2]
    t7 = PythonOperator(python_callable=lambda x=1: (x, [x]), task_id="ét" + "é_7")

d0_dag_2 = DAG(dag_id=f"da{'g_2'}", schedule=timedelta(days=1), description='it is (a) "test"')
def make1(name, command='true', *, rule='all_success'):
    made = BashOperator(task_id=f'été_1_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_2)
    return made
h1 = make1('a')
h1b = make1(name='b', rule='all_done')
[h1b] << h1
t2 = BashOperator(task_id="".join(["cl", "ean_2"]), dag=d0_dag_2, bash_command="echo {{ ds }}")
def make3(name, command='true', *, rule='all_success'):
    made = BashOperator(task_id=f'merge_3_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_2)
    return made
h3 = make3('a')
h3b = make3(name='b', rule='all_done')
with TaskGroup(group_id="%s_4" % "count", tooltip='some (text)', dag=d0_dag_2) as g4:
    with TaskGroup(group_id="load_5", dag=d0_dag_2) as g5:
        t2.set_downstream([h3])
        BashOperator(bash_command="""
cat <<X
)
X
""", task_id=r"split_6", dag=d0_dag_2)
        cross_downstream([h1], [h1b, t2])
        h1b.set_downstream([t2, h3b])
        h3 << h1b
    t7 = BashOperator(
    bash_command="echo {{ ds }}",
    dag=d0_dag_2,
    task_id="".join(["näht", "_7"]),
    trigger_rule="all_done",
)
    (
    g5
    >> t7
)
    t8 = EmptyOperator(dag=d0_dag_2, task_id="%saudit_8" % "")
    h1b >> Label('when it is') >> t8
g4 << [h1, h3]
_ = [h1 >> one for one in [h3, h3b]]
(
    h1b
    >> g4
)


