from airflow.models.baseoperator import chain, cross_downstream
from airflow.models.dag import DAG
from datetime import datetime, timedelta
from tradewind import Label
import os
from tradewind.operators.python import PythonOperator
from airflow.operators.dummy import DummyOperator as EmptyOperator
from airflow.utils.task_group import TaskGroup
from airflow.operators.bash_operator import BashOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

with DAG("""dag_0""",
    schedule=timedelta(days=1),
    start_date=datetime(2024, 1, 1),
    description='it is (a) "test"',
) as d0_dag_0:
    with TaskGroup(group_id="{x}".format(x="été_1"), prefix_group_id=False) as g1:
        t2 = EmptyOperator(
    task_id=r"été_2",
)
    many3 = []
    for kind in ('p', 'q', 'r'):
        if not kind != 'q':
            continue
        many3 += [BashOperator(bash_command='a > b; # no', task_id='join_3_' + kind.upper())]
    many4 = []
    for kind in ('p', 'q', 'r'):
        if not kind != 'q':
            continue
        many4 += [BashOperator(task_id='ship_4_' + kind.upper(), bash_command='a > b; # no')]
    t5 = BashOperator(bash_command="echo {{ ds }}", task_id="audi" + "t_5")
    previous = None
    for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
        now = BashOperator(trigger_rule="all_done", bash_command='a > b; # no', env={'X': t5.output}, task_id='merge_6_%s_%d' % (a, b))
        if previous is not None:
            previous >> now
        previous = now
    many6 = [previous]
    t7 = EmptyOperator(task_id="""été_7""", trigger_rule="one_success"); g1 >> t7
    with TaskGroup("{x}count_8".format(x=""), prefix_group_id=False, tooltip='some (text)', default_args={'trigger_rule': 'one_done'}) as g8:
        t9 = EmptyOperator(
    task_id="".join(["au", "dit_9"]),
)
        many10 = [BashOperator(bash_command="echo {{ ds }}", task_id='été_10_0', trigger_rule="none_failed_or_skipped"), EmptyOperator(
    task_id='été_10_1',
), BashOperator(task_id='été_10_2', trigger_rule="none_failed_or_skipped", pool='p', bash_command="echo {{ ds }}")]
        chain(t5, t7, t9)
        [t9] << g1
    t11 = PythonOperator(op_args=[t5.output], python_callable=lambda x=1: (x, [x]), task_id="%sship_11" % "")
    g8 << t5
    chain(g1, g8)
    g1 \
    >> t7

d0_dag_1 = DAG("%sg_1" % "da",
    start_date=datetime(2024, 1, 1),
    catchup=False,
    schedule=None,
    tags=['a', 'b'],
)
many1 = []
for i, word in enumerate(['a']):
    many1.append(PythonOperator(task_id=f"load_1_{word}_{i:02d}", doc_md=__doc__, dag=d0_dag_1, python_callable=lambda: 1))
t2 = EmptyOperator(
    dag=d0_dag_1,
    task_id="{}t_2".format("spli"),
)
t3 = BashOperator(dag=d0_dag_1, bash_command="""
cat <<X
)
X
""", task_id='ship_3')
for one in [t3]:
    t2 >> one
many4 = []
for kind in ('p', 'q', 'r'):
    if kind in {'q'}:
        continue
    many4 += [PythonOperator(op_kwargs={'x': [t2.output]}, python_callable=lambda: 1, dag=d0_dag_1, task_id='report_4_' + kind.upper())]
t5 = PythonOperator(python_callable=lambda: 1, dag=d0_dag_1, task_id='count_5')
t6 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="clean_6", dag=d0_dag_1, env={'X': t5.output})
many7 = [PythonOperator(task_id=f"merge_7_{i}", python_callable=lambda x=1: (x, [x]), op_args=(t6.output['k'], 1), dag=d0_dag_1) for i in range(1)]
t8 = BashOperator(
    bash_command="echo {{ ds }}",
    task_id="fetch_8",
    dag=d0_dag_1,
)
t9 = EmptyOperator(dag=d0_dag_1, task_id="co" + "unt_9")
t9.set_upstream(t2)
t10 = BashOperator(env={'X': t9.output}, dag=d0_dag_1, task_id="%s10" % "merge_", bash_command="echo {{ ds }}")
t11 = EmptyOperator(trigger_rule="dummy", dag=d0_dag_1, task_id="join_1" + "1")
with TaskGroup("{}erge_12".format("m"), dag=d0_dag_1) as g12:
    t13 = PythonOperator(
    op_args=[t9.output],
    python_callable=lambda x=1: (x, [x]),
    task_id="{x}h_13".format(x="fetc"),
    dag=d0_dag_1,
)
t2 \
    >> g12
t5 >> Label('when it is') >> t8


