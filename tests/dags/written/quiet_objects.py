import logging

from airflow import DAG
from airflow.operators.bash import BashOperator

log = logging.getLogger(__name__)


class Notifier:
    """Says what happened; knows nothing of tasks until one calls it."""

    def __init__(self, channel):
        self.channel = channel

    def __call__(self, context):
        log.info("%s: %s", self.channel, context)


class Loud(Notifier):
    def __init__(self, channel):
        super().__init__(channel + "!")


loud = Loud("alerts")

with DAG("notified", default_args={"on_failure_callback": loud}):
    a = BashOperator(task_id="a", bash_command="true", on_success_callback=Notifier("news"))
    a >> BashOperator(task_id="b", bash_command="true", on_failure_callback=lambda context: loud.channel)
