//! What is found in the DNS: a table for each rule, with right and wrong records.

use serde_json::Value;

use super::{examine, house, ids, zone};
use crate::dns::{DnsRow, StubDns};

/// A relay that nobody answers for, and what is found because of that and of the settings.
const RELAY: &str = "[relay]\nurl = \"smtp://127.0.0.1:9\"\n";
const ALWAYS: [&str; 3] = ["b relay-failed", "w mailbox-missing", "n one-click-missing"];

/// Returns what is found in these records, beside what is always found.
fn found(settings: &str, rows: &[DnsRow]) -> (Vec<String>, Value) {
    let dns = StubDns::start(&zone(rows));
    let house = house(&format!("{settings}\n[dns]\ndkim_selectors = [\"news\"]\n"));
    let report = examine(house, &dns);
    (ids(&report).into_iter().filter(|id| !ALWAYS.contains(&id.as_str())).collect(), report)
}

fn check(cases: &[(&[DnsRow], &[&str])]) {
    for (rows, expected) in cases {
        let (found, report) = found(RELAY, rows);
        assert_eq!(found, *expected, "{rows:?}\n{report:#}");
    }
}

#[test]
fn spf_records_are_judged() {
    const TXT: &str = "TXT";
    const ORG: &str = "example.org";
    check(&[
        (&[], &[]),
        (&[(ORG, TXT, "-")], &["w spf-missing"]),
        (&[(ORG, TXT, "google-site-verification=x")], &["w spf-missing"]),
        (&[(ORG, TXT, "v=spf1 mx -all"), (ORG, TXT, "v=spf1 a ~all")], &["w spf-many"]),
        (&[(ORG, TXT, "v=spf1 ip:192.0.2.1 -all")], &["w spf-syntax"]),
        (&[(ORG, TXT, "v=spf1 mx +all")], &["b spf-all"]),
        (&[(ORG, TXT, "v=spf1 mx ?all")], &["n spf-neutral"]),
        (&[(ORG, TXT, "v=spf1 mx")], &["n spf-neutral"]),
        (&[(ORG, TXT, "v=spf1 include:nothing.example.net -all")], &["w spf-include"]),
        (
            &[(ORG, TXT, "v=spf1 redirect=_spf.example.org"), ("_spf.example.org", TXT, "v=spf1 mx:example.org -all")],
            &[],
        ),
        (
            &[
                (ORG, TXT, "v=spf1 include:_spf.example.net -all"),
                ("_spf.example.net", TXT, "v=spf1 ip4:203.0.113.0/24 ~all"),
            ],
            &[],
        ),
        (
            &[(ORG, TXT, "v=spf1 include:_spf.example.net -all"), ("_spf.example.net", TXT, "v=spf1 ip4:x ~all")],
            &["w spf-include"],
        ),
        // Ten are allowed, also when one is inside another.
        (&[(ORG, TXT, "v=spf1 mx mx mx mx mx mx mx mx mx mx -all")], &[]),
        (&[(ORG, TXT, "v=spf1 mx mx mx mx mx mx mx mx mx mx mx -all")], &["w spf-lookups"]),
        (
            &[
                (ORG, TXT, "v=spf1 mx mx mx mx mx mx mx mx include:_spf.example.net -all"),
                ("_spf.example.net", TXT, "v=spf1 exists:%{i}.example.net mx:example.org ~all"),
            ],
            &["w spf-lookups"],
        ),
        (
            &[
                (ORG, TXT, "v=spf1 include:_spf.example.net -all"),
                ("_spf.example.net", TXT, "v=spf1 include:_spf.example.net"),
            ],
            &["w spf-lookups"],
        ),
        (&[(ORG, TXT, "v=spf1 a:x.example.net a:y.example.net mx -all")], &[]),
        (&[(ORG, TXT, "v=spf1 a:x.example.net a:y.example.net mx:z.example.net mx -all")], &["w spf-void"]),
        // What follows `all` is never looked at.
        (&[(ORG, TXT, "v=spf1 mx -all a:x.example.net a:y.example.net a:z.example.net")], &[]),
        (&[(ORG, "TXT7", "v=spf1 mx -all")], &[]),
    ]);
}

#[test]
fn dkim_records_are_judged() {
    const KEY: &str = "news._domainkey.example.org";
    const ED25519: &str = "v=DKIM1; k=ed25519; p=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    check(&[
        (&[(KEY, "TXT", "-")], &["b dkim-missing"]),
        (&[(KEY, "TXT", "v=DKIM1; k=ed25519; p=")], &["b dkim-revoked"]),
        (&[(KEY, "TXT", "v=DKIM1; k=ed25519; t=y; p=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=")], &["w dkim-test"]),
        (&[(KEY, "TXT", "v=DKIM1; k=ed25519; p=BwcH")], &["b dkim-form"]),
        (&[(KEY, "TXT", ED25519), (KEY, "TXT", "v=DKIM1; p=")], &["b dkim-many"]),
        (&[(KEY, "TXT7", ED25519)], &[]),
        (&[(KEY, "TXT", "-"), (KEY, "CNAME", "key.example.net"), ("key.example.net", "TXT", ED25519)], &[]),
    ]);
}

