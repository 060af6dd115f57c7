# tasks: read write plain
# edges: read>write write>plain
from airflow import DAG
from airflow.operators.empty import EmptyOperator

dag = DAG("of_a_dag")


@dag.task(task_id="read")
def fetch():
    return [1]


@dag.task
def write(rows):
    print(rows)


write(fetch()) >> EmptyOperator(task_id="plain", dag=dag)
