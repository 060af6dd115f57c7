# tasks: a b c
# edges: a>c b>c
from datetime import datetime

from airflow.decorators import dag, setup, task, task_group, teardown


@task
def a(): return 1
@task
def b(): return 2
@task
def c(x, y): return x + y

@dag(dag_id="kw", schedule=None)
def build():
    c(x=a(), y=[b()])

made = build()