#[test]
fn dmarc_records_are_judged() {
    const DMARC: &str = "_dmarc.example.org";
    const RUA: &str = "rua=mailto:a@example.org";
    let with = |text: &'static str| -> Vec<String> { found(RELAY, &[(DMARC, "TXT", text)]).0 };
    assert_eq!(with("-"), ["w dmarc-missing"]);
    assert_eq!(with("v=DMARC1; p=none"), ["n dmarc-reports"]);
    assert_eq!(with("v=DMARC1; p=nothing"), ["w dmarc-syntax"]);
    assert_eq!(with("v=DMARC1; rua=mailto:a@example.org"), Vec::<String>::new(), "p may be left out (RFC 9989)");
    assert_eq!(with("v=DMARC1; p=reject; pct=50; rua=mailto:a@example.org"), ["w dmarc-pct"]);
    assert_eq!(with("v=DMARC1; p=reject; t=y; rua=mailto:a@example.org"), ["n dmarc-test"]);
    assert_eq!(with("v=DMARC1; p=reject; rua=mailto:a@example.org"), Vec::<String>::new());
    let two = [(DMARC, "TXT", "v=DMARC1; p=none"), (DMARC, "TXT", "v=DMARC1; p=reject")];
    assert_eq!(found(RELAY, &two).0, ["w dmarc-many"]);
    let (_, report) = found(RELAY, &[(DMARC, "TXT", "v=DMARC1; p=quarantine; pct=20; rua=mailto:a@example.org")]);
    assert_eq!(report["findings"][1]["record"]["value"], format!("v=DMARC1; p=quarantine; {RUA}"));
}

#[test]
fn alignment_is_judged() {
    const KEY: DnsRow = ("news._domainkey.example.org", "TXT", "-");
    const REJECT: DnsRow = ("_dmarc.example.org", "TXT", "v=DMARC1; p=reject; rua=mailto:a@example.org");
    const BOUNCES: [DnsRow; 3] = [
        ("bounces.example.net", "MX", "10 mail.example.net"),
        ("bounces.example.net", "SOA", ""),
        ("bounces.example.net", "TXT", "v=spf1 ip4:203.0.113.1 -all"),
    ];
    let elsewhere = "bounces = \"bounces+{token}@bounces.example.net\"\n";
    let below = "bounces = \"bounces+{token}@news.example.org\"\n";
    let token = "n token-address";
    for (bounces, rows, expected) in [
        // Signed, so the envelope does not matter.
        (elsewhere, [&[REJECT][..], &BOUNCES].concat(), vec![token]),
        (elsewhere, [&[REJECT, KEY][..], &BOUNCES].concat(), vec!["b sender-unaligned", "b dkim-missing", token]),
        // The same organization: relaxed alignment.
        (
            below,
            vec![REJECT, ("news.example.org", "MX", "10 mail.example.org"), ("news.example.org", "TXT", "v=spf1 +all")],
            vec!["b spf-all", token],
        ),
        (
            "",
            vec![REJECT, KEY, ("example.org", "TXT", "-")],
            vec!["b spf-missing", "b dkim-missing", "b sender-unaligned"],
        ),
        // Nobody asks receivers to refuse it, but it is wrong all the same.
        ("", vec![KEY, ("example.org", "TXT", "-")], vec!["b spf-missing", "b dkim-missing", "b sender-unaligned"]),
    ] {
        let (found, report) = found(&format!("{bounces}{RELAY}"), &rows);
        let mut expected: Vec<_> = expected.into_iter().map(str::to_owned).collect();
        let mut found = found;
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{bounces} {rows:?}\n{report:#}");
    }
}

#[test]
fn domains_that_take_no_mail_are_found() {
    assert_eq!(found(RELAY, &[("example.org", "MX", "-")]).0, ["b sender-domain"]);
    assert_eq!(found(RELAY, &[("example.org", "MX", "0 .")]).0, ["b sender-domain"]);
    assert_eq!(found(RELAY, &[("example.org", "MX", "-"), ("example.org", "A", "192.0.2.1")]).0, Vec::<String>::new());
    assert_eq!(found(RELAY, &[("example.org", "SOA", "-")]).0, ["w zone-missing"]);
    let reply = "reply_to = \"secretary@nowhere.example.net\"\n";
    assert_eq!(found(&format!("{reply}{RELAY}"), &[]).0, ["w reply-domain"]);
    let bounces = "bounces = \"bounces@nowhere.example.net\"\n";
    let (found, _) = found(&format!("{bounces}{RELAY}"), &[]);
    assert!(found.contains(&"b bounce-domain".to_owned()), "{found:?}");
}
