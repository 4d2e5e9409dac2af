#!/usr/bin/env bash
# npm's mailparser no longer sees an https address in List-Unsubscribe as one if a comment stands beside it.
#
# Versions   mailparser 3.14.2 (npm), Node.js 20.20.2
# Date       2026-11-29
# Expected   Comments are allowed in List-* headers and mean nothing (RFC 2369 §2): with `<https://…> (page)` the parsed
#            header has the same `url` as with `<https://…>`.
# Seen       The address moves from `url` to `id`, which is for List-ID, and the comment becomes its `name`. A `mailto:`
#            address keeps its place. Without a comment both are right.
# Why        Web mail and help desks built on mailparser show their unsubscribe button by `list.unsubscribe.url`. A sender
#            writes no comments into List-Unsubscribe, however helpful.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund mailparser@3.14.2
cat >try.js <<'JS'
const assert = require('assert');
const { simpleParser } = require('mailparser');
const link = 'https://news.example.org/u/k';
const cases = [
    [`<${link}>`, { url: link }],
    [`<${link}>, <mailto:leave@example.org>`, { url: link, mail: 'leave@example.org' }],
    [`<${link}> (page)`, { name: 'page', id: link }],
    [`(page) <${link}>`, { name: 'page', id: link }],
    [`<${link}> (page), <mailto:leave@example.org> (mail)`, { id: link, mail: 'leave@example.org' }],
];
(async () => {
    console.log('mailparser', require('mailparser/package.json').version, 'node', process.version);
    for (const [header, expected] of cases) {
        const mail = await simpleParser(`From: news@example.org\r\nList-Unsubscribe: ${header}\r\n\r\nSpring is here.\r\n`);
        const { unsubscribe } = mail.headers.get('list');
        console.log(header, '\n    ', JSON.stringify(unsubscribe));
        for (const key in expected) assert.strictEqual(unsubscribe[key], expected[key], key);
        assert.strictEqual(unsubscribe.url, expected.url, 'url');
    }
    console.log('as described');
})().catch((error) => { console.error(error.message); process.exit(1); });
JS
node try.js
