from airflow.operators.bash_operator import BashOperator
from datetime import datetime, timedelta
from airflow.utils.edgemodifier import Label
from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind.operators.python import PythonOperator
from tradewind import TaskGroup
from tradewind import TriggerRule
from airflow.models.baseoperator import chain, cross_downstream
from airflow import DAG

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

with DAG("{x}dag_0".format(x=""),
    start_date=datetime(2024, 1, 1),
) as d0_dag_0:
  t1: object = BashOperator(task_id="été_" + "1", pool='p', bash_command='a > b; # no')
  t2 = BashOperator(bash_command="echo {{ ds }}", task_id="".join(["co", "unt_2"]))
  with TaskGroup(group_id="{x}ip_3".format(x="sh")) as g3:
    def make4(name, command='true', *, rule='all_success'):
      made = BashOperator(task_id=f'load_4_{name}', bash_command=command, trigger_rule=rule)
      return made
    h4 = make4('a')
    h4b = make4(name='b', rule='all_done')
    h4b << [t1, t2, h4]
    t1 >> [h4, h4b]
   
    chain(t1, h4, h4b)


