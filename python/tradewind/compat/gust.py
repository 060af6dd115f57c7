"""gust's import paths, and what of ours stands there."""

from __future__ import annotations

_NAMES = (
    *("Dag", "NonRecoverableError", "get_secret_by_name", "get_task_by_name_run", "log", "send_frame", "task"),
    *("_read_exact", "_read_frame"),
)
_CLI = ("main", "parse_dags_from_file", "run_done_from_file", "run_task_from_file")
TABLE = {
    "gust": {name: f"tradewind.gust:{name}" for name in _NAMES},
    "gust.cli": {name: f"tradewind.gust.cli:{name}" for name in _CLI},
}
"""As in `compat.airflow`."""
