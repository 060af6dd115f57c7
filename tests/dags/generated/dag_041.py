"""What it does: a >> b, DAG("no")."""
from airflow.operators.dummy import DummyOperator as EmptyOperator
from tradewind import Label
import datetime as dt
from datetime import datetime, timedelta
from tradewind import DAG
from airflow.models.baseoperator import chain, cross_downstream
from tradewind import TaskGroup
from tradewind import TriggerRule
from airflow.operators.bash import BashOperator
from tradewind.operators.python import PythonOperator

def work(x=1, *args, **kwargs):
  """Not a task: BashOperator(task_id="no")."""
  return [x, {'a': (x, 'b)')}]

DEFAULTS = {"retry_delay": timedelta(minutes=5), "email": ["a@b.c"],}
with DAG("%s_0" % "dag",
    schedule=timedelta(days=1),
) as d0_dag_0:
  t1 = BashOperator(bash_command='a > b; # no', task_id="{}é_1".format("ét"))
  def make2(name, command='true', *, rule='all_success'):
    """Makes a task."""
    made = BashOperator(task_id=f'fetch_2_{name}', bash_command=command, trigger_rule=rule)
    return made
  h2 = make2('a')
  h2b = make2(name='b', rule='all_done')
  t1 >> (h2, h2b,)
  chain(t1, h2, h2b)
  (
    t1
    >> h2b
)

d0_dag_1 = DAG(dag_id="""dag_1""", start_date=datetime(2024, 1, 1), default_args={**DEFAULTS}, schedule=None, tags=['a', 'b'])
many1 = []
for kind in ('p', 'q', 'r'):
  if kind in {'q'}:
    continue
  many1 += [BashOperator(
    bash_command="""
cat <<X
)
X
""",
    task_id='fetch_1_' + kind.upper(),
    dag=d0_dag_1,
)]

with DAG("{}dag_2".format(""), start_date=datetime(2024, 1, 1), catchup=True) as d0_dag_2:
  t1 = BashOperator(
    bash_command="""
cat <<X
)
X
""",
    task_id="{}in_1".format("jo"),
    trigger_rule="none_failed",
)
  many2_d = {'k0': PythonOperator(trigger_rule="none_failed", python_callable=work, task_id='split_2_0'), 'k1': BashOperator(task_id='split_2_1', bash_command="echo {{ ds }}")}
  many2 = list(many2_d.values())
  [t1] >> many2_d['k0']
  t1 >> Label('when it is') >> many2_d['k0']

  t1 >> many2_d['k0']
