-- Ids of lists, subscribers and issues appear in links that must keep working, so an id is never used twice.
-- Times are Unix microseconds in UTC. Columns that end in `_us` are durations in microseconds.

CREATE TABLE list (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    -- The value of the List-Id header (RFC 2919), without brackets. It never changes.
    list_id_header TEXT NOT NULL,
    opt_in TEXT NOT NULL DEFAULT 'double',
    -- consent, charity-soft-opt-in, customer-soft-opt-in or membership-notice.
    basis TEXT NOT NULL DEFAULT 'consent',
    -- The draft that each person gets once when they have confirmed that they join.
    welcome_draft TEXT,
    -- The address to which people write to join.
    join_address TEXT,
    -- The language of its letters and its form (RFC 5646), if it is not the society's.
    language TEXT,
    is_public BOOLEAN NOT NULL DEFAULT FALSE,
    -- Who can read its letters on the web: off, link or public.
    archive TEXT NOT NULL DEFAULT 'off',
    created_at BIGINT NOT NULL,
    -- A deleted list keeps its row: its issues and events refer to it, its List-Id stays, and people who unsubscribed
    -- from it stay unsubscribed if a list of this name is created again.
    deleted_at BIGINT
);

CREATE TABLE subscriber (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- In lower case, so that an address is found in any spelling.
    normalized_address TEXT NOT NULL UNIQUE,
    -- As it was written, if that is different.
    original_address TEXT,
    address TEXT NOT NULL GENERATED ALWAYS AS (coalesce(original_address, normalized_address)) STORED,
    fields TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Every field that an import ever brought, because a draft may use each of them. The kind is text, flag, date or tags.
CREATE TABLE field (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL DEFAULT 'text'
);

CREATE TABLE subscription (
    list_id BIGINT NOT NULL REFERENCES list (id),
    subscriber_id BIGINT NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    -- The state that comes back when the address is no longer suppressed.
    state_before_suppression TEXT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (list_id, subscriber_id)
);
CREATE INDEX subscription_subscriber ON subscription (subscriber_id);

-- The texts that people agreed to. Each text is stored once.
CREATE TABLE consent_text (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

-- The record of consent. Rows are only added. They outlive the subscriber, the list and the issue: no foreign keys.
CREATE TABLE subscription_event (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    occurred_at BIGINT NOT NULL,
    -- NULL if several people share the event: `shared_event` says who.
    subscriber_id BIGINT,
    list_id BIGINT NOT NULL,
    issue_id BIGINT,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    note TEXT,
    source TEXT,
    consent_text_id BIGINT REFERENCES consent_text (id),
    user_agent TEXT,
    likely_scanner BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX subscription_event_issue ON subscription_event (issue_id, kind) WHERE issue_id IS NOT NULL;
CREATE INDEX subscription_event_subscriber ON subscription_event (subscriber_id);
CREATE INDEX subscription_event_list ON subscription_event (list_id, occurred_at);
-- The note of such an event is the former address. An import looks each new address up here.
CREATE INDEX subscription_event_former_address ON subscription_event (lower(note)) WHERE kind = 'address_changed';

-- The people who share an event: what an import or the end of a list brings to many at once is written once.
CREATE TABLE shared_event (
    subscriber_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    PRIMARY KEY (subscriber_id, event_id)
);

-- The events of each person, shared or not.
CREATE VIEW subscriber_event AS
    SELECT id, occurred_at, subscriber_id, list_id, issue_id, kind, channel, note, source, consent_text_id, user_agent,
        likely_scanner
    FROM subscription_event WHERE subscriber_id IS NOT NULL
    UNION ALL
    SELECT shared_event.event_id, event.occurred_at, shared_event.subscriber_id, event.list_id, event.issue_id, event.kind,
        event.channel, event.note, event.source, event.consent_text_id, event.user_agent, event.likely_scanner
    FROM shared_event JOIN subscription_event AS event ON event.id = shared_event.event_id;

-- Subscribers whose address must not be mailed.
CREATE TABLE suppression (
    subscriber_id BIGINT PRIMARY KEY REFERENCES subscriber (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    suppressed_at BIGINT NOT NULL,
    issue_id BIGINT,
    note TEXT
);

-- Suppressed addresses that belong to no subscriber. Only a keyed hash of the normalized address is stored.
CREATE TABLE suppressed_address_hash (
    address_hash BYTEA PRIMARY KEY,
    reason TEXT NOT NULL,
    suppressed_at BIGINT NOT NULL
);

-- Requests to join that are not confirmed yet. A request does not make anybody a subscriber.
CREATE TABLE signup_request (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address TEXT NOT NULL,
    normalized_address TEXT NOT NULL UNIQUE,
    consent_text_id BIGINT NOT NULL REFERENCES consent_text (id),
    source TEXT,
    user_agent TEXT,
    requested_at BIGINT NOT NULL,
    mails_sent BIGINT NOT NULL,
    is_mail_due BOOLEAN NOT NULL,
    last_mailed_at BIGINT,
    answer TEXT,
    -- The language of the page with the form.
    language TEXT
);
CREATE INDEX signup_request_requested ON signup_request (requested_at);

-- The lists of a request. Each has its own record of consent, because two lists may be requested on two pages.
CREATE TABLE signup_request_list (
    signup_request_id BIGINT NOT NULL REFERENCES signup_request (id) ON DELETE CASCADE,
    list_id BIGINT NOT NULL REFERENCES list (id),
    requested_at BIGINT NOT NULL,
    consent_text_id BIGINT NOT NULL REFERENCES consent_text (id),
    channel TEXT NOT NULL,
    source TEXT,
    user_agent TEXT,
    PRIMARY KEY (signup_request_id, list_id)
);

-- People who confirmed their address and wait until somebody approves them. They are on no list yet. Each row keeps the
-- record of consent that goes into the event when they are approved.
CREATE TABLE approval_request (
    list_id BIGINT NOT NULL REFERENCES list (id),
    normalized_address TEXT NOT NULL,
    address TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL,
    consent_text_id BIGINT NOT NULL REFERENCES consent_text (id),
    channel TEXT NOT NULL,
    source TEXT,
    user_agent TEXT,
    -- The language of the page with the form.
    language TEXT,
    PRIMARY KEY (list_id, normalized_address)
);
CREATE INDEX approval_request_address ON approval_request (normalized_address);
CREATE INDEX approval_request_confirmed ON approval_request (confirmed_at);

-- How many confirmation mails an address got without an answer. This outlives the request, so that the count does not
-- start again with every request. Only a keyed hash of the normalized address is stored.
CREATE TABLE confirmation_limit (
    address_hash BYTEA PRIMARY KEY,
    mails_sent BIGINT NOT NULL,
    has_declined BOOLEAN NOT NULL,
    updated_at BIGINT NOT NULL
);

-- What somebody last reviewed of a draft, as digests: `send` asks again when one of them has changed.
CREATE TABLE review_snapshot (
    slug TEXT NOT NULL,
    list_id BIGINT NOT NULL REFERENCES list (id) ON DELETE CASCADE,
    reviewed_at BIGINT NOT NULL,
    draft_digest BYTEA NOT NULL,
    templates_digest BYTEA NOT NULL,
    settings_digest BYTEA NOT NULL,
    recipients_digest BYTEA NOT NULL,
    recipient_count BIGINT NOT NULL,
    PRIMARY KEY (slug, list_id)
);

-- When somebody was last sent a test of a draft, and a digest of what it was made of.
CREATE TABLE test_copy (
    slug TEXT NOT NULL,
    list_id BIGINT NOT NULL REFERENCES list (id) ON DELETE CASCADE,
    sent_at BIGINT NOT NULL,
    content_digest BYTEA NOT NULL,
    PRIMARY KEY (slug, list_id)
);

CREATE TABLE issue (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug TEXT NOT NULL,
    list_id BIGINT NOT NULL REFERENCES list (id),
    subject TEXT NOT NULL,
    -- The digest of everything that is frozen, in hexadecimal.
    content_digest TEXT NOT NULL,
    composition TEXT NOT NULL,
    sender TEXT NOT NULL,
    reply_to TEXT,
    -- A statutory issue also goes to subscribers who want no newsletters.
    is_statutory BOOLEAN NOT NULL DEFAULT FALSE,
    -- The name of the relay in the settings; none for the usual one.
    relay TEXT,
    -- The conditions that selected the recipients, as written. Conditions about answers are checked again for each copy.
    recipient_condition TEXT,
    recipient_exclusion TEXT,
    -- The earlier issue whose question it asks again.
    question_issue_id BIGINT,
    -- A trial goes to files only, and the real issue may replace it.
    is_trial BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    -- Set while the issue is paused. The detail is for people, such as the reply of the relay.
    pause_reason TEXT,
    pause_detail TEXT,
    accepts_rejections BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    UNIQUE (slug, list_id)
);

-- The checks that blocked an issue and were allowed, with the reason if somebody wrote one.
CREATE TABLE allowed_rule (
    issue_id BIGINT NOT NULL REFERENCES issue (id) ON DELETE CASCADE,
    rule_id TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (issue_id, rule_id)
);

CREATE TABLE attachment (
    issue_id BIGINT NOT NULL REFERENCES issue (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    content BYTEA NOT NULL,
    -- The name that the HTML part uses for an inline image (RFC 2392).
    content_id TEXT,
    -- The beginning of the SHA-256 digest of the content, in hexadecimal: its address on the web.
    content_digest TEXT NOT NULL,
    PRIMARY KEY (issue_id, position)
);

-- What an issue told the calendars of its readers. Rows with one uid are one event; the sequence rises with each change.
CREATE TABLE issue_event (
    issue_id BIGINT PRIMARY KEY REFERENCES issue (id) ON DELETE CASCADE,
    uid TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    title TEXT NOT NULL,
    place TEXT NOT NULL,
    -- A day, or a day and a time, on the society's clocks.
    starts TEXT NOT NULL,
    ends TEXT,
    is_cancelled BOOLEAN NOT NULL
);

CREATE INDEX issue_event_uid ON issue_event (uid);

-- The style sheets of letters on the web. Each is stored once.
CREATE TABLE archive_style (
    style_digest TEXT PRIMARY KEY,
    css TEXT NOT NULL
);

-- What an issue says on the web, to everybody alike: made with the issue, never from the draft of a later day.
CREATE TABLE archive_letter (
    issue_id BIGINT PRIMARY KEY REFERENCES issue (id) ON DELETE CASCADE,
    -- Its address below `letters/`.
    path TEXT NOT NULL UNIQUE,
    -- Who may read it: off, link or public, but never more people than the list allows.
    access TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    -- The number and the date, as they stand above the letter.
    issue_line TEXT NOT NULL,
    language TEXT NOT NULL,
    body TEXT NOT NULL,
    style_digest TEXT NOT NULL REFERENCES archive_style (style_digest),
    changed_at BIGINT NOT NULL,
    removed_at BIGINT
);

-- Recipient domains with a rate of their own, or that asked for a slower one, for each relay. Queue 0 has no row: all other domains
-- share it.
CREATE TABLE domain_queue (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The name of the relay in the settings; empty for the usual one.
    relay TEXT NOT NULL DEFAULT '',
    domain TEXT NOT NULL,
    backoff_until BIGINT NOT NULL,
    UNIQUE (relay, domain)
);

-- One row per issue and recipient. The subscriber has no foreign key: the result stays when the subscriber is erased.
-- While the status is `sending`, `changed_at` is when the row was claimed and `due_at` is when that lease ends.
CREATE TABLE delivery (
    issue_id BIGINT NOT NULL REFERENCES issue (id) ON DELETE CASCADE,
    subscriber_id BIGINT NOT NULL,
    domain_queue_id BIGINT NOT NULL DEFAULT 0,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- Set when a delivery is deferred, to know when to give up.
    first_attempt_at BIGINT,
    reply TEXT,
    -- Set once a delivery in doubt was settled: the recipient may have a copy, whatever becomes of the next one.
    may_have_arrived BOOLEAN NOT NULL DEFAULT FALSE,
    -- The run that claimed it, until the result is recorded.
    claimed_by BIGINT,
    PRIMARY KEY (issue_id, subscriber_id)
) PARTITION BY HASH (issue_id);
-- All rows of an issue are in one of 16 partitions, so that each is small enough for vacuum and for its indexes to stay in
-- memory. The indexes have names, because the plans of statements are compared with them.
DO $$ BEGIN
    FOR number IN 0..15 LOOP
        EXECUTE format('CREATE TABLE delivery_%s PARTITION OF delivery FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
            number, number);
        EXECUTE format('CREATE INDEX delivery_due_%s ON delivery_%s (issue_id, domain_queue_id, due_at, subscriber_id)
            WHERE status IN (''queued'', ''deferred'')', number, number);
        EXECUTE format('CREATE INDEX delivery_lease_%s ON delivery_%s (issue_id, due_at) WHERE status = ''sending''',
            number, number);
        EXECUTE format('CREATE INDEX delivery_in_doubt_%s ON delivery_%s (issue_id, subscriber_id)
            WHERE status = ''in_doubt''', number, number);
    END LOOP;
END $$;
CREATE INDEX delivery_due ON delivery (issue_id, domain_queue_id, due_at, subscriber_id)
    WHERE status IN ('queued', 'deferred');
CREATE INDEX delivery_lease ON delivery (issue_id, due_at) WHERE status = 'sending';
CREATE INDEX delivery_in_doubt ON delivery (issue_id, subscriber_id) WHERE status = 'in_doubt';

-- One row per welcome letter: at most one per person and list. While the status is `sending`, `changed_at` is when the
-- row was claimed and `due_at` is when that lease ends.
CREATE TABLE welcome_delivery (
    list_id BIGINT NOT NULL REFERENCES list (id),
    subscriber_id BIGINT NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    queued_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    reply TEXT,
    PRIMARY KEY (list_id, subscriber_id)
);
CREATE INDEX welcome_delivery_subscriber ON welcome_delivery (subscriber_id);
CREATE INDEX welcome_delivery_open ON welcome_delivery (due_at) WHERE status IN ('queued', 'deferred', 'sending');

-- Messages that came back by mail, each once: the digest recognizes a message however it is read. The rows about a
-- subscriber outlive them without the note. `is_unread` marks a note for the chair: words of another server, or the
-- subject and the sender of a mail that only a person can answer.
CREATE TABLE inbound_message (
    message_digest BYTEA PRIMARY KEY,
    processed_at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    issue_id BIGINT,
    subscriber_id BIGINT,
    reason TEXT,
    status_code TEXT,
    -- The address that failed, if the copy had been forwarded to it.
    forwarded_to TEXT,
    note TEXT,
    is_unread BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX inbound_message_issue ON inbound_message (issue_id, subscriber_id) WHERE issue_id IS NOT NULL;
CREATE INDEX inbound_message_subscriber ON inbound_message (subscriber_id) WHERE subscriber_id IS NOT NULL;
CREATE INDEX inbound_message_unread ON inbound_message (processed_at) WHERE is_unread;

-- How far each mailbox was read, and why it cannot be read at present. A folder on an IMAP server continues at
-- `next_uid` while its UIDVALIDITY is the same; for other mailboxes both are 0.
CREATE TABLE mailbox_cursor (
    account TEXT NOT NULL,
    folder TEXT NOT NULL,
    uid_validity BIGINT NOT NULL,
    next_uid BIGINT NOT NULL,
    -- When it was last read to its end.
    read_at BIGINT,
    failed_at BIGINT,
    failure TEXT,
    PRIMARY KEY (account, folder)
);

-- The rate limit (GCRA). `interval_us` is the time per message that `next_at` was computed with.
-- `batch_count` is how many messages were sent since the last pause between batches.
CREATE TABLE throttle (
    name TEXT PRIMARY KEY,
    next_at BIGINT NOT NULL,
    interval_us BIGINT NOT NULL DEFAULT 0,
    batch_count BIGINT NOT NULL DEFAULT 0
);

-- How many messages were sent in each slot of a sliding window. A slot is a sixtieth of the window.
CREATE TABLE throttle_window (
    name TEXT NOT NULL,
    slot BIGINT NOT NULL,
    sent_count BIGINT NOT NULL,
    PRIMARY KEY (name, slot)
);

-- Issues that wait for a throttle, so that they take turns.
CREATE TABLE throttle_waiter (
    name TEXT NOT NULL,
    issue_id BIGINT NOT NULL,
    waiting_since BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    PRIMARY KEY (name, issue_id)
);

-- The keys that sign the tokens in links. Keys are only added, because links in old messages must keep working.
CREATE TABLE signing_key (
    id BIGINT PRIMARY KEY,
    secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

-- Keys that are generated once per purpose and never change.
CREATE TABLE secret_key (
    purpose TEXT PRIMARY KEY,
    secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

-- One row once the workspace was handed over to somebody else: then it sends no letters any more.
CREATE TABLE handover (
    id BIGINT PRIMARY KEY,
    handed_over_at BIGINT NOT NULL
);

-- How many people came to what an issue was about, as somebody counted at the door.
CREATE TABLE attendance (
    issue_id BIGINT PRIMARY KEY REFERENCES issue (id) ON DELETE CASCADE,
    came_count BIGINT NOT NULL
);

-- The letters that asked people whether they still want to be written to. Each person is asked once.
CREATE TABLE still_wanted_issue (
    issue_id BIGINT PRIMARY KEY REFERENCES issue (id) ON DELETE CASCADE
);

-- People who work on the letters together. The role is writes or sends; the hash is Argon2id in PHC format.
CREATE TABLE account (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Who has signed in. The cookie has the secret, the database its digest.
CREATE TABLE account_session (
    token_digest BYTEA PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX account_session_account ON account_session (account_id);

-- What an issue asks its readers. The choices are JSON: a list of words with their labels; the first is that of people
-- who come. Answers from the deadline on are late.
CREATE TABLE answer_question (
    issue_id BIGINT PRIMARY KEY REFERENCES issue (id) ON DELETE CASCADE,
    choices TEXT NOT NULL,
    deadline BIGINT,
    -- How many people can come, guests included.
    places BIGINT,
    accepts_guests BOOLEAN NOT NULL
);

-- What readers answered. Rows are only added: the newest of a person that is `counted` is their answer. The standing is
-- counted, late or full; the source is link, mail, calendar or owner.
CREATE TABLE answer (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    issue_id BIGINT NOT NULL REFERENCES issue (id) ON DELETE CASCADE,
    subscriber_id BIGINT NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    choice TEXT NOT NULL,
    guests BIGINT NOT NULL,
    note TEXT,
    source TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    standing TEXT NOT NULL
);
CREATE INDEX answer_person ON answer (issue_id, subscriber_id, answered_at);
CREATE INDEX answer_subscriber ON answer (subscriber_id);

-- What an issue asks its readers to say in their own words. The questions are a JSON list; views from the deadline on
-- are late.
CREATE TABLE view_call (
    issue_id BIGINT PRIMARY KEY REFERENCES issue (id) ON DELETE CASCADE,
    questions TEXT NOT NULL,
    deadline BIGINT
);

-- The mails in which readers said it, and others about an issue that a person should look at. The proof is
-- sealed_address, message_id, calendar or subject; the doubts are words with blanks between them.
CREATE TABLE received_view (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    issue_id BIGINT NOT NULL REFERENCES issue (id) ON DELETE CASCADE,
    -- NULL if it is not certain whose it is.
    subscriber_id BIGINT REFERENCES subscriber (id) ON DELETE CASCADE,
    sender TEXT NOT NULL,
    proof TEXT NOT NULL,
    words TEXT NOT NULL,
    attachment_count BIGINT NOT NULL,
    doubts TEXT NOT NULL,
    is_late BOOLEAN NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE INDEX received_view_issue ON received_view (issue_id, received_at);
CREATE INDEX received_view_subscriber ON received_view (subscriber_id);

-- The sent copies of archived issues: sorted ids of subscribers, each as its difference from the one before (LEB128).
CREATE TABLE delivery_archive (
    issue_id BIGINT NOT NULL REFERENCES issue (id) ON DELETE CASCADE,
    first_subscriber_id BIGINT NOT NULL,
    last_subscriber_id BIGINT NOT NULL,
    delivery_count BIGINT NOT NULL,
    subscriber_ids BYTEA NOT NULL,
    PRIMARY KEY (issue_id, first_subscriber_id)
);

-- Issues that people got or will get: those that were cancelled before anybody could have got a copy are left out.
CREATE VIEW sent_issue AS
    SELECT id, slug, list_id, is_trial, starts_at FROM issue
    WHERE state <> 'cancelled'
        OR EXISTS (SELECT 1 FROM delivery WHERE delivery.issue_id = issue.id
            AND (delivery.may_have_arrived OR delivery.status IN ('sending', 'sent', 'in_doubt', 'bounced')))
        OR EXISTS (SELECT 1 FROM delivery_archive WHERE delivery_archive.issue_id = issue.id);

-- Which programs may call the program over HTTP. The program has the secret, the database its digest. The permissions are
-- join, leave, read and monitor, with blanks between them.
CREATE TABLE api_token (
    name TEXT PRIMARY KEY,
    token_digest BYTEA NOT NULL UNIQUE,
    permissions TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- One row while events are written for the society's own server.
CREATE TABLE webhook_switch (
    id BIGINT PRIMARY KEY,
    turned_on_at BIGINT NOT NULL
);

-- Events that the server has not taken yet. An id of 0 means none. The detail is the channel of a change, or the copies as
-- JSON. Nothing in it names a person: the address is looked up when the event is told.
CREATE TABLE webhook_event (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind TEXT NOT NULL,
    issue_id BIGINT NOT NULL,
    list_id BIGINT NOT NULL,
    subscriber_id BIGINT NOT NULL,
    detail TEXT,
    occurred_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL
);
CREATE INDEX webhook_event_issue ON webhook_event (issue_id, id);
