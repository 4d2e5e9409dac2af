//! The page of all lists: less at any time, more only while it takes back what one did oneself.

use circular::database;
use circular::model::{IssueId, SubscriberId, SubscriptionState, Suppression, SuppressionReason};
use jiff::{SignedDuration, Timestamp};

use super::site::{NOW, SiteFixture};

const ANN: &str = "email\nann@example.org\n";
const DAY: SignedDuration = SignedDuration::from_hours(24);

fn preferences_path(society: &SiteFixture) -> String {
    format!("{}/lists", society.link())
}

#[tokio::test]
async fn preferences_page_shows_every_list() {
    let society = SiteFixture::create().await;
    society.add_list("notes", "Notes & Queries", false, Some(ANN)).await;
    society.add_list("open", "For Everybody", true, None).await;
    society.add_list("committee", "The Committee", false, Some("email\nben@example.org\n")).await;
    let site = society.serve(|| NOW).await;
    site.post(&society.link(), "").await;
    for _ in 0..50 {
        site.head(&preferences_path(&society)).await;
    }
    let page = site.get(&preferences_path(&society)).await;
    assert_eq!(page.status, 200);
    for words in [
        "<h2>The Members’ Letter</h2>\n<p class=\"state\">You have unsubscribed: you get nothing.</p>",
        "<h2>Notes &amp; Queries</h2>\n<p class=\"state\">You get all letters.</p>",
        "<h2>For Everybody</h2>\n<p class=\"state\">You are not on this list.</p>",
        "You can go back until 14 February",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    for word in ["The Committee", "ann@example.org", "Ann", "<script", "http://", "https://"] {
        assert!(!page.body.contains(word), "{word}: {}", page.body);
    }
    assert_eq!(society.events().await, ["unsubscribed by one_click"], "looking changes nothing");
}

#[tokio::test]
async fn repeated_choice_records_one_event() {
    for (body, state, events, words) in [
        (
            "list=1&to=notices",
            SubscriptionState::NoticesOnly,
            &["reduced_to_notices by page"][..],
            "You get only the official notices of",
        ),
        ("list=1&to=nothing", SubscriptionState::Unsubscribed, &["unsubscribed by page"], "You get nothing more from"),
        ("list=all&to=nothing", SubscriptionState::Unsubscribed, &["unsubscribed by page"], "You are off every list"),
        ("list=1&to=all", SubscriptionState::Confirmed, &[], "You get all letters of"),
        ("list=1&to=more", SubscriptionState::Confirmed, &[], "What we send you"),
        ("List-Unsubscribe=One-Click", SubscriptionState::Confirmed, &[], "What we send you"),
    ] {
        let society = SiteFixture::create().await;
        let site = society.serve(|| NOW).await;
        let first = site.post(&preferences_path(&society), body).await;
        assert_eq!(first.status, 200);
        assert!(first.body.contains(words), "{body}: {}", first.body);
        for _ in 0..2 {
            let again = site.post(&preferences_path(&society), body).await;
            assert_eq!((again.status, &again.body), (first.status, &first.body), "{body}");
        }
        assert_eq!(society.state().await, Some(state), "{body}");
        assert_eq!(society.events().await, events, "{body}");
    }
}

#[tokio::test]
async fn each_change_can_be_undone_for_thirty_days() {
    let society = SiteFixture::create().await;
    let path = preferences_path(&society);
    society.serve(|| NOW).await.post(&path, "list=1&to=notices").await;
    society.serve(|| NOW + DAY * 20).await.post(&path, "list=1&to=nothing").await;
    let site = society.serve(|| NOW + DAY * 31).await;
    let page = site.get(&path).await;
    assert!(page.body.contains("Only notices again") && !page.body.contains("All letters again"));
    let refused = site.post(&path, "list=1&to=all").await;
    assert!(refused.body.contains("Nothing has changed"), "{}", refused.body);
    assert_eq!(society.state().await, Some(SubscriptionState::Unsubscribed));
    assert!(site.post(&path, "list=1&to=notices").await.body.contains("You get only the official notices of"));
    assert_eq!(society.state().await, Some(SubscriptionState::NoticesOnly));
    assert_eq!(
        society.events().await,
        ["reduced_to_notices by page", "unsubscribed by page", "reduced_to_notices by page"]
    );
}

#[tokio::test]
async fn one_click_ends_notices_and_undo_restores_them() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    site.post(&preferences_path(&society), "list=1&to=notices").await;
    assert!(site.get(&society.link()).await.body.contains("not even the official notices"));
    site.post(&society.link(), "List-Unsubscribe=One-Click").await;
    assert_eq!(society.state().await, Some(SubscriptionState::Unsubscribed));
    let stayed = site.post(&format!("{}/undo", society.link()), "").await;
    assert!(stayed.body.contains("the official notices"), "{}", stayed.body);
    assert_eq!(society.state().await, Some(SubscriptionState::NoticesOnly));
    site.post(&preferences_path(&society), "list=1&to=all").await;
    assert_eq!(society.state().await, Some(SubscriptionState::Confirmed));
}

