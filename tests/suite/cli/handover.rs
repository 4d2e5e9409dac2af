//! `circular handover`: from the old chair's folder to the first letter of the next one.

use std::fs;
use std::path::Path;

use circular::mail_catcher::CatcherScript;

use super::serve::serve;
use super::{MEMBERS, SPRING, TestWorkspace, catcher};
use crate::web::client::send;

const HOST: [(&str, &str); 1] = [("Host", "news.example.org")];
const FORM: [(&str, &str); 2] = [("Host", "news.example.org"), ("Content-Type", "application/x-www-form-urlencoded")];
const ONE_CLICK: &[u8] = b"List-Unsubscribe=One-Click";
const AUTUMN: &str = "---\nsubject: \"Autumn for {{first_name}}\"\nto: members\n---\n\n\
    Dear {{first_name}},\n\nAutumn is here.\n";

/// Opens the handover of a workspace in a new one.
fn open(house: &TestWorkspace) -> TestWorkspace {
    let next = TestWorkspace::empty();
    let file = house.path("next.zip").display().to_string();
    next.run(["handover", "--open", &file, "."]).is_well();
    next
}

#[tokio::test(flavor = "multi_thread")]
async fn next_chair_sends_and_old_links_work() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new()
        .with_list(MEMBERS)
        .with_draft("spring", SPRING)
        .with_draft("autumn", AUTUMN)
        .with_file("templates/letter/own.txt.hbs", "own")
        .with_relay(catcher.address(), 1);
    house.run(["send", "spring", "--yes"]).is_well();
    let caught = catcher.messages();
    let copy = caught.iter().find(|copy| copy.to == "bob@example.org").unwrap();
    let header = copy.header("List-Unsubscribe").unwrap();
    let link = header.split_once("<https://news.example.org").unwrap().1.split_once('>').unwrap().0.to_owned();
    insta::assert_snapshot!(house.run(["handover", "next.zip"]), @"
    Packed the database and 3 files into `next.zip`. Only you can read it.
    This workspace sends no letters any more. Undo that with `circular handover --take-back`.
    Anyone with this file can read every address: encrypt it before you send it. The next chair runs `circular handover --open FILE DIR`.
    --- exit code 0
    ");

    // The old place sends nothing any more, and says so.
    let refused = house.run(["send", "autumn", "--yes"]);
    assert!(refused.code() == 1 && refused.err.contains("this workspace was handed over"), "{refused}");
    assert!(house.run(["status"]).out.contains("no letters are sent from here any more"));

    let next = open(&house);
    assert_eq!(next.text("templates/letter/own.txt.hbs"), "own");
    let (running, address) = serve(&next);
    let page = send(address, "GET", &link, &HOST, b"").await;
    assert!(page.status == 200 && page.body.contains("<button"), "{page:?}");
    assert_eq!(send(address, "POST", &link, &FORM, ONE_CLICK).await.status, 200);
    running.interrupt();
    running.end().is_well();

    // What was sent is not sent again; the first new letter goes to those who stayed.
    assert!(next.run(["send", "spring", "--yes"]).err.contains("spring"), "sent before");
    let before = catcher.messages().len();
    next.run(["send", "autumn", "--yes"]).is_well();
    let mut to: Vec<String> = catcher.messages().iter().skip(before).map(|copy| copy.to.clone()).collect();
    to.sort();
    assert_eq!(to, ["ann@example.org", "cat@example.org"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn unfinished_letter_is_not_handed_over() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    house.run(["send", "spring", "--yes", "--at", "2099-01-01 09:00"]).is_well();
    insta::assert_snapshot!(house.run(["handover", "next.zip"]), @"
    --- standard error
    error: the letter `spring` to `members` is not finished: both places might go on with it
    hint: wait until `circular status spring` says that it is finished, or end it with `circular cancel spring`
    --- exit code 1
    ");
    assert!(!house.path("next.zip").exists());
    house.run(["cancel", "spring", "--yes"]).is_well();
    house.run(["handover", "next.zip"]).is_well();
}

#[test]
fn mails_are_read_at_the_new_place_only() {
    let house =
        TestWorkspace::new().with_list(MEMBERS).with_file("mail/new/1.a.host", "From: ann@example.org\n\nHello\n");
    house.run(["handover", "next.zip"]).is_well();
    insta::assert_snapshot!(house.run(["inbound", "process", "mail"]), @"
    --- standard error
    error: the workspace was handed over: its mails are read at the new place
    hint: run the command there; if the new place never began, `circular handover --take-back` lets this one read and send again
    --- exit code 1
    ");
    let piped = house.run_typing("From: ann@example.org\n\nHello\n", ["inbound", "process"]);
    assert_eq!(piped.code(), 75, "the mail server keeps it: {piped}");
    let house = house.with_settings("[mailbox]\nurl = \"maildir:mail\"\n");
    assert_eq!(house.run(["inbound", "process"]).code(), 1);
    house.run(["handover", "--take-back"]).is_well();
    insta::assert_snapshot!(house.run(["inbound", "process"]), @"
    Read 1 mail: 1 left for you to read.
    --- standard error
    a mail without a subject from ann@example.org: no unsubscribe token found: please read it yourself
    --- exit code 0
    ");
}

#[test]
fn handover_is_taken_back() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    house.run(["handover", "next.zip"]).is_well();
    assert_eq!(house.run(["send", "spring", "--yes"]).code(), 1);
    let back = house.run(["handover", "--take-back"]);
    assert!(back.out.starts_with("This workspace sends letters again"), "{back}");
    house.run(["send", "spring", "--yes"]).is_well();
    assert!(house.run(["handover", "--take-back"]).out.contains("was not handed over"));
}

#[cfg(unix)]
#[test]
fn file_has_no_password_and_only_its_owner_reads_it() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let house = TestWorkspace::new()
        .with_settings("[relay]\nurl = \"smtps://chair:topsecret1@127.0.0.1:9\"\npassword_file = \"relay-password\"\n")
        .with_file("relay-password", "topsecret2\n")
        .with_list(MEMBERS)
        .with_file("newsletters/.hidden", "topsecret3")
        .with_file("notes.txt", "topsecret4");
    symlink("/etc/hostname", house.path("newsletters/link.md")).unwrap();
    house.run(["account", "add", "eve", "--role", "sends"]).is_well();
    house.run(["handover", "next.zip"]).is_well();
    let mode = fs::metadata(house.path("next.zip")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let bytes = fs::read(house.path("next.zip")).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    for secret in ["topsecret", "argon2"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let next = open(&house);
    assert!(next.text("circular.toml").contains("url = \"smtps://chair@127.0.0.1:9\""));
    let readme = next.text("README.txt");
    for words in ["relay.url", "relay-password", "newsletters/link.md", "https://news.example.org", "circular doctor"] {
        assert!(readme.contains(words), "{words}: {readme}");
    }
    assert_eq!(fs::metadata(next.path("circular.db")).unwrap().permissions().mode() & 0o077, 0);
    let names: Vec<_> = fs::read_dir(next.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name == "notes.txt"), "{names:?}");
}

#[test]
fn damaged_or_foreign_file_is_refused() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    house.run(["handover", "next.zip"]).is_well();
    assert!(house.run(["handover", "next.zip"]).err.contains("already exists"));
    let bytes = fs::read(house.path("next.zip")).unwrap();
    let at = bytes.windows(15).position(|piece| piece == b"Spring is here.").unwrap();
    let mut changed = bytes.clone();
    changed[at] = b'X';
    for (name, bytes) in [("changed", changed), ("cut", bytes[..bytes.len() / 2].to_vec()), ("foreign", b"PK".to_vec())]
    {
        fs::write(house.path("bad.zip"), bytes).unwrap();
        let refused = house.run(["handover", "--open", "bad.zip", "news"]);
        assert!(refused.code() == 1 && refused.err.contains("damaged"), "{name}: {refused}");
        assert!(!Path::new(&house.path("news")).exists(), "{name}");
    }
    fs::create_dir(house.path("full")).unwrap();
    fs::write(house.path("full/a.txt"), "mine").unwrap();
    assert!(house.run(["handover", "--open", "next.zip", "full"]).err.contains("is not empty"));
    assert_eq!(house.text("full/a.txt"), "mine");
}
