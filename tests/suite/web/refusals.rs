//! What is refused, and that a refusal tells nothing.

use circular::model::State;

use super::site::{NOW, Society};

#[tokio::test]
async fn all_bad_tokens_look_the_same() {
    let society = Society::found().await;
    let site = society.open(|| NOW).await;
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
async fn guessing_is_slowed_and_leaving_is_not() {
    let society = Society::found().await;
    let site = society.open(|| NOW).await;
    for _ in 0..100 {
        assert_eq!(site.get("/u/guess").await.status, 404);
    }
    assert_eq!(site.get("/u/guess").await.status, 429);
    assert_eq!(site.post("/u/guess/undo", "").await.status, 429);
    for _ in 0..200 {
        assert_eq!(site.get(&society.link()).await.status, 200);
    }
    assert_eq!(site.post(&society.link(), "").await.status, 200);
    assert_eq!(society.state().await, Some(State::Unsubscribed));
}

#[tokio::test]
async fn a_huge_body_is_refused_in_words() {
    let society = Society::found().await;
    let site = society.open(|| NOW).await;
    let answer = site.post(&society.link(), &"x".repeat(1 << 20)).await;
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("<h1>Sorry, this did not work</h1>"), "{}", answer.body);
}

#[tokio::test]
async fn a_broken_database_tells_nothing_and_changes_nothing() {
    let society = Society::found().await;
    let site = society.open(|| NOW).await;
    society.database.close().await;
    for answer in [site.get(&society.link()).await, site.post(&society.link(), "").await, site.get("/health").await] {
        assert_eq!(answer.status, 503);
        assert!(answer.body.contains("you are still on the list"));
        for word in ["sql", "pool", "database", "x.db"] {
            assert!(!answer.body.to_lowercase().contains(word), "{word}");
        }
    }
    drop(society.folder);
}
