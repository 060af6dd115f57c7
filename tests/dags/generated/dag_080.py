from airflow.models import DAG
from airflow.operators.python import PythonOperator
from airflow.utils.edgemodifier import Label
from airflow.utils.task_group import TaskGroup
from tradewind import (
    chain,
    cross_downstream,
)
import datetime as dt
from datetime import datetime, timedelta
from tradewind import TriggerRule
from tradewind.operators.empty import EmptyOperator
from tradewind.operators.bash import BashOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
# it's a "comment" (
  return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG("%s0" % "dag_",
    start_date=datetime(2024, 1, 1),
    description='it is (a) "test"',
    schedule=None,
)
many1 = [BashOperator(
    task_id='fetch_1_0',
    bash_command="echo {{ ds }}",
    dag=d0_dag_0,
), BashOperator(dag=d0_dag_0, trigger_rule=TriggerRule.ALL_DONE, bash_command="""
cat <<X
)
X
""", task_id='fetch_1_1')]
t2 = EmptyOperator(dag=d0_dag_0, task_id="%st_2" % "coun")
t3 = EmptyOperator(trigger_rule="none_failed", dag=d0_dag_0, retry_delay=timedelta(seconds=1), task_id=f"fetch_{'3'}")
t2 >> Label('when it is') >> t3
t2 >> [t3]
t2 >> Label('when it is') >> t3
t4 = BashOperator(task_id=f"report_4", bash_command='a > b; # no', trigger_rule="all_failed", dag=d0_dag_0)
[t3, t4] << t2
many5 = [BashOperator(
    bash_command="echo {{ ds }}",
    dag=d0_dag_0,
    task_id=f"ship_5_{i}",
) for i in range(3)]


with DAG("{x}1".format(x="dag_"),
    tags=["x"],
    start_date=datetime(2024, 1, 1),
    catchup=False,
) as d0_dag_1:
  t1 = BashOperator(
    bash_command="echo {{ ds }}",
    doc_md=__doc__,
    task_id="split_1",
)
  t2 = BashOperator(
    bash_command="echo {{ ds }}",
    task_id='count_2',
)
  def make3(name, command='true', *, rule='all_success'):
    made = BashOperator(task_id=f'audit_3_{name}', bash_command=command, trigger_rule=rule)
    return made
  h3 = make3('a')
  h3b = make3(name='b', rule='all_done')
  many4 = [BashOperator(bash_command="""
cat <<X
)
X
""", task_id=f"join_4_{i}") for i in range(2)]
  t5 = BashOperator(retry_delay=timedelta(seconds=1), bash_command="""
cat <<X
)
X
""", task_id="audit_5")
  t6 = EmptyOperator(
    task_id=r"count_6",
)
  t1 >> h3b >> t5 >> t6
  t6.set_upstream(h3)

with DAG(dag_id="dag_" + "2",
    schedule_interval='0 3 * * *',
    start_date=datetime(2024, 1, 1),
    tags=["x"],
    catchup=False,
):
  t1 = BashOperator(
    bash_command="""
cat <<X
)
X
""",
    task_id="".join(["count_", "1"]),
)
  t2 = PythonOperator(
    task_id="clea" + "n_2",
    python_callable=lambda: 1,
)
  t3 = BashOperator(task_id="été_3", bash_command='a > b; # no')
  t4 = BashOperator(bash_command='a > b; # no', task_id=f"ship_4")
  t5 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="sh" "ip_5")
  t5 << t4 << t2
  t6 = BashOperator(task_id='split_6', bash_command="""
cat <<X
)
X
""", trigger_rule="none_failed")
  for one in [t2, t6]:
    t1 >> one
  def make7(name, command='true', *, rule='all_success'):
    """Makes a task."""
    made = BashOperator(task_id=f'clean_7_{name}', bash_command=command, trigger_rule=rule)
    return made
  h7 = make7('a')
  h7b = make7(name='b', rule='all_done')
  t2 >> t6 >> h7b
  cross_downstream([t1], [t3, t5, t6])
  t4 >> (t5, h7, h7b,)
