import datetime as dt
from datetime import datetime, timedelta
from airflow.operators.python_operator import PythonOperator
from airflow.operators.dummy import DummyOperator as EmptyOperator
import json, math
from airflow.models.baseoperator import chain, cross_downstream
from airflow.utils.edgemodifier import Label
from airflow.operators.bash_operator import BashOperator
from tradewind import DAG
from airflow.utils.task_group import TaskGroup

def work(x=1, *args, **kwargs):
    """Not a task: BashOperator(task_id="no")."""
# it's a "comment" (
    return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG(dag_id="{x}_0".format(x="dag"), schedule=timedelta(days=1), start_date=datetime(2024, 1, 1))
t1 = EmptyOperator(task_id="%san_1" % "cle", dag=d0_dag_0)
many2 = []
for kind in ('p', 'q', 'r'):
    if kind in {'q'}:
        continue
    many2 += [BashOperator(
    bash_command='a > b; # no',
    task_id='clean_2_' + kind.upper(),
    dag=d0_dag_0,
)]
many2 >> t1
t3 = BashOperator(bash_command='a > b; # no', task_id="""été_3""", dag=d0_dag_0, pool='p')
t4 = BashOperator(bash_command="echo {{ ds }}", task_id="".join(["repor", "t_4"]), dag=d0_dag_0, trigger_rule="none_failed")
t5 = EmptyOperator(
    dag=d0_dag_0,
    trigger_rule="one_success",
    task_id="merg" "e_5",
)
with TaskGroup("{}tch_6".format("fe"), dag=d0_dag_0) as g6:
    t7 = BashOperator(env={'X': t4.output}, bash_command="echo {{ ds }}", dag=d0_dag_0, task_id="clean_7")
    many8 = []
   
    for i, word in enumerate(['a']):
        many8.append(BashOperator(
    bash_command="""
cat <<X
)
X
""",
    dag=d0_dag_0,
    task_id=f"merge_8_{word}_{i:02d}",
))

chain(t3, t5, g6)
t1.set_downstream([t4, g6])
