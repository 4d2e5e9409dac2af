//! A link works for years: whatever becomes of its key, its issue, its list, the person and the machine.

use std::fs;
use std::path::Path;

use circular::config::Workspace;
use circular::database::{self, Database};
use circular::model::{ListId, SigningKey, SigningKeys, SubscriberId, SubscriptionState, Token};
use circular::subscription;
use circular::web::public::{self, PublicSite};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use tokio::net::TcpListener;

use super::site::{NOW, RunningSite, SiteFixture};

fn much_later() -> Timestamp {
    NOW + SignedDuration::from_hours(5 * 366 * 24)
}

/// Whatever a link can do, done.
async fn all_responses(site: &RunningSite, link: &str) -> Vec<String> {
    let lists = format!("{link}/lists");
    let mut bodies = Vec::new();
    for answer in [
        site.get(link).await,
        site.get(&lists).await,
        site.post(link, "List-Unsubscribe=One-Click").await,
        site.post(link, "by=page").await,
        site.post(&format!("{link}/undo"), "").await,
        site.post(&format!("{link}/reason"), "words=x").await,
        site.post(&lists, "list=1&to=nothing").await,
        site.post(&lists, "list=all&to=nothing").await,
        site.get(&lists).await,
    ] {
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.body.matches("<h1>").count(), 1, "{answer:?}");
        bodies.push(answer.body);
    }
    bodies
}

#[tokio::test]
async fn link_survives_deleted_list_and_person() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    for token in [
        Token { list: ListId::new(99), ..society.ann_token() },
        Token { subscriber: SubscriberId::new(99), ..society.ann_token() },
    ] {
        let link = format!("/u/{}", society.keys.seal(token).unwrap());
        for answer in [site.get(&link).await, site.post(&link, "").await, site.post(&format!("{link}/undo"), "").await]
        {
            assert!(answer.status == 200 && answer.body.contains("You are not on this list"), "{}", answer.body);
        }
    }
    assert_eq!(society.events().await, [""; 0]);
}

#[tokio::test]
async fn link_survives_key_rotation_and_deleted_issue() {
    let society = SiteFixture::create().await;
    society.set_delivery("sent", NOW).await;
    for _ in 0..3 {
        subscription::rotate_signing_key(&society.database, NOW).await.unwrap();
    }
    society.execute("DELETE FROM issue").await;
    let keys = subscription::signing_keys(&society.database, NOW).await.unwrap();
    assert_ne!(keys.seal(society.ann_token()), society.keys.seal(society.ann_token()));
    let site = society.serve_with_keys(keys, much_later).await;
    all_responses(&site, &society.link()).await;
    assert_eq!(society.state().await, Some(SubscriptionState::Unsubscribed));
    let foreign = society.serve_with_keys(SigningKeys::new(vec![SigningKey { id: 1, secret: [9; 32] }]), || NOW).await;
    assert_eq!(foreign.get(&society.link()).await.status, 404);
}

#[tokio::test]
async fn link_survives_erased_person() {
    let society = SiteFixture::create().await;
    society.execute("DELETE FROM subscriber WHERE id = 1").await;
    let site = society.serve(much_later).await;
    for body in all_responses(&site, &society.link()).await {
        assert!(
            ["not on this list", "not on any of our lists", "off every list", "Thank you"]
                .iter()
                .any(|words| body.contains(words)),
            "{body}"
        );
    }
    assert_eq!(society.events().await, [""; 0]);
    society.execute("DELETE FROM subscription; DELETE FROM list").await;
    all_responses(&site, &society.link()).await;
}

#[tokio::test]
async fn link_works_after_restore() {
    let society = SiteFixture::create().await;
    subscription::rotate_signing_key(&society.database, NOW).await.unwrap();
    let keys = subscription::signing_keys(&society.database, NOW).await.unwrap();
    let link = format!("/u/{}", keys.seal(society.ann_token()).unwrap());
    // What the write-ahead log holds goes into the file.
    society.database.close().await;
    let folder = tempfile::tempdir().unwrap();
    fs::copy(society.folder.path().join("x.db"), folder.path().join("x.db")).unwrap();
    fs::copy(society.folder.path().join("circular.toml"), folder.path().join("circular.toml")).unwrap();
    let workspace = Workspace::open(Some(folder.path()), Path::new("/")).unwrap();
    let database = Database::open(&SecretString::from("sqlite:x.db"), folder.path()).await.unwrap();
    let keys = subscription::signing_keys(&database, NOW).await.unwrap();
    let site = PublicSite::new(database.clone(), keys, &workspace, much_later).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    // The test's runtime ends it.
    tokio::spawn(public::serve(listener, site, std::future::pending()));
    for link in [link, society.link()] {
        all_responses(&RunningSite { address }, &link).await;
    }
    let state = database::subscriptions::state(
        &mut database.begin_read().await.unwrap(),
        society.list.id,
        SubscriberId::new(1),
    )
    .await;
    assert_eq!(state.unwrap(), Some(SubscriptionState::Unsubscribed));
}

#[tokio::test]
async fn new_key_is_loaded_while_serving() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    subscription::rotate_signing_key(&society.database, NOW).await.unwrap();
    let keys = subscription::signing_keys(&society.database, NOW).await.unwrap();
    let link = format!("/u/{}", keys.seal(society.ann_token()).unwrap());
    assert_ne!(link, society.link());
    assert_eq!(site.post(&link, "").await.status, 200);
    assert_eq!(society.state().await, Some(SubscriptionState::Unsubscribed));
    assert_eq!(site.get(&society.link()).await.status, 200, "the older key opens its own");
}

#[tokio::test]
async fn key_reload_is_limited_to_once_a_second() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let invented = SigningKeys::new(vec![SigningKey { id: 200, secret: [9; 32] }]);
    let foreign = format!("/u/{}", invented.seal(society.ann_token()).unwrap());
    assert_eq!(site.get(&foreign).await.status, 404);
    // The clock of these pages does not move, so the keys are not read a second time: without it, the key that was just added
    // stays unknown.
    subscription::rotate_signing_key(&society.database, NOW).await.unwrap();
    let keys = subscription::signing_keys(&society.database, NOW).await.unwrap();
    let link = format!("/u/{}", keys.seal(society.ann_token()).unwrap());
    assert_eq!(site.get(&link).await.status, 404);
    // Where the database cannot be asked, it is not said that the link is none.
    let fresh = society.serve(|| NOW).await;
    society.database.close().await;
    assert_eq!(fresh.get(&foreign).await.status, 503);
}
