-- What was shown for each list that somebody asked for, and when: two lists may have been asked for on two pages.
ALTER TABLE request_list ADD COLUMN asked_at BIGINT;
ALTER TABLE request_list ADD COLUMN wording BIGINT REFERENCES wording (id);
ALTER TABLE request_list ADD COLUMN source TEXT;
ALTER TABLE request_list ADD COLUMN agent TEXT;
UPDATE request_list SET asked_at = request.asked_at, wording = request.wording, source = request.source,
    agent = request.agent FROM request WHERE request.id = request_list.request;
ALTER TABLE request_list ALTER COLUMN asked_at SET NOT NULL;
ALTER TABLE request_list ALTER COLUMN wording SET NOT NULL;
