"""The statements that every dialect understands, with `?` as placeholder (Postgres: `%s`, one for one)."""

from __future__ import annotations

from tradewind.states import TERMINAL_RUN_STATES
from tradewind.stores.protocol import AttemptRow, InstanceRow, OutputRow, RunRow, SecretRow

_TERMINAL = ", ".join(f"'{state}'" for state in sorted(TERMINAL_RUN_STATES))

# -- writing: parameters are the fields of the protocol's row, in their order --

INSERT_RUN = (
    "INSERT INTO run (run, run_id, dag_id, dag_version, run_type, logical_date, interval_start, interval_end,"
    " params, meta, created_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued')"
)
UPDATE_RUN = (
    "UPDATE run SET state = ?,"
    " started_at = CASE WHEN ? = 'running' AND state = 'queued' THEN ? ELSE started_at END,"
    f" ended_at = CASE WHEN ? IN ({_TERMINAL}) THEN ? END"
    " WHERE run = ?"
)
"""(state, state, at, state, at, run)"""
PIN_RUN = "UPDATE run SET dag_version = ?, params = ? WHERE run = ?"
UPSERT_INSTANCE = (
    "INSERT INTO task_instance"
    " (state, try_number, retry_base, attempt_id, next_at, changed_at, run, task_id, map_index)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (run, task_id, map_index) DO UPDATE SET state = excluded.state, try_number = excluded.try_number,"
    " retry_base = excluded.retry_base, attempt_id = excluded.attempt_id, next_at = excluded.next_at,"
    " changed_at = excluded.changed_at"
)
UPSERT_EXPANSION = (
    "INSERT INTO expansion (run, task_id, count, complete) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (run, task_id) DO UPDATE SET count = excluded.count, complete = excluded.complete"
)
INSERT_ATTEMPT = (
    "INSERT INTO attempt (run, attempt_id, task_id, map_index, try_number, queued_at) VALUES (?, ?, ?, ?, ?, ?)"
)
START_ATTEMPT = (
    "UPDATE attempt SET started_at = ?, pid = ?, pid_started = ?, host = ?"
    " WHERE run = ? AND attempt_id = ? AND outcome IS NULL"
)
END_ATTEMPT = (
    "UPDATE attempt SET outcome = ?, started_at = COALESCE(?, started_at), ended_at = ?, exit_code = ?, signal = ?,"
    " reason = ?, error = ? WHERE run = ? AND attempt_id = ? AND outcome IS NULL"
)
"""The first outcome stands."""
CLEAR_OUTPUTS = "DELETE FROM output WHERE run = ? AND task_id = ? AND map_index = ?"
UPSERT_OUTPUT = (
    "INSERT INTO output (run, task_id, map_index, key, codec, data, blob, size, attempt_id)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (run, task_id, map_index, key) DO UPDATE SET codec = excluded.codec, data = excluded.data,"
    " blob = excluded.blob, size = excluded.size, attempt_id = excluded.attempt_id"
)
INSERT_LOG = "INSERT INTO log_chunk (run, attempt_id, seq, data) VALUES (?, ?, ?, ?)"
INSERT_EVENT = "INSERT INTO event (at, run, kind, data) VALUES (?, ?, ?, ?)"
ANSWER_REQUEST = "UPDATE request SET answered_at = ?, answer = ? WHERE id = ? AND answered_at IS NULL"

NEXT = "UPDATE counter SET value = value + 1 WHERE name = ?"
LAST = "SELECT value FROM counter WHERE name = ?"
INSERT_VERSION = (
    "INSERT INTO version (dag_version, dag_id, spec, bundle, created_at) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (dag_version) DO NOTHING"
)
INSERT_REQUEST = "INSERT INTO request (id, at, kind, run, data) VALUES (?, ?, ?, ?, ?)"
UPSERT_SECRET = (
    "INSERT INTO secret (name, value_type, dags, key_id, nonce, data, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (name) DO UPDATE SET value_type = excluded.value_type, dags = excluded.dags,"
    " key_id = excluded.key_id, nonce = excluded.nonce, data = excluded.data, changed_at = excluded.changed_at"
)
DROP_SECRET = "DELETE FROM secret WHERE name = ?"
_OF_A_RUN = ("task_instance", "expansion", "attempt", "output", "log_chunk", "event", "request", "run")
DROP_RUN = tuple(f"DELETE FROM {table} WHERE run = ?" for table in _OF_A_RUN)
DROP_VERSIONS = "DELETE FROM version WHERE created_at < ? AND dag_version NOT IN (SELECT dag_version FROM run)"
PUT_META = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"

# -- reading: columns are the fields of the protocol's row, in their order --

