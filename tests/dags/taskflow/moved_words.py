# tasks: one two three
# edges: one>two two>three
from airflow.models.baseoperator import chain
from airflow.operators.python import task
from airflow.providers.common.compat.sdk import dag

try:
    from airflow.sdk import task_group
except ImportError:
    from airflow.decorators import task_group


@task
def one():
    return 1


@task()
def two(value):
    return value


@task
def three():
    pass


@dag(tags=["moved"])
def moved():
    chain(two(one()), three())


moved()
