//! Joining, as the chair sets it up and a person does it: the built binary, a real relay, a real browser's requests.

use circular::catcher::Script;
use circular::clock;
use circular::config::Workspace;
use circular::database::{self, Database};
use circular::model::{Cause, blind};
use circular::subscription;
use circular::web::public::{self, Site};
use jiff::SignedDuration;
use tokio::net::TcpListener;

use super::{House, MEMBERS, catcher};
use crate::web::client::send;

const FORM: [(&str, &str); 2] =
    [("Content-Type", "application/x-www-form-urlencoded"), ("User-Agent", "Browser/1.0 (test)")];

#[test]
fn a_list_is_made_public_and_says_how_one_joins() {
    let house = House::new();
    insta::assert_snapshot!(house.run(["list", "create", "members", "--title", "Our members"]), @"");
    insta::assert_snapshot!(house.run(["list", "show", "members"]), @"");
    insta::assert_snapshot!(house.run(["list", "form", "members"]), @"");
    insta::assert_snapshot!(house.run(["list", "edit", "members", "--public", "--title", "News & \"Views\""]), @"");
    insta::assert_snapshot!(house.run(["list", "edit", "members", "--opt-in", "single"]), @"");
    insta::assert_snapshot!(house.run(["list", "show"]), @"");
    insta::assert_snapshot!(house.run(["list", "form", "members"]), @"");
    insta::assert_snapshot!(house.run(["list", "edit", "members", "--private", "--public"]), @"");
    insta::assert_snapshot!(house.run(["list", "edit", "members", "--opt-in", "triple"]), @"");
    insta::assert_snapshot!(house.run(["list", "edit", "members", "--title", " "]), @"");
    insta::assert_snapshot!(
        house.run(["list", "create", "choir", "--title", "The choir", "--public", "--opt-in", "double"]), @"");
}

#[test]
fn one_person_is_put_on_a_list_with_the_ground_for_it() {
    let house = House::new().with_list(MEMBERS);
    insta::assert_snapshot!(house.run([
        "subscriber", "add", "Dan@example.org", "--list", "members", "--basis", "asked at the meeting of 2 May",
        "--field", "first_name=Dan", "--field", "category=student",
    ]), @"");
    insta::assert_snapshot!(house.run(["subscriber", "add", "dan@example.org", "--list", "members"]), @"");
    insta::assert_snapshot!(
        house.run(["subscriber", "add", "ann@example.org", "--list", "members", "--field", "category=retired"]), @"");
    house.run(["subscriber", "unsubscribe", "bob@example.org", "--list", "members"]).is_well();
    insta::assert_snapshot!(house.run(["subscriber", "add", "bob@example.org", "--list", "members"]), @"");
    for (field, why) in [("first_name", "NAME=VALUE"), ("First name=x", "no field can have"), ("link=x", "letters use")]
    {
        let said = house.run(["subscriber", "add", "eve@example.org", "--list", "members", "--field", field]);
        assert!(said.code() == 1 && said.err.contains(why), "{said}");
    }
    for address in ["eve@example", "jürgen@example.org", ""] {
        let said = house.run(["subscriber", "add", address, "--list", "members"]);
        assert_eq!(said.code(), 1, "{said}");
    }
    insta::assert_snapshot!(house.run(["list", "show"]), @"");
}

#[tokio::test]
async fn who_must_not_be_mailed_is_not_added() {
    let house = House::new().with_list(MEMBERS);
    let database = Database::open(&"sqlite:circular.db".into(), &house.path("")).await.unwrap();
    let mut work = database.write().await.unwrap();
    let key = subscription::blindfold(&mut work, clock::now()).await.unwrap();
    for (address, cause) in [("erased@example.org", Cause::Erased), ("complained@example.org", Cause::Complained)] {
        let hash = blind(&key, &address.parse().unwrap());
        database::stranger::add(&mut work, &hash, cause, clock::now()).await.unwrap();
    }
    let ann = database::subscriber::by_address(&mut work, &"ann@example.org".parse().unwrap()).await.unwrap().unwrap();
    let suppression = circular::model::Suppression { cause: Cause::Bounced, at: clock::now(), issue: None, note: None };
    database::suppression::put(&mut work, ann.id, &suppression).await.unwrap();
    work.commit().await.unwrap();
    database.close().await;
    let add = |address: &str| house.run(["subscriber", "add", address, "--list", "members"]);
    insta::assert_snapshot!(add("Erased@example.org"), @"");
    insta::assert_snapshot!(add("complained@example.org"), @"");
    insta::assert_snapshot!(add("ann@example.org"), @"");
}

/// Returns a form's stamp, as of ten seconds ago.
async fn stamp(house: &House, path: &str) -> String {
    let workspace = Workspace::open(Some(&house.path("")), &house.path("")).unwrap();
    let database = Database::open(&workspace.settings.database.url, &workspace.root).await.unwrap();
    let keys = subscription::keys(&database, clock::now()).await.unwrap();
    let earlier = || clock::now() - SignedDuration::from_secs(10);
    let site = Site::new(database, keys, &workspace, earlier).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    // The test's runtime ends it.
    tokio::spawn(public::serve(listener, site, std::future::pending()));
    let page = send(address, "GET", path, &[], b"").await;
    let (_, rest) = page.body.split_once("name=\"stamp\" value=\"").unwrap_or_else(|| panic!("{page:?}"));
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_joins_by_the_form_and_the_mail() {
    let catcher = catcher(Script::default()).await;
    let house = House::new().with_relay(catcher.address(), 1);
    house.run(["list", "create", "members", "--title", "Our members", "--public"]).is_well();
    let stamp = stamp(&house, "/subscribe/members").await;
    let (mut running, address) = super::serve::serve(&house);
    let body = format!("email=ann%40example.org&topic=&stamp={stamp}");
    let page = send(address, "POST", "/subscribe/members", &FORM, body.as_bytes()).await;
    assert!(page.status == 200 && page.body.contains("Please look into your mail"), "{page:?}");
    let log = running.wait_for("confirmation mail 1: sent");
    assert!(!log.contains("ann@"), "{log}");
    insta::assert_snapshot!(house.run(["list", "show"]), @"");
    let caught = catcher.caught();
    assert_eq!(caught.len(), 1);
    let text = caught[0].letter().text;
    let link = text.lines().find_map(|line| line.strip_prefix("https://news.example.org")).unwrap();
    let page = send(address, "GET", link, &FORM, b"").await;
    assert!(page.status == 200 && page.body.contains("Do you want “Our members”?"), "{page:?}");
    let page = send(address, "POST", link, &FORM, b"list=members").await;
    assert!(page.status == 200 && page.body.contains("Welcome"), "{page:?}");
    running.interrupt();
    running.end().is_well();
    insta::assert_snapshot!(house.run(["list", "show"]), @"");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_relay_nobody_can_join_and_it_says_so() {
    let house = House::new();
    house.run(["list", "create", "members", "--title", "Our members", "--public"]).is_well();
    let (mut running, address) = super::serve::serve(&house);
    running.line();
    running.line();
    insta::assert_snapshot!(running.line(), @"");
    let page = send(address, "GET", "/subscribe/members", &FORM, b"").await;
    assert!(page.status == 503 && page.body.contains("Joining is closed for now"), "{page:?}");
    running.interrupt();
    running.end().is_well();
}
