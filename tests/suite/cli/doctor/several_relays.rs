//! A workspace with several relays: each is examined, and what is wrong names the relay.

use std::sync::Arc;

use circular::mail_catcher::{CatcherScript, CatcherTls, MailCatcher};
use serde_json::Value;

use super::{GOOD, without_ports};
use crate::cli::{MEMBERS, SPRING, TestWorkspace, catcher, reached};
use crate::dns::{DnsRow, StubDns};
use crate::transport::TestCertificateAuthority;

const USUAL: &str = "[relay]";
const YOUTH: &str = "[relays.youth]";

/// The domain of the youth section, whose letters nobody signs yet.
const YOUTH_DOMAIN: &[DnsRow] = &[
    ("youth.example.org", "SOA", ""),
    ("youth.example.org", "MX", "10 mail.example.org"),
    ("youth.example.org", "TXT", "v=spf1 mx -all"),
];

fn workspace(usual: &str, youth: &str) -> TestWorkspace {
    TestWorkspace::new().with_settings(&format!("{USUAL}\n{usual}\n{YOUTH}\n{youth}\n"))
}

fn examine(house: &TestWorkspace, dns: &StubDns) -> Value {
    let said = house.run_with("CIRCULAR_DNS_RESOLVER", &dns.address.to_string(), &["doctor", "--json"]);
    serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said}"))
}

/// Returns the rows of a part of the report that are about this relay, each as `id: message`.
fn about(report: &Value, part: &str, relay: &str) -> Vec<String> {
    let rows = report[part].as_array().unwrap().iter().filter(|row| row["relay"] == relay);
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let name = if part == "findings" { "id" } else { "topic" };
    let words = if part == "not_examined" { "reason" } else { "message" };
    rows.map(|row| format!("{}: {}", text(row, name), text(row, words))).collect()
}

fn account(authority: &TestCertificateAuthority, relay: &MailCatcher, user: &str) -> String {
    let ca_file = authority.path().join("ca.pem");
    format!(
        "url = \"smtp://{user}@{}?tls=required\"\npassword = \"x\"\nca_file = \"{}\"\n",
        relay.address(),
        ca_file.display()
    )
}

