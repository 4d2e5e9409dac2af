//! `circular subscriber erase`.

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};

use super::gate::gate_at;
use super::serve::serve;
use super::{MEMBERS, SPRING, TestWorkspace, catcher, reached, two_dozen};
use crate::web::client::send;

const PEOPLE: &str = "email,first_name,last_name\n\
    Ann.Zwiebel@example.org,Ann,Zwiebel\nbob@example.org,Bob,Brown\ncat@example.org,Cat,Black\n";

/// Which files of the database hold a word, in whatever case of letters.
fn files_with(house: &TestWorkspace, word: &str) -> Vec<&'static str> {
    let holds = |file: &&str| {
        // Whoever closes the database last takes its log away.
        let bytes = std::fs::read(house.path(file)).unwrap_or_default().to_ascii_lowercase();
        memchr::memmem::find(&bytes, word.as_bytes()).is_some()
    };
    ["circular.db", "circular.db-wal", "circular.db-shm"].into_iter().filter(holds).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn erase_while_serving_removes_data_and_keeps_link() {
    let script = CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
        (SmtpStep::Recipient, "bob@example.org") => CatcherAction::reply("550 5.1.1 Bob Brown is gone"),
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(PEOPLE).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    house.run(["send", "spring", "--yes"]).is_well();
    let (_running, address) = serve(&house);
    let caught = catcher.messages();
    let copy = caught.iter().find(|copy| copy.to == "Ann.Zwiebel@example.org").unwrap();
    let header = copy.header("List-Unsubscribe").unwrap();
    let link = header.split_once("<https://news.example.org").unwrap().1.split_once('>').unwrap().0;
    let form = [("Host", "news.example.org"), ("Content-Type", "application/x-www-form-urlencoded")];
    assert_eq!(send(address, "POST", link, &form, b"List-Unsubscribe=One-Click").await.status, 200);
    let reason = b"why=Something+else&words=Zwiebel+moved";
    assert_eq!(send(address, "POST", &format!("{link}/reason"), &form, reason).await.status, 200);
    assert!(!files_with(&house, "zwiebel").is_empty() && !files_with(&house, "brown is gone").is_empty());

    insta::assert_snapshot!(house.run(["subscriber", "erase", "ann.zwiebel@example.org", "--yes"]), @"
    ann.zwiebel@example.org is erased: fields, words and 1 subscription.
    A keyed fingerprint of the address stays, so that no import brings them back.
    They came from `members.csv`: take them out there too.
    Backups that were made before still hold them.
    --- exit code 0
    ");
    house.run(["subscriber", "erase", "bob@example.org", "--yes"]).is_well();
    for word in ["zwiebel", "bob@", "brown"] {
        assert_eq!(files_with(&house, word), [""; 0], "{word}");
    }
    assert_eq!(files_with(&house, "cat@example.org"), ["circular.db"]);

    let page = send(address, "GET", link, &form[..1], b"").await;
    assert!(page.status == 200 && page.body.contains("You are not on this list"), "{page:?}");
    assert_eq!(send(address, "POST", link, &form, b"List-Unsubscribe=One-Click").await.status, 200);
    insta::assert_snapshot!(house.run(["status", "spring"]), @"
    spring to members (finished): 2 sent, 1 bounced

    bounced:
      (erased)  550 5.1.1
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["report", "spring"]), @"
    spring to members
      recipients          3
      sent                2
      bounced             1
      unsubscribed        1  (1 by one click)
      1 left within seconds of the sending: perhaps a link scanner and not the person
      per 1,000       500.0

      After they had got it:
        within an hour       1  ################################
        within a day         0
        within a week        0
        within 30 days       0
        later                0
      Half of them within 0 s.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["subscriber", "show", "ann.zwiebel@example.org"]), @"
    ann.zwiebel@example.org: nobody on our lists has this address
    Not to be mailed: they were erased, [time]. Only a fingerprint of the address is kept.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["suppression", "remove", "ann.zwiebel@example.org", "--yes"]), @"
    --- standard error
    error: they were erased, [time]: only they can undo that
    hint: if they want your letters, they can join again by themselves
    --- exit code 1
    ");
}

#[test]
fn erase_asks_and_names_filed_copies() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    house.run(["send", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["subscriber", "erase", "ann@example.org"]), @"
    ann@example.org: 1 list, 1 event, 1 copy
    To see what is held of them first: circular subscriber show ADDRESS. Erasing cannot be undone.
    --- standard error
    Type the address to erase it, or anything else to leave it:
    error: nobody is here to say yes, so nothing was erased
    hint: scripts say `--yes`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run_typing("yes\n", ["subscriber", "erase", "ann@example.org"]), @"
    ann@example.org: 1 list, 1 event, 1 copy
    To see what is held of them first: circular subscriber show ADDRESS. Erasing cannot be undone.
    --- standard error
    Type the address to erase it, or anything else to leave it:
    error: nothing was erased
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run_typing("Ann@example.org\n", ["subscriber", "erase", "ann@example.org"]), @"
    ann@example.org: 1 list, 1 event, 1 copy
    To see what is held of them first: circular subscriber show ADDRESS. Erasing cannot be undone.
    ann@example.org is erased: fields, words and 1 subscription.
    A keyed fingerprint of the address stays, so that no import brings them back.
    They came from `members.csv`: take them out there too.
    Backups that were made before still hold them.
    The folder `outbox` holds 1 copy to them: delete them by the same command with `--outbox`.
    --- standard error
    Type the address to erase it, or anything else to leave it:
    --- exit code 0
    ");
    let copies = || std::fs::read_dir(house.path("outbox")).unwrap().count();
    assert_eq!(copies(), 3);
    insta::assert_snapshot!(house.run(["subscriber", "erase", "ann@example.org", "--outbox"]), @"
    ann@example.org was erased before, [time].
    1 copy to them in the folder `outbox` deleted.
    --- exit code 0
    ");
    assert_eq!(copies(), 2);
    insta::assert_snapshot!(house.run(["subscriber", "erase", "eve@example.org"]), @"
    --- standard error
    error: nobody has the address `eve@example.org`
    hint: to keep it from ever being mailed: circular suppression add eve@example.org
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["subscriber", "erase", "eve"]), @"
    --- standard error
    error: `eve` has no @
    --- exit code 1
    ");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn erase_waits_for_delivery_in_progress() {
    let (script, gate) = gate_at(2);
    let catcher = catcher(script).await;
    let house =
        TestWorkspace::new().with_list(&two_dozen()).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let sending = house.begin(["send", "spring", "--yes"]);
    gate.wait();
    let mut erasing = house.begin(["subscriber", "erase", "s12@example.org", "--yes"]);
    erasing.wait_for("waiting until it is through");
    house.run(["subscriber", "erase", "s33@example.org", "--yes"]).is_well();
    gate.open();
    assert_eq!(erasing.end().code(), 0);
    insta::assert_snapshot!(sending.end().brief(), @"
    Sent 23 of 24; 1 unsubscribed before their copy was sent.
    Next: circular report spring
    --- exit code 0
    ");
    let reached = reached(&catcher);
    assert!(reached.len() == 23 && reached.contains(&"s12@example.org".to_owned()));
    assert_eq!((files_with(&house, "s12@example"), files_with(&house, "s33@example")), (vec![], vec![]));
}
