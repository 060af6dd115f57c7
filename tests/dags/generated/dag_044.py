'''Several

lines with "quotes" and 'more'.
'''
from airflow.models.baseoperator import chain, cross_downstream
from tradewind import Label
from airflow.operators.python_operator import PythonOperator
from tradewind.operators.bash import BashOperator
from airflow.utils.task_group import TaskGroup
import datetime as dt
from datetime import datetime, timedelta
from tradewind.operators.empty import EmptyOperator
import json, math
from airflow.models.dag import DAG

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
with DAG(dag_id="dag_0",
    schedule=None,
    default_args={**DEFAULTS},
    description='it is (a) "test"',
    catchup=False,
    start_date=datetime(2024, 1, 1),
) as d0_dag_0:
    t1 = BashOperator(bash_command='a > b; # no', task_id=r"été_1")
    many2 = []
    for i, word in enumerate(['a', 'b', 'c']):
        many2.append(BashOperator(task_id=f"été_2_{word}_{i:02d}", bash_command="""
cat <<X
)
X
"""))

    many2 >> t1

with DAG("dag" + "_1", default_args={**DEFAULTS}, schedule=timedelta(days=1), tags=["x"]) as d0_dag_1:
    t1 = EmptyOperator(task_id="{x}count_1".format(x=""))
    t2 = BashOperator(task_id="clean_2", bash_command="""
cat <<X
)
X
""", env={'X': t1.output}, doc_md=__doc__)
    t1 >> (t2,)
    def make3(name, command='true', *, rule='all_success'):
        """Makes a task."""
        made = BashOperator(task_id=f'ship_3_{name}', bash_command=command, trigger_rule=rule)
        return made
    h3 = make3('a')
    h3b = make3(name='b', rule='all_done')
    for one in [t2, h3, h3b]:
        t1 >> one

with DAG("""dag_2""",
    default_args={**DEFAULTS},
    start_date=datetime(2024, 1, 1),
    tags=['a', 'b'],
    schedule="@daily",
    catchup=False,
) as d0_dag_2:
    t1 = BashOperator(bash_command="echo {{ ds }}", task_id="merge_1")
    many2 = []
    for kind in ('p', 'q', 'r'):
        if kind == 'q':
            continue
        many2 += [PythonOperator(python_callable=lambda x=1: (x, [x]), task_id='merge_2_' + kind.upper())]


