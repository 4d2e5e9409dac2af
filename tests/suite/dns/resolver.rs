//! What the resolver makes of answers, and of none.

use std::time::Duration;

use circular::dns::{DnsError, DnsResolver, MailExchanger};

use super::StubDns;
use crate::transport::ANYWHERE;

const LONG: &str = "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIDAQAB";

fn exchanger(preference: u16, host: &str) -> MailExchanger {
    MailExchanger { preference, host: host.to_owned() }
}

#[tokio::test]
async fn records_of_each_type_are_read() {
    let dns = StubDns::start(&[
        ("example.org", "TXT", "v=spf1 mx -all"),
        ("example.org", "TXT", "another"),
        ("example.org", "MX", "20 backup.example.org"),
        ("example.org", "MX", "10 MAIL.example.org"),
        ("example.org", "SOA", ""),
        ("null.example.org", "MX", "0 ."),
        ("mail.example.org", "A", "192.0.2.1"),
        ("mail.example.org", "AAAA", "2001:db8::1"),
        ("1.2.0.192.in-addr.arpa", "PTR", "mail.example.org"),
        ("mail._domainkey.example.org", "TXT7", LONG),
        ("long.example.org", "TXT", LONG),
        ("alias.example.org", "CNAME", "second.example.org"),
        ("second.example.org", "CNAME", "long.example.org"),
    ]);
    let resolver = DnsResolver::at(dns.address);
    let txt = async |name| resolver.txt(name).await.unwrap();
    assert_eq!(txt("EXAMPLE.org").await, ["v=spf1 mx -all", "another"]);
    assert_eq!(txt("mail._domainkey.example.org").await, [LONG], "strings are joined without blanks");
    assert_eq!(txt("alias.example.org").await, [LONG], "aliases are followed");
    assert_eq!(
        resolver.mx("example.org").await.unwrap(),
        [exchanger(10, "mail.example.org"), exchanger(20, "backup.example.org")]
    );
    assert_eq!(resolver.mx("null.example.org").await.unwrap(), [exchanger(0, "")]);
    let addresses = resolver.addresses("mail.example.org").await.unwrap();
    assert_eq!(addresses, ["192.0.2.1".parse::<std::net::IpAddr>().unwrap(), "2001:db8::1".parse().unwrap()]);
    assert_eq!(resolver.pointers(addresses[0]).await.unwrap(), ["mail.example.org"]);
    assert!(resolver.has_soa("example.org").await.unwrap() && !resolver.has_soa("mail.example.org").await.unwrap());
    assert_eq!(dns.tcp_questions(), 0);
}

#[tokio::test]
async fn missing_names_and_records_are_empty() {
    let dns =
        StubDns::start(&[("mail.example.org", "A", "192.0.2.1"), ("lost.example.org", "CNAME", "nowhere.example.org")]);
    let resolver = DnsResolver::at(dns.address);
    for name in ["example.org", "mail.example.org", "nothing.example.net", "lost.example.org"] {
        assert_eq!(resolver.txt(name).await, Ok(Vec::new()), "{name}");
    }
    assert_eq!(resolver.mx("mail.example.org").await, Ok(Vec::new()));
}

#[tokio::test]
async fn truncated_answer_is_asked_again_over_tcp() {
    let dns = StubDns::start(&[
        ("example.org", "TRUNCATED", ""),
        ("example.org", "TXT", LONG),
        ("example.org", "TXT", "two"),
    ]);
    let resolver = DnsResolver::at(dns.address);
    assert_eq!(resolver.txt("example.org").await.unwrap(), [LONG, "two"]);
    assert_eq!(dns.tcp_questions(), 1);
}

#[tokio::test]
async fn failures_are_told_apart() {
    let dns = StubDns::start(&[
        ("broken.example.org", "SERVFAIL", ""),
        ("closed.example.org", "REFUSED", ""),
        ("silent.example.org", "SILENT", ""),
        ("garbage.example.org", "GARBAGE", ""),
    ]);
    let resolver = DnsResolver::at_with_timeout(dns.address, Duration::from_millis(50));
    let failed = |name: &str, code: &str| Err(DnsError::Failed { name: name.to_owned(), code: code.to_owned() });
    assert_eq!(resolver.txt("broken.example.org").await, failed("broken.example.org", "SERVFAIL"));
    assert_eq!(resolver.txt("closed.example.org").await, failed("closed.example.org", "REFUSED"));
    assert_eq!(resolver.txt("garbage.example.org").await, Err(DnsError::Unreadable("garbage.example.org".to_owned())));
    assert_eq!(resolver.txt("silent.example.org").await, Err(DnsError::NoAnswer("silent.example.org".to_owned())));
    assert_eq!(dns.asked_for("silent.example.org"), 2, "a packet may get lost");
    let label = "a".repeat(64);
    assert_eq!(resolver.txt(&label).await, Err(DnsError::InvalidName(label.clone())));
}

#[tokio::test]
async fn resolver_that_is_not_there_is_no_answer() {
    let free = std::net::UdpSocket::bind(ANYWHERE).unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let resolver = DnsResolver::at_with_timeout(address, Duration::from_millis(100));
    let error = resolver.txt("example.org").await.unwrap_err();
    assert!(error.is_unreachable(), "{error}");
}
