try:
    import no_such_package_anywhere  # noqa: F401

    from airflow.operators.bash import BashOperator as Step
except ImportError:
    from airflow.operators.empty import EmptyOperator as Step

from airflow import DAG

with DAG("either"):
    Step(task_id="a") >> Step(task_id="b")