async fn relay_of(authority: &TestCertificateAuthority, user: &str, password: &str) -> MailCatcher {
    catcher(CatcherScript {
        tls: Some(CatcherTls::StartTls(Arc::clone(&authority.server))),
        credentials: Some((user.to_owned(), password.to_owned())),
        ..CatcherScript::default()
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn login_and_certificate_of_each_relay_are_examined() {
    let authority = TestCertificateAuthority::new();
    let usual = relay_of(&authority, "ann", "x").await;
    let (expired, other) = (TestCertificateAuthority::expired(), TestCertificateAuthority::of_another_host());
    for (authority_of_youth, password, expected) in [
        (&authority, "x", None),
        (&authority, "another", Some("535")),
        (&expired, "x", Some("the relay's certificate has expired")),
        (
            &other,
            "x",
            Some(
                "is not for `127.0.0.1`, but for `mail.example.org`: write the name of the certificate in \
                           `url` in `[relays.youth]`",
            ),
        ),
    ] {
        let youth = relay_of(authority_of_youth, "ben", password).await;
        let settings = account(authority_of_youth, &youth, "ben") + "lists = [\"youth\"]";
        let report = examine(&workspace(&account(&authority, &usual, "ann"), &settings), &StubDns::start(GOOD));
        assert_eq!(about(&report, "findings", USUAL), Vec::<String>::new(), "{report:#}");
        assert!(about(&report, "passed", USUAL)[0].contains("accepts the login"), "{report:#}");
        let found = about(&report, "findings", YOUTH);
        match expected {
            None => assert!(about(&report, "passed", YOUTH)[0].contains("accepts the login"), "{report:#}"),
            Some(words) => assert!(found[0].starts_with("relay-failed: ") && found[0].contains(words), "{found:?}"),
        }
        assert_eq!(report["blocked"], expected.is_some());
        assert_eq!((usual.message_count(), youth.message_count()), (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn domain_and_key_of_each_relay_are_examined() {
    let authority = TestCertificateAuthority::new();
    let user = "camp%40example.net";
    let (usual, youth) = (catcher(CatcherScript::default()).await, relay_of(&authority, "camp@example.net", "x").await);
    let house = TestWorkspace::new();
    let made = house.run(["dkim", "new", "youth.example.org", "--selector", "camp"]);
    made.is_well();
    let text = |line: Option<&str>| line.unwrap_or_else(|| panic!("{made}")).trim().to_owned();
    let rsa = text(made.out.lines().find_map(|line| line.trim().strip_prefix("Value  ")));
    let rsa: &'static str = Box::leak(rsa.into_boxed_str());
    let lines = account(&authority, &youth, user)
        + "from = [\"Youth.example.org\"]\ndkim.domain = \"youth.example.org\"\ndkim.rsa_selector = \"camp\"\n\
           dkim.rsa_key_file = \"dkim/camp.rsa.youth.example.org.key\"\n";
    let house = house.with_settings(&format!("{USUAL}\nurl = \"smtp://{}\"\n{YOUTH}\n{lines}", usual.address()));
    let house = house.with_settings("[dns]\n");
    let rows = |key: Option<&'static str>| {
        let key = key.map(|key| ("camp._domainkey.youth.example.org", "TXT", key));
        [GOOD, YOUTH_DOMAIN].concat().into_iter().chain(key).collect::<Vec<_>>()
    };
    let account_words = "from-account: the sender is in `youth.example.org`, and the relay's account in `example.net`: \
                         some providers refuse that";
    let report = examine(&house, &StubDns::start(&rows(Some(rsa))));
    assert_eq!(about(&report, "findings", YOUTH), [account_words], "{report:#}");
    assert!(
        about(&report, "passed", YOUTH)
            .contains(&"DKIM: a key is published at `camp._domainkey.youth.example.org`".to_owned()),
        "{report:#}"
    );
    assert!(about(&report, "findings", USUAL).iter().all(|row| row.starts_with("dkim-unknown")), "{report:#}");
    assert_eq!((&report["relays"][1]["domain"], &report["blocked"]), (&"youth.example.org".into(), &false.into()));
    let report = examine(&house, &StubDns::start(&rows(None)));
    assert!(about(&report, "findings", YOUTH)[0].starts_with("dkim-missing"), "{report:#}");
    assert_eq!(report["blocked"], true);
    let broken = [rows(Some(rsa)), vec![("_dmarc.youth.example.org", "SERVFAIL", "")]].concat();
    let report = examine(&house, &StubDns::start(&broken));
    assert!(
        about(&report, "not_examined", YOUTH)[0].starts_with("DMARC: the resolver answered SERVFAIL"),
        "{report:#}"
    );
    assert!(about(&report, "passed", YOUTH).iter().any(|row| row.starts_with("DKIM: ")), "{report:#}");
    assert_eq!(report["blocked"], false);
    let shown = house.run(["dkim", "show"]);
    assert!(shown.out.contains("sign your letters through `[relays.youth]`:"), "{shown}");
    assert!(!shown.out.contains("do not sign yet"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn domain_with_umlauts_is_looked_up_and_signs_as_ascii() {
    let relay = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_list(MEMBERS);
    let made = house.run(["dkim", "new", "müll.example.org", "--selector", "camp"]);
    made.is_well();
    assert!(made.out.contains("camp._domainkey.xn--mll-hoa.example.org"), "{made}");
    let rsa = made.out.lines().find_map(|line| line.trim().strip_prefix("Value  ")).unwrap().to_owned();
    let draft = SPRING.replace("to: members", "to: members\nfrom: Camp <camp@MÜLL.example.org>");
    let house = house.with_draft("spring", &draft).with_settings(&format!(
        "{YOUTH}\nurl = \"smtp://{}\"\nfrom = [\"Müll.example.org\"]\ndkim.rsa_selector = \"camp\"\n\
         dkim.rsa_key_file = \"dkim/camp.rsa.xn--mll-hoa.example.org.key\"\n",
        relay.address()
    ));
    let dns = StubDns::start(&[
        ("xn--mll-hoa.example.org", "SOA", ""),
        ("xn--mll-hoa.example.org", "MX", "10 mail.example.org"),
        ("_dmarc.example.org", "TXT", "v=DMARC1; p=reject; rua=mailto:a@example.org"),
        ("camp._domainkey.xn--mll-hoa.example.org", "TXT", Box::leak(rsa.into_boxed_str())),
    ]);
    let report = examine(&house, &dns);
    let passed = about(&report, "passed", YOUTH).join("; ");
    assert!(passed.contains("at `camp._domainkey.xn--mll-hoa.example.org`"), "{report:#}");
    assert!(about(&report, "findings", YOUTH).iter().all(|row| !row.starts_with("sender-unaligned")), "{report:#}");
    let said = house.run_with("CIRCULAR_DNS_RESOLVER", &dns.address.to_string(), &["send", "spring", "--yes"]);
    said.is_well();
    let mail = String::from_utf8_lossy(&relay.messages()[0].bytes).into_owned();
    assert!(mail.contains(" d=xn--mll-hoa.example.org;"), "{mail}");
    assert_eq!(relay.message_count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn report_names_the_relay() {
    let usual = catcher(CatcherScript::default()).await;
    let house = workspace(
        &format!("url = \"smtp://{}\"", usual.address()),
        "url = \"outbox:camp\"\nlists = [\"youth\"]\nfrom = [\"youth.example.org\"]",
    );
    let dns = StubDns::start(&[GOOD, YOUTH_DOMAIN].concat());
    let said = house.run_with("CIRCULAR_DNS_RESOLVER", &dns.address.to_string(), &["doctor"]);
    let said = without_ports(&said, &dns).replace(&usual.address().to_string(), "127.0.0.1:[relay]");
    insta::assert_snapshot!(said, @"
    chair@example.org through smtp://127.0.0.1:[port]
    letters to `youth` from `youth.example.org` through `youth`, outbox:camp

    warning: it is not known whether your letters are signed with DKIM [dkim-unknown]
      This is about the relay in `[relay]`.
      It matters to Gmail, Yahoo, Outlook.com, GMX/web.de and iCloud.
    hint: Switch DKIM on where your domain's mail is administered, or sign with a key of your own (`circular dkim new`). If your relay signs already, write its selector into `dkim_selectors` in `[dns]`: in a letter that arrived, it is behind `s=` in the header `DKIM-Signature`.

    warning: it is not known whether your letters are signed with DKIM [dkim-unknown]
      This is about the relay in `[relays.youth]`.
      It matters to Gmail, Yahoo, Outlook.com, GMX/web.de and iCloud.
    hint: Switch DKIM on where your domain's mail is administered, or sign with a key of your own (`circular dkim new`). If your relay signs already, write its selector into `dkim_selectors` in `[relays.youth]`: in a letter that arrived, it is behind `s=` in the header `DKIM-Signature`.

    warning: no relay is set: letters become files, and nobody gets one [relay-missing]
      This is about the relay in `[relays.youth]`.
    hint: Set `url` in `[relays.youth]` to your mail server when you want to send.

    What these providers ask for (as of 2026-11-29):
      GMX/web.de: DKIM in the domain of the sender, from everybody; DMARC policies are obeyed since May 2026
      Gmail, since February 2024: SPF, DKIM, DMARC and one-click unsubscribing from senders of 5,000 mails a day
      Outlook.com, since May 2025: SPF, DKIM and DMARC from senders of more than 5,000 mails a day, otherwise refused
      Yahoo, since February 2024: SPF, DKIM, DMARC and a way to unsubscribe from senders of many mails, without saying how many
      iCloud: SPF, DKIM, DMARC and a server name that leads back, from senders of many mails

    Right:
      Mail domain       `[relay]`: `example.org` takes mail at `mail.example.org`
      SPF               `[relay]`: `example.org` publishes `v=spf1 mx -all`, which needs 1 of 10 look-ups
      DMARC             `example.org` publishes `v=DMARC1; p=none; rua=mailto:postmaster@example.org`
      Relay             `[relay]`: `127.0.0.1:[port]` can be reached, is on this machine
      Mail domain       `[relays.youth]`: `youth.example.org` takes mail at `mail.example.org`
      SPF               `[relays.youth]`: `youth.example.org` publishes `v=spf1 mx -all`, which needs 1 of 10 look-ups

    Not examined:
      Alignment         `[relay]`: whether SPF or DKIM vouches for `example.org` is not certain
      Server name       the relay is not in your domain, so its name is its operator's business
      Alignment         `[relays.youth]`: whether SPF or DKIM vouches for `youth.example.org` is not certain
      Mailbox           none is set: bounces go to the sender's own mailbox, and nobody is taken off by them
      Unsubscribing     there is no signing key yet; the first letter makes one
      Clock             no other machine that was asked tells the time

    3 warnings.
    --- exit code 0
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn test_mails_go_through_each_relay() {
    let (usual, youth) = (catcher(CatcherScript::default()).await, catcher(CatcherScript::default()).await);
    let settings = |house: TestWorkspace| {
        let addresses =
            "unsubscribe = \"leave+{token}@example.org\"\nanswers = \"answers+{token}@example.org\"\n\n[web]";
        let text = house.text("circular.toml").replace("[web]", addresses);
        house.with_file("circular.toml", &text)
    };
    let house = settings(workspace(
        &format!("url = \"smtp://{}\"", usual.address()),
        &format!("url = \"smtp://{}\"\nfrom = [\"youth.example.org\"]", youth.address()),
    ));
    let said = house.run(["doctor", "--send-test"]);
    for (relay, from, words) in
        [(&usual, "chair@example.org", ": 250"), (&youth, "chair@youth.example.org", " through `[relays.youth]`: 250")]
    {
        let mails = relay.messages();
        assert_eq!(mails.len(), 2, "{said}");
        for (mail, begins) in mails.iter().zip(["leave+", "answers+"]) {
            assert!(mail.to.starts_with(begins) && mail.to.ends_with("@example.org"), "{}", mail.to);
            assert_eq!(mail.from, from);
            assert!(said.err.contains(&format!("Sent to {}{words}", mail.to)), "{said}");
        }
    }
    let broken = settings(workspace("url = \"outbox:out\"", "url = \"smtps://ann@127.0.0.1:9\"\nlists = [\"youth\"]"));
    let said = broken.run(["doctor", "--send-test"]);
    assert!(said.out.contains("there is no password for `ann`") && !said.err.contains("Sent to"), "{said}");
    assert_eq!(said.code(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn letter_goes_through_the_relay_of_its_list_or_of_its_sender() {
    let (usual, choir, youth) = (
        catcher(CatcherScript::default()).await,
        catcher(CatcherScript::default()).await,
        catcher(CatcherScript::default()).await,
    );
    let from_youth = SPRING.replace("to: members", "to: members\nfrom: \"The camp <camp@youth.example.org>\"");
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_draft("camp", &from_youth);
    house.run(["list", "create", "choir", "--title", "The choir"]).is_well();
    house.run(["subscriber", "add", "ann@example.org", "--list", "choir"]).is_well();
    let house = house.with_settings(&format!(
        "[relay]\nurl = \"smtp://{}\"\n[relays.choir]\nurl = \"smtp://{}\"\nlists = [\"choir\"]\n\
         [relays.youth]\nurl = \"smtp://{}\"\nfrom = [\"YOUTH.example.org\"]\n",
        usual.address(),
        choir.address(),
        youth.address()
    ));
    for (arguments, relay, from) in [
        (vec!["send", "spring", "--yes"], &usual, "chair@example.org"),
        (vec!["send", "camp", "--yes"], &youth, "camp@youth.example.org"),
        (vec!["send", "camp", "--list", "choir", "--yes"], &choir, "camp@youth.example.org"),
    ] {
        let said = house.run_all(&arguments);
        said.is_well();
        let mails = relay.messages();
        assert_eq!(mails.len(), if arguments.contains(&"choir") { 1 } else { 3 }, "{said}");
        assert!(mails.iter().all(|mail| mail.from == from), "{from}");
    }
    assert_eq!(reached(&youth), ["ann@example.org", "bob@example.org", "cat@example.org"]);
    let mail = String::from_utf8_lossy(&youth.messages()[0].bytes).into_owned();
    let from = mail.lines().find(|line| line.starts_with("From: "));
    assert_eq!(from, Some("From: \"The camp\" <camp@youth.example.org>"), "{mail}");
}
