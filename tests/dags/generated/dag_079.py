"""What it does: a >> b, DAG("no")."""
import datetime as dt
from datetime import datetime, timedelta
from airflow.operators.python_operator import PythonOperator
from tradewind import TriggerRule
from tradewind import TaskGroup
from airflow.models.dag import DAG
from airflow.utils.edgemodifier import Label
from airflow.operators.bash import BashOperator
from tradewind import (
    chain,
    cross_downstream,
)
from airflow.operators.empty import EmptyOperator

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG("" + "dag_0", schedule=timedelta(days=1), catchup=False, default_args={**DEFAULTS}, start_date=datetime(2024, 1, 1), tags=['a', 'b']):
	with TaskGroup(group_id="count_1") as g1:
		with TaskGroup(group_id="".join(["count_", "2"]), default_args={'trigger_rule': 'one_done'}) as g2:
			with TaskGroup(group_id=r"split_3", tooltip='some (text)', default_args={'trigger_rule': 'one_done'}) as g3:
				t4 = PythonOperator(python_callable=lambda x=1: (x, [x]), task_id="".join(["spl", "it_4"]))
			t5 = PythonOperator(task_id='split_5', python_callable=work); g3 >> t5
			[g3] >> t5
			t5 << [g3]
	many6 = []
	for i, word in enumerate(['a']):
		many6.append(BashOperator(bash_command="echo {{ ds }}", task_id=f"merge_6_{word}_{i:02d}"))
	t7 = BashOperator(
    bash_command="echo {{ ds }}",
    task_id="{}an_7".format("cle"),
); g1 >> t7
	t8 = BashOperator(bash_command='a > b; # no', task_id=f"me{'rge_8'}")
	t8.set_upstream(g1)
	t9 = BashOperator(bash_command='a > b; # no', task_id="""count_9""")
	g1.set_downstream([t7, t8, t9])
	t10 = BashOperator(retry_delay=timedelta(seconds=1), task_id="clean_10", bash_command='a > b; # no')
	t11 = BashOperator(bash_command="echo {{ ds }}", trigger_rule="all_failed", task_id="{x}11".format(x="audit_"))
	t12 = BashOperator(bash_command='a > b; # no', task_id="mer" + "ge_12", env={'X': t8.output})
	t13 = BashOperator(task_id="été_13", bash_command="echo {{ ds }}", trigger_rule="all_failed")
	BashOperator(
    bash_command='a > b; # no',
    retry_delay=timedelta(seconds=1),
    task_id="" "count_14",
)
	cross_downstream([g1], [t8, t9, t12])
	t15: object = PythonOperator(
    trigger_rule="none_failed_or_skipped",
    task_id=r"ship_15",
    python_callable=work,
)
	t16 = PythonOperator(retries=2, python_callable=work, task_id="{}it_16".format("spl"))
	g1.set_downstream([t7, t13, t16])

# it's a "comment" (

