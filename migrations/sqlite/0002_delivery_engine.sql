-- A run holds each copy that it hands over by a lease in the row itself: while `sending`, `due_at` is when the lease ends.
ALTER TABLE issue DROP COLUMN lease_holder;
ALTER TABLE issue DROP COLUMN lease_until;
ALTER TABLE issue ADD COLUMN starts_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE issue ADD COLUMN reason TEXT;
ALTER TABLE issue ADD COLUMN accepts_refusals INTEGER NOT NULL DEFAULT 0;
UPDATE issue SET starts_at = created_at;

-- Recipients' domains that have a pace of their own, or asked for a slower one. Lane 0 is everybody else.
CREATE TABLE lane (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    domain TEXT NOT NULL UNIQUE,
    held_until INTEGER NOT NULL
) STRICT;

ALTER TABLE delivery ADD COLUMN lane INTEGER NOT NULL DEFAULT 0;
-- When a copy that was put off was tried first.
ALTER TABLE delivery ADD COLUMN first_at INTEGER;
DROP INDEX delivery_due;
CREATE INDEX delivery_due ON delivery (issue, lane, due_at, subscriber) WHERE status IN ('queued', 'deferred');
CREATE INDEX delivery_held ON delivery (issue, due_at) WHERE status = 'sending';

-- `cost` is the time that one copy took at the pace by which `next_at` was reckoned; `used` counts towards a pause.
ALTER TABLE throttle ADD COLUMN cost INTEGER NOT NULL DEFAULT 0;
ALTER TABLE throttle ADD COLUMN used INTEGER NOT NULL DEFAULT 0;

-- How many copies went in each sixtieth of a period that has a ceiling.
CREATE TABLE throttle_slot (
    name TEXT NOT NULL,
    slot INTEGER NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (name, slot)
) STRICT, WITHOUT ROWID;

-- Issues that wait for the pace, each since when, so that they take turns.
CREATE TABLE throttle_queue (
    name TEXT NOT NULL,
    issue INTEGER NOT NULL,
    since INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (name, issue)
) STRICT, WITHOUT ROWID;

-- Addresses that must not be mailed.
CREATE TABLE suppression (
    subscriber INTEGER PRIMARY KEY REFERENCES subscriber (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    issue INTEGER,
    note TEXT
) STRICT;
