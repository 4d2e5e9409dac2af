"""Verifies each DKIM signature of messages with dkimpy, against records in a file instead of DNS.

verify.py RECORDS MESSAGE…: prints a line for each message with the result of each signature, from the top.
"""

import sys

import dkim

records = dict(line.rstrip("\n").split(" ", 1) for line in open(sys.argv[1]))


def answer(name, timeout=5):
    return records.get(name.decode().rstrip(".")).encode()


def result(verifier, index):
    try:
        return "pass" if verifier.verify(idx=index, dnsfunc=answer) else "fail"
    except dkim.DKIMException:
        return "fail"


for path in sys.argv[2:]:
    verifier = dkim.DKIM(open(path, "rb").read())
    count = sum(name.lower() == b"dkim-signature" for name, _ in verifier.headers)
    print(*(result(verifier, index) for index in range(count)))
