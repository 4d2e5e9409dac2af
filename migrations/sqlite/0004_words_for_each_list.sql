-- What was shown for each list that somebody asked for, and when: two lists may have been asked for on two pages.
ALTER TABLE request_list RENAME TO request_list_before;
CREATE TABLE request_list (
    request INTEGER NOT NULL REFERENCES request (id) ON DELETE CASCADE,
    list INTEGER NOT NULL REFERENCES list (id),
    asked_at INTEGER NOT NULL,
    wording INTEGER NOT NULL REFERENCES wording (id),
    source TEXT,
    agent TEXT,
    PRIMARY KEY (request, list)
) STRICT, WITHOUT ROWID;
INSERT INTO request_list (request, list, asked_at, wording, source, agent)
    SELECT request.id, request_list_before.list, request.asked_at, request.wording, request.source, request.agent
    FROM request_list_before JOIN request ON request.id = request_list_before.request;
DROP TABLE request_list_before;
