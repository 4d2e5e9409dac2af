//! Joining, as the chair sets it up and a person does it: the built binary, a real relay, a real browser's requests.

use circular::clock;
use circular::config::Workspace;
use circular::database::{self, Database};
use circular::mail_catcher::CatcherScript;
use circular::model::{SuppressionReason, address_hash};
use circular::subscription;
use circular::web::public::{self, PublicSite};
use jiff::SignedDuration;
use tokio::net::TcpListener;

use super::{MEMBERS, TestWorkspace, catcher};
use crate::web::client::send;

const FORM: [(&str, &str); 2] =
    [("Content-Type", "application/x-www-form-urlencoded"), ("User-Agent", "Browser/1.0 (test)")];

#[test]
fn public_list_shows_subscribe_url() {
    let house = TestWorkspace::new().with_relay("127.0.0.1:9", 1);
    insta::assert_snapshot!(house.run(["list", "create", "members", "--title", "Our members"]), @"
    Made the list `members` (Our members).
    Next: circular subscriber import members.csv --list members
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "show", "members"]), @"
    members  Our members — 0 subscribers, 0 unsubscribed
      private: nobody can ask to join it
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "form", "members"]), @"
    --- standard error
    error: the list `members` is private: nobody can ask to join it
    hint: run `circular list edit members --public`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["list", "edit", "members", "--public", "--title", "News & \"Views\""]), @r#"
    members  News & "Views" — 0 subscribers, 0 unsubscribed
      public: people join at https://news.example.org/subscribe/members
      double opt-in: they confirm it by a mail to their address
    --- exit code 0
    "#);
    insta::assert_snapshot!(house.run(["list", "edit", "members", "--joining", "single"]), @r#"
    members  News & "Views" — 0 subscribers, 0 unsubscribed
      public: people join at https://news.example.org/subscribe/members
      single opt-in: an address is added as typed, even if it belongs to somebody else
    --- exit code 0
    "#);
    insta::assert_snapshot!(house.run(["list", "show"]), @r#"
    members  News & "Views" — 0 subscribers, 0 unsubscribed
      public: people join at https://news.example.org/subscribe/members
      single opt-in: an address is added as typed, even if it belongs to somebody else
    --- exit code 0
    "#);
    insta::assert_snapshot!(house.run(["list", "form", "members"]), @r#"
    <form method="post" action="https://news.example.org/subscribe/members" accept-charset="utf-8">
      <p><label for="circular-members">Your email address, for “News &amp; &quot;Views&quot;”</label><br>
      <input id="circular-members" name="email" type="email" autocomplete="email" maxlength="254" required></p>
      <div aria-hidden="true" style="position:absolute;left:-200vw">
        <label for="circular-members-topic">Leave this field empty</label>
        <input id="circular-members-topic" name="topic" tabindex="-1" autocomplete="off">
      </div>
      <p><button>Join</button></p>
    </form>
    --- exit code 0
    "#);
    insta::assert_snapshot!(house.run(["list", "edit", "members", "--private", "--public"]), @"
    --- standard error
    error: the argument '--private' cannot be used with '--public'

    Usage: circular list edit --private <NAME>

    For more information, try '--help'.
    --- exit code 2
    ");
    insta::assert_snapshot!(house.run(["list", "edit", "members", "--joining", "triple"]), @"
    --- standard error
    error: invalid value 'triple' for '--joining <HOW>'
      [possible values: single, double, approved]

    For more information, try '--help'.
    --- exit code 2
    ");
    insta::assert_snapshot!(house.run(["list", "edit", "members"]), @"
    --- standard error
    error: nothing to change
    hint: pass `--title TITLE`, `--public`, `--private`, `--joining HOW`, `--basis BASIS`, `--welcome DRAFT`, `--language LANGUAGE`, `--join-address ADDRESS` or `--archive WHO`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["list", "edit", "members", "--title", " "]), @"
    --- standard error
    error: a list needs a title that people can read
    --- exit code 1
    ");
    insta::assert_snapshot!(
        house.run(["list", "create", "choir", "--title", "The choir", "--public", "--joining", "double"]), @"
    Made the list `choir` (The choir).
    Next: circular subscriber import members.csv --list choir
      public: people join at https://news.example.org/subscribe/choir
      double opt-in: they confirm it by a mail to their address
    --- exit code 0
    ");
}

#[test]
fn add_records_consent_text() {
    let house = TestWorkspace::new().with_list(MEMBERS);
    insta::assert_snapshot!(house.run([
        "subscriber", "add", "Dan@example.org", "--list", "members", "--basis", "asked at the meeting of 2 May",
        "--field", "first_name=Dan", "--field", "category=student",
    ]), @"
    Dan@example.org is on the list `members`, with:
      category: student (new)
      first_name: Dan (new)
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["subscriber", "add", "dan@example.org", "--list", "members"]), @"
    dan@example.org was on the list `members` already: nothing has changed.
    --- exit code 0
    ");
    insta::assert_snapshot!(
        house.run(["subscriber", "add", "ann@example.org", "--list", "members", "--field", "category=retired", "--yes"]), @"
    ann@example.org was on the list `members` already. Changed:
      category: student → retired
    --- exit code 0
    ");
    house.run(["subscriber", "unsubscribe", "bob@example.org", "--list", "members"]).is_well();
    insta::assert_snapshot!(house.run(["subscriber", "add", "bob@example.org", "--list", "members"]), @"
    --- standard error
    error: bob@example.org has left: only they themselves can come back to `members`
    hint: they can for thirty days, by the link in their letters. If they have asked you for it, add `--rejoin --basis WORDS`
    --- exit code 1
    ");
    house.run(["list", "edit", "members", "--join-address", "join@example.org"]).is_well();
    let refused = house.run(["subscriber", "add", "bob@example.org", "--list", "members"]);
    assert!(refused.err.contains("hint: they can by a mail to join@example.org. If they have asked"), "{refused}");
    let unfounded = house.run(["subscriber", "add", "bob@example.org", "--list", "members", "--rejoin"]);
    assert!(unfounded.code() == 2 && unfounded.err.contains("--basis"), "{unfounded}");
    let back = ["subscriber", "add", "bob@example.org", "--list", "members", "--rejoin", "--basis", "asked by mail"];
    insta::assert_snapshot!(house.run(back), @"
    bob@example.org is on the list `members`.
    --- exit code 0
    ");
    let shown = house.run(["subscriber", "show", "bob@example.org"]).out;
    assert!(shown.contains("resubscribed `members` by operator") && shown.contains("shown asked by mail"), "{shown}");
    for (field, why) in [("first_name", "NAME=VALUE"), ("First name=x", "no field can have"), ("link=x", "letters use")]
    {
        let said = house.run(["subscriber", "add", "eve@example.org", "--list", "members", "--field", field]);
        assert!(said.code() == 1 && said.err.contains(why), "{said}");
    }
    for address in ["eve@example", "jürgen@example.org", ""] {
        let said = house.run(["subscriber", "add", address, "--list", "members"]);
        assert_eq!(said.code(), 1, "{said}");
    }
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    members  Our members — 4 subscribers, 0 unsubscribed
    --- exit code 0
    ");
}

#[tokio::test]
async fn suppressed_address_is_not_added() {
    let house = TestWorkspace::new().with_list(MEMBERS);
    let database = Database::open(&"sqlite:circular.db".into(), &house.path("")).await.unwrap();
    let mut work = database.begin_write().await.unwrap();
    let key = subscription::address_hash_key(&mut work, clock::now()).await.unwrap();
    for (address, cause) in
        [("erased@example.org", SuppressionReason::Erased), ("complained@example.org", SuppressionReason::Complained)]
    {
        let hash = address_hash(&key, &address.parse().unwrap());
        database::suppressed_hashes::add(&mut work, &hash, cause, clock::now()).await.unwrap();
    }
    let ann = database::subscribers::by_address(&mut work, &"ann@example.org".parse().unwrap()).await.unwrap().unwrap();
    let suppression = circular::model::Suppression {
        reason: SuppressionReason::Bounced,
        since: clock::now(),
        issue: None,
        note: None,
    };
    database::suppressions::upsert(&mut work, ann.id, &suppression).await.unwrap();
    work.commit().await.unwrap();
    database.close().await;
    let add = |address: &str| house.run(["subscriber", "add", address, "--list", "members"]);
    insta::assert_snapshot!(add("Erased@example.org"), @"
    --- standard error
    error: the owner of Erased@example.org wanted to be erased: only they can come back
    hint: let people join by mail with `circular list edit LIST --join-address ADDRESS`
    --- exit code 1
    ");
    insta::assert_snapshot!(add("complained@example.org"), @"
    --- standard error
    error: complained@example.org is suppressed, though nobody here has it
    hint: `circular subscriber show complained@example.org` says why
    --- exit code 1
    ");
    insta::assert_snapshot!(add("ann@example.org"), @"
    --- standard error
    error: ann@example.org is suppressed: nothing has changed
    hint: `circular subscriber show ann@example.org` says why
    --- exit code 1
    ");
}

/// Returns a form's stamp, as of ten seconds ago.
pub(super) async fn stamp(house: &TestWorkspace, path: &str) -> String {
    let workspace = Workspace::open(Some(&house.path("")), &house.path("")).unwrap();
    let database = Database::open(&workspace.settings.database.url, &workspace.root).await.unwrap();
    let keys = subscription::signing_keys(&database, clock::now()).await.unwrap();
    let earlier = || clock::now() - SignedDuration::from_secs(10);
    let site = PublicSite::new(database, keys, &workspace, earlier).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    // The test's runtime ends it.
    tokio::spawn(public::serve(listener, site, std::future::pending()));
    let page = send(address, "GET", path, &[], b"").await;
    let (_, rest) = page.body.split_once("name=\"form_token\" value=\"").unwrap_or_else(|| panic!("{page:?}"));
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn signup_is_confirmed_by_mail() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_relay(catcher.address(), 1);
    house.run(["list", "create", "members", "--title", "Our members", "--public"]).is_well();
    let stamp = stamp(&house, "/subscribe/members").await;
    let (mut running, address) = super::serve::serve(&house);
    let body = format!("email=ann%40example.org&topic=&form_token={stamp}");
    let page = send(address, "POST", "/subscribe/members", &FORM, body.as_bytes()).await;
    assert!(page.status == 200 && page.body.contains("Please check your mail"), "{page:?}");
    let log = running.wait_for("confirmation mail 1: sent");
    assert!(!log.contains("ann@"), "{log}");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    members  Our members — 0 subscribers, 0 unsubscribed
      public: people join at https://news.example.org/subscribe/members
      double opt-in: 1 person has asked and not confirmed yet
    --- exit code 0
    ");
    let caught = catcher.messages();
    assert_eq!(caught.len(), 1);
    let text = caught[0].content().text;
    let link = text.lines().find_map(|line| line.strip_prefix("https://news.example.org")).unwrap();
    let page = send(address, "GET", link, &FORM, b"").await;
    assert!(page.status == 200 && page.body.contains("Would you like to get “Our members”?"), "{page:?}");
    let page = send(address, "POST", link, &FORM, b"list=members").await;
    assert!(page.status == 200 && page.body.contains("Welcome"), "{page:?}");
    running.interrupt();
    running.end().is_well();
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    members  Our members — 1 subscriber, 0 unsubscribed
      public: people join at https://news.example.org/subscribe/members
      double opt-in: they confirm it by a mail to their address
    --- exit code 0
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn signup_without_relay_is_closed() {
    let house = TestWorkspace::new();
    house.run(["list", "create", "members", "--title", "Our members", "--public"]).is_well();
    let (mut running, address) = super::serve::serve(&house);
    running.line();
    running.line();
    insta::assert_snapshot!(house.run(["list", "show", "members"]), @"
    members  Our members — 0 subscribers, 0 unsubscribed
      public: people can join at https://news.example.org/subscribe/members once `[relay]` has a relay
      double opt-in: they confirm it by a mail to their address
    --- exit code 0
    ");
    insta::assert_snapshot!(running.line(), @"The sign-up form is closed: it needs a relay in `[relay]` and `public_url` in `[web]`.");
    let page = send(address, "GET", "/subscribe/members", &FORM, b"").await;
    assert!(page.status == 503 && page.body.contains("The form is closed for now"), "{page:?}");
    running.interrupt();
    running.end().is_well();
}
