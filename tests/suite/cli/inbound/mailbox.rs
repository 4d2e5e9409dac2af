//! `circular inbound process` without files reads the mailbox in the settings.

use std::collections::BTreeMap;

use super::{house, unnamed};
use crate::cli::TestWorkspace;
use crate::mailbox::{FakeFolder, ScriptedImap, say};

/// A mail that unsubscribes, and two that do not.
fn folder(address: &str) -> FakeFolder {
    let mails = BTreeMap::from([
        (3, format!("From: elsewhere@example.net\r\nTo: <{address}>\r\n\r\n")),
        (4, "From: bob@example.org\r\nSubject: Lunch?\r\n\r\nSee you.\r\n".to_owned()),
        (8, format!("Auto-Submitted: auto-replied\r\nFrom: cat@example.org\r\nTo: {address}x\r\n\r\n")),
    ]);
    FakeFolder { uid_validity: 7, uid_next: 9, mails }
}

fn with_mailbox(house: TestWorkspace, server: &ScriptedImap) -> TestWorkspace {
    house
        .with_settings(&format!("[mailbox]\nurl = \"imap://ann@{}\"\n", server.address))
        .with_variable("CIRCULAR_MAILBOX_PASSWORD", "secret")
}

#[tokio::test(flavor = "multi_thread")]
async fn new_mails_are_read_once() {
    let (house, address) = house();
    let server = ScriptedImap::start(folder(&address)).await;
    let house = with_mailbox(house, &server);
    insta::assert_snapshot!(unnamed(&house.run(["inbound", "process"])), @"
    Read 3 mails: 1 unsubscribed, 1 sent automatically, 1 left for you to read.
    --- standard error
    a mail in the mailbox: [member] has left the list “Our members”, by the address that it was sent to
    “Lunch?” from bob@example.org: no unsubscribe token found: please read it yourself
    a mail without a subject from cat@example.org is an automatic reply: nobody was unsubscribed
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["inbound", "process"]), @"
    No new mail.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["inbound", "unread", "--mark-read"]), @"
    [time]  a mail for you to read
      “Lunch?” from bob@example.org
    1 note, marked as read.
    --- exit code 0
    ");
    assert_eq!(house.run(["inbound", "unread"]).out, "Nothing to read.\n");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    members  Our members — 2 subscribers, 1 unsubscribed
    --- exit code 0
    ");
    let json = house.run(["inbound", "process", "--json"]);
    insta::assert_snapshot!(json, @"
    []
    --- exit code 0
    ");
    assert!(server.heard("UID STORE").is_empty() && server.heard("SELECT").is_empty());
    server.folder.lock().unwrap().uid_validity = 8;
    insta::assert_snapshot!(house.run(["inbound", "process"]), @"
    Read 3 mails: 3 read before.
    --- exit code 0
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn piped_mail_is_processed_although_a_mailbox_is_set() {
    let (house, address) = house();
    let server = ScriptedImap::start(FakeFolder::with([])).await;
    let house = with_mailbox(house, &server);
    let mail = format!("To: <{address}>\r\n\r\n");
    insta::assert_snapshot!(unnamed(&house.run_typing(&mail, ["inbound", "process"])), @"
    Read 1 mail: 1 unsubscribed.
    --- standard error
    the mail on standard input: [member] has left the list “Our members”, by the address that it was sent to
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run_typing(&mail, ["inbound", "process", "-"]), @"
    Read 1 mail: 1 read before.
    --- exit code 0
    ");
    assert!(server.log().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_handled_mails_are_marked_or_moved() {
    for (settings, expected) in [
        ("after_reading = \"mark\"\n", "UID STORE 3 +FLAGS.SILENT (\\Seen)"),
        ("after_reading = \"move\"\nmove_to = \"INBOX.bounces\"\n", "UID MOVE 3 \"INBOX.bounces\""),
    ] {
        let (house, address) = house();
        let server = ScriptedImap::start(folder(&address)).await;
        let house = with_mailbox(house, &server).with_settings(settings);
        house.run(["inbound", "process"]).is_well();
        let log = server.log();
        assert_eq!(log[log.len() - 3..], ["SELECT \"INBOX\"", expected, "LOGOUT"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_password_is_tried_once() {
    let server = ScriptedImap::start_with(FakeFolder::with([]), |command, _| {
        command.starts_with("LOGIN").then(|| say("TAG NO [AUTHENTICATIONFAILED] Authentication failed.\r\n"))
    })
    .await;
    let house = with_mailbox(TestWorkspace::new(), &server);
    insta::assert_snapshot!(house.run(["inbound", "process"]), @"
    --- standard error
    error: the mail server rejected the user name or password: [AUTHENTICATIONFAILED] Authentication failed.
    hint: check the user in `[mailbox] url` and the password; many providers want an app password, made in the settings of the account. Do not try often: servers lock an account after several wrong passwords
    --- exit code 1
    ");
    assert_eq!(server.heard("LOGIN").len(), 1);
    insta::assert_snapshot!(house.run(["status"]), @"
    Nothing was sent yet. Start with `circular preview`, then `circular send DRAFT`.
    Mailbox: it cannot be read since [time]: the mail server rejected the user name or password: [AUTHENTICATIONFAILED] Authentication failed.
      Last read: never. To try again: circular inbound process
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["status", "--json"]), @r#"
    {
      "issues": [],
      "mailbox": {
        "read_at": null,
        "failed_at": "[time]",
        "failure": "the mail server rejected the user name or password: [AUTHENTICATIONFAILED] Authentication failed."
      }
    }
    --- exit code 0
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn status_says_when_the_mailbox_was_read() {
    let server = ScriptedImap::start(FakeFolder::with(1..=2)).await;
    let house = with_mailbox(TestWorkspace::new(), &server);
    insta::assert_snapshot!(house.run(["status"]), @"
    Nothing was sent yet. Start with `circular preview`, then `circular send DRAFT`.
    Mailbox: not read yet. Run `circular inbound process`.
    --- exit code 0
    ");
    house.run(["inbound", "process"]).is_well();
    insta::assert_snapshot!(house.run(["status"]), @"
    Nothing was sent yet. Start with `circular preview`, then `circular send DRAFT`.
    Mailbox: last read at [time].
    --- exit code 0
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_password_is_not_tried_again_by_serve() {
    let server = ScriptedImap::start_with(FakeFolder::with([]), |command, _| {
        command.starts_with("LOGIN").then(|| say("TAG NO Login failed for ann@example.org with secret\r\n"))
    })
    .await;
    let house = with_mailbox(TestWorkspace::new(), &server);
    let mut running = house.begin(["serve"]);
    let log = running.wait_for("the mailbox was not read");
    running.interrupt();
    running.end().is_well();
    assert!(log.contains("next try in 60 min") && log.contains("Login failed for [address] with …"), "{log}");
    assert_eq!(server.heard("LOGIN").len(), 1);
    assert!(house.run(["status"]).to_string().contains("Mailbox: it cannot be read since"));
}

#[tokio::test(flavor = "multi_thread")]
async fn letter_without_public_url_has_the_address_alone() {
    let (house, address) = house();
    let letter = house.text("outbox/000002.eml").replace("\r\n ", " ");
    let header = letter.lines().find(|line| line.starts_with("List-Unsubscribe:")).unwrap();
    assert!(header.contains(&format!("<mailto:{address}")) && !header.contains("http"), "{header}");
    assert!(!letter.contains("List-Unsubscribe-Post"));
}

#[tokio::test(flavor = "multi_thread")]
async fn busy_server_does_not_blame_the_password() {
    let server = ScriptedImap::start_with(FakeFolder::with([]), |command, _| {
        command.starts_with("LOGIN").then(|| say("TAG NO [LIMIT] Maximum number of connections exceeded\r\n"))
    })
    .await;
    insta::assert_snapshot!(with_mailbox(TestWorkspace::new(), &server).run(["inbound", "process"]), @"
    --- standard error
    error: the mail server does not accept a login at the moment: [LIMIT] Maximum number of connections exceeded
    hint: the password was not rejected: try again in a few minutes, and close other mail programs if it persists
    --- exit code 1
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_folder_is_named_with_the_one_that_was_meant() {
    let server = ScriptedImap::start_with(FakeFolder::with([]), |command, _| {
        command.starts_with("STATUS").then(|| say("TAG NO no such mailbox\r\n"))
    })
    .await;
    let house = with_mailbox(TestWorkspace::new(), &server);
    insta::assert_snapshot!(house.with_settings("folder = \"bounces\"\n").run(["inbound", "process"]), @"
    --- standard error
    error: the mailbox has no folder `bounces`
    hint: the server calls it `INBOX.bounces`: write that in `[mailbox]`
    --- exit code 1
    ");
}

#[test]
fn incomplete_settings_are_explained() {
    let house = || TestWorkspace::new().with_settings("[mailbox]\nurl = \"imap://ann@127.0.0.1:1\"\n");
    insta::assert_snapshot!(house().run(["inbound", "process"]), @"
    --- standard error
    error: there is no password for `ann`
    hint: set `CIRCULAR_MAILBOX_PASSWORD`, or `password_file` in `[mailbox]`
    --- exit code 1
    ");
    let house = || house().with_variable("CIRCULAR_MAILBOX_PASSWORD", "x");
    insta::assert_snapshot!(house().with_settings("after_reading = \"move\"\n").run(["inbound", "process"]), @r#"
    --- standard error
    error: `after_reading = "move"` in `[mailbox]` needs `move_to`, the folder to move to
    --- exit code 1
    "#);
    insta::assert_snapshot!(house().with_settings("after_reading = \"delete\"\n").run(["inbound", "process"]), @"
    --- standard error
    error: unknown variant `delete`, expected one of `leave`, `mark`, `move`
      circular.toml, line 14, column 17
    --- exit code 1
    ");
    insta::assert_snapshot!(house().run(["inbound", "process"]), @"
    --- standard error
    error: cannot connect to the mail server
      Connection refused
    hint: check the host and port in `[mailbox] url`, and your internet connection
    --- exit code 1
    ");
    let house = house().with_variable("CIRCULAR_MAILBOX_URL", "pop3s://ann@pop.example.org");
    insta::assert_snapshot!(house.run(["inbound", "process"]), @"
    --- standard error
    error: POP3 is not supported: write `imaps://user@host`, almost every provider has IMAP too
    hint: it comes from `CIRCULAR_MAILBOX_URL`
    --- exit code 1
    ");
}

#[test]
fn mbox_and_maildir_are_read_as_mailboxes() {
    let (house, address) = house();
    let mbox = format!("From a\nSubject: Lunch?\n\nSee you.\n\nFrom b\nTo: {address}\n\n\n");
    let house = house.with_file("mail/box", &mbox).with_file("dir/new/1.a.host", "Subject: Dinner?\n\n");
    insta::assert_snapshot!(unnamed(&house.run(["inbound", "process", "mail/box"])), @"
    Read 2 mails: 1 unsubscribed, 1 left for you to read.
    --- standard error
    `mail/box`, mail 1: no unsubscribe token found: please read it yourself
    `mail/box`, mail 2: [member] has left the list “Our members”, by the address that it was sent to
    --- exit code 0
    ");
    let house = house.with_variable("CIRCULAR_MAILBOX_URL", "mbox:mail/box");
    insta::assert_snapshot!(house.run(["inbound", "process"]), @"
    Read 2 mails: 2 read before.
    --- exit code 0
    ");
    let mut house = house.with_file("mail/empty", "").with_file("spring.txt", "Hello");
    for (file, said) in [("mail/none", "No new mail."), ("mail/empty", "No new mail."), ("other/none", "error: ")] {
        house = house.with_variable("CIRCULAR_MAILBOX_URL", format!("mbox:{file}"));
        let output = house.run(["inbound", "process"]).to_string();
        assert!(output.contains(said), "{file}: {output}");
    }
    let house = house.with_variable("CIRCULAR_MAILBOX_URL", "mbox:spring.txt");
    insta::assert_snapshot!(house.run(["inbound", "process"]), @"
    --- standard error
    error: cannot read `[folder]/spring.txt`
      it is no mbox: its first line must begin with `From `
    --- exit code 1
    ");
    let house = house.with_variable("CIRCULAR_MAILBOX_URL", "maildir:dir");
    insta::assert_snapshot!(house.run(["inbound", "process"]), @"
    Read 1 mail: 1 left for you to read.
    --- standard error
    “Dinner?” from an unknown sender: no unsubscribe token found: please read it yourself
    --- exit code 0
    ");
    let house = house.with_variable("CIRCULAR_MAILBOX_URL", "maildir:missing");
    insta::assert_snapshot!(house.run(["inbound", "process"]), @"
    --- standard error
    error: cannot read `[folder]/missing`
      there is no such file or folder
    --- exit code 1
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_and_preview_read_in_the_background() {
    for arguments in [["serve"].as_slice(), &["preview", "--no-open"]] {
        let (house, address) = house();
        let server = ScriptedImap::start(folder(&address)).await;
        let house = with_mailbox(house, &server).with_variable("CIRCULAR_WEB_LISTEN", "127.0.0.1:0");
        let running = match arguments {
            ["serve"] => house.begin(["serve"]),
            _ => house.begin(["preview", "--no-open"]),
        };
        server.wait_for("IDLE").await;
        running.interrupt();
        running.end().is_well();
        assert!(house.run(["list", "show"]).to_string().contains("2 subscribers, 1 unsubscribed"));
        let unread = house.run(["inbound", "unread"]).out;
        assert!(unread.contains("a mail for you to read\n  “Lunch?” from bob@example.org\n1 note."), "{unread}");
    }
}
