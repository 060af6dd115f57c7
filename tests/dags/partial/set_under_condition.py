import os

from airflow import DAG
from airflow.operators.empty import EmptyOperator

defaults = {"owner": "ann"}
if os.environ.get("IMPATIENT"):
    defaults["trigger_rule"] = "one_success"

with DAG("impatient", default_args=defaults):
    EmptyOperator(task_id="a") >> EmptyOperator(task_id="b")
