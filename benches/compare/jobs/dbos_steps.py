"""DBOS: a workflow that calls a step in a loop; every call is a recorded step."""

from dbos import DBOS
from stopwatch import TASKS, Stopwatch

DBOS(
    config={
        "name": "bench",
        "system_database_url": "sqlite:///dbos.sqlite",
        "run_admin_server": False,
        "log_level": "ERROR",
    }
)


@DBOS.step()
def noop(number: int) -> None:
    """One step."""


@DBOS.workflow()
def many() -> None:
    for number in range(TASKS):
        noop(number)


DBOS.launch()
with Stopwatch():
    many()
DBOS.destroy()
