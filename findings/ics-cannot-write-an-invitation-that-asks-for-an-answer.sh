#!/usr/bin/env bash
# ics reads an invitation that asks for an answer, and cannot write it again; a colon in a name becomes a part of the address.
#
# Versions   ics 0.7.3 and, as a reader beside it, icalendar 7.3.2 (PyPI), Python 3
# Date       2026-11-29
# Expected   What is read can be written: RSVP=TRUE stays (RFC 5545 §3.2.17), and a name with a colon or a comma is written
#            in quotation marks (§3.1, §3.2).
# Seen       With RSVP=TRUE, writing raises a TypeError: the value was read as a Boolean and is joined as text. Without it,
#            the quotation marks of the organizer's name are lost. A reader then takes ` Ann:mailto:ann@example.org` for the
#            address behind the name "Lee: Ann". Reading raises no error in either case.
# Why        Web sites of societies merge the calendars of their groups with this package. One meeting that asks for an
#            answer takes the whole calendar down. A sender leaves RSVP and names of people out of the files for everybody.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check ics==0.7.3 icalendar==7.3.2
cat >try.py <<'PYTHON'
import icalendar
import ics

def invitation(name, rsvp):
    lines = [
        'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//example.org//society//EN', 'BEGIN:VEVENT',
        'UID:summer-meeting@example.org', 'DTSTAMP:20270101T000000Z', 'DTSTART:20270617T163000Z',
        'DTEND:20270617T173000Z', 'SUMMARY:Summer meeting', f'ORGANIZER;CN={name}:mailto:ann@example.org',
        f'ATTENDEE;PARTSTAT=NEEDS-ACTION{rsvp}:mailto:bob@example.org', 'END:VEVENT', 'END:VCALENDAR',
    ]
    return ''.join(f'{line}\r\n' for line in lines)

def organizer(text):
    return str(icalendar.Calendar.from_ical(text).walk('VEVENT')[0]['ORGANIZER'])

for name, rsvp in [('Ann Lee', ';RSVP=TRUE'), ('Ann Lee', ''), ('"Lee: Ann"', '')]:
    text = invitation(name, rsvp)
    try:
        written = organizer(ics.Calendar(text).serialize())
    except TypeError as error:
        written = f'TypeError: {error}'
    print(f'{name}{rsvp}: read <{organizer(text)}>, written by ics: <{written}>')
PYTHON
python/bin/python try.py 2>/dev/null | tee seen
diff seen - <<'SEEN'
Ann Lee;RSVP=TRUE: read <mailto:ann@example.org>, written by ics: <TypeError: sequence item 0: expected str instance, bool found>
Ann Lee: read <mailto:ann@example.org>, written by ics: <mailto:ann@example.org>
"Lee: Ann": read <mailto:ann@example.org>, written by ics: < Ann:mailto:ann@example.org>
SEEN
echo 'as described'
