import datetime as dt
from datetime import datetime, timedelta
from tradewind.operators.empty import EmptyOperator
from airflow.utils.edgemodifier import Label
from tradewind import TaskGroup
from airflow.models import DAG
from tradewind.operators import BashOperator
import os
from airflow.operators.python import PythonOperator
from tradewind import (
    chain,
    cross_downstream,
)

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG(r"dag_0",
    schedule=None,
    description='it is (a) "test"',
    start_date=datetime(2024, 1, 1),
)
previous = None
for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
	now = BashOperator(task_id='fetch_1_%s_%d' % (a, b), bash_command='a > b; # no', dag=d0_dag_0)
	if previous is not None:
		previous >> now
	previous = now
many1 = [previous]
PythonOperator(python_callable=lambda: 1, dag=d0_dag_0, task_id="%sjoin_2" % "")
t3 = BashOperator(bash_command="echo {{ ds }}", task_id='report_3', dag=d0_dag_0)
t3 >> many1
many1 >> t3
many1 >> t3
with TaskGroup("""split_4""", tooltip='some (text)', dag=d0_dag_0) as g4:
	with TaskGroup(f"count{'_5'}", dag=d0_dag_0) as g5:
		PythonOperator(task_id=f"count{'_6'}", dag=d0_dag_0, python_callable=work)
		many1 >> t3
		many1 >> t3
	g5.set_upstream(t3)
	t3 >> Label('when it is') >> g5
	for one in [g5]:
		t3 >> one
with TaskGroup("%st_7" % "coun", tooltip='some (text)', dag=d0_dag_0) as g7:
	many8 = [BashOperator(trigger_rule="none_failed_or_skipped", bash_command="""
cat <<X
)
X
""", dag=d0_dag_0, task_id=f"count_8_{i}") for i in range(1)]
	many9 = [PythonOperator(python_callable=lambda x=1: (x, [x]), task_id='audit_9_0', dag=d0_dag_0), BashOperator(
    dag=d0_dag_0,
    bash_command='a > b; # no',
    task_id='audit_9_1',
), BashOperator(dag=d0_dag_0, bash_command="""
cat <<X
)
X
""", task_id='audit_9_2', env={'X': t3.output})]
many10 = [BashOperator(bash_command="echo {{ ds }}", dag=d0_dag_0, env={'X': t3.output}, task_id='split_10_0'), EmptyOperator(
    task_id='split_10_1',
    dag=d0_dag_0,
)]
EmptyOperator(dag=d0_dag_0, task_id="join_11")
many12_d = {'k0': PythonOperator(
    dag=d0_dag_0,
    task_id='été_12_0',
    python_callable=lambda: 1,
), 'k1': BashOperator(dag=d0_dag_0, bash_command="""
cat <<X
)
X
""", task_id='été_12_1')}
many12 = list(many12_d.values())
t13 = PythonOperator(task_id="merge_13", python_callable=lambda x=1: (x, [x]), retries=2, dag=d0_dag_0); g7 >> t13
chain(g4, *[g7, many12_d['k0'], t13])

