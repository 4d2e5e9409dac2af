//! One run handles exactly the right mails, and changes none.

use std::fs;

use super::{DovecotServer, MailFormat, leave_address, society};
use crate::cli::{CommandOutput, TestWorkspace};

/// Three mails that unsubscribe, and others that a mailbox has.
fn mails(house: &TestWorkspace) -> Vec<String> {
    let address = |copy| leave_address(house, copy);
    let giant = "x".repeat(70) + "\r\n";
    vec![
        "From: bob@example.org\r\nSubject: Lunch?\r\nMessage-ID: <1@x>\r\n\r\nSee you.\r\n\r\nFrom Bob\r\n".to_owned(),
        format!("From: ann@example.net\nTo: {}\nSubject: bare line feeds\n\n", address(1)),
        format!(
            "From: ann@example.net\r\nDelivered-To: {}\r\nSubject: large\r\n\r\n{}",
            address(2),
            giant.repeat(40_000)
        ),
        "From: ann@example.net\r\nSubject: \u{fc}ber 8 bit\r\n\r\n\u{fc}\r\n".to_owned(),
        "Subject: no body".to_owned(),
        format!("From: ann@example.net\r\nTo: {}\r\nSubject: again, for the third\r\n\r\nText\r\n", address(3)),
    ]
}

/// Leaves out which reader it is: copies leave on several connections, in any order.
fn unnumbered(output: &CommandOutput) -> String {
    let text = output.to_string();
    let mut parts = text.split("reader");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |before, part| before + "reader" + part.trim_start_matches(|c: char| c.is_ascii_digit()))
}

fn run(format: MailFormat) {
    let Some(mut server) = DovecotServer::start(format) else { return };
    let house = server.mailbox_of(society(5));
    server.lay_in(&mails(&house));
    let first = house.run(["inbound", "process"]);
    insta::allow_duplicates! {
        insta::assert_snapshot!(unnumbered(&first), @"
        Read 6 mails: 3 unsubscribed, 3 left for you to read.
        --- standard error
        “Lunch?” from bob@example.org: no unsubscribe token found: please read it yourself
        a mail in the mailbox: reader@example.org has left the list “Our members”, by the address that it was sent to
        “über 8 bit” from ann@example.net: no unsubscribe token found: please read it yourself
        “no body” from an unknown sender: no unsubscribe token found: please read it yourself
        a mail in the mailbox: reader@example.org has left the list “Our members”, by the address that it was sent to
        a mail in the mailbox: reader@example.org has left the list “Our members”, by the address that it was sent to
        --- exit code 0
        ");
        insta::assert_snapshot!(house.run(["inbound", "process"]), @"
        No new mail.
        --- exit code 0
        ");
    }
    assert!(house.run(["list", "show"]).to_string().contains("2 subscribers, 3 unsubscribed"));
    server.deliver(&leave_address(&house, 4), "From: dan@example.net\r\nTo: leave@example.org\r\n\r\nBye");
    let later = house.run(["inbound", "process"]);
    let local = house.with_variable("CIRCULAR_MAILBOX_URL", server.local_url()).run(["inbound", "process"]);
    insta::allow_duplicates! {
        insta::assert_snapshot!(unnumbered(&later), @"
        Read 1 mail: 1 unsubscribed.
        --- standard error
        a mail in the mailbox: reader@example.org has left the list “Our members”, by the address that it was sent to
        --- exit code 0
        ");
        // A large mail is known by its beginning over IMAP, and as a whole from the file.
        insta::assert_snapshot!(local, @"
        Read 7 mails: 1 already unsubscribed, 6 read before.
        --- exit code 0
        ");
    }
    if format == MailFormat::Maildir {
        let names =
            fs::read_dir(server.path("mail/cur")).unwrap().chain(fs::read_dir(server.path("mail/new")).unwrap());
        let names: Vec<_> = names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(names.len(), 7);
        let flags = |name: &String| name.split_once(":2,").map_or("", |(_, flags)| flags).to_owned();
        assert!(names.iter().all(|name| flags(name).is_empty()), "{names:?}");
    }
}

#[test]
fn mails_in_maildir_are_handled_once() {
    run(MailFormat::Maildir);
}

#[test]
fn mails_in_mbox_are_handled_once() {
    run(MailFormat::Mbox);
}

#[test]
fn wrong_password_and_certificate_are_refused() {
    let Some(server) = DovecotServer::start(MailFormat::Maildir) else { return };
    let house = server.mailbox_of(TestWorkspace::new()).with_variable("CIRCULAR_MAILBOX_PASSWORD", "wrong");
    insta::assert_snapshot!(house.run(["inbound", "process"]), @"
    --- standard error
    error: the mail server rejected the user name or password: [AUTHENTICATIONFAILED] Authentication failed.
    hint: check the user in `[mailbox] url` and the password; many providers want an app password, made in the settings of the account. Do not try often: servers lock an account after several wrong passwords
    --- exit code 1
    ");
    let house = house.with_variable("CIRCULAR_MAILBOX_CA_FILE", "/etc/ssl/certs/ca-certificates.crt");
    let refused = house.run(["inbound", "process"]).to_string();
    assert!(refused.contains("cannot set up an encrypted connection to the mail server"), "{refused}");
}

#[test]
fn folder_on_the_server_is_found_by_its_name() {
    let Some(mut server) = DovecotServer::start(MailFormat::Maildir) else { return };
    let house = server.mailbox_of(society(3));
    server.lay_in(&mails(&house)[..1]);
    insta::assert_snapshot!(
        house.with_variable("CIRCULAR_MAILBOX_FOLDER", "INBOX/Rückläufer").run(["inbound", "process"]), @"
    --- standard error
    error: the mailbox has no folder `INBOX/Rückläufer`
    hint: the server has `INBOX`
    --- exit code 1
    "
    );
}
