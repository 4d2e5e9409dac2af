#!/usr/bin/env bash
# Courier offers PIPELINING, and discards the commands that arrive together with the final dot of a message.
#
# Versions   courier-mta 1.0.16-3 (Debian 12), with Debian's settings
# Date       2026-11-30
# Expected   A server that offers PIPELINING reads the commands that follow the final dot in the same packet and answers
#            each in its turn: it must not lose what is in its input buffer (RFC 2920 §3.2), and the example in §4 sends QUIT
#            together with the dot.
# Seen       MAIL, RCPT and NOOP behind the dot get no answer. The message is accepted with 250, the connection goes on,
#            and a NOOP that is sent after this reply is answered. The same commands in a packet of their own are answered.
# Why        A sender that sends the next envelope together with the dot, which saves a round trip for each message, waits
#            for three replies that never come, until a timeout of minutes. It must notice the silence early, and then
#            send nothing ahead to this server.
#
# It needs root: the package is installed in a root of its own, of which nothing stays.
set -euo pipefail
version=1.0.16-3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
mkdir -p "$folder/packages/partial" "$folder/own"
apt-get install --quiet=2 --yes --no-install-recommends --download-only \
    -o Dir::Cache::archives="$folder/packages" "courier-mta=$version*" </dev/null >/dev/null

cat >"$folder/try.py" <<'PY'
import socket, sys, time

def connect(port):
    for _ in range(600):
        try:
            return socket.create_connection(("127.0.0.1", port), 20)
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")

class Session:
    def __init__(self, port):
        self.socket = connect(port)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""
        self.reply()
        self.offers = self.ask("EHLO client.example.org")

    def send(self, *lines):
        self.socket.sendall("".join(line + "\r\n" for line in lines).encode())

    def reply(self, seconds=20):
        """Returns the next reply; None if none comes in time."""
        self.socket.settimeout(seconds)
        lines = []
        while not lines or lines[-1][3:4] == "-":
            while b"\r\n" not in self.rest:
                try:
                    octets = self.socket.recv(4096)
                except socket.timeout:
                    return None
                if not octets:
                    raise SystemExit("the server closed the connection")
                self.rest += octets
            line, self.rest = self.rest.split(b"\r\n", 1)
            lines.append(line.decode())
        return "\n".join(lines)

    def ask(self, *lines):
        self.send(*lines)
        return self.reply()

    def begin(self):
        self.send("MAIL FROM:<news@example.org>", "RCPT TO:<ann@example.org>", "DATA")
        replies = [self.reply() for _ in range(3)]
        assert [reply[:3] for reply in replies] == ["250", "250", "354"], replies

LETTER = ["From: news@example.org", "Subject: Spring", "", "Spring is here.", "."]
NEXT = ["MAIL FROM:<news@example.org>", "RCPT TO:<ann@example.org>", "NOOP"]
port = int(sys.argv[1])

apart = Session(port)
assert "PIPELINING" in apart.offers, apart.offers
apart.begin()
assert apart.ask(*LETTER)[:3] == "250"
apart.send(*NEXT)
print("in a packet of their own:", [apart.reply()[:3] for _ in NEXT])

together = Session(port)
together.begin()
together.send(*LETTER, *NEXT)
print("the dot:", together.reply()[:3])
behind = together.reply(10)
print("MAIL behind the dot:", behind)
print("NOOP afterwards:", together.ask("NOOP")[:3])
sys.exit(0 if behind is None else "the commands behind the dot were answered")
PY

cat >"$folder/script" <<SCRIPT
set -e
export DEBIAN_FRONTEND=noninteractive PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
hostname example.org
echo example.org >/etc/mailname
echo '127.0.0.1 example.org localhost' >/etc/hosts
echo 'ann:x:61000:61000::/home/ann:/bin/sh' >>/etc/passwd
for box in new cur tmp; do mkdir -p /home/ann/Maildir/\$box; done
chown -R 61000:61000 /home/ann
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
apt-get install --quiet=2 --yes --no-install-recommends --no-download \
    -o Dir::Cache::archives=$folder/packages "courier-mta=$version*" </dev/null >$folder/install 2>&1
dpkg-query --show courier-mta
port=\$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# No DNS here knows the sender's domain.
sed -i "s/^PORT=.*/PORT=\$port/; s/^BOFHCHECKDNS=.*/BOFHCHECKDNS=0/; s/^TCPDOPTS=\"/&-address=127.0.0.1 /" /etc/courier/esmtpd
mkdir -p /run/courier/authdaemon
chown -R courier:courier /run/courier
{ authdaemond start && courierfilter start && courier start && esmtpd start; } >$folder/start 2>&1
python3 $folder/try.py \$port
SCRIPT

unshare --mount --uts --pid --fork --kill-child --propagation private sh -c "
    set -e
    mount -t tmpfs -o mode=755 tmpfs $folder/own
    mkdir $folder/own/upper $folder/own/work $folder/own/root
    mount -t overlay -o lowerdir=/,upperdir=$folder/own/upper,workdir=$folder/own/work overlay $folder/own/root
    mount -t proc proc $folder/own/root/proc
    mount --rbind /dev $folder/own/root/dev
    mount -t tmpfs -o mode=755 tmpfs $folder/own/root/run
    mkdir -p $folder/own/root$folder
    mount --bind $folder $folder/own/root$folder
    chroot $folder/own/root /bin/sh $folder/script
" || { cat "$folder/install" "$folder/start" 2>/dev/null >&2; exit 1; }
echo 'as described'
