from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

class Maker:
    def __init__(self, first):
        self.first = first
    def more(self, n):
        self.first >> EmptyOperator(task_id=n)
with DAG("made"):
    a = EmptyOperator(task_id="a")
    m = Maker(a)
    m.more("b")
    a >> EmptyOperator(task_id="c")
