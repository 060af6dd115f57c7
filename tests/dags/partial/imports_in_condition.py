import random
from importlib.util import find_spec

if find_spec("json") is not None:
    from airflow import DAG
    from airflow.operators.empty import EmptyOperator

    with DAG("only_where_json_is") as dag:
        EmptyOperator(task_id="a") >> EmptyOperator(task_id="b")
