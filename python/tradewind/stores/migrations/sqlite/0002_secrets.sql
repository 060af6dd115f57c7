-- Values are encrypted (stores/vault.py); `dags` is a JSON list of the dag_ids that may have it, NULL: all may.
CREATE TABLE secret (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    value_type TEXT NOT NULL,
    dags TEXT,
    key_id TEXT NOT NULL,
    nonce BLOB NOT NULL,
    data BLOB NOT NULL,
    changed_at REAL NOT NULL
);
