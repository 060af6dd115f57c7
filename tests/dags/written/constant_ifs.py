from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator


STAGE = "prod"
FAST = STAGE != "prod"
EXTRA = None

with DAG("ifs_" + STAGE.lower()):
    a = EmptyOperator(task_id="a")
    if FAST:
        b = EmptyOperator(task_id="fast")
    elif STAGE in ("prod", "stage") and not EXTRA:
        b = EmptyOperator(task_id="slow")
    else:
        b = undefined_here
    a >> b
    c = EmptyOperator(task_id="c" if FAST else "d")
    n = 0
    n += 2
    for _ in range(n):
        EmptyOperator(task_id=f"e{_}") << a
    else:
        EmptyOperator(task_id="last")

if __name__ == "__main__":
    dag = DAG("never")
    raise SystemExit(main())
