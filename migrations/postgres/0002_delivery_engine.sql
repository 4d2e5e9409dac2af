-- A run holds each copy that it hands over by a lease in the row itself: while `sending`, `due_at` is when the lease ends.
ALTER TABLE issue DROP COLUMN lease_holder;
ALTER TABLE issue DROP COLUMN lease_until;
ALTER TABLE issue ADD COLUMN starts_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE issue ADD COLUMN reason TEXT;
ALTER TABLE issue ADD COLUMN accepts_refusals BOOLEAN NOT NULL DEFAULT false;
UPDATE issue SET starts_at = created_at;

-- Recipients' domains that have a pace of their own, or asked for a slower one. Lane 0 is everybody else.
CREATE TABLE lane (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    domain TEXT NOT NULL UNIQUE,
    held_until BIGINT NOT NULL
);

ALTER TABLE delivery ADD COLUMN lane BIGINT NOT NULL DEFAULT 0;
-- When a copy that was put off was tried first.
ALTER TABLE delivery ADD COLUMN first_at BIGINT;
DROP INDEX delivery_due;
CREATE INDEX delivery_due ON delivery (issue, lane, due_at, subscriber) WHERE status IN ('queued', 'deferred');
CREATE INDEX delivery_held ON delivery (issue, due_at) WHERE status = 'sending';

-- `cost` is the time that one copy took at the pace by which `next_at` was reckoned; `used` counts towards a pause.
ALTER TABLE throttle ADD COLUMN cost BIGINT NOT NULL DEFAULT 0;
ALTER TABLE throttle ADD COLUMN used BIGINT NOT NULL DEFAULT 0;

-- How many copies went in each sixtieth of a period that has a ceiling.
CREATE TABLE throttle_slot (
    name TEXT NOT NULL,
    slot BIGINT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (name, slot)
);

-- Issues that wait for the pace, each since when, so that they take turns.
CREATE TABLE throttle_queue (
    name TEXT NOT NULL,
    issue BIGINT NOT NULL,
    since BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (name, issue)
);

-- Addresses that must not be mailed.
CREATE TABLE suppression (
    subscriber BIGINT PRIMARY KEY REFERENCES subscriber (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    issue BIGINT,
    note TEXT
);
