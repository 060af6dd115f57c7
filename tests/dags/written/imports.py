import airflow.operators.bash
import airflow.operators.empty as empty
import tradewind as tw
from tradewind import operators
try:
    from airflow.providers.standard.operators.python import PythonOperator
except ImportError:
    from airflow.operators.python import PythonOperator

with tw.DAG("imports") as dag:
    a = airflow.operators.bash.BashOperator(task_id="a", bash_command="true")
    b = empty.EmptyOperator(task_id="b", trigger_rule=tw.TriggerRule.ALL_DONE)
    c = operators.BashOperator(task_id="c", bash_command="true")
    d = PythonOperator(task_id="d", python_callable=print)
    Op = empty.EmptyOperator
    kind = {"e": Op, "f": operators.EmptyOperator}
    for name, cls in kind.items():
        cls(task_id=name) << a
    tw.chain(a, b, [c, d])
