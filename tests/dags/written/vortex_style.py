from vortex import DAG
from vortex.operators.bash import BashOperator
from vortex.operators.python import PythonOperator
from vortex.operators.empty import EmptyOperator

def work():
    return 1

with DAG("vortex_style", schedule_interval="@hourly") as dag:
    a = BashOperator("a", "echo a")
    b = PythonOperator("b", work, retries=1)
    c = EmptyOperator("c", trigger_rule="all_done")
    a >> [b, c]
