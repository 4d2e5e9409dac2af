//! `circular doctor`, and what `send` looks up before the first letter.

mod names;
mod page;
mod sending;
mod servers;
mod several_relays;

use serde_json::Value;

use super::{CommandOutput, TestWorkspace};
use crate::dns::{DnsRow, StubDns};

/// A domain in which everything is right; its relay is on this machine.
const GOOD: &[DnsRow] = &[
    ("example.org", "SOA", ""),
    ("example.org", "MX", "10 mail.example.org"),
    ("mail.example.org", "A", "192.0.2.1"),
    ("1.2.0.192.in-addr.arpa", "PTR", "mail.example.org"),
    ("example.org", "TXT", "v=spf1 mx -all"),
    ("_dmarc.example.org", "TXT", "v=DMARC1; p=none; rua=mailto:postmaster@example.org"),
    ("news._domainkey.example.org", "TXT", "v=DKIM1; k=ed25519; p=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="),
];

/// Settings with one key of the relay.
fn house(settings: &str) -> TestWorkspace {
    TestWorkspace::empty().with_file(
        "circular.toml",
        &format!(
            "[society]\nname = \"Society\"\ntimezone = \"UTC\"\n\n[sender]\nfrom = \"Chair <chair@example.org>\"\n\
             unsubscribe = \"leave@example.org\"\n\n{settings}"
        ),
    )
}

/// Replaces the rows of each name that `rows` has with a type that it has.
fn zone(rows: &[DnsRow]) -> Vec<DnsRow> {
    let is_replaced = |row: &&DnsRow| rows.iter().any(|(name, kind, _)| *name == row.0 && kind.starts_with(row.1));
    let kept = GOOD.iter().filter(|row| !is_replaced(row)).copied();
    kept.chain(rows.iter().copied().filter(|(_, _, data)| *data != "-")).collect()
}

/// Examines with these records.
fn examine(house: TestWorkspace, dns: &StubDns) -> Value {
    let said = house.with_variable("CIRCULAR_DNS_RESOLVER", dns.address).run(["doctor", "--json"]);
    serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said}"))
}

/// Returns the ids of what was found, each with the first letter of its severity.
fn ids(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    let text = |found: &Value, key: &str| found[key].as_str().unwrap().to_owned();
    findings.map(|found| format!("{} {}", &text(found, "severity")[..1], text(found, "id"))).collect()
}

/// Replaces the addresses of servers, which are others each time.
fn without_ports(said: &CommandOutput, dns: &StubDns) -> String {
    said.to_string().replace(&dns.address.to_string(), "127.0.0.1:[port]")
}
