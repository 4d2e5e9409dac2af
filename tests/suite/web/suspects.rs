//! A press within seconds of the hand-over is honoured, and its event says that a scanner may have done it.

use circular::model::SubscriptionState;
use jiff::{SignedDuration, Timestamp};

use super::client::send;
use super::site::{NOW, SiteFixture};

fn ago(milliseconds: i64) -> Timestamp {
    NOW - SignedDuration::from_millis(milliseconds)
}

#[tokio::test]
async fn unsubscribe_within_ten_seconds_is_marked_as_likely_scanner() {
    for (status, handed, suspect) in [
        ("sent", ago(0), true),
        ("sent", ago(9_999), true),
        ("sent", ago(10_000), false),
        ("sent", ago(-1), false),
        ("sending", ago(3_000), true),
        ("in_doubt", ago(3_000), true),
        ("queued", ago(3_000), false),
        ("bounced", ago(3_000), false),
    ] {
        let society = SiteFixture::create().await;
        society.set_delivery(status, handed).await;
        let site = society.serve(|| NOW).await;
        let page = site.post(&society.link(), "List-Unsubscribe=One-Click").await;
        assert!(page.body.contains("Undo: keep me on the list"), "{}", page.body);
        assert_eq!(society.state().await, Some(SubscriptionState::Unsubscribed));
        let events = society.full_events().await;
        assert_eq!((events.len(), events[0].likely_scanner), (1, suspect), "{status} {handed}");
    }
}

#[tokio::test]
async fn other_delivery_does_not_mark_scanner() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    society.set_delivery("sent", NOW).await;
    society.execute("UPDATE delivery SET subscriber_id = 2").await;
    site.post(&society.link(), "").await;
    assert!(!society.full_events().await[0].likely_scanner);
}

#[tokio::test]
async fn user_agent_and_source_are_stored_on_one_line() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let agent = format!("Mozilla/5.0\t(X11)  {}", "é".repeat(900));
    let headers = [("User-Agent", agent.as_str())];
    send(site.address, "POST", &format!("{}/lists", society.link()), &headers, b"list=1&to=notices").await;
    send(site.address, "POST", &society.link(), &headers[1..], b"").await;
    let events = society.full_events().await;
    let agent = events[0].user_agent.as_deref().unwrap();
    assert!(agent.starts_with("Mozilla/5.0 (X11) éé") && agent.chars().count() == 200, "{agent}");
    assert_eq!(events[0].source.as_deref(), Some("/u/{token}/lists"));
    assert_eq!((events[1].user_agent.as_deref(), events[1].source.as_deref()), (None, Some("/u/{token}")));
}
