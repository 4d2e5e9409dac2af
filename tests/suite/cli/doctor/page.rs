//! What a chair reads.

use super::{house, without_ports, zone};
use crate::cli::catcher;
use crate::dns::StubDns;
use circular::mail_catcher::CatcherScript;

const SELECTOR: &str = "[dns]\ndkim_selectors = [\"news\"]\n";

#[tokio::test(flavor = "multi_thread")]
async fn findings_come_before_what_is_right() {
    let relay = catcher(CatcherScript::default()).await;
    let dns = StubDns::start(&zone(&[
        ("example.org", "TXT", "v=spf1 mx include:_spf.example.net -all"),
        ("_dmarc.example.org", "TXT", "v=DMARC1; p=none; pct=100"),
        ("news._domainkey.example.org", "TXT", "-"),
    ]));
    let house = house(&format!("{SELECTOR}[relay]\nurl = \"smtp://{}\"\n", relay.address()));
    let said = house.with_variable("CIRCULAR_DNS_RESOLVER", dns.address).run(["doctor"]);
    insta::assert_snapshot!(without_ports(&said, &dns), @r#"
    chair@example.org through smtp://127.0.0.1:[port]

    error: the SPF record of `example.org` includes `_spf.example.net`, which has none [spf-include]
      It matters to Gmail, Yahoo, Outlook.com and iCloud.
    hint: Receivers then ignore your whole record. Take this part out, or ask the provider whose it is.

    error: there is no DKIM key at `news._domainkey.example.org`, so no signature can be verified [dkim-missing]
      It matters to Gmail, Yahoo, Outlook.com, GMX/web.de and iCloud.
    hint: Publish the record, or correct the selector in the settings. A new record may take an hour to be seen.

    error: neither SPF nor DKIM vouches for `example.org`, so receivers cannot tell your letters from forged ones [sender-unaligned]
      It matters to Gmail, Yahoo, Outlook.com, GMX/web.de and La Poste.
    hint: Let SPF allow your relay, and sign with DKIM in this domain.

    warning: `pct` in the DMARC record of `example.org` does nothing any more (RFC 9989) [dmarc-pct]
      Publish this record:
        _dmarc.example.org. TXT "v=DMARC1; p=none"
    hint: Take it out. While you try out a policy, write `t=y`.

    warning: nobody reads the unsubscribe mails to `leave@example.org`: no mailbox is set [mailbox-missing]
    hint: Set `url` in `[mailbox]`, or let your mail server pipe them to `circular inbound process`. A request must be obeyed within two days.

    note: the DMARC record of `example.org` names nobody who gets reports [dmarc-reports]
      Publish this record:
        _dmarc.example.org. TXT "v=DMARC1; p=none; rua=mailto:postmaster@example.org"
    hint: With `rua=` you learn who sends in your name, and whose mail fails.

    note: members can unsubscribe by mail only, and not with one click [one-click-missing]
      It matters to Gmail and Yahoo.
    hint: Set `public_url` in `[web]` if you have a server. Gmail counts a mail address alone as no one-click unsubscribing.

    What these providers ask for (as of 2026-11-29):
      GMX/web.de: DKIM in the domain of the sender, from everybody; DMARC policies are obeyed since May 2026
      Gmail, since February 2024: SPF or DKIM from everybody; more is refused since November 2025
      Gmail, since February 2024: SPF, DKIM, DMARC and one-click unsubscribing from senders of 5,000 mails a day
      La Poste, since 9 September 2025: SPF or DKIM in the domain of the sender, otherwise junk or refused
      Outlook.com, since May 2025: SPF, DKIM and DMARC from senders of more than 5,000 mails a day, otherwise refused
      Yahoo, since February 2024: SPF, DKIM, DMARC and a way to unsubscribe from senders of many mails, without saying how many
      iCloud: SPF, DKIM, DMARC and a server name that leads back, from senders of many mails

    Right:
      Mail domain       `example.org` takes mail at `mail.example.org`
      DMARC             `example.org` publishes `v=DMARC1; p=none; pct=100`
      Relay             `127.0.0.1:[port]` can be reached, is on this machine

    Not examined:
      Server name       the relay is not in your domain, so its name is its operator's business
      Clock             no other machine that was asked tells the time

    3 errors, 2 warnings, 2 notes: letters would be refused, go to spam, or cannot be sent.
    --- exit code 1
    "#);
    assert_eq!(relay.message_count(), 0, "nothing is sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn good_domain_has_nothing_but_notes() {
    let relay = catcher(CatcherScript::default()).await;
    let dns = StubDns::start(&zone(&[]));
    let house = house(&format!(
        "{SELECTOR}[relay]\nurl = \"smtp://{}\"\n[mailbox]\nurl = \"maildir:mails\"\n",
        relay.address()
    ));
    let house = house.with_file("mails/new/.keep", "").with_variable("CIRCULAR_DNS_RESOLVER", dns.address);
    insta::assert_snapshot!(without_ports(&house.run(["doctor"]), &dns), @"
    chair@example.org through smtp://127.0.0.1:[port]

    note: members can unsubscribe by mail only, and not with one click [one-click-missing]
      It matters to Gmail and Yahoo.
    hint: Set `public_url` in `[web]` if you have a server. Gmail counts a mail address alone as no one-click unsubscribing.

    Right:
      Mail domain       `example.org` takes mail at `mail.example.org`
      SPF               `example.org` publishes `v=spf1 mx -all`, which needs 1 of 10 look-ups
      DKIM              a key is published at `news._domainkey.example.org`
      Alignment         DKIM vouches for `example.org`
      DMARC             `example.org` publishes `v=DMARC1; p=none; rua=mailto:postmaster@example.org`
      Relay             `127.0.0.1:[port]` can be reached, is on this machine
      Mailbox           `[folder]/mails` can be read

    Not examined:
      Server name       the relay is not in your domain, so its name is its operator's business
      Clock             no other machine that was asked tells the time

    1 note.
    --- exit code 0
    ");
}

#[test]
fn local_relay_asks_no_resolver() {
    let house = house("[relay]\nurl = \"smtp://127.0.0.1:9\"\n");
    insta::assert_snapshot!(house.run(["doctor"]), @r#"
    chair@example.org through smtp://127.0.0.1:[port]

    error: nothing listens at `127.0.0.1:[port]`: compare the host and the port of `url` in `[relay]` with what your provider says, and see whether the mail server runs [relay-failed]
    hint: Nothing can be sent until this is solved. `docs/relays.md` lists what providers expect.

    warning: nobody reads the unsubscribe mails to `leave@example.org`: no mailbox is set [mailbox-missing]
    hint: Set `url` in `[mailbox]`, or let your mail server pipe them to `circular inbound process`. A request must be obeyed within two days.

    note: members can unsubscribe by mail only, and not with one click [one-click-missing]
      It matters to Gmail and Yahoo.
    hint: Set `public_url` in `[web]` if you have a server. Gmail counts a mail address alone as no one-click unsubscribing.

    Not examined:
      DNS               the relay is this machine; write `resolver = "system"` in `[dns]` to ask it all the same
      Clock             no other machine that was asked tells the time

    1 error, 1 warning, 1 note: letters would be refused, go to spam, or cannot be sent.
    --- exit code 1
    "#);
}

#[test]
fn outbox_is_no_relay() {
    insta::assert_snapshot!(house("").run(["doctor"]), @r#"
    chair@example.org through outbox:outbox

    warning: no relay is set: letters become files, and nobody gets one [relay-missing]
    hint: Set `url` in `[relay]` to your mail server when you want to send.

    warning: nobody reads the unsubscribe mails to `leave@example.org`: no mailbox is set [mailbox-missing]
    hint: Set `url` in `[mailbox]`, or let your mail server pipe them to `circular inbound process`. A request must be obeyed within two days.

    note: members can unsubscribe by mail only, and not with one click [one-click-missing]
      It matters to Gmail and Yahoo.
    hint: Set `public_url` in `[web]` if you have a server. Gmail counts a mail address alone as no one-click unsubscribing.

    Not examined:
      DNS               no relay is set; write `resolver = "system"` in `[dns]` to ask it all the same
      Clock             no other machine that was asked tells the time

    2 warnings, 1 note.
    --- exit code 0
    "#);
}

#[test]
fn silent_resolver_is_said_and_blocks_nothing() {
    let dns = StubDns::start(&[
        ("example.org", "REFUSED", ""),
        ("_dmarc.example.org", "REFUSED", ""),
        ("_dmarc.org", "REFUSED", ""),
    ]);
    let house = house("[mailbox]\nurl = \"maildir:mails\"\n").with_file("mails/new/.keep", "");
    let said = house.with_variable("CIRCULAR_DNS_RESOLVER", dns.address).run(["doctor"]);
    insta::assert_snapshot!(without_ports(&said, &dns), @"
    chair@example.org through outbox:outbox

    warning: it is not known whether your letters are signed with DKIM [dkim-unknown]
      It matters to Gmail, Yahoo, Outlook.com, GMX/web.de and iCloud.
    hint: Switch DKIM on where your domain's mail is administered, or sign with a key of your own (`circular dkim new`). If your relay signs already, write its selector into `dkim_selectors` in `[dns]`: in a letter that arrived, it is behind `s=` in the header `DKIM-Signature`.

    warning: no relay is set: letters become files, and nobody gets one [relay-missing]
    hint: Set `url` in `[relay]` to your mail server when you want to send.

    note: members can unsubscribe by mail only, and not with one click [one-click-missing]
      It matters to Gmail and Yahoo.
    hint: Set `public_url` in `[web]` if you have a server. Gmail counts a mail address alone as no one-click unsubscribing.

    What these providers ask for (as of 2026-11-29):
      GMX/web.de: DKIM in the domain of the sender, from everybody; DMARC policies are obeyed since May 2026
      Gmail, since February 2024: SPF, DKIM, DMARC and one-click unsubscribing from senders of 5,000 mails a day
      Outlook.com, since May 2025: SPF, DKIM and DMARC from senders of more than 5,000 mails a day, otherwise refused
      Yahoo, since February 2024: SPF, DKIM, DMARC and a way to unsubscribe from senders of many mails, without saying how many
      iCloud: SPF, DKIM, DMARC and a server name that leads back, from senders of many mails

    Right:
      Mailbox           `[folder]/mails` can be read

    Not examined:
      Mail domain       the resolver answered REFUSED to the question about `example.org`
      SPF               the resolver answered REFUSED to the question about `example.org`
      DMARC             the resolver answered REFUSED to the question about `_dmarc.example.org`
      Server name       the relay is not in your domain, so its name is its operator's business
      Clock             no other machine that was asked tells the time

    2 warnings, 1 note.
    --- exit code 0
    ");
}
