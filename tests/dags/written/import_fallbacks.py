import os

try:
    from airflow.sdk import DAG, Label
except ImportError:  # an older Airflow
    from airflow import DAG
    from airflow.utils.edgemodifier import Label
try:
    from airflow.providers.standard.operators.empty import EmptyOperator
except ImportError:
    from airflow.operators.empty import EmptyOperator
try:
    import ujson as json
except ImportError:
    import json

print(json.dumps({}))
NEW = os.environ.get("NEW_AIRFLOW") == "yes"
if NEW:
    from airflow.providers.standard.operators.bash import BashOperator

    SHELL, NOTE = "bash", "new"
else:
    from airflow.operators.bash import BashOperator

    SHELL, NOTE = "sh", None

defaults = {"owner": "ann"}
if "RETRIES" in os.environ:
    defaults["retries"] = int(os.environ["RETRIES"])
    defaults["owner"] = os.environ["USER"]

with DAG("fallbacks", default_args=defaults):
    first = EmptyOperator(task_id="first")
    first >> Label("then") >> BashOperator(task_id="second", bash_command=SHELL, doc_md=NOTE)
