# tasks: hello world
# edges: hello>world
from gust import Dag, task


class Simple(Dag):
    def __init__(self):
        super().__init__(schedule="0 3 * * *", on_finished_callback="done")

    @task(downstream=["world"], save=True)
    def hello(self, ctx):
        return {"a": 1}

    @task
    def world(self, ctx):
        return None

    def done(self, status, run):
        pass

    def helper(self):
        return 1
