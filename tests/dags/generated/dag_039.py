"""What it does: a >> b, DAG("no")."""
from tradewind.operators.python import PythonOperator
from tradewind.operators.bash import BashOperator
from airflow.models.baseoperator import chain, cross_downstream
from tradewind import TriggerRule
from tradewind.operators.empty import EmptyOperator
from datetime import datetime, timedelta
from tradewind import Label
from airflow.utils.task_group import TaskGroup
from airflow.sdk import DAG

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

with DAG("""dag_0""",
    catchup=False,
):
	t1 = BashOperator(task_id='load_1', bash_command='a > b; # no')
	with TaskGroup("report_2") as g2:
		many3_d = {'k0': PythonOperator(task_id='join_3_0', op_kwargs={'x': [t1.output]}, python_callable=lambda x=1: (x, [x])), 'k1': BashOperator(
    pool='p',
    task_id='join_3_1',
    trigger_rule="one_success",
    bash_command="echo {{ ds }}",
)}
		many3 = list(many3_d.values())
		t4: object = BashOperator(task_id="{}".format("näht_4"), bash_command='a > b; # no')
	t5 = PythonOperator(python_callable=lambda x=1: (x, [x]), op_args=(t1.output['k'], 1), task_id="sp" + "lit_5")
	t6 = EmptyOperator(pool='p', task_id="s" + "plit_6")
	t7 = BashOperator(task_id="{x}fetch_7".format(x=""), bash_command='a > b; # no')
	def make8(name, command='true', *, rule='all_success'):
		"""Makes a task."""
		made = BashOperator(task_id=f'clean_8_{name}', bash_command=command, trigger_rule=rule)
   
		return made
	h8 = make8('a')
	h8b = make8(name='b', rule='all_done')
	many9 = [BashOperator(
    bash_command="echo {{ ds }}",
    trigger_rule="one_success",
    task_id=f"report_9_{i}",
) for i in range(3)]
	t10 = BashOperator(task_id="näht_10" "", trigger_rule="all_done", bash_command="echo {{ ds }}")
	t7.set_upstream(t5)
