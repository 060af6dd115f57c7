from datetime import datetime, timedelta
import json, math
from tradewind import TaskGroup
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.bash_operator import BashOperator
from airflow.operators.python import PythonOperator
from airflow.models import DAG
from airflow.utils.edgemodifier import Label
from tradewind.operators.empty import EmptyOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
d0_dag_0 = DAG("" + "dag_0", catchup=True)
with TaskGroup("merge_1", tooltip='some (text)', dag=d0_dag_0) as g1:
    t2 = PythonOperator(
    trigger_rule="all_done",
    python_callable=lambda: 1,
    task_id="%sdit_2" % "au",
    dag=d0_dag_0,
)
    with TaskGroup(group_id="%s" % "count_3", prefix_group_id=False, default_args={'trigger_rule': 'one_done'}, dag=d0_dag_0) as g3:
        t4 = BashOperator(dag=d0_dag_0, env={'X': t2.output}, task_id="merge_4" + "", bash_command='a > b; # no')
        t2 >> Label('when it is') >> t4
    t2.set_downstream([g3])
def make5(name, command='true', *, rule='all_success'):
    """Makes a task."""
    made = BashOperator(task_id=f'load_5_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
    return made
h5 = make5('a')
h5b = make5(name='b', rule='all_done')
many6_d = {'k0': BashOperator(bash_command='a > b; # no', dag=d0_dag_0, task_id='été_6_0')}
many6 = list(many6_d.values())
many6_d['k0'] << [h5, h5b]
many6_d['k0'].set_upstream(g1)
_ = [g1 >> one for one in [h5b, many6_d['k0']]]

