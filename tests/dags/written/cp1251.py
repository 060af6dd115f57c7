# vim: set fileencoding=cp1251 :
from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

with DAG("cyr"):
    EmptyOperator(task_id="задача")
