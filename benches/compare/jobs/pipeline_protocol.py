"""The 0.5 protocol in memory, without what a database would cost, driven to a run's end: CPU seconds on stdout.

    python pipeline_protocol.py PACKAGE SHAPE NODES

PACKAGE is `tradewind.pipeline`, or the library whose protocol it is.
"""

import sys
import time
from importlib import import_module


class Memory:
    """One run. Answers come from sets that are kept up to date; they are copies, as the protocol demands."""

    def __init__(self, package, nodes):
        constants, models = import_module(f"{package}.constants"), import_module(f"{package}.models")
        self.statuses, self.summaries, self.context = (
            constants.RunStatus,
            constants.NodeSummaryStatus,
            models.TaskContext,
        )
        self.artifact = models.DagArtifact
        self.nodes, self.status = nodes, self.statuses.RUNNING
        self.claims, self.completed, self.summary = set(), set(), {}
        self.tasks, self.left, self.queue = [], {}, []
        self.artifacts = {}

    def finish(self, task):
        node = self.tasks[task]
        self.left[node] -= 1
        made = f"a{task}"
        self.artifacts.setdefault(node, []).append(
            self.artifact(id=made, file_name=made, file_size=1, mime_type=None, metadata={})
        )
        if not self.left[node]:
            self.completed.add(node)
            self.summary[node] = self.summaries.COMPLETED

    def get_run_status(self, run):
        return self.status

    def get_barrier_state(self, run, node):
        return self.status, 1, 1 - self.left[node]

    def get_run_nodes(self, run):
        return self.nodes

    def try_claim_run_terminal(self, run, status, error=None):
        self.status = status
        return True

    def set_run_progress(self, run, count):
        pass

    def get_task_context(self, task):
        return self.context(run_id="r", node_index=self.tasks[task])

    def get_completed_node_indices(self, run):
        return set(self.completed)

    def get_launched_node_indices(self, run):
        return set(self.claims)

    def get_node_summary(self, run):
        return dict(self.summary)

    def try_claim_node_launch(self, run, node):
        won = node not in self.claims
        self.claims.add(node)
        return won

    def dispatch_task(self, run, node, plugin, artifact):
        self.left[node] = self.left.get(node, 0) + 1
        self.queue.append(len(self.tasks))
        self.tasks.append(node)
        return self.queue[-1]

    def cancel_remaining_tasks(self, run, reason):
        raise AssertionError(reason)

    def get_artifacts_by_node_indices(self, run, nodes):
        return [made for node in nodes for made in self.artifacts.get(node, ())]


def chain(count):
    """One after the other."""
    return [[] if at == 0 else [at - 1] for at in range(count)]


def wide(count):
    """One, then all but two side by side, then one."""
    return [[], *([0] for _ in range(count - 2)), list(range(1, count - 1))]


def main():
    package, shape, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    models, orchestrator = import_module(f"{package}.models"), import_module(f"{package}.orchestrator")
    nodes = [
        models.DagNode(slug=f"n{at}", plugin="p", depends_on=[f"n{up}" for up in ups], fan_mode="aggregate")
        for at, ups in enumerate({"chain": chain, "wide": wide}[shape](count))
    ]
    store, ended = Memory(package, nodes), []
    callbacks = orchestrator.OrchestratorCallbacks(ended.append, ended.append, ended.append, ended.append)
    hooks = {"callbacks": callbacks, "resolve_passthrough": lambda plugin: False}
    begin = time.process_time()
    orchestrator.start_run(store, "r", nodes)
    while store.queue:
        task = store.queue.pop()
        store.finish(task)
        orchestrator.on_task_complete(store, task_id=task, **hooks)
    seconds = time.process_time() - begin
    assert ended == ["r"], ended
    assert store.status == store.statuses.COMPLETED
    print(seconds)


if __name__ == "__main__":
    main()
