'''Several

lines with "quotes" and 'more'.
'''
from tradewind.operators.empty import EmptyOperator
from airflow.models.baseoperator import chain, cross_downstream
from airflow.utils.edgemodifier import Label
import json, math
from airflow.operators.python import PythonOperator
from airflow.operators.bash_operator import BashOperator
from tradewind import TaskGroup
from tradewind import DAG
from datetime import datetime, timedelta

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

with DAG('dag_0',
    tags=['a', 'b'],
    catchup=True,
    start_date=datetime(2024, 1, 1),
) as d0_dag_0:
  with TaskGroup(group_id="join_1", default_args={'trigger_rule': 'one_done'}) as g1:
    def make2(name, command='true', *, rule='all_success'):
      """Makes a task."""
      made = BashOperator(task_id=f'split_2_{name}', bash_command=command, trigger_rule=rule)
      return made
    h2 = make2('a')
    h2b = make2(name='b', rule='all_done')
    many3 = [BashOperator(task_id='report_3_0', retry_delay=timedelta(seconds=1), bash_command="echo {{ ds }}")]
    with TaskGroup("%s" % "fetch_4", tooltip='some (text)') as g4:
      t5: object = EmptyOperator(task_id="fetch_5")
      t5.set_upstream(h2b)
      chain(h2, h2b)
  t6 = BashOperator(bash_command="echo {{ ds }}", task_id="%sload_6" % "")
  t7 = EmptyOperator(task_id="fetch_7" + "")
  t8 = PythonOperator(
    trigger_rule="one_success",
    python_callable=lambda: 1,
    task_id="report_8",
    op_kwargs={'x': [t6.output]},
)
  t9: object = EmptyOperator(task_id="jo" + "in_9", trigger_rule="all_done")
  t10 = PythonOperator(python_callable=lambda: 1, task_id="%sch_10" % "fet")
  many11_d = {'k0': BashOperator(bash_command="""
cat <<X
)
X
""", task_id='report_11_0')}
  many11 = list(many11_d.values())
  t12 = EmptyOperator(task_id="".join(["clean", "_12"]))
  t13 = PythonOperator(python_callable=work, task_id="{x}lit_13".format(x="sp"))
  chain(t7, t9, t10)
  chain(g1, t10)
  t14 = EmptyOperator(pool='p', task_id="""join_14""")
