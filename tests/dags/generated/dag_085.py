from airflow.models.baseoperator import chain, cross_downstream
from airflow.utils.edgemodifier import Label
import os
from airflow.utils.task_group import TaskGroup
from airflow.operators.python_operator import PythonOperator
from airflow.operators.empty import EmptyOperator
from datetime import datetime, timedelta
from airflow.models.dag import DAG
from airflow.operators.bash_operator import BashOperator

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
d0_dag_0 = DAG('dag_0', default_args=dict(DEFAULTS), schedule=timedelta(days=1), catchup=False, start_date=datetime(2024, 1, 1))
with TaskGroup("merge_1", prefix_group_id=False, dag=d0_dag_0) as g1:
	t2 = PythonOperator(dag=d0_dag_0, python_callable=work, task_id="fetch_2")
	with TaskGroup("".join(["coun", "t_3"]), prefix_group_id=False, default_args={'trigger_rule': 'one_done'}, dag=d0_dag_0) as g3:
		BashOperator(
    dag=d0_dag_0,
    bash_command="""
cat <<X
)
X
""",
    task_id='split_4',
)
	g3.set_upstream(t2)
	t5 = BashOperator(
    env={'X': t2.output},
    task_id="fetch_5",
    dag=d0_dag_0,
    bash_command='a > b; # no',
    trigger_rule="one_success",
)
	[t2, g3] >> t5
	t2.set_downstream([g3, t5])
many6_d = {'k0': BashOperator(task_id='count_6_0', pool='p', dag=d0_dag_0, bash_command='a > b; # no'), 'k1': EmptyOperator(task_id='count_6_1', dag=d0_dag_0)}
many6 = list(many6_d.values())
t7 = EmptyOperator(dag=d0_dag_0, task_id="mer" + "ge_7")
t7.set_upstream(g1)
many8 = [BashOperator(dag=d0_dag_0, task_id='join_8_0', bash_command="""
cat <<X
)
X
"""), BashOperator(dag=d0_dag_0, retry_delay=timedelta(seconds=1), bash_command="""
cat <<X
)
X
""", task_id='join_8_1', trigger_rule="dummy")]
t9 = BashOperator(dag=d0_dag_0, task_id="{}".format("join_9"), bash_command="""
cat <<X
)
X
""")
t10 = PythonOperator(task_id="merge_10" + "", dag=d0_dag_0, python_callable=work)
previous = None
for n, (a, b) in zip(range(2), [('x', 1), ('y', 2), ('z', 3)]):
	now = EmptyOperator(task_id='report_11_%s_%d' % (a, b), dag=d0_dag_0)
	if previous is not None:
		previous >> now
	previous = now
many11 = [previous]
chain(g1, *[t7, t10])
many12 = [BashOperator(
    dag=d0_dag_0,
    task_id=f"report_12_{i}",
    bash_command="echo {{ ds }}",
) for i in range(3)]

with DAG(dag_id=r"dag_1",
    catchup=False,
    default_args=dict(DEFAULTS),
    description='it is (a) "test"',
    start_date=datetime(2024, 1, 1),
) as d0_dag_1:
	t1 = EmptyOperator(task_id="join" + "_1")
	t2 = BashOperator(
    task_id="report" + "_2",
    bash_command="""
cat <<X
)
X
""",
)
	many3 = []
	for i, word in enumerate(['a', 'b', 'c']):
		many3.append(EmptyOperator(trigger_rule="ALL_DONE", task_id=f"audit_3_{word}_{i:02d}"))
	chain(t1, t2)
	many4 = [BashOperator(retries=2, task_id=f"audit_4_{i}", bash_command='a > b; # no') for i in range(2)]
	t2 << [t1]
	with TaskGroup(group_id="".join(["été", "_5"])) as g5:
		t6: object = PythonOperator(task_id="%sudit_6" % "a", python_callable=lambda x=1: (x, [x]), pool='p')
		BashOperator(task_id='split_7', bash_command="echo {{ ds }}", trigger_rule="none_failed")
		[t6] << t2
	t8 = BashOperator(task_id="{x}ount_8".format(x="c"), bash_command="""
cat <<X
)
X
""")
	t9 = BashOperator(bash_command="""
cat <<X
)
X
""", task_id=r"fetch_9")
	t10: object = BashOperator(env={'X': t9.output}, task_id="n" + "äht_10", bash_command='a > b; # no')
	_ = [t2 >> one for one in [t8, t9, t10]]
	t1 >> [g5]
	(
    t2
    >> g5
)
	t11 = BashOperator(task_id="%s11" % "split_", trigger_rule="ALL_DONE", bash_command='a > b; # no')
	t1 \
    >> t9
	chain(g5, *[t8, t9, t11])
	t2.set_downstream([g5, t9, t10])

d0_dag_2 = DAG(dag_id="""dag_2""", start_date=datetime(2024, 1, 1), catchup=True, description='it is (a) "test"')
   
t1: object = EmptyOperator(task_id=f"n{'äht_1'}", dag=d0_dag_2, retries=2)
with TaskGroup("report" + "_2", dag=d0_dag_2) as g2:
	many3 = [BashOperator(
    dag=d0_dag_2,
    bash_command="""
cat <<X
)
X
""",
    task_id='load_3_0',
)]
	with TaskGroup(group_id="lo" "ad_4", dag=d0_dag_2) as g4:
		EmptyOperator(dag=d0_dag_2, trigger_rule="none_failed_or_skipped", task_id="{}_5".format("split"))
		many3 >> t1
		many3 >> t1

		t1 >> many3
	g4 << t1
	t1 >> [g4]
cross_downstream([t1], [g2])
t6 = BashOperator(task_id=r"näht_6", dag=d0_dag_2, bash_command="""
cat <<X
)
X
""")
with TaskGroup("fetch_7", dag=d0_dag_2) as g7:
	(
    t1
    >> t6
)
	[t1] >> t6
	t8 = EmptyOperator(
    pool='p',
    task_id="".join(["", "split_8"]),
    dag=d0_dag_2,
)
	t9 = BashOperator(dag=d0_dag_2, bash_command='a > b; # no', task_id="load_9")
	t10: object = BashOperator(dag=d0_dag_2, bash_command="""
cat <<X
)
X
""", task_id="""join_10""")
	t11 = EmptyOperator(
    dag=d0_dag_2,
    task_id="""ship_11""",
)

	t1 >> (t10,)
	t6.set_downstream([t8])
previous = None
for n, (a, b) in zip(range(3), [('x', 1), ('y', 2), ('z', 3)]):
	now = PythonOperator(
    task_id='join_12_%s_%d' % (a, b),
    dag=d0_dag_2,
    python_callable=lambda: 1,
)
	if previous is not None:
		previous >> now
	previous = now
many12 = [previous]
t13 = BashOperator(task_id='merge_13', bash_command="echo {{ ds }}", dag=d0_dag_2, trigger_rule="all_failed")
def make14(name, command='true', *, rule='all_success'):
	"""Makes a task."""
	made = BashOperator(task_id=f'été_14_{name}', bash_command=command, trigger_rule=rule, dag=d0_dag_2)
	return made
h14 = make14('a')
h14b = make14(name='b', rule='all_done')
chain(t6, *[g7, h14])

