-- Numbers of lists, subscribers and issues stand in links that must work for ever: a sequence never gives one twice.
-- Times are Unix microseconds.

CREATE TABLE list (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    list_id TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE subscriber (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    fields TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- The names of all fields that an import ever brought: what a draft may use.
CREATE TABLE field (
    name TEXT PRIMARY KEY
);

CREATE TABLE subscription (
    list BIGINT NOT NULL REFERENCES list (id),
    subscriber BIGINT NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (list, subscriber)
);

-- Events are only ever added, and outlive the person and the issue: no foreign keys.
CREATE TABLE event (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at BIGINT NOT NULL,
    subscriber BIGINT NOT NULL,
    list BIGINT NOT NULL,
    issue BIGINT,
    kind TEXT NOT NULL,
    way TEXT NOT NULL,
    note TEXT
);
CREATE INDEX event_issue ON event (issue, kind);
CREATE INDEX event_subscriber ON event (subscriber);

CREATE TABLE issue (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug TEXT NOT NULL,
    list BIGINT NOT NULL REFERENCES list (id),
    subject TEXT NOT NULL,
    hash TEXT NOT NULL,
    composition TEXT NOT NULL,
    sender TEXT NOT NULL,
    reply_to TEXT,
    trial BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    lease_holder TEXT,
    lease_until BIGINT NOT NULL DEFAULT 0,
    UNIQUE (slug, list)
);

CREATE TABLE attachment (
    issue BIGINT NOT NULL REFERENCES issue (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (issue, position)
);

-- The ledger. The subscriber has no foreign key: what became of a copy is known after the person is erased.
CREATE TABLE delivery (
    issue BIGINT NOT NULL REFERENCES issue (id) ON DELETE CASCADE,
    subscriber BIGINT NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    reply TEXT,
    PRIMARY KEY (issue, subscriber)
);
CREATE INDEX delivery_due ON delivery (issue, due_at, subscriber) WHERE status IN ('queued', 'deferred');

CREATE TABLE throttle (
    name TEXT PRIMARY KEY,
    next_at BIGINT NOT NULL
);

CREATE TABLE token_key (
    id BIGINT PRIMARY KEY,
    secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
