"""A durable pipeline in memory, from its nodes to its last completion: CPU seconds on stdout.

    python pipeline_durable.py chain|wide|merge SIZE

SIZE is the number of nodes, or of the artifacts that three branches work on and one node merges.
"""

import sys
import time

from tradewind.pipeline.durable import Completed, Limits, Output, Pipelines
from tradewind.stores.pipeline import PipelineStore


def edge(name, source):
    return {"name": name, "source": source}


def chain(size):
    return [{"slug": f"n{at}", "plugin": "p", "edges": [edge("up", f"n{at - 1}")] if at else []} for at in range(size)]


def wide(size):
    layer = [{"slug": f"n{at}", "plugin": "p", "edges": [edge("up", "root")]} for at in range(size - 2)]
    end = {"slug": "end", "plugin": "p", "edges": [edge(f"e{at}", f"n{at}") for at in range(size - 2)]}
    return [{"slug": "root", "plugin": "p"}, *layer, end]


def merge(size):
    title = {"title": {"source": "expression", "expression": "{file.title | upper | truncate(50)}"}}
    branch = {"plugin": "p", "input_mode": "each", "edges": [edge("file", "source")], "bindings": title}
    bindings = {
        "a": {"source": "edge", "edge": "a", "field": "v"},
        "bc": {"source": "expression", "expression": "{b.v}-{c.v | pad(4)}"},
    }
    meeting = {"input_mode": "by_correlation", "edges": [edge(name, name) for name in "abc"], "bindings": bindings}
    branches = [{"slug": name, **branch} for name in "abc"]
    return [{"slug": "source", "plugin": "p"}, *branches, {"slug": "merge", "plugin": "p", **meeting}]


def main():
    shape, size = sys.argv[1], int(sys.argv[2])
    nodes = {"chain": chain, "wide": wide, "merge": merge}[shape](size)
    made = size if shape == "merge" else 1
    store = PipelineStore(":memory:")
    store.open()
    begin = time.process_time()
    pipelines = Pipelines(store, limits=Limits(tasks_per_launch=size, outputs_per_task=made))
    run_id = pipelines.start(nodes)
    while claims := pipelines.claim(64):
        batch = []
        for claim in claims:
            count = made if claim.node_index == 0 else 1
            outputs = [Output(f"{claim.task_id}.{at}", {"title": f"Title {at}", "v": at}) for at in range(count)]
            batch.append(Completed(claim.task_id, claim.attempt_id, outputs))
        pipelines.complete_many(batch)
    seconds = time.process_time() - begin
    assert pipelines.run(run_id).status == "completed", pipelines.run(run_id).error
    print(seconds)


if __name__ == "__main__":
    main()
