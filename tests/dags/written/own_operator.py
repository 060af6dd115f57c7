from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator


class Loader(BashOperator):
    """Loads one table."""

    template_fields = ("bash_command", "source")

    def __init__(self, table, source=None, **kwargs):
        super().__init__(task_id=f"load_{table}", bash_command="load " + table, **kwargs)
        self.table = table
        self.source = source


class Quiet(EmptyOperator):
    ui_color = "#eee"


class Careful(Loader):
    def execute(self, context):
        return super().execute(context)


with DAG("own", default_args={"trigger_rule": "none_failed"}):
    first = Quiet(task_id="first")
    users = Loader(table="users", source=first.output)
    orders = Careful(table="orders", source=[users.output], trigger_rule="all_done")
    Loader(table="items") >> orders
