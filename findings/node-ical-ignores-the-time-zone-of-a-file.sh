#!/usr/bin/env bash
# node-ical reads the times of a calendar file with its own VTIMEZONE in the time zone of the machine.
#
# Versions   node-ical 0.26.1 and, beside it, ical.js 2.2.1 (npm), Node.js 20.20.2
# Date       2026-11-29
# Expected   A TZID names the VTIMEZONE in the same file (RFC 5545 §3.2.19): 18:30 in summer at UTC+2 is 16:30 UTC on
#            every machine. ical.js says so.
# Seen       If the TZID is no name of the IANA database, node-ical ignores the VTIMEZONE: the same file is 22:30 UTC on a
#            machine in New York and 18:30 UTC on one that keeps UTC. Nothing is reported. A time in UTC is right.
# Why        Bots and web calendars of members read an invitation with this package: they come six hours late. A sender
#            writes DTSTART and DTEND in UTC and no VTIMEZONE.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund node-ical@0.26.1 ical.js@2.2.1
cat >try.js <<'JS'
const nodeIcal = require('node-ical');
const ICAL = require('ical.js');
const file = (start) => `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example.org//society//EN
BEGIN:VTIMEZONE
TZID:Society time
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:summer-meeting@example.org
DTSTAMP:20270101T000000Z
DTSTART${start}
DURATION:PT1H
SUMMARY:Summer meeting
END:VEVENT
END:VCALENDAR
`.replace(/\n/g, '\r\n');
const byNodeIcal = (text) => Object.values(nodeIcal.parseICS(text)).find((part) => part.type === 'VEVENT').start.toISOString();
const byIcalJs = (text) => new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent')).startDate.toJSDate().toISOString();
for (const start of [';TZID=Society time:20270617T183000', ':20270617T163000Z']) {
    console.log(`TZ=${process.env.TZ} DTSTART${start}: node-ical ${byNodeIcal(file(start))}, ical.js ${byIcalJs(file(start))}`);
}
JS
for zone in America/New_York UTC; do TZ=$zone node try.js; done | tee seen
diff seen - <<'SEEN'
TZ=America/New_York DTSTART;TZID=Society time:20270617T183000: node-ical 2027-06-17T22:30:00.000Z, ical.js 2027-06-17T16:30:00.000Z
TZ=America/New_York DTSTART:20270617T163000Z: node-ical 2027-06-17T16:30:00.000Z, ical.js 2027-06-17T16:30:00.000Z
TZ=UTC DTSTART;TZID=Society time:20270617T183000: node-ical 2027-06-17T18:30:00.000Z, ical.js 2027-06-17T16:30:00.000Z
TZ=UTC DTSTART:20270617T163000Z: node-ical 2027-06-17T16:30:00.000Z, ical.js 2027-06-17T16:30:00.000Z
SEEN
echo 'as described'
