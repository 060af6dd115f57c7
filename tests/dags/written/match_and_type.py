from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator


match = {"a": 1}
type = "plain"
match["a"] = 2
with DAG("soft", tags=[type]) as dag:
    print(match)
    case = EmptyOperator(task_id="case")
    match = EmptyOperator(task_id="match")
    case >> match
