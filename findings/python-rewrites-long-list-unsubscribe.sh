#!/usr/bin/env bash
# Python's email package turns a List-Unsubscribe with a long address into an encoded-word when it passes a message on.
#
# Versions   CPython 3.11.7 (the package is part of Python); aiosmtpd 1.4.6 receives
# Date       2026-11-29
# Expected   A parsed message that nobody changed is written again with the same List-Unsubscribe: the header is
#            structured (RFC 2369 §2), and an encoded-word must not stand in it (RFC 2047 §5).
# Seen       With `policy=default` or `policy=SMTP` the header is folded again at 78 octets. An address of 78 octets or
#            more, angle brackets included, has no blank to fold at and becomes `=?utf-8?q?…?=`, in several pieces. Up to
#            77 octets it stays as it was.
# Why        Filters, list managers and forwarders are written in Python. After one of them, mail programs find no way to
#            unsubscribe, and Gmail's and Yahoo's rule for one-click unsubscribe is broken without a word. A sender
#            keeps each address of List-Unsubscribe below that: at most 76 octets, so that a comma can follow.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check aiosmtpd==1.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import email, smtplib, socket, sys
from email.policy import SMTP
from aiosmtpd.controller import Controller

arrived = []

class Receiver:
    async def handle_DATA(self, server, session, envelope):
        arrived.append(envelope.content)
        return "250 OK"

def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

def address(octets):
    start, end = "<https://news.example.org/u/", ">"
    return start + "k" * (octets - len(start) - len(end)) + end

def passed_on(octets, port):
    """Sends a message, parses what arrived, sends that on, and returns the List-Unsubscribe that arrives last."""
    message = (
        "From: Society <news@example.org>\r\nTo: ann@example.org\r\nSubject: Spring\r\n"
        "Message-ID: <1@example.org>\r\nDate: Sun, 29 Nov 2026 09:00:00 +0000\r\n"
        f"List-Unsubscribe: {address(octets)}\r\n\r\nSpring is here.\r\n"
    ).encode()
    arrived.clear()
    with smtplib.SMTP("127.0.0.1", port) as relay:
        relay.sendmail("news@example.org", ["ann@example.org"], message)
        again = email.message_from_bytes(arrived[-1], policy=SMTP).as_bytes()
        relay.sendmail("filter@example.org", ["ann@example.org"], again)
    lines = arrived[-1].decode().split("\r\n")
    first = next(at for at, line in enumerate(lines) if line.startswith("List-Unsubscribe:"))
    header = [lines[first]]
    for line in lines[first + 1:]:
        if not line.startswith((" ", "\t")):
            break
        header.append(line)
    return header

receiver = Controller(Receiver(), hostname="127.0.0.1", port=free_port())
receiver.start()
try:
    print("Python", sys.version.split()[0])
    results = {octets: passed_on(octets, receiver.port) for octets in (60, 77, 78, 91)}
finally:
    receiver.stop()
for octets, header in results.items():
    print(f"{octets} octets:", *header, sep="\n    ")
whole = {octets: any(address(octets) in line for line in header) for octets, header in results.items()}
encoded = {octets: "=?utf-8?q?" in "".join(header) for octets, header in results.items()}
assert whole == {60: True, 77: True, 78: False, 91: False}, whole
assert encoded == {60: False, 77: False, 78: True, 91: True}, encoded
print("as described")
PYTHON
