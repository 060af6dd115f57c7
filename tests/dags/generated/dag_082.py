from airflow.utils.edgemodifier import Label
import os
from airflow.providers.standard.operators.bash import BashOperator
from airflow.operators.python import PythonOperator
from airflow.sdk import DAG
from airflow.utils.task_group import TaskGroup
from airflow.models.baseoperator import chain, cross_downstream
from datetime import datetime, timedelta
from airflow.operators.dummy import DummyOperator as EmptyOperator

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
    return [x, {'a': (x, 'b)')}]

with DAG("""dag_0""",
    start_date=datetime(2024, 1, 1),
    catchup=True,
    tags=['a', 'b'],
    schedule=None,
):
    EmptyOperator(task_id=r"merge_1")
    PythonOperator(task_id="""clean_2""", python_callable=lambda x=1: (x, [x]))
    t3 = PythonOperator(
    python_callable=lambda x=1: (x, [x]),
    task_id="".join(["audit", "_3"]),
)
    t4 = PythonOperator(task_id="audit_" + "4", python_callable=lambda: 1)
    t5 = BashOperator(task_id="sh" "ip_5", bash_command="""
cat <<X
)
X
""")
    t6: object = PythonOperator(task_id="ship" "_6", python_callable=lambda x=1: (x, [x]))
    t6 << t5
    with TaskGroup("audit_7", prefix_group_id=False, tooltip='some (text)', default_args={'trigger_rule': 'one_done'}) as g7:
        def make8(name, command='true', *, rule='all_success'):
            made = BashOperator(task_id=f'fetch_8_{name}', bash_command=command, trigger_rule=rule)
            return made
        h8 = make8('a')
        h8b = make8(name='b', rule='all_done')
        t3 >> Label('when it is') >> h8
    t9 = PythonOperator(python_callable=work, op_args=[t6.output], task_id="{}oad_9".format("l"))
    g7.set_upstream(t3)
    t9 << [t4, t5, g7]
    [t4, t6, g7] >> t9


