'''Several

lines with "quotes" and 'more'.
'''
from airflow.operators.empty import EmptyOperator
from datetime import datetime, timedelta
import os
from tradewind import Label
from airflow.models.baseoperator import chain, cross_downstream
from airflow import DAG
from tradewind import TaskGroup
from airflow.operators.python_operator import PythonOperator
from tradewind.operators import BashOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

with DAG("" + "dag_0", start_date=datetime(2024, 1, 1), schedule=None, tags=['a', 'b'], catchup=True) as d0_dag_0:
  with TaskGroup(group_id="s" + "plit_1", prefix_group_id=False, tooltip='some (text)') as g1:
    many2 = []
    for kind in ('p', 'q', 'r'):
      if kind in {'q'}:
        continue
      many2 += [BashOperator(
    task_id='split_2_' + kind.upper(),
    bash_command="echo {{ ds }}",
)]
    t3: object = BashOperator(bash_command="""
cat <<X
)
X
""", task_id="näht_3")
    many2 >> t3
    many2 >> t3
  t4 = BashOperator(bash_command='a > b; # no', task_id="{}".format("join_4"))
  t5 = PythonOperator(task_id="".join(["näht_5", ""]), python_callable=work)
  t6 = BashOperator(
    bash_command="echo {{ ds }}",
    task_id="""count_6""",
)
  t7: object = PythonOperator(op_args=(t4.output['k'], 1), trigger_rule="none_failed", task_id="nä" "ht_7", python_callable=lambda: 1)
  t8 = BashOperator(doc_md=__doc__, task_id="{}".format("audit_8"), bash_command="echo {{ ds }}", env={'X': t4.output})
  t7.set_upstream(t4)
