"""Reads a message with Python's parser and says what it saw, as JSON."""

import email
import email.header
import email.policy
import email.utils
import json
import sys

data = sys.stdin.buffer.read()
message = email.message_from_bytes(data, policy=email.policy.default)
raw = email.message_from_bytes(data, policy=email.policy.compat32)


def mailbox(name):
    if message[name] is None:
        return None
    # Not `display_name`: it keeps the space between two encoded words, against RFC 2047, section 6.2.
    phrase, address = email.utils.parseaddr(raw[name])
    return [str(email.header.make_header(email.header.decode_header(phrase))), address]


def content(part):
    if part.is_multipart():
        return None
    data = part.get_payload(decode=True)
    if part.get_content_disposition() is not None:
        return list(data)
    return data.decode(part.get_content_charset()).replace("\r\n", "\n")


json.dump(
    {
        "defects": [
            repr(defect)
            for part in message.walk()
            for defect in list(part.defects) + [d for value in part.values() for d in value.defects]
        ],
        "headers": [[name, str(value)] for name, value in message.items()],
        "from": mailbox("From"),
        "to": mailbox("To"),
        "reply_to": mailbox("Reply-To"),
        "parts": [
            [
                part.get_content_type(),
                part["Content-Transfer-Encoding"],
                part.get_filename(),
                content(part),
                part["Content-ID"],
            ]
            for part in message.walk()
        ],
    },
    sys.stdout,
)
