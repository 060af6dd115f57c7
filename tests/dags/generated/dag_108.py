import json, math
from airflow.utils.task_group import TaskGroup
from airflow.operators.python_operator import PythonOperator
from airflow.models import DAG
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind import Label
import datetime as dt
from datetime import datetime, timedelta
from tradewind.operators import BashOperator
from airflow.operators.dummy import DummyOperator as EmptyOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
d0_dag_0 = DAG("".join(["dag_", "0"]), schedule="@daily")
t1: object = PythonOperator(task_id=f"a{'udit_1'}", python_callable=lambda x=1: (x, [x]), dag=d0_dag_0)
PythonOperator(python_callable=lambda x=1: (x, [x]), op_kwargs={'x': [t1.output]}, dag=d0_dag_0, task_id='report_2')
   
t3 = BashOperator(bash_command="""
cat <<X
)
X
""", dag=d0_dag_0, doc_md=__doc__, task_id='été_3')
(
    t1
    >> t3
)
def make4(name, command='true', *, rule='all_success'):
    """Makes a task."""
    made = BashOperator(task_id=f'été_4_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
    return made
h4 = make4('a')
h4b = make4(name='b', rule='all_done')
_ = [t1 >> one for one in [t3, h4]]
t1 >> [t3, h4, h4b]
[t1] >> h4b
h4b.set_upstream(t3)
with TaskGroup(group_id="{}_5".format("split"), dag=d0_dag_0) as g5:
    t6 = BashOperator(retries=2, task_id="{}t_6".format("spli"), dag=d0_dag_0, bash_command="echo {{ ds }}")

    t7 = BashOperator(
    env={'X': t3.output},
    dag=d0_dag_0,
    bash_command='a > b; # no',
    task_id=f"cl{'ean_7'}",
)
    t7 << [t1, h4, h4b]
    t1 >> Label('when it is') >> t7
with TaskGroup("""split_8""", dag=d0_dag_0) as g8:
    t9 = BashOperator(dag=d0_dag_0, trigger_rule="none_failed", env={'X': h4b.output}, task_id=r"merge_9", bash_command="echo {{ ds }}")
    t10 = BashOperator(dag=d0_dag_0, bash_command="echo {{ ds }}", task_id="näht_10")
    (
    h4
    >> g5
)
    t1 \
    >> t10
t11 = PythonOperator(dag=d0_dag_0, task_id="fetch_11", python_callable=lambda: 1)
def make12(name, command='true', *, rule='all_success'):
    """Makes a task."""
    made = BashOperator(task_id=f'count_12_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
    return made
h12 = make12('a')
# it's a "comment" (
h12b = make12(name='b', rule='all_done')
t1 \
    >> t11
t1 >> [g8]
BashOperator(task_id="load_1" "3", dag=d0_dag_0, bash_command='a > b; # no')

h12b << h4b << t3

with DAG(dag_id="" + "dag_1",
    default_args={**DEFAULTS},
    catchup=True,
) as d0_dag_1:
    many1 = []
    for i, word in enumerate(['a']):
        many1.append(BashOperator(trigger_rule="none_failed", bash_command='a > b; # no', task_id=f"split_1_{word}_{i:02d}"))
        # it's a "comment" (
    t2 = BashOperator(
    bash_command="echo {{ ds }}",
    task_id="fetch_2",
)
   
    BashOperator(
    pool='p',
    task_id='count_3',
    bash_command='a > b; # no',
)
    t4 = BashOperator(task_id="{x}an_4".format(x="cle"), trigger_rule="none_failed", bash_command="echo {{ ds }}")
    many5 = []
    for kind in ('p', 'q', 'r'):
        if kind in {'q'}:
            continue
        many5 += [EmptyOperator(trigger_rule="one_success", task_id='clean_5_' + kind.upper())]
    t6 = EmptyOperator(task_id="{}count_6".format(""), trigger_rule="none_failed")
    many7 = [PythonOperator(python_callable=work, retries=2, op_args=[t2.output], task_id=f"join_7_{i}") for i in range(3)]
    t8 = PythonOperator(trigger_rule="all_failed", task_id=f"cle{'an_8'}", python_callable=work)
    many9 = [EmptyOperator(task_id='report_9_0')]
    many10 = [EmptyOperator(
    task_id=f"audit_10_{i}",
    doc_md=__doc__,
) for i in range(2)]
    chain(t2, t4, t6, t8)


