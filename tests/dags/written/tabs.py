from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

with DAG("tabs"):
	a = EmptyOperator(task_id="a")
	for i in range(2):
		if i:
			b = EmptyOperator(task_id=f"b{i}")
			a >> b
