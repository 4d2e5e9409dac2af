//! The commands on PostgreSQL: the same words as on `SQLite`.

use circular::mail_catcher::{CatcherAction, CatcherScript, MailCatcher, SmtpStep};
use secrecy::ExposeSecret as _;

use crate::cli::TestWorkspace;
use crate::engine::TestDatabase;

const MEMBERS: &str = "email,first_name\nann@example.org,Ann\nbob@example.org,Bob\n";
const DRAFT: &str = "---\nsubject: Spring\nto: members\n---\n\nDear {{first_name}},\n\nSpring is here.\n";

#[tokio::test(flavor = "multi_thread")]
async fn import_send_and_status_on_postgresql() {
    let Some(ground) = TestDatabase::postgres().await else { return };
    let script = CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
        (SmtpStep::Recipient, "bob@example.org") => CatcherAction::reply("550 5.1.1 No such person"),
        _ => CatcherAction::Accept,
    });
    let catcher = MailCatcher::start(([127, 0, 0, 1], 0).into(), script).await.unwrap();
    let house =
        TestWorkspace::new().with_settings(&format!("[database]\nurl = \"{}\"\n\n", ground.url.expose_secret()));
    let house = house.with_settings("[throttle]\nrate = \"100/second\"\n\n");
    let house = house.with_relay(catcher.address(), 2).with_list(MEMBERS).with_draft("spring", DRAFT);
    assert!(!house.path("circular.db").exists());
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    members  Our members — 2 subscribers, 0 unsubscribed
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]).brief(), @"
    1 note: `circular check spring` shows more
    Sent 1 of 2; 1 bounced.
    Next: circular report spring
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["status", "spring"]), @"
    spring to members (finished): 1 sent, 1 bounced

    bounced:
      bob@example.org  the relay answered `550 5.1.1 No such person` to RCPT
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["subscriber", "import", "members.csv", "--list", "members"]), @"
    Imported `members.csv` into `members`: 0 joined, 1 unchanged, 1 suppressed, as their address takes no mail.
    Letters can use {{first_name}}.
    --- standard error
    members.csv: UTF-8, commas between the cells
      email      → address           such as `ann@example.org`
      first_name → first_name  text  such as `Ann`
    --- exit code 0
    ");
    assert_eq!((catcher.message_count(), catcher.messages()[0].to.as_str()), (1, "ann@example.org"));
    ground.clear().await;
}

/// Two people press the button at the same moment, on two machines.
#[tokio::test(flavor = "multi_thread")]
async fn two_sends_at_once_make_one_issue() {
    let Some(ground) = TestDatabase::postgres().await else { return };
    let catcher = MailCatcher::start(([127, 0, 0, 1], 0).into(), CatcherScript::default()).await.unwrap();
    let rows = (0..200).map(|number| format!("s{number}@example.org,{number}")).collect::<Vec<_>>().join("\n");
    let house =
        TestWorkspace::new().with_settings(&format!("[database]\nurl = \"{}\"\n\n", ground.url.expose_secret()));
    let house = house.with_relay(catcher.address(), 2).with_list(&format!("email,first_name\n{rows}"));
    let mut house = house.with_draft("spring", DRAFT);
    for slug in ["spring", "summer", "autumn"] {
        house = house.with_draft(slug, DRAFT);
        let running: Vec<_> = (0..3).map(|_| house.begin(["send", slug, "--yes"])).collect();
        let said: Vec<_> = running.into_iter().map(crate::cli::RunningCommand::end).collect();
        assert!(said.iter().any(|said| said.code() == 0), "{said:?}");
        assert!(said.iter().all(|said| !said.err.contains("refused a statement")), "{said:?}");
        house.run(["send", slug, "--yes"]);
    }
    let mut reached: Vec<_> = catcher.messages().iter().map(|copy| copy.to.clone()).collect();
    assert_eq!(reached.len(), 600);
    reached.sort();
    reached.dedup();
    assert_eq!(reached.len(), 200, "each got three letters, one of each");
    ground.clear().await;
}
