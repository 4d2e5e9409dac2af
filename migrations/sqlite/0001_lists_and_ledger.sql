-- Numbers of lists, subscribers and issues stand in links that must work for ever: AUTOINCREMENT never uses one twice.
-- Times are Unix microseconds.

CREATE TABLE list (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    list_id TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE subscriber (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    address TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    fields TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- The names of all fields that an import ever brought: what a draft may use.
CREATE TABLE field (
    name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE subscription (
    list INTEGER NOT NULL REFERENCES list (id),
    subscriber INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (list, subscriber)
) STRICT, WITHOUT ROWID;

-- Events are only ever added, and outlive the person and the issue: no foreign keys.
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    subscriber INTEGER NOT NULL,
    list INTEGER NOT NULL,
    issue INTEGER,
    kind TEXT NOT NULL,
    way TEXT NOT NULL,
    note TEXT
) STRICT;
CREATE INDEX event_issue ON event (issue, kind);
CREATE INDEX event_subscriber ON event (subscriber);

CREATE TABLE issue (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL,
    list INTEGER NOT NULL REFERENCES list (id),
    subject TEXT NOT NULL,
    hash TEXT NOT NULL,
    composition TEXT NOT NULL,
    sender TEXT NOT NULL,
    reply_to TEXT,
    trial INTEGER NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    lease_holder TEXT,
    lease_until INTEGER NOT NULL DEFAULT 0,
    UNIQUE (slug, list)
) STRICT;

CREATE TABLE attachment (
    issue INTEGER NOT NULL REFERENCES issue (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (issue, position)
) STRICT;

-- The ledger. The subscriber has no foreign key: what became of a copy is known after the person is erased.
CREATE TABLE delivery (
    issue INTEGER NOT NULL REFERENCES issue (id) ON DELETE CASCADE,
    subscriber INTEGER NOT NULL,
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    reply TEXT,
    PRIMARY KEY (issue, subscriber)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_due ON delivery (issue, due_at, subscriber) WHERE status IN ('queued', 'deferred');

CREATE TABLE throttle (
    name TEXT PRIMARY KEY,
    next_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE token_key (
    id INTEGER PRIMARY KEY,
    secret BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
