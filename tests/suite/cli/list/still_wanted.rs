//! `circular list ask-again` and `drop-silent`: from people who were silent for years to those who said nothing again.

use std::net::SocketAddr;

use circular::database::Database;
use circular::mail_catcher::{CatcherScript, MailCatcher};
use secrecy::SecretString;
use sqlx::AssertSqlSafe;

use crate::cli::serve::serve;
use crate::cli::{TestWorkspace, catcher};
use crate::web::client::send;

const HOST: [(&str, &str); 1] = [("Host", "news.example.org")];
/// Four years before now, in the tables' own time.
const LONG_AGO: &str = "(CAST(strftime('%s', 'now') AS INTEGER) - 4 * 366 * 86400) * 1000000";

impl TestWorkspace {
    async fn change_tables(&self, script: &str) {
        let database = Database::open(&SecretString::from("sqlite:circular.db"), &self.path("")).await.unwrap();
        let Database::Sqlite { writer, .. } = &database else { unreachable!() };
        sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(writer).await.unwrap();
        database.close().await;
    }
}

/// Six members: five came four years ago, of whom one has since written and one has left.
async fn old_society(catcher: &MailCatcher) -> TestWorkspace {
    let rows: Vec<_> = ["ann", "bob", "cat", "dan", "eve", "new"].map(|name| format!("{name}@example.org")).into();
    let house =
        TestWorkspace::new().with_list(&format!("email\n{}\n", rows.join("\n"))).with_relay(catcher.address(), 1);
    let script = format!(
        "UPDATE subscriber SET created_at = {LONG_AGO} WHERE address <> 'new@example.org'; \
         UPDATE subscription_event SET occurred_at = {LONG_AGO}; \
         INSERT INTO inbound_message (message_digest, processed_at, kind, subscriber_id) \
         SELECT x'01', {LONG_AGO} + 366 * 3 * 86400000000, 'reply', id FROM subscriber WHERE address = 'cat@example.org'; \
         INSERT INTO inbound_message (message_digest, processed_at, kind, subscriber_id, reason) \
         SELECT x'02', {LONG_AGO} + 366 * 3 * 86400000000, 'bounce', id, 'mailbox_full' FROM subscriber \
         WHERE address = 'bob@example.org'"
    );
    house.change_tables(&script).await;
    house.run(["subscriber", "unsubscribe", "dan@example.org", "--list", "members"]).is_well();
    house
}

fn slug_of(house: &TestWorkspace) -> String {
    let said = house.run(["list", "ask-again", "members"]);
    said.is_well();
    said.out.split("newsletters/").nth(1).unwrap().split(".md").next().unwrap().to_owned()
}

/// Returns the link in somebody's copy.
fn link(catcher: &MailCatcher, to: &str) -> String {
    let caught = catcher.messages();
    let text = caught.iter().rev().find(|copy| copy.to == to).unwrap().content().text;
    let (_, rest) = text.split_once("https://news.example.org/k/").unwrap();
    let token: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    format!("/k/{token}")
}

async fn page(address: SocketAddr, method: &str, link: &str) -> String {
    let page = send(address, method, link, &HOST, b"").await;
    assert_eq!(page.status, 200, "{page:?}");
    page.body
}

