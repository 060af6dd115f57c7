"""What other processes ask of the engine: rows of the store, answered in the order in which they came."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from tradewind._core import EV_CANCEL_RUN
from tradewind.engine import waiting
from tradewind.engine.doorbell import ring
from tradewind.engine.lock import living_engine
from tradewind.engine.recovery import stored_dag
from tradewind.engine.turn import GRANTED
from tradewind.errors import TradewindError, UsageError
from tradewind.stores.protocol import Request

if TYPE_CHECKING:
    from tradewind.engine.engine import Engine
    from tradewind.engine.turn import Turn
    from tradewind.stores.protocol import Store


def answer_requests(engine: Engine) -> None:
    """Do what is asked; the answers are committed with what they change."""
    turn = engine._turn
    with turn.mutex:
        known = {request_id for _, _, request_id in turn.batch.requests_done}
        known.update(request_id for active in turn.runs.values() for request_id in active.cancelling)
        for request in turn.store.open_requests():
            if request.id in known:
                continue
            try:
                if not _obey(engine, request):
                    continue
                answer = GRANTED
            except TradewindError as error:
                answer = json.dumps({"ok": False, "error": error.text, "fix": error.fix})
            turn.batch.requests_done.append((turn.clock.now(), answer, request.id))
            turn.urgent = True


def cancel(turn: Turn, run: int, request_id: int | None = None) -> None:
    """Cancel a run in hand. The request stays open until the run has ended, so that a crash doesn't forget it."""
    if request_id is None:
        request_id = turn.store.request("cancel", run, "{}", turn.clock.now())
    turn.runs[run].cancelling.append(request_id)
    turn.add((EV_CANCEL_RUN, run << 32, 0, None))


def _obey(engine: Engine, request: Request) -> bool:
    """Whether it can be answered now."""
    if request.kind == "prune":  # here, where no run can begin or be taken up meanwhile
        asked = json.loads(request.data)
        turn = engine._turn
        forget(turn.store, [run for run in asked["runs"] if run not in turn.runs], asked["versions_before"])
        return True
    rows = engine._turn.store.runs(limit=1, before=request.run + 1)
    if not rows or rows[0].run != request.run:
        raise UsageError(f"no run with the key {request.run}")
    run_id = rows[0].run_id
    asked = json.loads(request.data)
    if request.kind == "cancel":
        engine.cancel(run_id, request.id)
        return False
    if request.kind == "retry":
        version = asked.get("dag_version")
        row = rows[0]._replace(dag_version=version)
        which = {name: asked.get(name) for name in ("task_ids", "select", "exclude")}
        engine.retry(run_id, **which, code=stored_dag(engine._turn.store, row) if version else "pinned")
    elif request.kind == "mark":
        engine.mark(run_id, asked["task_id"], asked["state"], asked.get("map_index", -1))
    elif request.kind == "resume":
        waiting.resume(engine, asked["key"], asked["payload"], run_id)
    else:
        raise UsageError(f"unknown kind of request {request.kind!r}")
    return True


def forget(store: Store, runs: list[int], versions_before: float | None) -> None:
    """What a request to prune asks for: these runs, and unused versions from before a time."""
    store.drop_runs(runs)
    if versions_before is not None:
        store.drop_versions(versions_before)


def ask(store: Store, state_dir: str, kind: str, run: int, data: dict[str, Any], patience: float = 10.0) -> bool:
    """Ask the living engine of `state_dir` and wait for its answer; False: none lives, so nothing was asked.

    Args:
        patience: seconds; a request to cancel is answered when the run has ended, so from then on it goes on alone.

    Raises:
        UsageError: the engine refuses; its text. Or it doesn't answer.
    """
    if living_engine(state_dir) is None:
        return False
    request_id = store.request(kind, run, json.dumps(data), time.time())
    ring(state_dir)
    deadline = time.monotonic() + patience
    while (text := store.answer(request_id)) is None:
        pid = living_engine(state_dir)
        if pid is None:
            return False  # it ended meanwhile; the next engine answers the request, and so may we
        if time.monotonic() > deadline:
            if kind == "cancel":
                return True
            raise UsageError(
                f"the engine in {state_dir} (pid {pid}) hasn't answered for {patience:g} s",
                fix="it will do what was asked when its program next uses it; see what that program is doing",
            )
        time.sleep(0.01)
    answer = json.loads(text)
    if not answer["ok"]:
        raise UsageError(answer["error"], fix=answer.get("fix"))
    return True
