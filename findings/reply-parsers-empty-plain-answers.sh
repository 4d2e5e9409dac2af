#!/usr/bin/env bash
# Two parsers of mail answers throw away what somebody wrote, though the mail quotes nothing.
#
# Versions   email-reply-parser 0.5.12, talon 1.4.4 and, beside them, mail-parser-reply 1.36 (PyPI), Python 3
# Date       2026-11-29
# Expected   A text without a line that begins with ">" and without the letter that it answers is the answer, whole.
# Seen       talon ends the answer at "On Monday, I shall be absent.": "On" and the "sent" in "absent" make it the head of a
#            quotation for it. Both parsers take a first line "From: the station, take the bus." for such a head and return
#            nothing, and email-reply-parser does so with "On Friday the secretary wrote:". No error is raised.
#            mail-parser-reply keeps all three.
# Why        A society collects views and apologies from answers. An answer that becomes empty is counted as silence, and
#            nobody is told. What was quoted can be found by comparing with the letter that was sent instead.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check email-reply-parser==0.5.12 talon==1.4.4 mail-parser-reply==1.36
cat >try.py <<'PYTHON'
from email_reply_parser import EmailReplyParser
from mailparser_reply import EmailReplyParser as MailParserReply
from talon.quotations import extract_from_plain

answers = {
    'absent': 'Dear Ann,\n\nOn Monday, I shall be absent.\n\nBob\n',
    'from': 'From: the station, take the bus.\nI shall walk.\n',
    'wrote': 'On Friday the secretary wrote:\n\nbring the key. I shall.\n\nBob\n',
}
parsers = {
    'email-reply-parser': EmailReplyParser.parse_reply,
    'talon': extract_from_plain,
    'mail-parser-reply': MailParserReply(languages=['en']).parse_reply,
}
for name, answer in answers.items():
    for parser, parse in parsers.items():
        kept = parse(answer).split()
        print(f'{name}: {parser} keeps {len(kept)} of {len(answer.split())} words')
PYTHON
python/bin/python try.py 2>/dev/null | tee seen
diff seen - <<'SEEN'
absent: email-reply-parser keeps 9 of 9 words
absent: talon keeps 2 of 9 words
absent: mail-parser-reply keeps 9 of 9 words
from: email-reply-parser keeps 0 of 9 words
from: talon keeps 0 of 9 words
from: mail-parser-reply keeps 9 of 9 words
wrote: email-reply-parser keeps 0 of 11 words
wrote: talon keeps 11 of 11 words
wrote: mail-parser-reply keeps 11 of 11 words
SEEN
echo 'as described'
