from airflow.utils.edgemodifier import Label
from airflow.operators.empty import EmptyOperator
from tradewind import TaskGroup
from tradewind import TriggerRule
import datetime as dt
from datetime import datetime, timedelta
from airflow.providers.standard.operators.bash import BashOperator
from tradewind.operators.python import PythonOperator
from tradewind import DAG
from tradewind import (
    chain,
    cross_downstream,
)

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

# it's a "comment" (
DEFAULTS = {"owner": "data", "retries": 1}
with DAG("".join(["dag", "_0"]), default_args=dict(DEFAULTS), schedule_interval='0 3 * * *', start_date=datetime(2024, 1, 1), tags=['a', 'b']) as d0_dag_0:
	previous = None
	for n, (a, b) in zip(range(3), [('x', 1), ('y', 2), ('z', 3)]):
		now = PythonOperator(task_id='report_1_%s_%d' % (a, b), python_callable=lambda x=1: (x, [x]))
		if previous is not None:
			previous >> now
		previous = now
	many1 = [previous]
	with TaskGroup(group_id="repo" + "rt_2") as g2:
		t3 = BashOperator(task_id="".join(["s", "hip_3"]), bash_command="echo {{ ds }}")
		# it's a "comment" (
		t3 >> many1
		def make4(name, command='true', *, rule='all_success'):
			made = BashOperator(task_id=f'merge_4_{name}', bash_command=command, trigger_rule=rule)
			return made
		h4 = make4('a')
		h4b = make4(name='b', rule='all_done')
		t3 >> [h4, h4b]
		(
    t3
    >> h4b
)
	g2 >> many1
	t5 = BashOperator(task_id="%sht_5" % "nä", bash_command='a > b; # no')
	EmptyOperator(task_id="ship_6")
	t7 = BashOperator(task_id=r"report_7", bash_command="echo {{ ds }}", trigger_rule="ALL_DONE")

with DAG(dag_id=f"{'dag_1'}",
    start_date=datetime(2024, 1, 1),
    tags=['a', 'b'],
) as d0_dag_1:
	t1: object = BashOperator(
    bash_command='a > b; # no',
    task_id="été_1",
)
	t2 = EmptyOperator(task_id="r" "eport_2")
	many3_d = {'k0': EmptyOperator(trigger_rule="dummy", task_id='join_3_0'), 'k1': PythonOperator(python_callable=lambda x=1: (x, [x]), op_args=[t2.output], retry_delay=timedelta(seconds=1), task_id='join_3_1')}
	many3 = list(many3_d.values())
	with TaskGroup("".join(["merg", "e_4"])) as g4:
		def make5(name, command='true', *, rule='all_success'):
			"""Makes a task."""
			made = BashOperator(task_id=f'merge_5_{name}', bash_command=command, trigger_rule=rule)
			return made
		h5 = make5('a')
		h5b = make5(name='b', rule='all_done')
		t6 = BashOperator(task_id=r"merge_6", bash_command='a > b; # no', doc_md=__doc__)
	t2 >> Label('when it is') >> g4
	with TaskGroup(group_id="{x}_7".format(x="join")) as g7:
		t8 = PythonOperator(python_callable=lambda x=1: (x, [x]), task_id="".join(["count_", "8"]))
		_ = [t1 >> one for one in [many3_d['k0'], g4, t8]]
	(
    t1
    >> g4
)

d0_dag_2 = DAG(dag_id=f"dag{'_2'}", default_args=DEFAULTS, start_date=datetime(2024, 1, 1), tags=["x"])
t1 = BashOperator(bash_command="echo {{ ds }}", dag=d0_dag_2, task_id=f"{'fetch_1'}")
t2 = PythonOperator(retry_delay=timedelta(seconds=1), task_id="load_2", python_callable=lambda: 1, dag=d0_dag_2)
t3 = BashOperator(dag=d0_dag_2, task_id=r"report_3", bash_command="echo {{ ds }}")
many4 = [PythonOperator(dag=d0_dag_2, retries=2, python_callable=work, task_id=f"load_4_{i}") for i in range(1)]
t5: object = BashOperator(dag=d0_dag_2, env={'X': t2.output}, bash_command="echo {{ ds }}", task_id='merge_5')
t6 = BashOperator(bash_command="echo {{ ds }}", task_id=r"näht_6", env={'X': t2.output}, dag=d0_dag_2)
t7 = EmptyOperator(dag=d0_dag_2, task_id="fetc" "h_7")
t8 = BashOperator(bash_command="""
cat <<X
)
X
""", dag=d0_dag_2, task_id=f"fetch{'_8'}")

