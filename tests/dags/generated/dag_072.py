'''Several

lines with "quotes" and 'more'.
'''
from tradewind import DAG
from airflow.utils.edgemodifier import Label
from tradewind import TriggerRule
from tradewind.operators.empty import EmptyOperator
from tradewind import (
    chain,
    cross_downstream,
)
from tradewind.operators.python import PythonOperator
from tradewind.operators import BashOperator
from datetime import datetime, timedelta
from tradewind import TaskGroup

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

with DAG("{}".format("dag_0"),
    catchup=True,
    description='it is (a) "test"',
) as d0_dag_0:
  t1 = EmptyOperator(task_id=f"clean_1")
  t2 = BashOperator(task_id="join" "_2", env={'X': t1.output}, bash_command="""
cat <<X
)
X
""")
  many3 = []
  for i, word in enumerate(['a', 'b']):
    many3.append(PythonOperator(python_callable=work, task_id=f"été_3_{word}_{i:02d}"))
  previous = None
   
  for n, (a, b) in zip(range(3), [('x', 1), ('y', 2), ('z', 3)]):
    now = PythonOperator(python_callable=lambda x=1: (x, [x]), task_id='merge_4_%s_%d' % (a, b))
    if previous is not None:
      previous >> now
    previous = now
  many4 = [previous]
