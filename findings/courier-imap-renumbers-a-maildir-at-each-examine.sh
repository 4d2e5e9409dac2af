#!/usr/bin/env bash
# Courier-IMAP gives a Maildir a new UIDVALIDITY at each EXAMINE, until somebody opens it with SELECT.
#
# Versions   courier-imap 5.0.13+1.0.16-3 (Debian 12)
# Date       2026-11-29
# Expected   The value stays the same while UIDs keep their meaning (RFC 9051 §2.3.1.1): no mail came or went, and the
#            mail has the same UID each time.
# Seen       Three readers with EXAMINE get three values, each a count of seconds. Nothing is written for a
#            read-only folder, so the next reader finds none. After one SELECT the value stays.
# Why        A program that only reads a mailbox takes the changed value for a new folder, as it must, and fetches all
#            mails again at each visit. It must know mails by something of their own, such as a digest, or open the folder
#            with SELECT once.
set -euo pipefail
version=5.0.13+1.0.16-3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download --quiet=2 "courier-imap=$version*" courier-authlib libcourier-unicode4 libgamin0 libidn12
for package in *.deb; do dpkg --extract "$package" root; done
libraries=$folder/root/usr/lib:$folder/root/usr/lib/$(uname --machine)-linux-gnu

mkdir -p Maildir/{new,cur,tmp}
printf 'From: ann@example.org\nSubject: Spring\n\nSpring is here.\n' >Maildir/new/1.a.example

# Without a login before it, the server is the mailbox's own user and says PREAUTH.
open_folder() {
    local tag
    printf 'a %s INBOX\r\nb UID FETCH 1:* (UID)\r\nc LOGOUT\r\n' "$1" |
        env -i HOME="$folder" LD_LIBRARY_PATH="$libraries" root/usr/bin/imapd Maildir >answer 2>/dev/null
    grep --quiet '^a OK' answer && grep --quiet 'FETCH (UID 1)' answer || { cat answer >&2; return 1; }
    tag=$(grep --only-matching 'UIDVALIDITY [0-9]*' answer)
    printf '%-8s UIDVALIDITY %s\n' "$1" "${tag##* }" >&2
    echo "${tag##* }"
}

# The value is the time in seconds: two readers within one second would get the same.
next_second() { local now; now=$(date +%s); while [[ $(date +%s) == "$now" ]]; do :; done; }

dpkg-deb --field courier-imap_*.deb Package Version
examined=()
for _ in 1 2 3; do
    examined+=("$(open_folder EXAMINE)")
    next_second
done
selected=$(open_folder SELECT)
next_second
after=$(open_folder EXAMINE)
[[ $(printf '%s\n' "${examined[@]}" | sort --unique | wc -l) == 3 ]] || { echo 'EXAMINE gave the same value again' >&2; exit 1; }
[[ $after == "$selected" ]] || { echo 'the value of SELECT did not stay' >&2; exit 1; }
echo 'as described'
