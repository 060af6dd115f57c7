# tasks: step step__1 step__2 other
# edges: step>step__1 step__1>step__2 step__2>other
from datetime import datetime

from airflow.decorators import dag, setup, task, task_group, teardown


@dag("repeated")
def build(limit=3):
    @task
    def step(x=None): ...
    value = step()
    for _ in range(2):
        value = step(value)
    step.override(task_id="other")(value)
build()
