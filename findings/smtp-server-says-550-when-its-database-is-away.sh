#!/usr/bin/env bash
# nodemailer's smtp-server answers RCPT with a permanent 550 when its own handler fails for a passing reason.
#
# Versions   smtp-server 3.21.6 (npm), Node.js 20.20.2
# Date       2026-11-29
# Expected   A handler that fails without saying how (its database refuses the connection) is a fault of the server:
#            RFC 5321 §4.2.1 has 4yz for a condition that is temporary, and "451 local error in processing" for this.
# Seen       At MAIL and RCPT the reply is `550 connect ECONNREFUSED …`; after the final dot the same error is 450.
# Why        Relays and gateways are built with this package. A sender that takes each 550 to RCPT for "no such mailbox"
#            removes every member it tries while the relay's database restarts. The words of the reply tell: an enhanced
#            status code is missing, and ECONNREFUSED, ETIMEDOUT, ENOTFOUND or EAI_AGAIN are never about a mailbox.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund smtp-server@3.21.6
cat >try.js <<'JS'
const net = require('net');
const { SMTPServer } = require('smtp-server');

const away = () => new Promise((_, reject) => {
    // Nobody listens on this port: it was free a moment ago.
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
        const { port } = probe.address();
        probe.close(() => net.connect(port, '127.0.0.1').on('error', reject));
    });
});

async function serve(failing) {
    const fail = (step, callback) => step === failing ? away().catch(callback) : callback();
    const server = new SMTPServer({
        authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false,
        onMailFrom: (address, session, callback) => fail('MAIL', callback),
        onRcptTo: (address, session, callback) => fail('RCPT', callback),
        onData: (stream, session, callback) => { stream.resume(); stream.on('end', () => fail('dot', callback)); },
    });
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    return server;
}

async function replyTo(failing) {
    const server = await serve(failing);
    const { port } = server.server.address();
    const commands = ['EHLO client.example.org', 'MAIL FROM:<news@example.org>', 'RCPT TO:<ann@example.org>', 'DATA', 'Subject: Spring\r\n\r\nSpring is here.\r\n.'];
    const at = { MAIL: 1, RCPT: 2, dot: 4 }[failing];
    const reply = await new Promise((done) => {
        const socket = net.connect(port, '127.0.0.1');
        let sent = 0, text = '';
        socket.on('data', (chunk) => {
            text += chunk;
            const lines = text.split('\r\n');
            if (!lines.some((line) => /^\d{3} /.test(line))) return;
            if (sent === at + 1) { socket.destroy(); return done(lines.find((line) => /^\d{3} /.test(line))); }
            text = '';
            socket.write(commands[sent++] + '\r\n');
        });
    });
    await new Promise((closed) => server.close(closed));
    return reply.replace(/:\d+$/, ':PORT');
}

(async () => {
    console.log('smtp-server', require('smtp-server/package.json').version, 'node', process.version);
    const seen = {};
    for (const step of ['MAIL', 'RCPT', 'dot']) { seen[step] = await replyTo(step); console.log(step.padEnd(5), seen[step]); }
    const expected = { MAIL: 550, RCPT: 550, dot: 450 };
    for (const step in expected) {
        if (!seen[step].startsWith(`${expected[step]} connect ECONNREFUSED`)) throw new Error(`${step}: ${seen[step]}`);
    }
    console.log('as described');
    process.exit(0);
})().catch((error) => { console.error(error); process.exit(1); });
JS
node try.js
