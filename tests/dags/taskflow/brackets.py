# tasks: up work down
# edges: up>work work>down
# setup: up
# teardown: down
from datetime import datetime

from airflow.decorators import dag, setup, task, task_group, teardown


from airflow import DAG
with DAG("brackets"):
    @setup
    def up(): ...
    @task
    def work(): ...
    @teardown(on_failure_fail_dagrun=True)
    def down(): ...
    up() >> work() >> down()