#[tokio::test]
async fn unknown_list_is_not_subscribed() {
    let society = SiteFixture::create().await;
    let open = society.add_list("open", "For Everybody", true, None).await;
    let private = society.add_list("private", "Private", false, None).await;
    let site = society.serve(|| NOW).await;
    for list in [open.id.get(), private.id.get(), 99, -1] {
        for to in ["all", "notices", "nothing"] {
            let page = site.post(&preferences_path(&society), &format!("list={list}&to={to}")).await;
            assert!(page.status == 200 && !page.body.contains("Done."), "{list} {to}: {}", page.body);
        }
    }
    assert_eq!((society.state_on(&open).await, society.state_on(&private).await), (None, None));
    assert_eq!(society.events().await, [""; 0]);
}

#[tokio::test]
async fn unsubscribe_all_is_undone_per_list() {
    let society = SiteFixture::create().await;
    let notes = society.add_list("notes", "Notes", false, Some(ANN)).await;
    let site = society.serve(|| NOW).await;
    site.post(&preferences_path(&society), "list=all&to=nothing").await;
    let both = async || (society.state().await, society.state_on(&notes).await);
    assert_eq!(both().await, (Some(SubscriptionState::Unsubscribed), Some(SubscriptionState::Unsubscribed)));
    assert!(!site.get(&preferences_path(&society)).await.body.contains("Unsubscribe from all lists"));
    site.post(&preferences_path(&society), &format!("list={}&to=all", notes.id)).await;
    assert_eq!(both().await, (Some(SubscriptionState::Unsubscribed), Some(SubscriptionState::Confirmed)));
    assert_eq!(society.events().await, ["unsubscribed by page", "unsubscribed by page", "resubscribed by page"]);
}

#[tokio::test]
async fn suppressed_subscriber_sees_notice_and_stays_suppressed() {
    for (cause, words) in [
        (SuppressionReason::Bounced, "Our letters to your address were returned"),
        (SuppressionReason::Complained, "was marked as spam"),
        (SuppressionReason::Operator, "We were asked not to write"),
    ] {
        let society = SiteFixture::create().await;
        let site = society.serve(|| NOW).await;
        site.post(&society.link(), "").await;
        let mut work = society.database.begin_write().await.unwrap();
        let suppression = Suppression { reason: cause, since: NOW, issue: None, note: None };
        database::suppressions::upsert(&mut work, SubscriberId::new(1), &suppression).await.unwrap();
        work.commit().await.unwrap();
        for page in [site.get(&society.link()).await, site.get(&preferences_path(&society)).await] {
            assert!(
                page.body.contains("We are not sending you anything at present") && page.body.contains(words),
                "{}",
                page.body
            );
            assert!(!page.body.contains("again<") && !page.body.contains("/undo"), "{}", page.body);
        }
        let undo = site.post(&format!("{}/undo", society.link()), "").await;
        assert!(undo.status == 200 && undo.body.contains("You get no letters"), "{}", undo.body);
        assert!(site.post(&preferences_path(&society), "list=1&to=all").await.body.contains("Nothing has changed"));
        assert_eq!(society.state().await, Some(SubscriptionState::Unsubscribed), "{cause}");
        assert_eq!(society.events().await, ["unsubscribed by one_click"]);
    }
}

#[tokio::test]
async fn suppressed_subscriber_can_unsubscribe() {
    let society = SiteFixture::create().await;
    let mut work = society.database.begin_write().await.unwrap();
    circular::subscription::suppress_bounced(
        &mut work,
        SubscriberId::new(1),
        IssueId::new(7),
        Some("no such user"),
        NOW,
    )
    .await
    .unwrap();
    work.commit().await.unwrap();
    let site = society.serve(|| NOW).await;
    let page = site.get(&preferences_path(&society)).await;
    assert!(
        page.body.contains("You are on this list, but we are not sending you anything at present."),
        "{}",
        page.body
    );
    assert!(
        site.post(&preferences_path(&society), "list=1&to=nothing").await.body.contains("You get nothing more from")
    );
    let mut work = society.database.begin_write().await.unwrap();
    circular::subscription::restore_rejected(&mut work, IssueId::new(7), NOW).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(society.state().await, Some(SubscriptionState::Unsubscribed), "what is restored is what they chose");
}

#[tokio::test]
async fn repeated_changes_are_limited() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    for _ in 0..60 {
        site.post(&preferences_path(&society), "list=1&to=nothing").await;
        site.post(&preferences_path(&society), "list=1&to=all").await;
    }
    assert_eq!(society.state().await, Some(SubscriptionState::Unsubscribed));
    let events = society.events().await.len();
    assert!((20..=50).contains(&events), "{events} events");
}

#[tokio::test]
async fn token_grants_only_own_preferences() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let link = society.link();
    let token = link.trim_start_matches("/u/");
    for path in ["export", "wipe", "erase", "address", "join", "subscribe", "lists/1", "lists/", "me.json"] {
        for path in [format!("{link}/{path}"), format!("/{path}/{token}"), format!("/{path}")] {
            let (get, post) = (site.get(&path).await, site.post(&path, "email=x@example.org").await);
            assert_eq!((get.status, post.status), (404, 404), "{path}");
        }
    }
    assert_eq!((society.state().await, society.events().await), (Some(SubscriptionState::Confirmed), Vec::new()));
}

/// The day that [`every_list_is_shown_with_its_state`] names, reckoned as a calendar would.
#[test]
fn thirty_days_later() {
    let until: Timestamp = NOW + DAY * 30;
    assert_eq!(until.to_string(), "2027-02-14T08:00:00Z");
}
