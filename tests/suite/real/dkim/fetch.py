"""Reads all mails of an IMAP mailbox into files: fetch.py PORT PASSWORD FOLDER."""

import imaplib
import pathlib
import ssl
import sys

port, password, folder = sys.argv[1:]
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
server = imaplib.IMAP4_SSL("127.0.0.1", int(port), ssl_context=context)
server.login("ann", password)
server.select("INBOX", readonly=True)
_, found = server.search(None, "ALL")
for number in found[0].split():
    _, data = server.fetch(number, "(BODY.PEEK[])")
    pathlib.Path(folder, f"{int(number):06}.eml").write_bytes(data[0][1])
server.logout()
