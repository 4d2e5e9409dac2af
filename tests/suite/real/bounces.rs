//! Real Postfix, Exim and `OpenSMTPD` relay an issue, get refusals from a remote server, and send their own bounces to our mailbox.

use std::path::PathBuf;

use circular::mail_catcher::{CatcherAction, CatcherScript, CaughtMessage, MailCatcher, SmtpStep};

use super::dovecot::{DovecotServer, MailFormat};
use super::mail_servers::{MailServer, exim, opensmtpd, postfix};
use crate::cli::TestWorkspace;

/// What the remote server says to recipients whose names begin like this. Everybody else gets the letter.
const REFUSALS: [(&str, &str); 5] = [
    ("gone", "550 5.1.1 <x>: Recipient address rejected: User unknown"),
    ("never", "550 No such user here"),
    ("bare", "550"),
    ("full", "552 5.2.2 Quota exceeded (mailbox for user is full)"),
    ("spam", "550 5.7.1 Message rejected as spam"),
];
const MEMBERS: [&str; 14] =
    ["gone1", "ann", "never1", "ben", "bare", "cat", "gone2", "dan", "full", "eve", "spam", "old", "never2", "zoe"];
const LETTER: &str = "---\nsubject: Spring\nto: members\n---\n\nDear member,\n\nSpring is here.\n";

fn remote_server() -> CatcherScript {
    CatcherScript::with_responder(|moment| {
        let refusal = REFUSALS.iter().find(|(name, _)| moment.recipient.starts_with(name));
        match (moment.step, refusal) {
            (SmtpStep::Recipient, Some((_, reply))) => CatcherAction::reply(reply),
            _ => CatcherAction::Accept,
        }
    })
}

/// Where the relay brings mails: those for members to a port, and ours to a socket.
struct RelayRoutes {
    remote_port: u16,
    mailbox: PathBuf,
}

impl RelayRoutes {
    fn postfix(&self) -> Option<MailServer> {
        postfix(&format!(
            "mydestination =\nmynetworks = 127.0.0.0/8\ntransport_maps = inline:{{ {{ example.net = \
             smtp:[127.0.0.1]:{} }}, {{ example.org = lmtp:unix:{} }} }}\n",
            self.remote_port,
            self.mailbox.display()
        ))
    }

    fn exim(&self) -> Option<MailServer> {
        let routing = format!(
            "deliver_drop_privilege\nsmtp_accept_queue_per_connection = 0\n\
             begin routers\nremote:\n  driver = manualroute\n  domains = example.net\n  transport = remote_server\n\
             \x20 route_list = example.net 127.0.0.1\n  self = send\nours:\n  driver = accept\n  transport = mailbox\n\
             begin transports\nremote_server:\n  driver = smtp\n  port = {}\nmailbox:\n  driver = lmtp\n  socket = {}\n\
             \x20 return_path_add\n",
            self.remote_port,
            self.mailbox.display()
        );
        exim("127.0.0.1", &routing)
    }

    fn opensmtpd(&self) -> Option<MailServer> {
        opensmtpd(self.remote_port, &self.mailbox)
    }
}

/// The bounce that `OpenSMTPD` makes: multipart/mixed, with neither Auto-Submitted nor Diagnostic-Code.
fn opensmtpd_bounce(copy: &CaughtMessage) -> String {
    let (to, recipient, letter) = (&copy.from, &copy.to, String::from_utf8_lossy(&copy.bytes));
    let boundary = "--10284839421238489231/mail.example.net";
    format!(
        "Subject: Delivery status notification: failed\r\nFrom: Mailer Daemon <MAILER-DAEMON@mail.example.net>\r\n\
         To: {to}\r\nDate: Sun, 29 Nov 2026 04:00:00 +0000 (UTC)\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed;boundary=\"10284839421238489231/mail.example.net\"\r\n\r\n\
         This is a MIME-encapsulated message.\r\n\r\n{boundary}\r\nContent-Description: Notification\r\n\
         Content-Type: text/plain; charset=us-ascii\r\n\r\n    Hi!\r\n\r\n    This is the MAILER-DAEMON, please DO NOT \
         REPLY to this email.\r\n\r\n    An error has occurred while attempting to deliver a message for\r\n    the \
         following list of recipients:\r\n\r\n{recipient}: 550 Invalid recipient: <{recipient}>\r\n\r\n    Below is a \
         copy of the original message:\r\n\r\n{boundary}\r\nContent-Description: Delivery Report\r\n\
         Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.net\r\n\r\n\
         Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.0.0\r\n\r\n{boundary}\r\n\
         Content-Description: Message headers\r\nContent-Type: text/rfc822-headers\r\n\r\n{letter}\r\n{boundary}--\r\n"
    )
}

fn leave_token(copy: &CaughtMessage) -> String {
    let header = copy.header("List-Unsubscribe").unwrap();
    header.split_once("<mailto:leave+").unwrap().1.split('@').next().unwrap().to_owned()
}