fn on_list(house: &TestWorkspace) -> String {
    house.run(["list", "show", "members"]).out
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_people_are_asked_once_and_dropped_on_command() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = old_society(&catcher).await;
    let counted = house.run(["list", "ask-again", "members", "--silent-for", "3y", "--dry-run"]);
    assert!(counted.out.starts_with("Nothing was heard of 3 people on `members` since"), "{counted}");
    let slug = slug_of(&house);
    house.run(["check", &slug]).is_well();
    house.run(["send", &slug, "--yes"]).is_well();
    let mut to: Vec<String> = catcher.messages().iter().map(|copy| copy.to.clone()).collect();
    to.sort();
    assert_eq!(to, ["ann@example.org", "bob@example.org", "eve@example.org"]);

    // Looking changes nothing, pressing the button is recorded once, with the words.
    let (running, address) = serve(&house);
    let (ann, eve) = (link(&catcher, "ann@example.org"), link(&catcher, "eve@example.org"));
    assert!(page(address, "GET", &ann).await.contains("Shall we keep writing to you?"));
    assert!(!house.run(["subscriber", "show", "ann@example.org"]).out.contains("still_wanted"));
    for _ in 0..2 {
        assert!(page(address, "POST", &ann).await.contains("Thank you: we keep writing to you"));
    }
    let record = house.run(["subscriber", "show", "ann@example.org", "--json"]).out;
    assert_eq!(record.matches("\"still_wanted\"").count(), 1, "{record}");
    assert!(record.contains("Yes, keep writing to me: “Our members”, from Society"), "{record}");

    // Everybody was asked, or heard of: nobody is asked a second time.
    assert!(house.run(["list", "ask-again", "members"]).out.starts_with("Nobody on `members` must be asked"));

    // Nobody is dropped before they had time to answer.
    let early = house.run(["list", "drop-silent", &slug, "--yes"]);
    assert!(early.out.starts_with("0 people got"), "{early}");
    let past = "UPDATE delivery SET changed_at = changed_at - 31 * 86400000000; \
                UPDATE issue SET starts_at = starts_at - 31 * 86400000000";
    house.change_tables(past).await;
    let counted = house.run(["list", "drop-silent", &slug, "--dry-run", "--json"]);
    assert!(counted.out.contains("\"silent\": 2") && counted.out.contains("\"dry_run\": true"), "{counted}");
    assert!(on_list(&house).contains("5 subscribers"), "{}", on_list(&house));
    let asked = house.run(["list", "drop-silent", &slug]);
    assert!(asked.code() == 1 && asked.err.contains("pass `--yes` in scripts"), "{asked}");
    house.run(["list", "drop-silent", &slug, "--yes"]).is_well();
    assert!(on_list(&house).contains("3 subscribers"), "{}", on_list(&house));
    assert!(house.run(["subscriber", "show", "bob@example.org"]).out.contains("no-answer"));

    // A late yes brings somebody back; the others come back on the owner's command.
    assert!(page(address, "POST", &eve).await.contains("Thank you: we keep writing to you"));
    assert!(on_list(&house).contains("4 subscribers"), "{}", on_list(&house));
    let back = house.run(["list", "drop-silent", &slug, "--undo"]);
    assert!(back.out.starts_with("Put 1 person back on `members`"), "{back}");
    assert!(on_list(&house).contains("5 subscribers"), "{}", on_list(&house));
    running.interrupt();
    running.end().is_well();
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_left_or_are_suppressed_do_not_come_back_by_the_link() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = old_society(&catcher).await;
    let slug = slug_of(&house);
    house.run(["send", &slug, "--yes"]).is_well();
    house.run(["subscriber", "unsubscribe", "ann@example.org", "--list", "members"]).is_well();
    house.run(["suppression", "add", "eve@example.org"]).is_well();
    let (running, address) = serve(&house);
    for to in ["ann@example.org", "eve@example.org"] {
        let answer = page(address, "POST", &link(&catcher, to)).await;
        assert!(!answer.contains("Thank you"), "{to}: {answer}");
    }
    // A token for leaving does not open this page, nor the other way round.
    let other = link(&catcher, "bob@example.org").replace("/k/", "/u/");
    assert_eq!(send(address, "GET", &other, &HOST, b"").await.status, 404);
    running.interrupt();
    running.end().is_well();
    assert!(on_list(&house).contains("3 subscribers") || on_list(&house).contains("4 subscribers"));
}

#[test]
fn other_letters_drop_nobody() {
    let house = TestWorkspace::new().with_list("email\nann@example.org\n").with_draft("spring", crate::cli::SPRING);
    house.run(["send", "spring", "--yes"]).is_well();
    let refused = house.run(["list", "drop-silent", "spring", "--yes"]);
    assert!(refused.code() == 1 && refused.err.contains("did not ask whether"), "{refused}");
    for wrong in ["soon", "0y", "5m", "3w"] {
        assert_eq!(house.run(["list", "ask-again", "members", "--silent-for", wrong]).code(), 2, "{wrong}");
    }
}
