# tasks: extract transform load
# edges: extract>transform transform>load
from datetime import datetime

from airflow.decorators import dag, setup, task, task_group, teardown


@dag(schedule="@daily", start_date=datetime(2024, 1, 1), tags=["flow"])
def etl():
    @task
    def extract():
        return {"a": 1}

    @task(multiple_outputs=True)
    def transform(data, factor=2):
        return {"total": data["a"] * factor}

    @task()
    def load(total):
        print(total)

    load(transform(extract())["total"])


etl()
