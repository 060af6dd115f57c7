from importlib.util import find_spec

from airflow import DAG
from airflow.operators.empty import EmptyOperator

if find_spec("json") is not None:

    def build():
        made = DAG("built_where_json_is")
        EmptyOperator(task_id="a", dag=made)
        return made

    dag = build()
