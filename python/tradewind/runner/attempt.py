"""The body of one attempt, whoever runs it: execute the operator, turn what happens into a result."""

from __future__ import annotations

from tradewind.errors import FailTask, FilterTask, OutputError, SkipTask, UsageError, WaitTask
from tradewind.runner.failure import describe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tradewind.authoring.context import Context
    from tradewind.authoring.dag import DAG


EXPAND = "expand"
"""The callback that asks an operator for its instances."""


class Terminated(SystemExit):
    """Raised in the attempt by the TERM that ends it, so that `finally` blocks run."""


class AttemptChannel:
    """The part of `authoring.channel.Channel` that every runner shares: outputs. Subclasses say how to `ask`.

    Args:
        state_dir: where large outputs become files.
    """

    def __init__(self, state_dir: str) -> None:
        self.outputs: dict[str, tuple[str, bytes | None, str | None, int]] = {}
        """by key: codec, data, blob, size; committed with the attempt's result"""
        self.secrets: dict[tuple[str, str], None] = {}
        """(name, value) of those that were delivered to it"""
        self.context: Context | None = None
        """of the task that runs; `end_early` needs it"""
        self._state_dir = state_dir

    def call(self, op: str, args: dict[str, Any]) -> Any:
        """As `authoring.channel` describes it."""
        if op == "xcom_push":
            return self.push(args["key"], args["value"])
        answer = self.ask(op, args)
        if op == "xcom_pull":
            return self._values(answer)
        if op == "task_output" and answer is not None:
            answer["rows"] = self._values(answer["rows"])
        if op == "secret" and answer is not None:
            self.secrets[answer["name"], answer["value"]] = None
        return answer

    def _values(self, rows: list[Any]) -> list[list[Any]]:
        from tradewind.runner.blobs import load_output

        folder = self._state_dir
        return [[task_id, index, load_output(codec, data, blob, folder)] for task_id, index, codec, data, blob in rows]

    def log(self, level: str, text: str) -> None:
        """Write to the attempt's log."""
        raise NotImplementedError

    def ask(self, op: str, args: dict[str, Any]) -> Any:
        """Have the engine answer. Outputs come as rows [task_id, map_index, codec, data, blob]."""
        raise NotImplementedError

    @staticmethod
    def answered(op: str, reply: dict[str, Any]) -> Any:
        """The data of the engine's reply.

        Raises:
            UsageError: it refuses.
        """
        if reply.get("ok"):
            return reply.get("data")
        error = reply.get("error")
        raise UsageError(str(error.get("message", op) if isinstance(error, dict) else error))

    def push(self, key: str, value: Any) -> None:
        """Keep an output.

        Raises:
            OutputError, StoreError: it can't be stored, or it contains a secret that was delivered to this attempt.
        """
        try:
            key.encode()
        except (AttributeError, UnicodeEncodeError):
            raise OutputError(f"the key of an output must be text, not {key!a}") from None
        from tradewind.runner.blobs import pack_output

        self.outputs[key] = pack_output(value, self._state_dir, where=key, secrets=self.secrets)

    def end_early(self) -> None:
        """Call the running operator's `on_kill`."""
        task = self.context.task if self.context is not None else None
        if task is not None:
            task.on_kill()


def perform(dag: DAG, facts: dict[str, Any], channel: AttemptChannel, root: str) -> dict[str, Any]:
    """Run the attempt; its `result` message, in every case but one.

    Args:
        facts: `authoring.channel.AttemptInfo`, with `task_id`; for a callback also `callback`, which one, and `about`:
            state, error, reason of what it is about.
        root: the project's folder; tells the user's frames from others.

    Raises:
        Terminated: the attempt is being ended.
    """
    result: dict[str, Any] = {"type": "result", "ok": False, "outcome": "failed"}
    try:
        _execute(dag, facts, channel, result)
        result.update(ok=True, outcome="success")
    except SkipTask as error:
        result.update(ok=True, outcome="skipped", reason=str(error) or None)
    except FilterTask as error:
        result.update(ok=True, outcome="filtered", reason=str(error) or None)
    except WaitTask as error:
        result.update(ok=True, outcome="waiting", wait_for=error.key, reason=f"waits for {error.key!r}")
    except FailTask as error:
        result.update(error=describe(error, root), no_retry=True)
    except Terminated:
        raise
    except SystemExit as error:
        if error.code in (None, 0):
            result.update(ok=True, outcome="success")
        else:
            result.update(error=describe(error, root), reason=f"the task called sys.exit({error.code!r})")
    except BaseException as error:  # noqa: BLE001 - whatever a task raises is its failure, KeyboardInterrupt too
        result["error"] = describe(error, root)
    if channel.outputs:
        result["outputs"] = [(key, *row) for key, row in channel.outputs.items()]
    return result


def _execute(dag: DAG, facts: dict[str, Any], channel: AttemptChannel, result: dict[str, Any]) -> None:
    from tradewind.authoring.attempt import run_callbacks, run_operator
    from tradewind.authoring.context import Context, planned_key

    facts.update(facts.pop("about", None) or {})
    task = dag.get_task(facts["task_id"]) if facts["task_id"] else None
    channel.context = context = Context(dag, task, facts, channel)  # type: ignore[arg-type]
    if facts.get("callback") == EXPAND:
        assert task is not None
        for index, own in enumerate(task.instances(context)):
            channel.push(planned_key(index), own)
        return
    if facts.get("callback"):
        run_callbacks(dag if task is None else task, facts["callback"], context)
        return
    assert task is not None
    done = run_operator(task, context)
    for key, value in done.outputs.items():
        channel.push(key, value)
    if done.skip is not None:
        result["skip"] = done.skip
