//! A mail server pipes a mail in: it keeps the mail and tries again whenever the mail was not processed.

use std::fs;

use super::house;
use crate::cli::{CommandOutput, TestWorkspace};

const MAIL: &str = "From: ann@example.org\r\nSubject: off\r\n\r\n";

/// Pipes a mail in both ways.
fn pipe(house: &TestWorkspace) -> [CommandOutput; 2] {
    [house.run_typing(MAIL, ["inbound", "process"]), house.run_typing(MAIL, ["inbound", "process", "-"])]
}

#[test]
fn mail_is_kept_while_the_workspace_cannot_be_used() {
    let (house, address) = house();
    let settings = house.text("circular.toml");
    for (file, damage) in [
        ("circular.toml", "[society"),
        ("circular.toml", "[sender]\nfrom = 1\n"),
        ("circular.toml", "[mailbox]\nurl = \"pop3://x\"\n"),
        ("circular.toml", &format!("{settings}[database]\nurl = \"postgres://x@127.0.0.1:1/x\"\n")),
        ("circular.toml", &format!("{settings}[database]\nurl = \"sqlite:missing/folder/x.db\"\n")),
    ] {
        let house = TestWorkspace::empty().with_file(file, damage);
        for said in pipe(&house) {
            assert_eq!(said.code(), 75, "{damage}: {said}");
        }
        assert_eq!(house.run(["inbound", "process"]).code(), 1, "nothing is lost without a mail: {damage}");
    }
    // The log beside it holds pages, too, if a command ended without writing them back.
    let move_database = |from: &str, to: &str| {
        for ending in ["", "-wal", "-shm"] {
            let file = house.path(&format!("{from}{ending}"));
            if file.exists() {
                fs::rename(file, house.path(&format!("{to}{ending}"))).unwrap();
            }
        }
    };
    move_database("circular.db", "kept");
    fs::write(house.path("circular.db"), "this is no database, and it never was one\n").unwrap();
    for said in pipe(&house) {
        assert_eq!(said.code(), 75, "{said}");
    }
    move_database("kept", "circular.db");
    let later = house.run_typing(&format!("To: {address}\r\n\r\n"), ["inbound", "process"]);
    assert_eq!((later.code(), later.out.as_str()), (0, "Read 1 mail: 1 unsubscribed.\n"), "{later}");
}

#[test]
fn mail_is_kept_without_a_workspace() {
    for said in pipe(&TestWorkspace::empty()) {
        assert_eq!(said.code(), 75, "{said}");
        assert!(said.to_string().contains("error: "), "{said}");
    }
}
