//! What `send` looks up before the first letter: it refuses what would harm the domain, and nothing else.

use circular::mail_catcher::CatcherScript;

use super::{GOOD, without_ports, zone};
use crate::cli::{MEMBERS, SPRING, TestWorkspace, catcher};
use crate::dns::StubDns;

async fn send(settings: &str, dns: &StubDns, options: &[&str]) -> (String, i32, usize) {
    let relay = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_settings(settings).with_list(MEMBERS).with_draft("spring", SPRING);
    let house = house.with_relay(relay.address(), 1).with_variable("CIRCULAR_DNS_RESOLVER", dns.address);
    let said = house.run_all(&[&["send", "spring", "--yes"], options].concat());
    (without_ports(&said, dns), said.code(), relay.message_count())
}

#[tokio::test(flavor = "multi_thread")]
async fn unaligned_sender_of_a_strict_domain_is_refused() {
    let dns = StubDns::start(&zone(&[
        ("_dmarc.example.org", "TXT", "v=DMARC1; p=reject"),
        ("example.org", "TXT", "v=spf1 -all"),
        ("news._domainkey.example.org", "TXT", "-"),
    ]));
    let settings = "[dns]\ndkim_selectors = [\"news\"]\n";
    let (said, _, count) = send(settings, &dns, &[]).await;
    insta::assert_snapshot!(said, @"
    --- standard error
    error: neither SPF nor DKIM vouches for `example.org`, which asks receivers to refuse such mail (`p=reject`) [sender-unaligned]
      circular.toml
    hint: Let SPF allow your relay, and sign with DKIM in this domain.
    hint: fix it; to send it anyway, pass `--allow sender-unaligned`
    --- exit code 1
    ");
    assert_eq!(count, 0);
    let (said, code, count) = send(settings, &dns, &["--allow", "sender-unaligned"]).await;
    assert_eq!((code, count), (0, 3), "{said}");
    assert!(said.contains("Allowed       `sender-unaligned`"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sender_without_mail_is_refused() {
    let dns = StubDns::start(&[("_dmarc.example.org", "TXT", "v=DMARC1; p=none")]);
    let (said, _, count) = send("", &dns, &[]).await;
    insta::assert_snapshot!(said, @"
    --- standard error
    error: the sender's domain `example.org` takes no mail: it has neither a mail server nor an address in the DNS [sender-domain]
      circular.toml
    hint: Many servers refuse mail from a domain that takes none, and nobody could answer. Correct the address in `[sender]`, or publish an MX record.
    hint: fix it; to send it anyway, pass `--allow sender-domain`
    --- exit code 1
    ");
    assert_eq!(count, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn good_domain_is_sent_without_a_word() {
    let dns = StubDns::start(GOOD);
    let (said, code, count) = send("", &dns, &[]).await;
    assert_eq!((code, count), (0, 3), "{said}");
    assert!(!said.contains("DNS"), "{said}");
    assert!(dns.questions() > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_resolver_is_said_and_sends() {
    let dns = StubDns::start(&zone(&[("example.org", "SERVFAIL", "x")]));
    let (said, code, count) = send("", &dns, &[]).await;
    assert_eq!((code, count), (0, 3), "{said}");
    assert!(
        said.contains(
            "The sender's domain was not checked in the DNS: the resolver answered SERVFAIL to the question about"
        ),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_for_an_outbox() {
    let dns = StubDns::start(GOOD);
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    let house = house.with_variable("CIRCULAR_DNS_RESOLVER", dns.address);
    house.run(["send", "spring", "--yes"]).is_well();
    assert_eq!(dns.questions(), 0);
}

#[test]
fn rules_are_explained() {
    insta::assert_snapshot!(TestWorkspace::empty().run(["check", "--explain", "sender-unaligned"]), @"
    `sender-unaligned` blocks (only `send` looks it up, and `circular doctor`): the sender's domain asks receivers to refuse mail for which neither SPF nor DKIM vouches, and neither does.
    Send with an address in a domain of your own, let its SPF record allow your relay, and sign with DKIM. `circular doctor` shows the records.
    To send it anyway: circular send DRAFT --allow sender-unaligned
    --- exit code 0
    ");
}

/// Makes a key, and returns the settings and the record.
fn signing_house() -> (TestWorkspace, String, String) {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    let made = house.run(["dkim", "new", "--selector", "own"]);
    let value = |start: &str| made.out.lines().find_map(|line| line.trim().strip_prefix(start)).unwrap().to_owned();
    let ed25519 = made.out.lines().filter_map(|line| line.trim().strip_prefix("Value  ")).nth(1).unwrap().to_owned();
    let rsa = value("Value  ");
    let lines = made.out.lines().skip_while(|line| line.trim() != "[dkim]").take_while(|line| !line.trim().is_empty());
    let settings = lines.map(str::trim).collect::<Vec<_>>().join("\n") + "\n";
    (house.with_settings(&settings), rsa, ed25519)
}

#[tokio::test(flavor = "multi_thread")]
async fn own_keys_must_be_published_as_they_are() {
    let (house, rsa, ed25519) = signing_house();
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let (rsa, ed25519) = (leak(rsa), leak(ed25519));
    let (first, second) = ("own._domainkey.example.org", "own-ed._domainkey.example.org");
    let relay = catcher(CatcherScript::default()).await;
    let house = house.with_relay(relay.address(), 1);
    for (rows, expected, allowed) in [
        (vec![(first, "TXT", rsa), (second, "TXT", ed25519)], vec![], true),
        (vec![(first, "TXT", rsa)], vec!["w dkim-missing"], true),
        (vec![], vec!["b dkim-missing", "b dkim-missing"], false),
        (
            vec![(first, "TXT", "v=DKIM1; p=BwcH"), (second, "TXT", rsa)],
            vec!["b dkim-mismatch", "b dkim-mismatch"],
            false,
        ),
    ] {
        let dns = StubDns::start(&zone(&rows));
        let variable = format!("{}", dns.address);
        let asked = ["doctor", "--json"];
        let house = &house;
        let said = house.run_with("CIRCULAR_DNS_RESOLVER", &variable, &asked);
        let report: serde_json::Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said}"));
        let found: Vec<_> = super::ids(&report).into_iter().filter(|id| id.contains("dkim")).collect();
        assert_eq!(found, expected, "{rows:?} {report:#}");
        let said = house.run_with("CIRCULAR_DNS_RESOLVER", &variable, &["send", "spring", "--dry-run"]);
        assert_eq!((said.code() == 0, said.to_string().contains("[dkim-broken]")), (allowed, !allowed), "{said}");
    }
    assert_eq!(relay.message_count(), 0);
}
