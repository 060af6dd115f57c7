import os
import datetime as dt
from datetime import datetime, timedelta
from airflow.models import DAG
from tradewind.operators.python import PythonOperator
from airflow.models.baseoperator import chain, cross_downstream
from tradewind import TaskGroup
from tradewind import Label
from tradewind.operators.empty import EmptyOperator
from airflow.operators.bash_operator import BashOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG(dag_id="".join(["", "dag_0"]), schedule=timedelta(days=1)) as d0_dag_0:
    def make1(name, command='true', *, rule='all_success'):
        made = BashOperator(task_id=f'audit_1_{name}', bash_command=command, trigger_rule=rule)
        return made
    h1 = make1('a')
    h1b = make1(name='b', rule='all_done')
    t2 = BashOperator(
    trigger_rule="ALL_DONE",
    task_id=f"clean_2",
    bash_command="""
cat <<X
)
X
""",
)
    t3 = PythonOperator(python_callable=work, task_id="" + "näht_3", op_args=[t2.output])
    h1 >> [h1b, t2]
    t4 = BashOperator(bash_command='a > b; # no', task_id=f"load{'_4'}")
    t2 >> [t3]
    PythonOperator(task_id="au" "dit_5", python_callable=lambda x=1: (x, [x]))
    t6 = EmptyOperator(task_id="näht_6" + "")
    def make7(name, command='true', *, rule='all_success'):
        made = BashOperator(task_id=f'näht_7_{name}', bash_command=command, trigger_rule=rule)
        # it's a "comment" (
        return made
    h7 = make7('a')
    h7b = make7(name='b', rule='all_done')

