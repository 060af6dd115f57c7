-- Durable pipelines. A node waits for `waiting` sources; what reaches 0 and has no disposition is ready to be launched.

CREATE TABLE pipeline_run (
    run INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    unsettled INTEGER NOT NULL,
    retry_count INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    created_at REAL NOT NULL,
    ended_at REAL
);

-- Apart from the row that every completion changes: these may be megabytes.
CREATE TABLE pipeline_definition (
    run INTEGER PRIMARY KEY,
    pipeline TEXT NOT NULL,
    run_input TEXT NOT NULL
);

CREATE TABLE pipeline_node (
    run INTEGER NOT NULL,
    node INTEGER NOT NULL,
    correlation TEXT NOT NULL,
    waiting INTEGER NOT NULL,
    generation INTEGER NOT NULL DEFAULT 0,
    disposition TEXT,
    error TEXT,
    open INTEGER NOT NULL DEFAULT 0,
    settled INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run, node)
) WITHOUT ROWID;

CREATE INDEX pipeline_node_ready ON pipeline_node (run, node) WHERE waiting = 0 AND disposition IS NULL;

CREATE TABLE pipeline_edge (
    run INTEGER NOT NULL,
    source INTEGER NOT NULL,
    target INTEGER NOT NULL,
    PRIMARY KEY (run, source, target)
) WITHOUT ROWID;

CREATE TABLE pipeline_task (
    task INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    node INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    status TEXT NOT NULL,
    try_number INTEGER NOT NULL DEFAULT 1,
    plan TEXT NOT NULL,
    correlation TEXT,
    wait_id TEXT,
    error TEXT
);

CREATE INDEX pipeline_task_by_node ON pipeline_task (run, node);
CREATE INDEX pipeline_task_queued ON pipeline_task (task) WHERE status = 'queued';

-- Attempts that were followed by another, or that waited: what a repeated call is answered from.
CREATE TABLE pipeline_turn (
    task INTEGER NOT NULL,
    try_number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    wait_id TEXT,
    PRIMARY KEY (task, try_number, kind)
) WITHOUT ROWID;

CREATE UNIQUE INDEX pipeline_turn_by_wait ON pipeline_turn (task, wait_id) WHERE kind = 'waiting';

CREATE TABLE pipeline_output (
    run INTEGER NOT NULL,
    id TEXT NOT NULL,
    node INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    task INTEGER NOT NULL,
    position INTEGER NOT NULL,
    correlation TEXT,
    fields TEXT NOT NULL,
    data TEXT,
    PRIMARY KEY (run, id)
);

CREATE INDEX pipeline_output_by_node ON pipeline_output (run, node, task, position);