/// Mails that ask to leave, each with its recipient and in the form of another mail program, and an answer that does not.
fn leave_mails(copies: &[&CaughtMessage; 4], reader: &CaughtMessage) -> Vec<(String, String)> {
    let [by_address, by_subject, by_attachment, by_line] = copies.map(leave_token);
    let plain = "leave@example.org".to_owned();
    vec![
        (format!("leave+{by_address}@example.org"), "From: x@example.net\r\n\r\n".to_owned()),
        (plain.clone(), format!("From: x@example.net\r\nSubject: unsubscribe%20{by_subject}\r\n\r\n")),
        (
            plain.clone(),
            format!(
                "From: x@example.net\r\nSubject: off\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
                 Content-Disposition: attachment\r\n\r\nunsubscribe {by_attachment}\r\n--b--\r\n"
            ),
        ),
        (
            plain.clone(),
            format!("From: x@example.net\r\nSubject: off\r\n\r\nmailto:leave%2B{by_line}@example.org?subject=off\r\n"),
        ),
        (
            plain,
            format!(
                "From: {}\r\nSubject: Re: Spring\r\n\r\nThank you!\r\n\r\nOn 1 May 2026, Chair wrote:\r\n> {}\r\n",
                reader.to,
                reader.content().text.replace('\n', "\r\n> ")
            ),
        ),
    ]
}

/// Returns the addresses of the list that are in a state.
fn addresses(house: &TestWorkspace, state: &str) -> Vec<String> {
    let listed = house.run(["subscriber", "export", "--list", "members", "--format", "json"]);
    let people: serde_json::Value = serde_json::from_str(&listed.out).unwrap();
    let people = people.as_array().unwrap().iter().filter(|person| person["state"] == state);
    let names = people.map(|person| person["address"].as_str().unwrap().split('@').next().unwrap().to_owned());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

/// With an address of its own, each copy is known by where its bounce goes; without, by what the server returns of it.
const BOUNCE_ADDRESSES: [&str; 2] = ["bounces+{token}@example.org", "bounces@example.org"];

async fn bounces_come_back(address: &str, start: impl FnOnce(&RelayRoutes) -> Option<MailServer>) {
    let Some(dovecot) = DovecotServer::start(MailFormat::Maildir) else { return };
    let remote = MailCatcher::start(([127, 0, 0, 1], 0).into(), remote_server()).await.unwrap();
    let routes = RelayRoutes { remote_port: remote.address().port(), mailbox: dovecot.path("run/lmtp") };
    let Some(relay) = start(&routes) else { return };
    let house = TestWorkspace::new()
        .with_variable("CIRCULAR_SENDER_BOUNCES", address)
        .with_variable("CIRCULAR_SENDER_UNSUBSCRIBE", "leave+{token}@example.org")
        .with_list(&format!("email\n{}\n", MEMBERS.map(|name| format!("{name}@example.net")).join("\n")))
        .with_draft("spring", LETTER)
        .with_relay(&relay.address, 2);
    house.run(["send", "spring", "--yes"]).is_well();
    let refused = MEMBERS.iter().filter(|name| REFUSALS.iter().any(|(start, _)| name.starts_with(start))).count();
    dovecot.wait_for_mails(refused, || relay.log());
    while remote.message_count() < MEMBERS.len() - refused {
        tokio::task::yield_now().await;
    }
    let copies = remote.messages();
    let copy_of = |name: &str| copies.iter().find(|copy| copy.to.starts_with(name)).unwrap();
    let old = copy_of("old");
    dovecot.deliver(&old.from, &opensmtpd_bounce(old));
    let leaving = ["ann", "ben", "cat", "dan"].map(|name| copy_of(name).as_ref());
    for (recipient, mail) in leave_mails(&leaving, copy_of("eve")) {
        dovecot.deliver(&recipient, &mail);
    }
    let house = dovecot.mailbox_of(house);
    let read = house.run(["inbound", "process"]);
    assert_eq!(addresses(&house, "suppressed"), ["gone1", "gone2", "never1", "never2", "old"], "{read}");
    assert_eq!(addresses(&house, "unsubscribed"), ["ann", "ben", "cat", "dan"], "{read}");
    assert_eq!(addresses(&house, "confirmed"), ["bare", "eve", "full", "spam", "zoe"], "{read}");
    let summary = "Read 13 mails: 4 unsubscribed, 5 suppressed, 2 came back without consequences, 1 refused because of the \
                   sender or a filter, 1 left for you to read.\n";
    assert_eq!(read.out, summary, "{read}");
    assert_eq!(house.run(["inbound", "process"]).out, "No new mail.\n");
    let report = house.run(["report", "spring"]);
    for line in
        ["  bounced             8\n", "  came back           8", "    5 at example.net: the address does not exist"]
    {
        assert!(report.out.contains(line), "{report}");
    }
    assert!(house.run(["inbound", "unread"]).out.contains("550 5.7.1 Message rejected as spam"));
}

#[tokio::test(flavor = "multi_thread")]
async fn bounces_of_postfix_suppress_exactly_the_unknown() {
    for address in BOUNCE_ADDRESSES {
        bounces_come_back(address, RelayRoutes::postfix).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bounces_of_exim_suppress_exactly_the_unknown() {
    for address in BOUNCE_ADDRESSES {
        bounces_come_back(address, RelayRoutes::exim).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bounces_of_opensmtpd_suppress_exactly_the_unknown() {
    for address in BOUNCE_ADDRESSES {
        bounces_come_back(address, RelayRoutes::opensmtpd).await;
    }
}
