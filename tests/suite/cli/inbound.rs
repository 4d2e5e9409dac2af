//! `circular inbound`.

mod bounced;
mod joined;
mod mailbox;
mod many_mails;
mod piped;

use std::fs;

use super::{MEMBERS, SPRING, TestWorkspace};

const TOKEN_ADDRESS: (&str, &str) = ("CIRCULAR_SENDER_UNSUBSCRIBE", "leave+{token}@example.org");

/// A society whose letters are left by mail, with the address by which one member leaves.
fn house() -> (TestWorkspace, String) {
    let house = TestWorkspace::empty()
        .with_file("circular.toml", "[society]\nname = \"Society\"\n[sender]\nfrom = \"Chair <chair@example.org>\"\n");
    let house = house.with_variable(TOKEN_ADDRESS.0, TOKEN_ADDRESS.1).with_list(MEMBERS).with_draft("spring", SPRING);
    house.run(["send", "spring", "--yes"]).is_well();
    let mail = house.text("outbox/000002.eml").replace("\r\n ", " ");
    let header = mail.lines().find(|line| line.starts_with("List-Unsubscribe:")).unwrap();
    let address = header.split_once("<mailto:").unwrap().1.split_once('>').unwrap().0;
    assert!(address.starts_with("leave+") && address.len() == 54, "{address}");
    let visible = mail.replace("=\r\n", "").replace("=3D", "=");
    assert!(
        visible.contains(&format!("mailto:{}", address.replace('+', "%2B"))),
        "the visible link carries it too: {visible}"
    );
    (house, address.to_owned())
}

/// Returns the output without the member whose copy was the second one: chance decides who that is.
fn unnamed(run: &impl ToString) -> String {
    ["ann", "bob", "cat"]
        .iter()
        .fold(run.to_string(), |text, name| text.replace(&format!("{name}@example.org has left"), "[member] has left"))
}

#[test]
fn empty_mail_to_token_address_unsubscribes() {
    let (house, address) = house();
    let word = address.split(['+', '@']).nth(1).unwrap();
    let mail = format!("From: elsewhere@example.net\r\nTo: <{address}>\r\n\r\n");
    insta::assert_snapshot!(unnamed(&house.run_typing(&mail, ["inbound", "process"])), @"
    Read 1 mail: 1 unsubscribed.
    --- standard error
    the mail on standard input: [member] has left the list “Our members”, by the address that it was sent to
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run_typing(&mail, ["inbound", "process"]), @"
    Read 1 mail: 1 read before.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["subscriber", "unsubscribe", word]), @"
    They had already left the list “Our members”: nothing changed.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    members  Our members — 2 subscribers, 1 unsubscribed
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["report", "spring"]), @"
    spring to members
      a trial: its copies are in the outbox as 000001.eml to 000003.eml, and nobody was mailed
      recipients          3
      sent                3
      bounced             0
      unsubscribed        1  (1 by mail)
      1 left within seconds of the delivery: possibly a link scanner, not the person
      per 1,000       333.3

      Time from delivery to unsubscribing:
        within an hour       1  ################################
        within a day         0
        within a week        0
        within 30 days       0
        later                0
      Half of them within some s.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run_typing("Hello", ["inbound", "process"]), @"
    Read 1 mail: 1 left for you to read.
    --- standard error
    the mail on standard input: no unsubscribe token found: please read it yourself
    --- exit code 0
    ");
    let unread = house.run(["inbound", "unread"]).out;
    assert!(unread.contains("a mail for you to read\n  a mail without a subject from an unknown sender\n"), "{unread}");
}

#[test]
fn maildir_is_read_and_not_changed() {
    let (house, address) = house();
    let word = address.split(['+', '@']).nth(1).unwrap();
    let huge = format!("To: leave@example.org\nSubject: unsubscribe {word}\n\n{}", "x".repeat(3 << 20));
    let house = house
        .with_file("mail/cur/.keep", "")
        .with_file("mail/new/1.a.host", &format!("Delivered-To: {address}\nTo: x@example.org\n\nplease"))
        .with_file("mail/new/2.b.host", &huge)
        .with_file("mail/new/3.c.host", "From: ann@example.org\nSubject: take me off, please\n\n")
        .with_file("mail/new/4.d.host", &format!("Auto-Submitted: auto-replied\nTo: {address}\n\n"));
    insta::assert_snapshot!(unnamed(&house.run(["inbound", "process", "mail"])), @"
    Read 4 mails: 1 unsubscribed, 1 already unsubscribed, 1 sent automatically, 1 left for you to read.
    --- standard error
    `mail/new/1.a.host`: [member] has left the list “Our members”, by the address that it was sent to
    `mail/new/3.c.host`: no unsubscribe token found: please read it yourself
    `mail/new/4.d.host` is an automatic reply: nobody was unsubscribed
    --- exit code 0
    ");
    let names = |folder: &str| -> Vec<_> {
        let entries = fs::read_dir(house.path(folder)).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names("mail/new"), ["1.a.host", "2.b.host", "3.c.host", "4.d.host"]);
    assert_eq!(names("mail/cur"), [".keep"]);
    fs::rename(house.path("mail/new/1.a.host"), house.path("mail/cur/1.a.host:2,Sa")).unwrap();
    insta::assert_snapshot!(house.run(["inbound", "process", "mail"]), @"
    Read 4 mails: 4 read before.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["inbound", "process", "mail/new/3.c.host", "mail/cur/1.a.host:2,Sa"]), @"
    Read 2 mails: 2 read before.
    --- exit code 0
    ");
}

#[test]
fn unreadable_file_is_named() {
    let house = TestWorkspace::new().with_file("folder/x", "");
    insta::assert_snapshot!(house.run(["inbound", "process", "missing"]), @"
    Read 0 mails.
    --- standard error
    error: cannot read `missing`: there is no such file or folder
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["inbound", "process", "folder"]), @"
    --- standard error
    error: cannot read `folder`: there is no such file or folder
    hint: a Maildir has the folders `new` and `cur`
    --- exit code 1
    ");
}
