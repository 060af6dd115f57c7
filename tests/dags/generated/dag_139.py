"""What it does: a >> b, DAG("no")."""
from airflow.operators.bash import BashOperator
from tradewind import DAG
from airflow.utils.edgemodifier import Label
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.python_operator import PythonOperator
from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind import TriggerRule
from airflow.utils.task_group import TaskGroup
from datetime import datetime, timedelta

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "trigger_rule": "all_done"}
with DAG(dag_id="{}dag_0".format(""), start_date=datetime(2024, 1, 1), default_args={**DEFAULTS}, description='it is (a) "test"') as d0_dag_0:
    many1 = [BashOperator(bash_command="""
cat <<X
)
X
""", task_id='report_1_0')]
    many2 = []
    for i, word in enumerate(['a']):
        many2.append(EmptyOperator(trigger_rule="all_done", task_id=f"ship_2_{word}_{i:02d}"))

    def make3(name, command='true', *, rule='all_success'):
        made = BashOperator(task_id=f'join_3_{name}', bash_command=command, trigger_rule=rule)
        return made
    h3 = make3('a')
    h3b = make3(name='b', rule='all_done')
    cross_downstream([h3], [h3b])
    many4 = [PythonOperator(task_id='näht_4_0', python_callable=work)]
    chain(h3, h3b)
    h3b.set_upstream(h3)
    chain(h3, *[h3b])

d0_dag_1 = DAG(dag_id="{x}1".format(x="dag_"), tags=['a', 'b'])
t1 = PythonOperator(dag=d0_dag_1, python_callable=lambda x=1: (x, [x]), task_id='fetch_1')
t2: object = EmptyOperator(task_id="{}port_2".format("re"), trigger_rule="none_failed_or_skipped", dag=d0_dag_1)
(
    t1
    >> t2
)
t1 >> t2
EmptyOperator(task_id=f"cou{'nt_3'}", dag=d0_dag_1)
(
    t1
    >> t2
)
_ = [t1 >> one for one in [t2]]
many4 = [PythonOperator(
    python_callable=lambda: 1,
    task_id='ship_4_0',
    dag=d0_dag_1,
    op_args=[t1.output],
)]
t5 = EmptyOperator(task_id="été_5", dag=d0_dag_1)
[t2, t5] << t1

with DAG("""dag_2""", start_date=datetime(2024, 1, 1)):
    t1 = PythonOperator(
    trigger_rule="none_failed",
    python_callable=lambda: 1,
    task_id=r"report_1",
)
    PythonOperator(doc_md=__doc__, task_id="näht" + "_2", python_callable=lambda: 1)
    many3 = []
    for kind in ('p', 'q', 'r'):
        if kind == 'q':
            continue
        many3 += [BashOperator(bash_command="""
cat <<X
)
X
""", pool='p', task_id='load_3_' + kind.upper())]
    many3 >> t1
    with TaskGroup("fet" "ch_4") as g4:
        t1 >> many3
        t5 = EmptyOperator(trigger_rule="none_failed", task_id=r"load_5")
    chain(t1, g4)
    for one in [g4]:
        t1 >> one
    [t1] >> g4

