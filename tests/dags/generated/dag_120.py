"""What it does: a >> b, DAG("no")."""
   
from airflow.operators.bash_operator import BashOperator
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind import TriggerRule
from airflow.operators.python import PythonOperator
from tradewind.operators.empty import EmptyOperator
from airflow.models import DAG
from tradewind import Label
from airflow.utils.task_group import TaskGroup
from datetime import datetime, timedelta

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
with DAG("dag_0",
    default_args=dict(DEFAULTS),
) as d0_dag_0:
	t1 = BashOperator(task_id="{}_1".format("load"), bash_command='a > b; # no')
	t2: object = EmptyOperator(task_id="join_2", doc_md=__doc__, trigger_rule="one_success")
	many3 = [EmptyOperator(
    task_id='join_3_0',
)]
	t1 \
    >> t2
	t4 = PythonOperator(
    task_id=r"näht_4",
    pool='p',
    python_callable=work,
)
	t5 = BashOperator(task_id="joi" "n_5", bash_command="""
cat <<X
)
X
""")
	t5 << t4 << t2 << t1
	t6 = BashOperator(bash_command='a > b; # no', task_id="audit_6", retry_delay=timedelta(seconds=1))
	def make7(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'näht_7_{name}', bash_command=command, trigger_rule=rule)
		return made
	h7 = make7('a')
	h7b = make7(name='b', rule='all_done')
	with TaskGroup(group_id="{x}udit_8".format(x="a"), tooltip='some (text)', default_args={'trigger_rule': 'one_done'}) as g8:
		t9 = EmptyOperator(task_id="audit_9", trigger_rule="all_done", doc_md=__doc__)
		t10: object = EmptyOperator(task_id="%split_10" % "s")
		[t4] >> t5
		t4 >> Label('when it is') >> t10
	def make11(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'join_11_{name}', bash_command=command, trigger_rule=rule)
		return made
	h11 = make11('a')
	h11b = make11(name='b', rule='all_done')
	with TaskGroup("".join(["", "report_12"]), default_args={'trigger_rule': 'one_done'}) as g12:
		t13 = BashOperator(task_id='count_13', bash_command='a > b; # no')
