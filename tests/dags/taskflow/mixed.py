# tasks: first shell second
# edges: first>shell shell>second
from datetime import datetime

from airflow.decorators import dag, setup, task, task_group, teardown


from airflow import DAG
from airflow.operators.bash import BashOperator
with DAG("mixed") as d:
    @task(retries=2, trigger_rule="all_done")
    def first(): return "x"
    @task.virtualenv(requirements=["requests"])
    def second(text): ...
    value = first()
    shell = BashOperator(task_id="shell", bash_command="echo {{ 1 }}", env={"A": value})
    second(shell.output)
