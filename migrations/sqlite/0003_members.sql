-- Who may see a list, and how one joins it.
ALTER TABLE list ADD COLUMN opt_in TEXT NOT NULL DEFAULT 'double';
ALTER TABLE list ADD COLUMN public INTEGER NOT NULL DEFAULT 0;

-- What the values of a field are: text, flag, date or tags.
ALTER TABLE field ADD COLUMN kind TEXT NOT NULL DEFAULT 'text';

-- What a subscription was before its address was set aside.
ALTER TABLE subscription ADD COLUMN set_aside TEXT;

-- On which lists one person is.
CREATE INDEX subscription_subscriber ON subscription (subscriber);

-- The record of consent: what people were shown, where, and by what they answered. Each wording is kept once.
CREATE TABLE wording (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text TEXT NOT NULL UNIQUE
) STRICT;
ALTER TABLE event ADD COLUMN source TEXT;
ALTER TABLE event ADD COLUMN wording INTEGER REFERENCES wording (id);
ALTER TABLE event ADD COLUMN agent TEXT;
ALTER TABLE event ADD COLUMN suspect INTEGER NOT NULL DEFAULT 0;
-- Until now an import wrote the name of its file where the person's own words stand.
UPDATE event SET source = note, note = NULL WHERE kind = 'joined' AND way = 'import';
DROP INDEX event_issue;
CREATE INDEX event_issue ON event (issue, kind) WHERE issue IS NOT NULL;
CREATE INDEX event_list ON event (list, at);

-- An issue that the society's rules ask for goes also to those who want no newsletters.
ALTER TABLE issue ADD COLUMN statutory INTEGER NOT NULL DEFAULT 0;

-- The name by which a letter shows an image that goes with it.
ALTER TABLE attachment ADD COLUMN cid TEXT;

-- Addresses of people whom we do not hold and must not mail: a keyed hash of the folded address.
CREATE TABLE stranger (
    hash BLOB PRIMARY KEY,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Keys that are made once and never change, by what they are for.
CREATE TABLE secret (
    name TEXT PRIMARY KEY,
    secret BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- People who asked by the form to join and have not yet confirmed it: nobody is a subscriber for being named there.
CREATE TABLE request (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    address TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    wording INTEGER NOT NULL REFERENCES wording (id),
    source TEXT,
    agent TEXT,
    asked_at INTEGER NOT NULL,
    mails INTEGER NOT NULL,
    mail_due INTEGER NOT NULL,
    mailed_at INTEGER,
    answer TEXT
) STRICT;
CREATE INDEX request_asked ON request (asked_at);

CREATE TABLE request_list (
    request INTEGER NOT NULL REFERENCES request (id) ON DELETE CASCADE,
    list INTEGER NOT NULL REFERENCES list (id),
    PRIMARY KEY (request, list)
) STRICT, WITHOUT ROWID;

-- How often we wrote to addresses that never answered, once the request itself is forgotten: a keyed hash of each.
CREATE TABLE asked (
    hash BLOB PRIMARY KEY,
    mails INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was last seen of a draft: digests of all that its copies are made of.
CREATE TABLE look (
    slug TEXT NOT NULL,
    list INTEGER NOT NULL REFERENCES list (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    draft BLOB NOT NULL,
    templates BLOB NOT NULL,
    settings BLOB NOT NULL,
    recipients BLOB NOT NULL,
    people INTEGER NOT NULL,
    PRIMARY KEY (slug, list)
) STRICT, WITHOUT ROWID;
