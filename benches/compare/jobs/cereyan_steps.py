"""cereyan: a flow that calls a task in a loop; every call is a recorded task run."""

from cereyan import flow, task
from stopwatch import TASKS, Stopwatch


@task
def noop(number: int) -> None:
    """One task."""


@flow
def many() -> None:
    for number in range(TASKS):
        noop(number)


with Stopwatch():
    many()
