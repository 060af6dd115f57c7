# tasks: list copy report
# edges: list>copy copy>report
# mapped: copy
from airflow.decorators import task
from airflow.models import DAG
from airflow.models.baseoperator import BaseOperator
from airflow.operators.bash import BashOperator


class CopyOperator(BaseOperator):
    template_fields = ("source",)

    def __init__(self, *, source, target, **kwargs):
        super().__init__(**kwargs)
        self.source, self.target = source, target


with DAG("mapped_copies"):
    found = BashOperator(task_id="list", bash_command="ls")
    copied = CopyOperator.partial(task_id="copy", target="there").expand(source=found.output)

    @task
    def report(copies):
        print(copies)

    report(copied.output)
