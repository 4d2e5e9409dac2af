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
    Erased ann.zwiebel@example.org: fields, comments and 1 subscription.
    A keyed hash of the address stays, so that no import adds them again.
    They were imported from `members.csv`: delete them there too.
    Earlier backups still contain them.
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
      1 left within seconds of the delivery: possibly a link scanner, not the person
      per 1,000       500.0

      Time from delivery to unsubscribing:
        within an hour       1  ################################
        within a day         0
        within a week        0
        within 30 days       0
        later                0
      Half of them within some s.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["subscriber", "show", "ann.zwiebel@example.org"]), @"
    ann.zwiebel@example.org: no subscriber has this address
    Suppressed: they were erased, [time]. Only a hash of the address is stored.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["suppression", "remove", "ann.zwiebel@example.org", "--yes"]), @"
    --- standard error
    error: they were erased, [time]: only they can undo that
    hint: if they want your letters, let people join by mail with `circular list edit LIST --join-address ADDRESS`
    --- exit code 1
    ");
}

#[test]
fn erase_asks_and_names_filed_copies() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    house.run(["send", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["subscriber", "erase", "ann@example.org"]), @"
    ann@example.org: 1 list, 1 event, 1 copy
    Erasing cannot be undone. To see what is stored: circular subscriber show ADDRESS
    --- standard error
    Type the address to erase it, or anything else to stop:
    error: not erased: no terminal to confirm on
    hint: pass `--yes` in scripts
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run_typing("yes\n", ["subscriber", "erase", "ann@example.org"]), @"
    ann@example.org: 1 list, 1 event, 1 copy
    Erasing cannot be undone. To see what is stored: circular subscriber show ADDRESS
    --- standard error
    Type the address to erase it, or anything else to stop:
    error: nothing was erased
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run_typing("Ann@example.org\n", ["subscriber", "erase", "ann@example.org"]), @"
    ann@example.org: 1 list, 1 event, 1 copy
    Erasing cannot be undone. To see what is stored: circular subscriber show ADDRESS
    Erased ann@example.org: fields, comments and 1 subscription.
    A keyed hash of the address stays, so that no import adds them again.
    They were imported from `members.csv`: delete them there too.
    Earlier backups still contain them.
    The folder `outbox` contains 1 copy to them: to delete them, run the same command with `--outbox`.
    --- standard error
    Type the address to erase it, or anything else to stop:
    --- exit code 0
    ");
    let copies = || std::fs::read_dir(house.path("outbox")).unwrap().count();
    assert_eq!(copies(), 3);
    insta::assert_snapshot!(house.run(["subscriber", "erase", "ann@example.org", "--outbox"]), @"
    ann@example.org was already erased, [time].
    Deleted 1 copy to them in the folder `outbox`.
    --- exit code 0
    ");
    assert_eq!(copies(), 2);
    insta::assert_snapshot!(house.run(["subscriber", "erase", "eve@example.org"]), @"
    --- standard error
    error: no subscriber has the address `eve@example.org`
    hint: to make sure it is never mailed: circular suppression add eve@example.org
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
    erasing.wait_for("A copy to them is being sent: waiting");
    house.run(["subscriber", "erase", "s33@example.org", "--yes"]).is_well();
    gate.open();
    assert_eq!(erasing.end().code(), 0);
    insta::assert_snapshot!(sending.end().brief(), @"
    Sent 23 of 24; 1 unsubscribed or suppressed before their copy was sent.
    Next: circular report spring
    --- exit code 0
    ");
    let reached = reached(&catcher);
    assert!(reached.len() == 23 && reached.contains(&"s12@example.org".to_owned()));
    assert_eq!((files_with(&house, "s12@example"), files_with(&house, "s33@example")), (vec![], vec![]));
}
