//! `circular backup`, and what a copy does where it is put back.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use circular::database::{self, Database};
use circular::mail_catcher::CatcherScript;
use circular::model::{IssueId, IssueState, ListId, SubscriberId, Token};
use circular::{clock, subscription};
use secrecy::SecretString;

use super::gate::gate_at;
use super::{MEMBERS, SPRING, TestWorkspace, catcher, reached, two_dozen};

async fn open(house: &TestWorkspace, file: &str) -> Database {
    Database::open(&SecretString::from(format!("sqlite:{file}")), &house.path("")).await.unwrap()
}

#[test]
fn backup_is_complete_private_and_not_overwritten() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    let said = house.run(["backup", "copy.db"]);
    assert!(said.code() == 0 && said.out.contains("keep it as safe as the list itself"), "{said}");
    assert_eq!(fs::metadata(house.path("copy.db")).unwrap().permissions().mode() & 0o777, 0o600);
    insta::assert_snapshot!(house.run(["backup", "copy.db"]), @"
    --- standard error
    error: `copy.db` already exists
    hint: choose another name, or pass `--force` to overwrite it
    --- exit code 1
    ");
    house.run(["backup", "copy.db", "--force"]).is_well();
    insta::assert_snapshot!(house.run(["backup", "circular.db", "--force"]), @"
    --- standard error
    error: `circular.db` is a database that is in use
    hint: choose another name
    --- exit code 1
    ");
    let said = house.run(["backup", "nowhere/copy.db"]);
    assert!(said.code() == 1 && said.err.starts_with("error: cannot write `nowhere/copy.db`\n"), "{said}");
    let mut files: Vec<_> =
        fs::read_dir(house.path("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.retain(|name| name.contains("copy") || name.contains(".part"));
    assert_eq!(files, ["copy.db"], "nothing else is left behind");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn restored_backup_does_not_send() {
    let (script, gate) = gate_at(2);
    let catcher = catcher(script).await;
    let house =
        TestWorkspace::new().with_list(&two_dozen()).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let sending = house.begin(["send", "spring", "--yes"]);
    gate.wait();
    let said = house.run(["backup", "copy.db"]);
    assert!(said.out.contains("Paused 1 unfinished issue in the backup"), "{said}");
    gate.open();
    assert_eq!((sending.end().code(), catcher.message_count()), (0, 24));

    for file in ["circular.db", "circular.db-wal", "circular.db-shm"] {
        let _ = fs::remove_file(house.path(file));
    }
    fs::rename(house.path("copy.db"), house.path("circular.db")).unwrap();
    let status = house.run(["status", "spring"]);
    let (first, rest) = status.out.split_once('\n').unwrap();
    assert_eq!(first, "spring to members (paused): 21 queued, 2 sent, 1 in doubt");
    let rest = rest.replace(&rest[rest.find("backup of ").unwrap()..rest.find(" UTC").unwrap()], "[when]");
    insta::assert_snapshot!(rest, @"
      Paused by the program: restored from a [when] UTC: copies that wait may have been sent since, and would be sent twice
      To resume it: circular resume spring

    in doubt:
      s12@example.org  this copy was being handed over when the backup was made

    Copies in doubt may or may not have arrived. Settle them with one of
      circular resolve spring --resend
      circular resolve spring --sent
    ");
    let json: serde_json::Value = serde_json::from_str(&house.run(["status", "spring", "--json"]).out).unwrap();
    let issue = &json["issues"][0];
    assert_eq!((&issue["state"], &issue["pause_reason"]), (&"paused".into(), &"restored".into()));
    let said = house.run(["send", "spring", "--yes"]);
    assert!(said.code() == 1 && said.err.contains("`spring` was restored from a backup of "), "{said}");
    assert_eq!(catcher.message_count(), 24, "nobody got it twice");
    insta::assert_snapshot!(house.run(["cancel", "spring", "--yes"]), @"
    `spring` is cancelled: 21 copies will not be sent. Sent 2 of 24; 21 cancelled, 1 in doubt.
    Copies in doubt stay so until you run: circular resolve spring --sent
    Next: circular report spring
    --- exit code 0
    ");
    let mut once = reached(&catcher);
    once.dedup();
    assert_eq!(once.len(), 24);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn backup_during_run_is_consistent() {
    let catcher = catcher(CatcherScript::default()).await;
    let rows: Vec<_> = (0..400).map(|number| format!("s{number}@example.org,{number}")).collect();
    let house = TestWorkspace::new().with_list(&format!("email,first_name\n{}\n", rows.join("\n")));
    let house = house.with_draft("spring", SPRING).with_relay(catcher.address(), 2);
    let mut sending = house.begin(["send", "spring", "--yes"]);
    let (mut copies, mut midway) = (0, Vec::new());
    while !sending.has_ended() || copies == 0 {
        let file = format!("copy{copies}.db");
        house.run(["backup", &file]).is_well();
        copies += 1;
        let copy = open(&house, &file).await;
        let mut work = copy.begin_read().await.unwrap();
        let Some(issue) = database::issues::all(&mut work).await.unwrap().pop() else { continue };
        let counts = database::deliveries::count_by_status(&mut work, issue.id).await.unwrap();
        assert_eq!(counts.total(), 400, "{counts}");
        let ended = counts.settled_count() == 400;
        assert!(
            issue.state != IssueState::Sending && (ended || issue.state == IssueState::Paused),
            "{:?}",
            issue.state
        );
        if !ended && counts.settled_count() > 0 {
            midway.push(file);
        }
        drop(work);
        copy.close().await;
    }
    assert!(!midway.is_empty(), "of {copies} copies none was made while copies went");
    assert_eq!(sending.end().code(), 0);

    // A link that the society sealed opens with the copy's keys.
    let token = Token { list: ListId::new(1), subscriber: SubscriberId::new(7), issue: IssueId::new(1) };
    let ours = open(&house, "circular.db").await;
    let sealed = subscription::signing_keys(&ours, clock::now()).await.unwrap().seal(token).unwrap();
    let copy = open(&house, &midway[0]).await;
    assert_eq!(subscription::signing_keys(&copy, clock::now()).await.unwrap().open(&sealed), Some(token));

    // Who came since has the next number in their links: nobody gets it again.
    let list = database::lists::by_id(&mut copy.begin_read().await.unwrap(), ListId::new(1)).await.unwrap().unwrap();
    circular::import::import_file(
        &copy,
        &list,
        std::io::Cursor::new("email\nnew@example.org\n"),
        circular::import::ImportOptions::named("m.csv").strictly(),
        clock::now(),
    )
    .await
    .unwrap();
    let address = "new@example.org".parse().unwrap();
    let new =
        database::subscribers::by_address(&mut copy.begin_read().await.unwrap(), &address).await.unwrap().unwrap();
    assert!(new.id.get() > 1_000_000, "{}", new.id);
}
