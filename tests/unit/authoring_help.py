"""An attempt without processes: what the runner and the engine would do, in a dict."""

from tradewind.authoring.attempt import Done, run_operator
from tradewind.authoring.context import Context


class Outputs:
    """A channel that keeps outputs by (task_id, map_index, key)."""

    def __init__(self, **returned):
        self.kept = {(task_id, -1, "return_value"): value for task_id, value in returned.items()}
        self.variables = {}
        self.task_id = None

    def call(self, op, args):
        if op == "xcom_push":
            self.kept[self.task_id, -1, args["key"]] = args["value"]
            return None
        if op == "xcom_pull":
            rows = [[task, index, value] for (task, index, key), value in self.kept.items() if key == args["key"]]
            return [
                row
                for row in sorted(rows, key=lambda row: row[:2])
                if args["task_ids"] in (None, [row[0]]) or row[0] in (args["task_ids"] or ())
            ]
        if op == "variable":
            return [self.variables[args["key"]]] if args["key"] in self.variables else []
        raise AssertionError(op)


def context_of(task, channel=None, **info):
    facts = {
        "run_id": "manual_1",
        "run_type": "manual",
        "logical_date": 1706693400.0,  # 2024-01-31T09:30:00Z
        "interval_start": None,
        "interval_end": None,
        "created_at": 1706693400.0,
        "params": {},
        "map_index": -1,
        "try_number": 1,
        "max_tries": 1,
        **info,
    }
    return Context(task.dag, task, facts, channel or Outputs())


def attempt(task, channel=None, **info) -> Done:
    channel = channel or Outputs()
    channel.task_id = task.task_id
    return run_operator(task, context_of(task, channel, **info))


def returned(task, channel=None, **info):
    return attempt(task, channel, **info).outputs.get("return_value")
