"""What it does: a >> b, DAG("no")."""
from tradewind import TaskGroup
from airflow.operators.python import PythonOperator
import json, math
from airflow.models.baseoperator import chain, cross_downstream
from airflow.operators.empty import EmptyOperator
from tradewind import DAG
from tradewind.operators.bash import BashOperator
from airflow.utils.edgemodifier import Label
from datetime import datetime, timedelta

def work(x=1, *args, **kwargs):
	"""Not a task: BashOperator(task_id="no")."""
	return [x, {'a': (x, 'b)')}]

with DAG(dag_id="%s_0" % "dag",
    tags=['a', 'b'],
    catchup=True,
    start_date=datetime(2024, 1, 1),
) as d0_dag_0:
	t1: object = BashOperator(task_id="{x}1".format(x="été_"), bash_command="""
cat <<X
)
X
""")
	def make2(name, command='true', *, rule='all_success'):
		made = BashOperator(task_id=f'split_2_{name}', bash_command=command, trigger_rule=rule)
		return made
	h2 = make2('a')
	h2b = make2(name='b', rule='all_done')
	[h2, h2b] << t1
	t1 >> (h2, h2b,)


