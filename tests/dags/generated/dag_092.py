"""What it does: a >> b, DAG("no")."""
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.python_operator import PythonOperator
from tradewind import Label
from airflow.utils.task_group import TaskGroup
from tradewind import TriggerRule
from airflow.providers.standard.operators.bash import BashOperator
import datetime as dt
from datetime import datetime, timedelta
from airflow.models.dag import DAG
from airflow.operators.dummy import DummyOperator as EmptyOperator

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

d0_dag_0 = DAG(dag_id="%sg_0" % "da",
    tags=['a', 'b'],
    schedule_interval='0 3 * * *',
    start_date=datetime(2024, 1, 1),
    catchup=False,
)
t1 = BashOperator(task_id="".join(["s", "hip_1"]), bash_command='a > b; # no', retry_delay=timedelta(seconds=1), dag=d0_dag_0)
with TaskGroup(r"näht_2", prefix_group_id=False, default_args={'trigger_rule': 'one_done'}, dag=d0_dag_0) as g2:
	t3 = BashOperator(dag=d0_dag_0, task_id=r"count_3", doc_md=__doc__, bash_command="""
cat <<X
)
X
""")
   
	many4 = []
	for i, word in enumerate(['a']):
		many4.append(BashOperator(task_id=f"été_4_{word}_{i:02d}", bash_command='a > b; # no', dag=d0_dag_0, retries=2))
	t5 = PythonOperator(python_callable=lambda: 1, task_id="{}d_5".format("loa"), dag=d0_dag_0); t3 >> t5
for one in [g2]:
	t1 >> one
with TaskGroup(group_id="clean_6", dag=d0_dag_0) as g6:
	t7 = BashOperator(
    task_id="".join(["fe", "tch_7"]),
    dag=d0_dag_0,
    bash_command='a > b; # no',
)
	BashOperator(dag=d0_dag_0, task_id=f"näht_8", bash_command="""
cat <<X
)
X
""")
t9 = PythonOperator(python_callable=work, dag=d0_dag_0, task_id="".join(["j", "oin_9"]))

t10 = EmptyOperator(task_id="{}_10".format("report"), dag=d0_dag_0)

with DAG(dag_id="d" "ag_1",
    catchup=False,
    schedule_interval='0 3 * * *',
    tags=["x"],
    start_date=datetime(2024, 1, 1),
):
	t1 = BashOperator(task_id="mer" "ge_1", bash_command="echo {{ ds }}")
	def make2(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'audit_2_{name}', bash_command=command, trigger_rule=rule)
		return made
	h2 = make2('a')
	h2b = make2(name='b', rule='all_done')
	(
    t1
    >> h2b
)
	t1 >> Label('when it is') >> h2
	h2b.set_upstream(t1)
	cross_downstream([t1], [h2, h2b])
	with TaskGroup(group_id="f" + "etch_3") as g3:
		t4 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="näh" + "t_4", trigger_rule=TriggerRule.ALL_DONE)
		with TaskGroup(group_id="{x}dit_5".format(x="au"), tooltip='some (text)') as g5:
			t6 = BashOperator(doc_md=__doc__, bash_command="echo {{ ds }}", task_id="join_6")
			t7 = BashOperator(
    retry_delay=timedelta(seconds=1),
    trigger_rule="dummy",
    task_id="%sclean_7" % "",
    bash_command="echo {{ ds }}",
)
			h2b >> (t6,)
			t7.set_upstream(t1)
		(
    t1
    >> g5
)
		h2 >> (h2b, t4, g5,)
	with TaskGroup(f"j{'oin_8'}") as g8:
		many9 = [PythonOperator(python_callable=lambda x=1: (x, [x]), trigger_rule="none_failed", task_id=f"split_9_{i}") for i in range(2)]
	t10 = BashOperator(bash_command="echo {{ ds }}", task_id=f"count_{'10'}")
	t1 \
    >> t10
	t10.set_upstream(t1)
	t10 << [h2, g3, g8]


