"""Reads messages with Python's strict policy, which raises on every defect, and writes each again."""

import email
import email.policy
import sys

for path in sys.argv[1:]:
    with open(path, "rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.strict)
    for part in message.walk():
        for name, value in part.items():
            assert not value.defects, (path, name, value.defects)
        if not part.is_multipart():
            part.get_content()
    again = email.message_from_bytes(message.as_bytes(), policy=email.policy.strict)
    assert [part.get_content_type() for part in again.walk()] == [part.get_content_type() for part in message.walk()]
    print(f"DKIM-Signature {len(message.get_all('DKIM-Signature'))}, parts read, written again")
