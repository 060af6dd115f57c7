from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator


import json
import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)
HOME = Path(__file__).parent
LIMIT = int(os.environ.get("LIMIT", "3"))
CONFIG = json.loads('{"a": 1}')


class Row:
    def __init__(self, value):
        self.value = value


with DAG("unrelated", description=os.environ.get("TEXT"), schedule=os.getenv("CRON", "@daily")) as dag:
    log.info("making %s", dag.dag_id)
    if LIMIT > 2:
        log.warning("more than two")
    a = BashOperator(task_id="a", bash_command=f"cd {HOME} && make", env=dict(os.environ), retries=CONFIG["a"])
    b = PythonOperator(task_id="b", python_callable=log.info, op_args=[str(HOME / "x"), LIMIT])
    a >> b
