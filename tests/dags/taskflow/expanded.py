# tasks: numbers double total
# edges: numbers>double double>total
# mapped: double
from datetime import datetime

from airflow.decorators import dag, setup, task, task_group, teardown


from airflow import DAG
with DAG("expanded"):
    @task
    def numbers(): return [1, 2]
    @task
    def double(x, by): return x * by
    @task
    def total(xs): return sum(xs)
    total(double.partial(by=2).expand(x=numbers()))
