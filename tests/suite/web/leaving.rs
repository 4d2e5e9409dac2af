//! Leaving works at once, in every form in which it is asked for, and can be taken back.

use circular::model::{SubscriberId, SubscriptionState, Token};
use jiff::SignedDuration;

use super::client::send;
use super::site::{NOW, SiteFixture};

const MULTIPART: &str = "multipart/form-data; boundary=b";
const PARTS: &str = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";

#[tokio::test]
async fn every_post_body_unsubscribes() {
    let form = "application/x-www-form-urlencoded";
    let charset = "application/x-www-form-urlencoded; charset=UTF-8";
    let extra = PARTS.replacen("--b\r\n", "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny\r\n--b\r\n", 1);
    for (media_type, body, way) in [
        (form, "List-Unsubscribe=One-Click", "one_click"),
        (charset, "List-Unsubscribe=One-Click", "one_click"),
        (form, "utm=1&List-Unsubscribe=One-Click&x=%FF", "one_click"),
        (MULTIPART, PARTS, "one_click"),
        (MULTIPART, &extra, "one_click"),
        ("multipart/form-data; boundary=\"b\"; charset=utf-8", PARTS, "one_click"),
        ("text/plain", "whatever", "one_click"),
        ("", "", "one_click"),
        (form, "by=page", "page"),
    ] {
        let society = SiteFixture::create().await;
        let site = society.serve(|| NOW).await;
        let headers = [("Content-Type", media_type)];
        let headers = if media_type.is_empty() { &[][..] } else { &headers };
        let page = send(site.address, "POST", &society.link(), headers, body.as_bytes()).await;
        assert_eq!(page.status, 200, "{media_type} {body}");
        assert!(page.body.contains("You are off the list") && page.body.contains("The Members’ Letter"));
        assert_eq!(society.state().await, Some(SubscriptionState::Unsubscribed), "{media_type} {body}");
        assert_eq!(society.events().await, [format!("unsubscribed by {way}")]);
    }
}

#[tokio::test]
async fn link_in_a_test_letter_says_so() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let token = Token { subscriber: SubscriberId::NONE, ..society.ann_token() };
    let link = format!("/u/{}", society.keys.seal(token).unwrap());
    let lists = format!("{link}/lists");
    for page in [site.get(&link).await, site.post(&link, "by=page").await, site.get(&lists).await] {
        assert!(page.status == 200 && page.body.contains("<h1>This is a test letter</h1>"), "{}", page.body);
        assert!(!page.body.contains("not on this list"), "{}", page.body);
    }
    assert_eq!(society.events().await, [""; 0]);
}

#[tokio::test]
async fn repeated_unsubscribe_records_one_event() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let first = site.post(&society.link(), "by=page").await;
    for _ in 0..2 {
        assert_eq!(site.post(&society.link(), "by=page").await.body, first.body);
    }
    assert_eq!(society.events().await, ["unsubscribed by page"]);
    let later = site.get(&society.link()).await;
    assert!(later.status == 200 && later.body.contains("You are not on this list"));
}

#[tokio::test]
async fn unsubscribe_can_be_undone_for_thirty_days() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let undo = format!("{}/undo", society.link());
    let left = site.post(&society.link(), "List-Unsubscribe=One-Click").await;
    assert!(left.body.contains(&undo));
    let late = society.serve(|| NOW + SignedDuration::from_hours(30 * 24 + 1)).await;
    let refused = late.post(&undo, "").await;
    assert!(refused.status == 200 && refused.body.contains("You are not on this list"));
    assert!(!late.get(&society.link()).await.body.contains("<button"));
    assert_eq!(society.state().await, Some(SubscriptionState::Unsubscribed));
    let just = society.serve(|| NOW + SignedDuration::from_hours(30 * 24)).await;
    assert!(just.post(&undo, "").await.body.contains("You are on the list again"));
    assert_eq!(society.state().await, Some(SubscriptionState::Confirmed));
    assert_eq!(society.events().await, ["unsubscribed by one_click", "resubscribed by page"]);
}

#[tokio::test]
async fn reason_is_stored_only_after_unsubscribe() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let reason = format!("{}/reason", society.link());
    assert_eq!(site.post(&reason, "why=Too+early").await.status, 200);
    site.post(&society.link(), "by=page").await;
    assert!(site.post(&reason, "why=Something+else&words=I+moved+%26%0D%0Amore&x=y").await.body.contains("Thank you"));
    site.post(&reason, "why=&words=+").await;
    assert_eq!(
        society.events().await,
        ["unsubscribed by page", "reason_given by page: Something else: I moved & more"]
    );
}