_RUN = f"SELECT {', '.join(RunRow._fields)} FROM run"
RUN = f"{_RUN} WHERE run_id = ?"
RUN_BY_PREFIX = f"{_RUN} WHERE run_id >= ? AND run_id < ? ORDER BY run DESC LIMIT 10"
INSTANCES = f"SELECT {', '.join(InstanceRow._fields)} FROM task_instance WHERE run = ? ORDER BY task_id, map_index"
EXPANSIONS = "SELECT task_id, count, complete FROM expansion WHERE run = ? ORDER BY task_id"
_ATTEMPT = f"SELECT {', '.join(AttemptRow._fields)} FROM attempt WHERE run = ?"
OPEN_ATTEMPTS = f"{_ATTEMPT} AND outcome IS NULL ORDER BY attempt_id"
LAST_ATTEMPT_ID = "SELECT MAX(attempt_id) FROM attempt WHERE run = ?"
DURATIONS = (
    "SELECT i.run, i.task_id, MAX(a.ended_at - a.started_at)"
    " FROM (SELECT run FROM run WHERE dag_id = ? AND state = 'success' ORDER BY run DESC LIMIT ?) AS r"
    " JOIN task_instance AS i ON i.run = r.run AND i.state = 'success'"
    " JOIN attempt AS a ON a.run = i.run AND a.attempt_id = i.attempt_id"
    " WHERE a.started_at IS NOT NULL GROUP BY i.run, i.task_id ORDER BY i.run DESC, i.task_id"
)
LOGS = "SELECT run, attempt_id, seq, data FROM log_chunk WHERE run = ? AND attempt_id = ? AND seq > ? ORDER BY seq"
EVENTS = "SELECT at, run, kind, data FROM event WHERE run = ? AND at > ? ORDER BY at, seq"
SECRETS = f"SELECT {', '.join(SecretRow._fields)} FROM secret ORDER BY name"
SECRET = f"SELECT {', '.join(SecretRow._fields)} FROM secret WHERE name = ?"
OPEN_REQUESTS = "SELECT id, at, kind, run, data FROM request WHERE answered_at IS NULL ORDER BY id"
ANSWER = "SELECT answer FROM request WHERE id = ?"
VERSION = "SELECT spec, bundle FROM version WHERE dag_version = ?"
VERSION_KNOWN = "SELECT 1 FROM version WHERE dag_version = ?"
VERSIONS = "SELECT dag_version FROM version"
MANIFESTS = "SELECT bundle FROM version ORDER BY dag_version"
BLOBS = "SELECT DISTINCT blob FROM output WHERE blob IS NOT NULL"
MAY_DROP = (
    f"SELECT 1 FROM run WHERE run = ? AND state IN ({_TERMINAL})"
    " AND NOT EXISTS (SELECT 1 FROM request WHERE request.run = run.run AND answered_at IS NULL)"
)
WEIGHT = (
    "SELECT (SELECT COUNT(*) FROM task_instance WHERE run = ?), (SELECT COUNT(*) FROM attempt WHERE run = ?),"
    " (SELECT COALESCE(SUM(size), 0) FROM output WHERE run = ?)"
    " + (SELECT COALESCE(SUM(LENGTH(data)), 0) FROM log_chunk WHERE run = ?)"
)
META = "SELECT value FROM meta WHERE key = ?"


def runs(*, by_dag: bool, states: int, unfinished: bool, before: bool) -> str:
    """The query of `Store.runs`: one text for each combination of filters, so that the driver can keep it prepared.

    Args:
        states: how many states to ask for; 0 for any.
        unfinished: the states asked for are not terminal; names the condition of the partial index.
    """
    where = ["dag_id = ?"] * by_dag
    if states:
        where.append(f"state IN ({_marks(states)})")
    if unfinished:
        where.append("ended_at IS NULL")
    if before:
        where.append("run < ?")
    return f"{_RUN}{_where(where)} ORDER BY run DESC LIMIT ?"


def attempts(*, by_task: bool, by_map_index: bool) -> str:
    """The query of `Store.attempts`."""
    return f"{_ATTEMPT}{' AND task_id = ?' * by_task}{' AND map_index = ?' * by_map_index} ORDER BY attempt_id"


def outputs(*, task_ids: int, by_key: bool) -> str:
    """The query of `Store.outputs`, for `task_ids` ids (0: of every task)."""
    where = ["run = ?"]
    if task_ids:
        where.append(f"task_id IN ({_marks(task_ids)})")
    if by_key:
        where.append("key = ?")
    return f"SELECT {', '.join(OutputRow._fields)} FROM output{_where(where)} ORDER BY task_id, map_index, key"


def _where(conditions: list[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _marks(count: int) -> str:
    return ", ".join("?" * count)
