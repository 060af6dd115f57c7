"""What it does: a >> b, DAG("no")."""
from airflow.operators.python_operator import PythonOperator
from datetime import datetime, timedelta
from tradewind.operators.empty import EmptyOperator
from tradewind.operators import BashOperator
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.utils.task_group import TaskGroup
import os
from tradewind import Label
from airflow.models import DAG

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG(dag_id=f"dag_0",
    start_date=datetime(2024, 1, 1),
    tags=["x"],
    catchup=False,
    schedule="@daily",
)
t1 = BashOperator(trigger_rule="all_done", dag=d0_dag_0, bash_command="""
cat <<X
)
X
""", task_id=f"f{'etch_1'}")
t2 = EmptyOperator(task_id="""ship_2""", dag=d0_dag_0)
t3 = BashOperator(
    bash_command="""
cat <<X
)
X
""",
    task_id="fetch_3",
    dag=d0_dag_0,
    doc_md=__doc__,
)
t4 = BashOperator(task_id=r"été_4", bash_command="echo {{ ds }}", dag=d0_dag_0)
cross_downstream([t1], [t2])
def make5(name, command='true', *, rule='all_success'):
	made = BashOperator(task_id=f'été_5_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_0)
	return made
h5 = make5('a')
h5b = make5(name='b', rule='all_done')
# it's a "comment" (
t4.set_upstream(t1)
t2 >> (h5,)
t6 = PythonOperator(python_callable=lambda x=1: (x, [x]), dag=d0_dag_0, task_id="count_6")
t7 = BashOperator(
    task_id="audi" "t_7",
    bash_command='a > b; # no',
    dag=d0_dag_0,
)
t1 \
    >> t7

with DAG(dag_id="dag_1", start_date=datetime(2024, 1, 1)) as d0_dag_1:
	t1 = BashOperator(bash_command="echo {{ ds }}", task_id="clean_" + "1")
	t2 = BashOperator(bash_command="echo {{ ds }}", task_id="" "count_2")
	many3 = [EmptyOperator(
    task_id='count_3_0',
    trigger_rule="all_done",
)]
	[t1] >> t2
	BashOperator(retries=2, env={'X': t2.output}, task_id="{}fetch_4".format(""), bash_command="""
cat <<X
)
X
""")
	t1 >> (t2,)
	t5 = BashOperator(bash_command='a > b; # no', task_id="".join(["", "load_5"]))
	with TaskGroup(group_id="""count_6""") as g6:
		BashOperator(bash_command='a > b; # no', task_id="%sunt_7" % "co")
	_ = [t2 >> one for one in [g6]]
	with TaskGroup("""näht_8""", tooltip='some (text)') as g8:
		t1.set_downstream([t5])
		t9 = EmptyOperator(task_id=f"shi{'p_9'}")
		t10 = EmptyOperator(task_id="%st_10" % "spli")

		cross_downstream([t5], [t9])
   
		chain(t1, *[g6])
		t1 \
    >> t10
	[t2, t5] << t1
	t2 >> t5 >> g6 >> g8
	g8 << g6 << t5 << t1

with DAG(dag_id="dag_2", schedule="@daily", tags=["x"], start_date=datetime(2024, 1, 1)) as d0_dag_2:
	many1 = []
	for i, word in enumerate(['a', 'b', 'c']):
		many1.append(PythonOperator(python_callable=lambda x=1: (x, [x]), task_id=f"merge_1_{word}_{i:02d}"))
	t2: object = EmptyOperator(task_id="%s" % "été_2")
	t3 = BashOperator(task_id=f"merge{'_3'}", bash_command="""
cat <<X
)
X
""")
	t4 = EmptyOperator(task_id="ship_4")
	with TaskGroup("report_5", prefix_group_id=False, tooltip='some (text)', default_args={'trigger_rule': 'one_done'}) as g5:
		t2.set_downstream([t3, t4])
		t6 = PythonOperator(trigger_rule="dummy", task_id=r"été_6", python_callable=work)
		for one in [t3, t4]:
			t2 >> one
		cross_downstream([t2], [t3, t4, t6])
	def make7(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'fetch_7_{name}', bash_command=command, trigger_rule=rule)
		return made
	h7 = make7('a')
	h7b = make7(name='b', rule='all_done')
	cross_downstream([t2], [t3, t4, g5])
