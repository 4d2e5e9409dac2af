//! What is refused, and that a refusal gives nothing away.

use circular::model::{IssueId, SubscriptionState, Token};
use futures_util::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufStream};
use tokio::net::TcpStream;

use super::site::{NOW, SiteFixture};

#[tokio::test]
async fn invalid_tokens_get_identical_response() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let link = society.link();
    let unknown = site.get("/u/x").await;
    assert_eq!(unknown.status, 404);
    let flipped = format!("{}{}", &link[..link.len() - 2], if link.ends_with("AA") { "BB" } else { "AA" });
    for path in [&flipped, &format!("{link}A"), "/u/%00", "/u/%FF", "/u/a%2Fb", &format!("/u/{}", "A".repeat(4_000))] {
        assert_eq!(site.get(path).await.body, unknown.body, "{path}");
        assert_eq!(site.post(path, "").await.body, unknown.body, "{path}");
        let head = site.head(path).await;
        assert_eq!((head.status, head.body.as_str()), (404, ""));
        assert_eq!(head.header("Content-Length"), unknown.header("Content-Length"));
    }
}

#[tokio::test]
async fn token_guessing_is_rate_limited_and_unsubscribe_is_not() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    for _ in 0..100 {
        assert_eq!(site.get("/u/guess").await.status, 404);
    }
    // A try comes back every 600 ms, and this machine may be busy.
    for path in ["/u/guess", "/u/guess/undo", "/u/guess/lists"] {
        let mut status = 404;
        for _ in 0..1_000 {
            status = site.post(path, "").await.status;
            if status != 404 {
                break;
            }
        }
        assert_eq!(status, 429, "{path}");
    }
    for _ in 0..200 {
        assert_eq!(site.get(&society.link()).await.status, 200);
    }
    assert_eq!(site.post(&society.link(), "").await.status, 200);
    assert_eq!(society.state().await, Some(SubscriptionState::Unsubscribed));
}

#[tokio::test(flavor = "multi_thread")]
async fn provider_one_click_posts_are_not_rate_limited() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let post =
        |path: &str| format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 26\r\n\r\nList-Unsubscribe=One-Click");
    let tokens: Vec<_> = (1..=100)
        .map(IssueId::new)
        .map(|issue| society.keys.seal(Token { issue, ..society.ann_token() }).unwrap())
        .collect();
    let requests: String = tokens.iter().map(|token| post(&format!("/u/{token}"))).collect();
    let lines = (0..4).map(async |_| {
        let mut stream = BufStream::new(TcpStream::connect(site.address).await.unwrap());
        let mut good = 0;
        for _ in 0..25 {
            stream.write_all(requests.as_bytes()).await.unwrap();
            stream.flush().await.unwrap();
            for _ in 0..tokens.len() {
                good += usize::from(read_response(&mut stream).await.starts_with("HTTP/1.1 200 "));
            }
        }
        good
    });
    assert_eq!(join_all(lines).await.iter().sum::<usize>(), 10_000);
    assert_eq!(society.state().await, Some(SubscriptionState::Unsubscribed));
}

/// Reads one answer of several on a line: its head.
async fn read_response(stream: &mut BufStream<TcpStream>) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.to_lowercase();
    let length = length.split_once("content-length: ").unwrap().1.split("\r\n").next().unwrap().parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    head
}

/// A timed test would measure the machine; what can be checked is that seals are compared in one place only, by a
/// function that compares in constant time.
#[test]
fn token_comparison_is_constant_time() {
    let code = |source: &'static str| source.split("#[cfg(test)]").next().unwrap();
    let seal = code(include_str!("../../../src/model/seal.rs"));
    let compare = seal.split("fn is_sealed").nth(1).unwrap().split("\n}\n").next().unwrap();
    assert!(compare.contains("hmac::verify(") && !compare.contains("==") && !compare.contains(".eq("), "{compare}");
    let users = [include_str!("../../../src/model/token.rs"), include_str!("../../../src/model/form_token.rs")];
    for code in users.map(code) {
        assert_eq!(code.matches("is_sealed(").count(), 1, "{code}");
        assert!(!code.contains("seal ==") && !code.contains("== seal") && !code.contains(".eq("), "{code}");
    }
}

#[tokio::test]
async fn oversized_body_gets_error_page() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let answer = site.post(&society.link(), &"x".repeat(1 << 20)).await;
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("<h1>Sorry, this did not work</h1>"), "{}", answer.body);
}

#[tokio::test]
async fn database_failure_reveals_and_changes_nothing() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    society.database.close().await;
    let said = "you are still on the list";
    for (answer, said) in [
        (site.get(&society.link()).await, said),
        (site.post(&society.link(), "").await, said),
        (site.get("/health").await, r#"{"status":"failing"}"#),
    ] {
        assert_eq!(answer.status, 503);
        assert!(answer.body.contains(said), "{}", answer.body);
        for word in ["sql", "pool", "database", "x.db"] {
            assert!(!answer.body.to_lowercase().contains(word), "{word}");
        }
    }
    drop(society.folder);
}
