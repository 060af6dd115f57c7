from airflow import DAG
from airflow.operators.empty import EmptyOperator


class Pair:
    def __init__(self, one, other):
        self.one, self.other = one, other

    def join(self):
        self.one >> self.other


with DAG("held"):
    pair = Pair(EmptyOperator(task_id="a"), EmptyOperator(task_id="b"))
    pair.join()
