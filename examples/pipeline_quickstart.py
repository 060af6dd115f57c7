"""A pipeline inside your own program: your tables and your queue, tradewind's decisions.

    python examples/pipeline_quickstart.py

Invoices arrive, each is read, and one task sums them up. The store below keeps everything in memory; with a database
it is the same methods over SQL.
"""

from collections import deque

from tradewind.pipeline.constants import (
    RUN_TERMINAL_STATUSES,
    TASK_TERMINAL_STATUSES,
    FanMode,
    NodeSummaryStatus,
    RunStatus,
)
from tradewind.pipeline.models import DagArtifact, DagNode, TaskArtifact, TaskContext
from tradewind.pipeline.orchestrator import OrchestratorCallbacks, on_task_complete, start_run
from tradewind.pipeline.task_input import build_task_input

NODES = [
    DagNode(slug="arrive", plugin="fetch"),
    DagNode(slug="read", plugin="parse", depends_on=["arrive"]),
    DagNode(slug="sum", plugin="total", depends_on=["read"], fan_mode=FanMode.AGGREGATE),
]


class Memory:
    """Both protocols, for one run at a time."""

    def __init__(self, nodes):
        self.nodes, self.status, self.claims = nodes, RunStatus.RUNNING, set()
        self.tasks, self.artifacts, self.queue = {}, {}, deque()

    # what the orchestrator asks
    def get_run_status(self, run_id):
        return self.status

    def get_run_nodes(self, run_id):
        return self.nodes

    def get_barrier_state(self, run_id, node):
        states = [task["state"] for task in self.tasks.values() if task["node"] == node]
        return self.status, len(states), sum(state in TASK_TERMINAL_STATUSES for state in states)

    def try_claim_run_terminal(self, run_id, status, error=None):
        won = self.status not in RUN_TERMINAL_STATUSES
        self.status = status if won else self.status
        return won

    def set_run_progress(self, run_id, count):
        print(f"{count} of {len(self.nodes)} nodes done")

    def get_task_context(self, task_id):
        return TaskContext(run_id="r1", node_index=self.tasks[task_id]["node"])

    def get_completed_node_indices(self, run_id):
        return {node for node, status in self.get_node_summary(run_id).items() if status != NodeSummaryStatus.PARTIAL}

    def get_launched_node_indices(self, run_id):
        return set(self.claims)

    def get_node_summary(self, run_id):
        states = {}
        for task in self.tasks.values():
            states.setdefault(task["node"], set()).add(task["state"])
        return {
            node: NodeSummaryStatus.SKIPPED
            if found == {"skipped"}
            else (NodeSummaryStatus.COMPLETED if found <= TASK_TERMINAL_STATUSES else NodeSummaryStatus.PARTIAL)
            for node, found in states.items()
        }

    def try_claim_node_launch(self, run_id, node):
        won = node not in self.claims
        self.claims.add(node)
        return won

    def dispatch_task(self, run_id, node, plugin, artifact, state="queued"):
        task_id = f"t{len(self.tasks)}"
        self.tasks[task_id] = {"node": node, "plugin": plugin, "artifact": artifact, "state": state}
        if state == "queued":
            self.queue.append(task_id)
        return task_id

    def dispatch_skipped_task(self, run_id, node, plugin):
        return self.dispatch_task(run_id, node, plugin, None, "skipped")

    def dispatch_filtered_task(self, run_id, node, plugin):
        return self.dispatch_task(run_id, node, plugin, None, "filtered")

    def get_artifacts_by_node_indices(self, run_id, nodes):
        wanted = [(key, made) for key, (node, made) in self.artifacts.items() if node in nodes]
        return [DagArtifact(id=key, **made.model_dump(exclude={"file_path"})) for key, made in wanted]

    # what a worker asks
    def get_artifact_data(self, artifact_id):
        return self.artifacts[artifact_id][1]

    def get_task_artifacts_by_node_indices(self, run_id, nodes):
        return [made for node, made in self.artifacts.values() if node in nodes]

    def get_run_input(self, run_id):
        return {"invoices": ["4711.txt", "4712.txt", "4713.txt"]}


PLUGINS = {
    "fetch": lambda data: [{"name": name} for name in data["invoices"]],
    "parse": lambda data: [{"name": data["file_name"], "amount": int(data["file_name"][:4]) / 10}],
    "total": lambda data: [{"name": "total", "amount": sum(one["metadata"]["amount"] for one in data["artifacts"])}],
}


def main():
    """Start the run, then work until the queue is empty: input, plugin, artifacts, callback."""
    store, ended = Memory(NODES), []
    callbacks = OrchestratorCallbacks(ended.append, ended.append, ended.append, ended.append)
    start_run(store, "r1", NODES)
    while store.queue:
        task_id = store.queue.popleft()
        task = store.tasks[task_id]
        data = build_task_input(
            store, run_id="r1", node_index=task["node"], input_artifact_id=task["artifact"], nodes=NODES
        )
        for made in PLUGINS[task["plugin"]](data):
            file = {"file_path": made["name"], "file_name": made["name"], "file_size": None, "mime_type": None}
            store.artifacts[f"a{len(store.artifacts)}"] = (task["node"], TaskArtifact(**file, metadata=made))
        task["state"] = "completed"
        on_task_complete(store, task_id=task_id, callbacks=callbacks, resolve_passthrough=lambda plugin: False)
    total = next(made.metadata["amount"] for node, made in store.artifacts.values() if node == 2)
    print(f"run {store.status}: {len(store.tasks)} tasks, {total:.2f} EUR")
    assert ended == ["r1"]


if __name__ == "__main__":
    main()
