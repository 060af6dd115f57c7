from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

from airflow.utils.edgemodifier import Label

with DAG("labels"):
    a, b, c, d = [EmptyOperator(task_id=name) for name in "abcd"]
    a >> Label("yes") >> b
    a >> Label("no") >> [c, d]
    [b, c] >> Label("both") >> d
    d << Label("back") << EmptyOperator(task_id="e")
    a.set_downstream(d)
