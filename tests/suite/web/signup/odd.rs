//! `UnusualFile` bodies and odd addresses: nothing breaks, and nothing is believed that should not be.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::super::client::send;
use super::{NOW, SOON, SignupFixture, post};
use crate::engine::TestDatabase;

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn unusual_addresses_are_accepted_or_refused_whole() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::with_settings(&ground, "smtp://127.0.0.1:9", "joins_per_hour = 10000").await;
    let stamp = porch.form_token("/subscribe/members", || NOW).await;
    let longest = format!("{}@{}.example", "x".repeat(64), "y".repeat(61));
    let long = format!("{}@example.org", "x".repeat(5_000));
    for (typed, kept) in [
        ("Ann.Lee@EXAMPLE.org", Some("Ann.Lee@example.org")),
        ("  bob@example.org\r\n", Some("bob@example.org")),
        ("u@münchen.example", Some("u@xn--mnchen-3ya.example")),
        ("o'neil+news@example.org", Some("o'neil+news@example.org")),
        (&longest, Some(&longest)),
        (&long, None),
        ("ann@example.org\r\nBcc: all@example.org", None),
        ("ann@example.org>\r\nRCPT TO:<bob@example.org", None),
        ("ann@example.org, bob@example.org", None),
        ("\"ann\"@example.org", None),
        ("jürgen@example.org", None),
        ("ann@[127.0.0.1]", None),
        ("<script>alert(1)</script>@example.org", None),
        ("\" onfocus=\"alert(1)\" x=\"@example.org", None),
        ("\0@example.org", None),
    ] {
        // Each has a server of its own, which counts nobody else.
        let site = porch.open(SOON).await;
        let page = post(&site, "/subscribe/members", &[("email", typed), ("form_token", &stamp)]).await;
        if let Some(kept) = kept {
            assert_eq!(page.status, 200, "{typed}");
            assert_eq!(porch.request(kept).await.unwrap().address.as_str(), kept);
        } else {
            assert_eq!(page.status, 422, "{typed}");
            assert!(!page.body.contains("<script") && !page.body.contains("\" onfocus"), "{}", page.body);
            assert!(page.body.len() < 8_000, "{}", page.body.len());
        }
    }
}

#[tokio::test]
async fn body_over_16_kib_is_refused() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::new(&ground).await;
    let site = porch.open(SOON).await;
    let body = |size: usize| format!("email=ann%40example.org&x={}", "y".repeat(size));
    assert_eq!(site.post("/subscribe/members", &body(16_000)).await.status, 200);
    assert_eq!(site.post("/subscribe/members", &body(16_400)).await.status, 413);
    assert_eq!(site.post("/c/x", &body(5_000)).await.status, 404);
}

#[tokio::test]
async fn arbitrary_body_changes_nothing() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::new(&ground).await;
    let site = porch.open(SOON).await;
    let address = site.address;
    let piece = prop_oneof![
        Just(b"email=ann%40example.org".to_vec()),
        Just(b"&stamp=".to_vec()),
        Just(b"&list=members".to_vec()),
        Just(b"%00%FF%".to_vec()),
        Just(b"email=&email=&email=".to_vec()),
        Just(b"\r\n\r\nPOST /subscribe HTTP/1.1\r\n".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..200),
        "[ -~]{0,100}".prop_map(String::into_bytes),
    ];
    let bodies = proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat());
    let kinds = prop_oneof![
        Just("application/x-www-form-urlencoded"),
        Just("multipart/form-data; boundary=b"),
        Just("application/json"),
        Just("text/plain; charset=utf-16"),
    ];
    let runtime = tokio::runtime::Handle::current();
    let odd = move || {
        let mut runner = TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
        runner.run(&(bodies, kinds), |(body, kind)| {
            let headers = [("Content-Type", kind)];
            let answer = runtime.block_on(send(address, "POST", "/subscribe", &headers, &body));
            prop_assert_eq!(answer.status, 200, "{:?}", body);
            prop_assert!(
                answer.body.contains("name=\"form_token\"") || answer.body.contains("<h1>"),
                "{}",
                answer.body
            );
            Ok(())
        })
    };
    tokio::task::spawn_blocking(odd).await.unwrap().unwrap();
    assert_eq!(porch.request("ann@example.org").await, None);
    let twice = send(site.address, "POST", "/subscribe", &[FORM, FORM], b"email=x").await;
    assert_eq!(twice.status, 200);
}
