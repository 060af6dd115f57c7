# tasks: start part.one part.two part__1.one part__1.two stop
# edges: start>part.one part.one>part.two start>part__1.one part__1.one>part__1.two part.two>stop part__1.two>stop
from datetime import datetime

from airflow.decorators import dag, setup, task, task_group, teardown


@task
def start(): return 1
@task
def stop(a, b): ...
@task_group
def part(x):
    @task
    def one(x): return x
    @task
    def two(x): return x
    return two(one(x))
@dag
def grouped():
    s = start()
    stop(part(s), part(s))
grouped()
