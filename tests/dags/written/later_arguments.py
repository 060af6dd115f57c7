from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator


def count(rows, *, limit=1):
    return len(rows)

with DAG("data", doc_md="""
# Not a task: `BashOperator(task_id="x")`
""") as dag:
    a = PythonOperator(task_id="a", python_callable=lambda: [1, 2])
    b = PythonOperator(task_id="b", python_callable=count, op_args=[a.output], op_kwargs={"limit": a.output["k"]})
    c = BashOperator(task_id="c", bash_command="echo %s" % "x", env={"N": b.output})
    d = BashOperator(task_id="d", bash_command=c.output, cwd="/tmp")
    a.doc_md = "what a does"
    dag.doc_md = __doc__
    d.set_upstream([a, b])
    a.set_downstream(d)
