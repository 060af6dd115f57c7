-- Times are Unix seconds (UTC). States are the words of states.py, outcomes those of `AttemptEnd`.
-- The large tables are one b-tree each (WITHOUT ROWID): no second index to keep on the path of every task.

PRAGMA application_id = 1953984100;

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- The last integer handed out, by name.
CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO counter (name, value) VALUES ('run', 0), ('request', 0);

CREATE TABLE version (
    dag_version TEXT PRIMARY KEY,
    dag_id TEXT NOT NULL,
    spec BLOB NOT NULL,
    bundle BLOB NOT NULL,
    created_at REAL NOT NULL
);

CREATE TABLE run (
    run INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL UNIQUE,
    dag_id TEXT NOT NULL,
    dag_version TEXT NOT NULL REFERENCES version (dag_version),
    run_type TEXT NOT NULL,
    state TEXT NOT NULL,
    logical_date REAL,
    interval_start REAL,
    interval_end REAL,
    params TEXT NOT NULL,
    meta TEXT NOT NULL,
    created_at REAL NOT NULL,
    started_at REAL,
    ended_at REAL
);

CREATE INDEX run_by_dag ON run (dag_id, run);
CREATE INDEX run_unfinished ON run (run) WHERE ended_at IS NULL;

CREATE TABLE task_instance (
    run INTEGER NOT NULL,
    task_id TEXT NOT NULL,
    map_index INTEGER NOT NULL,
    state TEXT NOT NULL,
    try_number INTEGER NOT NULL,
    retry_base INTEGER NOT NULL,
    attempt_id INTEGER NOT NULL,
    next_at REAL,
    changed_at REAL NOT NULL,
    PRIMARY KEY (run, task_id, map_index)
) WITHOUT ROWID;

CREATE TABLE expansion (
    run INTEGER NOT NULL,
    task_id TEXT NOT NULL,
    count INTEGER NOT NULL,
    complete INTEGER NOT NULL,
    PRIMARY KEY (run, task_id)
) WITHOUT ROWID;

-- No index for open attempts: recovery reads the attempts of unfinished runs only, and every task would pay for it.
CREATE TABLE attempt (
    run INTEGER NOT NULL,
    attempt_id INTEGER NOT NULL,
    task_id TEXT NOT NULL,
    map_index INTEGER NOT NULL,
    try_number INTEGER NOT NULL,
    outcome TEXT,
    queued_at REAL NOT NULL,
    started_at REAL,
    ended_at REAL,
    exit_code INTEGER,
    signal INTEGER,
    reason TEXT,
    error TEXT,
    pid INTEGER,
    pid_started INTEGER,
    host TEXT,
    PRIMARY KEY (run, attempt_id)
) WITHOUT ROWID;

CREATE TABLE output (
    run INTEGER NOT NULL,
    task_id TEXT NOT NULL,
    map_index INTEGER NOT NULL,
    key TEXT NOT NULL,
    codec TEXT NOT NULL,
    data BLOB,
    blob TEXT,
    size INTEGER NOT NULL,
    attempt_id INTEGER NOT NULL,
    PRIMARY KEY (run, task_id, map_index, key),
    CHECK ((data IS NULL) <> (blob IS NULL))
) WITHOUT ROWID;

CREATE TABLE log_chunk (
    run INTEGER NOT NULL,
    attempt_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (run, attempt_id, seq)
) WITHOUT ROWID;

CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    run INTEGER NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL
);

CREATE INDEX event_by_run ON event (run, at);

CREATE TABLE request (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    run INTEGER NOT NULL,
    data TEXT NOT NULL,
    answered_at REAL,
    answer TEXT
);

CREATE INDEX request_open ON request (id) WHERE answered_at IS NULL;
