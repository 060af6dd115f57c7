"""What Python sees of `CompiledDag` and `RunMachine`: classes of errors, shapes, threads. Decisions: `tests/oracle`."""

from __future__ import annotations

import threading
from typing import Any

import msgpack
import pytest

from tradewind import _core, errors, states


def compiled(*nodes: dict[str, Any], edges: list[tuple[str, str]] | None = None, **rest: Any) -> _core.CompiledDag:
    drawn = [{"up": up, "down": down, "place": "d.py:7"} for up, down in edges or []]
    return _core.CompiledDag.from_msgpack(
        msgpack.packb({"format": 1, "dag_id": "d", "nodes": nodes, "edges": drawn} | rest)
    )


def test_words_are_the_same_on_both_sides() -> None:
    assert _core.task_states() == [str(state) for state in states.TaskState]
    assert _core.run_states() == [str(state) for state in states.RunState]
    assert set(_core.trigger_rules()) == {str(rule) for rule in states.TriggerRule}


def test_kinds_of_events_are_distinct() -> None:
    kinds = [value for name, value in vars(_core).items() if name.startswith("EV_")]
    assert len(kinds) == len(set(kinds)) == 19


def test_a_compiled_dag_answers_by_name() -> None:
    dag = compiled({"id": "b"}, {"id": "a"}, {"id": "c"}, edges=[("a", "b"), ("b", "c"), ("a", "c")])
    assert (dag.dag_id, dag.task_ids, dag.order()) == ("d", ["b", "a", "c"], ["a", "b", "c"])
    assert (dag.upstream("c"), dag.downstream("a")) == (["b", "a"], ["b", "c"])
    assert _core.CompiledDag.from_msgpack(dag.to_msgpack()).version("x") == dag.version("x") != dag.version("y")
    assert '"dag_id": "d"' in dag.to_json()


@pytest.mark.parametrize(
    ("nodes", "edges", "kind", "text"),
    [
        ([{"id": "a"}, {"id": "a"}], [], errors.DuplicateIdError, "task_id 'a' is used twice; rename one of them"),
        (
            [{"id": "load"}],
            [("lod", "load")],
            errors.UnknownIdError,
            "unknown task 'lod'; did you mean 'load'? (d.py:7)",
        ),
        ([{"id": "a"}, {"id": "b"}], [("a", "b"), ("b", "a")], errors.CycleError, "cycle: a -> b -> a (d.py:7)"),
        ([{"id": "a", "pool_slots": 0}], [], errors.SpecError, "pool_slots of task 'a' is 0; it must be 1 or more"),
    ],
)
def test_a_wrong_spec_is_an_error_of_its_kind(
    nodes: list[dict[str, Any]], edges: list[tuple[str, str]], kind: type[Exception], text: str
) -> None:
    with pytest.raises(kind) as caught:
        compiled(*nodes, edges=edges)
    assert str(caught.value) == text


def test_undecodable_bytes_are_a_spec_error() -> None:
    with pytest.raises(errors.SpecError, match="can't decode the DagSpec"):
        _core.CompiledDag.from_msgpack(b"\xc1nonsense")


def test_a_run_from_start_to_end() -> None:
    machine = _core.RunMachine(pools={"p": 1}, seed=1)
    machine.add_run(5, compiled({"id": "a", "pool": "p"}, {"id": "b"}, edges=[("a", "b")]), now=1.0)
    decided = machine.apply([(_core.EV_SUBMIT, 5 << 32, 0, None)], now=1.5, room=4)
    assert decided.runs == [("running", 5)]
    assert decided.rows == [("queued", 1, 0, 1, None, 1.5, 5, "a", -1)]
    assert decided.starts == [(5 << 32, 1, "a", -1, 1)]
    assert (decided.commands, decided.rejected) == ([], [])
    done = (_core.EV_SUCCESS, machine.key(5, "a"), 1, None)
    assert machine.apply([done, done], now=2.0, room=4).rejected == [1]
    machine.apply([(_core.EV_SUCCESS, machine.key(5, "b"), 2, None)], now=3.0, room=4)
    assert (machine.run_state(5), machine.counts(5), machine.next_timer()) == ("success", {"success": 2}, None)
    machine.remove_run(5)
    assert machine.apply([done], now=4.0, room=4).rejected == [0]


@pytest.mark.parametrize(
    "event",
    [
        (99, 0, 0, None),
        (0, 0, 0),
        (_core.EV_MARK, 0, 0, "running"),
        (_core.EV_RESCHEDULE, 0, 0, float("nan")),
        (_core.EV_EXPANDED, 0, 0, (1 << 30, True)),
    ],
)
def test_an_event_that_means_nothing_is_refused_whole(event: Any) -> None:
    with pytest.raises(ValueError, match=r"event|mark|time|expands"):
        _core.RunMachine().apply([event], now=0.0, room=0)


def test_names_that_do_not_exist() -> None:
    machine = _core.RunMachine()
    machine.add_run(1, compiled({"id": "extract"}), now=0.0)
    with pytest.raises(errors.UnknownIdError, match="did you mean 'extract'"):
        machine.key(1, "extrct")
    with pytest.raises(errors.UnknownIdError, match="has no instance 3"):
        machine.why(1, "extract", 3, now=0.0)
    with pytest.raises(errors.UnknownIdError, match="run 2 isn't in the machine"):
        machine.run_state(2)
    with pytest.raises(errors.StateError, match="is in the machine already"):
        machine.add_run(1, compiled({"id": "x"}), now=0.0)


def test_threads_share_one_machine() -> None:
    """Large batches give up the GIL; nothing is lost, nothing hangs."""
    machine = _core.RunMachine()
    size = 2000
    for run in (1, 2):
        machine.add_run(run, compiled({"id": "m", "expand": {"size": size}}), now=0.0)
    submits = [(_core.EV_SUBMIT, run << 32, 0, None) for run in (1, 2)]
    starts = machine.apply(submits, now=0.0, room=3 * size).starts
    assert len(starts) == 2 * size

    def report(run: int) -> None:
        events = [(_core.EV_SUCCESS, key, attempt, None) for key, attempt, *_ in starts if key >> 32 == run]
        for at in range(0, size, 100):
            machine.apply(events[at : at + 100], now=1.0, room=0)

    threads = [threading.Thread(target=report, args=(run,)) for run in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [machine.run_state(run) for run in (1, 2)] == ["success", "success"]


def test_decisions_outlive_their_run() -> None:
    machine = _core.RunMachine()
    machine.add_run(1, compiled({"id": "a"}), now=0.0)
    decided = machine.apply([(_core.EV_SUBMIT, 1 << 32, 0, None)], now=0.0, room=1)
    machine.remove_run(1)
    assert decided.starts[0][2] == "a"


def test_a_run_that_another_machine_has_in_hand_can_be_asked_about() -> None:
    dag = compiled({"id": "a"}, {"id": "b"}, {"id": "c"}, edges=[("a", "c")], max_active_tasks=1)
    rows = [("a", -1, "running", 1, 0, 1, None), ("b", -1, "scheduled", 0, 0, 0, None)]
    machine = _core.RunMachine()
    machine.add_run(1, dag, now=0.0, state="running", next_attempt_id=2, rows=rows, elsewhere=True)
    assert machine.counts(1) == {"running": 1, "scheduled": 1, "none": 1}
    assert machine.why(1, "b", now=0.0) == "max_active_tasks of the DAG is reached: 1 of 1 are active"
    assert machine.why(1, "c", now=0.0) == "waiting for 'a' (running); its trigger rule is all_success"
    assert machine.apply([], now=0.0, room=9).starts == []
