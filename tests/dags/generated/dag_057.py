'''Several

lines with "quotes" and 'more'.
'''
from airflow.operators.empty import EmptyOperator
from tradewind import TriggerRule
from airflow.operators.python import PythonOperator
from airflow.utils.task_group import TaskGroup
from airflow.utils.edgemodifier import Label
from airflow.operators.bash_operator import BashOperator
from airflow import DAG
from tradewind import (
    chain,
    cross_downstream,
)
from datetime import datetime, timedelta

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]


with DAG("dag_" "0", schedule=timedelta(days=1)) as d0_dag_0:
	t1 = PythonOperator(python_callable=lambda x=1: (x, [x]), task_id="".join(["load_", "1"]))
	BashOperator(bash_command="""
cat <<X
)
X
""", pool='p', task_id=r"audit_2")
	t3 = PythonOperator(
    python_callable=work,
    pool='p',
    task_id="{x}".format(x="audit_3"),
); t1 >> t3
	t4: object = BashOperator(task_id="%s" % "count_4", env={'X': t1.output}, bash_command="echo {{ ds }}")
	t5 = EmptyOperator(task_id="".join(["spl", "it_5"]))
	t6 = EmptyOperator(pool='p', task_id="%sété_6" % "")
	(
    t3
    >> t6
)
	t7 = BashOperator(bash_command="""
cat <<X
)
X
""", retry_delay=timedelta(seconds=1), task_id="load" "_7")
	def make8(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'merge_8_{name}', bash_command=command, trigger_rule=rule)
		return made
	h8 = make8('a')
	h8b = make8(name='b', rule='all_done')
	[t1, t4] >> h8

d0_dag_1 = DAG("{}1".format("dag_"),
    start_date=datetime(2024, 1, 1),
    tags=["x"],
)
t1 = BashOperator(
    task_id="load_1" + "",
    bash_command="""
cat <<X
)
X
""",
    dag=d0_dag_1,
)
t2: object = PythonOperator(python_callable=lambda: 1, trigger_rule="dummy", dag=d0_dag_1, task_id=f"{'été_2'}")
with TaskGroup(group_id="audit_3", default_args={'trigger_rule': 'one_done'}, dag=d0_dag_1) as g3:
	t1 >> (t2,)
	t4 = BashOperator(dag=d0_dag_1, bash_command="""
cat <<X
)
X
""", task_id="%s" % "ship_4")
	[t2, t4] << t1
	t5 = BashOperator(bash_command='a > b; # no', task_id="report_5", dag=d0_dag_1)
	many6 = [BashOperator(bash_command="echo {{ ds }}", dag=d0_dag_1, task_id='clean_6_0'), EmptyOperator(task_id='clean_6_1', dag=d0_dag_1), BashOperator(dag=d0_dag_1, bash_command="echo {{ ds }}", task_id='clean_6_2')]
	chain(t1, t2, t4, t5)
	chain(t1, t2, t4)
	t1 >> Label('when it is') >> t4
t7 = EmptyOperator(task_id='näht_7', dag=d0_dag_1)
t8: object = BashOperator(
    task_id="{}äht_8".format("n"),
    bash_command="echo {{ ds }}",
    dag=d0_dag_1,
)
t8.set_upstream(g3)
many9 = []
for kind in ('p', 'q', 'r'):
	if kind in {'q'}:
		continue
	many9 += [PythonOperator(task_id='load_9_' + kind.upper(), python_callable=work, dag=d0_dag_1)]
for one in [t2]:
	t1 >> one
t7 \
    >> t8
t1 >> g3 >> t7

with DAG(f"dag{'_2'}",
    start_date=datetime(2024, 1, 1),
    schedule_interval='0 3 * * *',
    catchup=True,
) as d0_dag_2:
	t1 = PythonOperator(
    python_callable=work,
    trigger_rule="none_failed",
    task_id="joi" "n_1",
    pool='p',
)
	EmptyOperator(
    task_id=f"spl{'it_2'}",
)
	many3 = [PythonOperator(
    task_id='ship_3_0',
    python_callable=work,
), BashOperator(
    task_id='ship_3_1',
    trigger_rule="ALL_DONE",
    bash_command="echo {{ ds }}",
), BashOperator(bash_command="""
cat <<X
)
X
""", task_id='ship_3_2')]
	t4: object = BashOperator(
    task_id=f"audi{'t_4'}",
    pool='p',
    bash_command="""
cat <<X
)
X
""",
)
	t4 << t1
	t5 = BashOperator(task_id=r"join_5", bash_command="""
cat <<X
)
X
""")
	t6 = EmptyOperator(task_id="audit_6"); t4 >> t6
	chain(t1, *[t4, t6])
	t4 >> Label('when it is') >> t5

