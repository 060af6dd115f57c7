from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator

from airflow.models.baseoperator import chain, cross_downstream

dag = DAG(dag_id="old" + "_" + "style", default_args={"owner": "me", "start_date": datetime(2020, 1, 1)}, schedule_interval="0 4 * * *")

t = {}
for letter in "abc":
    t[letter] = EmptyOperator(task_id="t_" + letter, dag=dag)
t["a"] >> [t["b"], t["c"]]

u = [EmptyOperator(task_id="u%d" % n, dag=dag) for n in range(4) if n != 2]
chain(t["a"], u[0], [u[1], u[2]], [t["b"], t["c"]])

with DAG("new_style", schedule=None):
    x, y = EmptyOperator(task_id="x"), EmptyOperator(task_id="y")
    (first, *others) = [EmptyOperator(task_id=f"z{n}") for n in range(3)]
    cross_downstream([x, y], [first, *others])
