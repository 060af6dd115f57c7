from tradewind import (
    chain,
    cross_downstream,
)
import os
from airflow.providers.standard.operators.bash import BashOperator
from tradewind import TaskGroup
import datetime as dt
from datetime import datetime, timedelta
from airflow.utils.edgemodifier import Label
from airflow.operators.empty import EmptyOperator
from tradewind import DAG
from tradewind.operators.python import PythonOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"owner": "data", "retries": 1}
with DAG("dag_0",
    tags=['a', 'b'],
) as d0_dag_0:
  PythonOperator(task_id="%saudit_1" % "", python_callable=lambda: 1)
  t2 = EmptyOperator(task_id="%sété_2" % "")
  many3 = [EmptyOperator(
    task_id=f"clean_3_{i}",
) for i in range(1)]
  t2 >> many3

with DAG(dag_id="{}g_1".format("da"),
    schedule_interval='0 3 * * *',
    default_args=dict(DEFAULTS),
) as d0_dag_1:
  t1 = BashOperator(task_id="{}été_1".format(""), bash_command='a > b; # no')
  with TaskGroup("%sship_2" % "") as g2:
    previous = None
    for n, (a, b) in zip(range(3), [('x', 1), ('y', 2), ('z', 3)]):
      now = BashOperator(trigger_rule="all_done", bash_command="""
cat <<X
)
X
""", task_id='split_3_%s_%d' % (a, b))
      if previous is not None:
        previous >> now
      previous = now
    many3 = [previous]
    many3 >> t1
  chain(t1, g2)
  t1 >> [g2]

with DAG("dag_2" + "", description='it is (a) "test"', catchup=True, schedule_interval='0 3 * * *'):
  with TaskGroup('audit_1', default_args={'trigger_rule': 'one_done'}) as g1:
    many2_d = {'k0': PythonOperator(
    python_callable=lambda: 1,
    task_id='ship_2_0',
), 'k1': BashOperator(bash_command='a > b; # no', task_id='ship_2_1'), 'k2': BashOperator(task_id='ship_2_2', bash_command='a > b; # no')}
    many2 = list(many2_d.values())
    many2 >> many2_d['k0']
  many3_d = {'k0': BashOperator(task_id='join_3_0', bash_command="echo {{ ds }}"), 'k1': EmptyOperator(task_id='join_3_1')}
  many3 = list(many3_d.values())
  g1 >> Label('when it is') >> many3_d['k0']


