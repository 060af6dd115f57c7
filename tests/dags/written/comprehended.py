from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator


with DAG("comprehended"):
    t = {f"{x}{y}": EmptyOperator(task_id=f"{x}_{y}") for x in "ab" for y in range(3) if (x, y) != ("b", 1)}
    [t["a0"] >> task for name, task in t.items() if name.startswith("b")]
    for x, y in zip(sorted(t), sorted(t)[1:]):
        t[x] >> t[y]
    last = max(t.keys())
    t[last] >> EmptyOperator(task_id="after_" + last.upper().replace("B", "bee"))
