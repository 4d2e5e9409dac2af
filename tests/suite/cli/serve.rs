//! `circular serve`, and what follows in `circular report`.

mod operation;
mod sending;

use std::net::SocketAddr;

use circular::mail_catcher::CatcherScript;

use super::running::RunningCommand;
use super::{MEMBERS, SPRING, TestWorkspace, catcher, reached};
use crate::web::client::send;

const ONE_CLICK: &[u8] = b"List-Unsubscribe=One-Click";
const FORM: [(&str, &str); 2] = [("Host", "news.example.org"), ("Content-Type", "application/x-www-form-urlencoded")];

/// Begins to serve and returns where.
pub(crate) fn serve(house: &TestWorkspace) -> (RunningCommand, SocketAddr) {
    let mut running = house.begin(["serve"]);
    let line = running.line();
    let address = line.strip_prefix("The public pages are at http://").unwrap().parse().unwrap();
    (running, address)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_click_unsubscribe_is_reported_with_reason() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    house.run(["send", "spring", "--yes"]).is_well();
    let caught = catcher.messages();
    let copy = caught.iter().find(|copy| copy.to == "bob@example.org").unwrap();
    let header = copy.header("List-Unsubscribe").unwrap();
    let link = header.split_once("<https://news.example.org").unwrap().1.split_once('>').unwrap().0;
    assert_eq!(copy.header("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));

    let (running, address) = serve(&house);
    let page = send(address, "GET", link, &FORM[..1], b"").await;
    assert!(page.status == 200 && page.body.contains("<button"), "{page:?}");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    members  Our members — 3 subscribers, 0 unsubscribed
    --- exit code 0
    ");
    assert_eq!(send(address, "POST", link, &FORM, ONE_CLICK).await.status, 200);
    let reason = b"why=Something+else&words=I+moved";
    assert_eq!(send(address, "POST", &format!("{link}/reason"), &FORM, reason).await.status, 200);
    running.interrupt();
    insta::assert_snapshot!(running.end(), @r#"
    Letters link to https://news.example.org: your web server must forward it to here.
    Sending due mail through smtp://127.0.0.1:[port].
    --- standard error
    [time]  INFO answered method=GET route="/u/{token}" status=200
    [time]  INFO answered method=POST route="/u/{token}" status=200
    [time]  INFO answered method=POST route="/u/{token}/reason" status=200
    --- exit code 0
    "#);

    insta::assert_snapshot!(house.run(["report", "spring"]), @"
    spring to members
      recipients          3
      sent                3
      bounced             0
      unsubscribed        1  (1 by one click)
      1 left within seconds of the delivery: possibly a link scanner, not the person
      per 1,000       333.3

      Time from delivery to unsubscribing:
        within an hour       1  ################################
        within a day         0
        within a week        0
        within 30 days       0
        later                0
      Half of them within some s.

      Why (1 gave a reason):
            1  Something else

      In their own words:
        “I moved”
    --- exit code 0
    ");
    let report: serde_json::Value = serde_json::from_str(&house.run(["report", "spring", "--json"]).out).unwrap();
    assert_eq!(
        (&report["unsubscribed_by"]["one_click"], &report["likely_scanner"]),
        (&1.into(), &1.into()),
        "{report}"
    );
    assert_eq!(report["reason_notes"][0], "Something else: I moved");
    insta::assert_snapshot!(house.run(["subscriber", "import", "members.csv", "--list", "members"]), @"
    Imported `members.csv` into `members`: 0 joined, 2 unchanged, 1 had unsubscribed and stays unsubscribed.
    Letters can use {{first_name}}, {{category}}.
    --- standard error
    members.csv: UTF-8, commas between the cells
      email      → address           such as `ann@example.org`
      first_name → first_name  text  such as `Ann`
      category   → category    text  such as `student`
    --- exit code 0
    ");
    let house = house.with_draft("summer", SPRING);
    house.run(["send", "summer", "--yes"]).is_well();
    assert_eq!(reached(&catcher).iter().filter(|to| *to == "bob@example.org").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn unsubscribe_link_is_not_logged() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_variable("CIRCULAR_LOG", "trace");
    let (running, address) = serve(&house);
    assert_eq!(send(address, "POST", "/u/not-a-token-of-ours", &FORM, ONE_CLICK).await.status, 404);
    running.interrupt();
    let said = running.end();
    assert!(said.code() == 0 && !said.to_string().contains("not-a-token-of-ours"), "{said}");
}

#[test]
fn occupied_port_is_named() {
    let house = TestWorkspace::new();
    let (_running, address) = serve(&house);
    let house = house.with_variable("CIRCULAR_WEB_LISTEN", address);
    insta::assert_snapshot!(house.run(["serve"]), @"
    --- standard error
    error: cannot listen on 127.0.0.1:[port]: another program uses this port
    --- exit code 1
    ");
}

#[test]
fn missing_public_url_is_reported() {
    let house = TestWorkspace::empty();
    house.run(["init"]).is_well();
    let house = house.with_variable("CIRCULAR_WEB_LISTEN", "127.0.0.1:0");
    let (mut running, _) = serve(&house);
    insta::assert_snapshot!(running.line(), @"Letters do not link here yet: set `public_url` in `[web]`.");
    running.interrupt();
    assert_eq!(running.end().code(), 0);
}
