//! The link in the mail: looking changes nothing, one button joins, another one ends it.

use circular::database;
use circular::model::{
    EventChannel, IssueId, ListId, RequestId, SubscriberId, SubscriptionState, SuppressionReason, Token, address_hash,
};
use circular::subscription;
use jiff::SignedDuration;

use super::{NOW, SOON, SignupFixture, hours};
use crate::engine::on_both;

/// Has Ann ask for a list and be mailed.
async fn request_for_ann(porch: &SignupFixture<'_>, path: &str) -> String {
    porch.submit_form(path, "ann@example.org", SOON).await;
    porch.send_confirmation(SOON).await;
    porch.link("ann@example.org").await
}

on_both! {
    async fn link_scanners_confirm_nothing(ground) {
        let porch = SignupFixture::new(ground).await;
        let link = request_for_ann(&porch, "/subscribe/members").await;
        let site = porch.open(hours!(1)).await;
        for _ in 0..50 {
            let page = site.get(&link).await;
            assert_eq!((page.status, site.head(&link).await.status), (200, 200));
            assert!(page.body.contains("<h1>Would you like to get “The Members’ Letter”?</h1>"), "{}", page.body);
            assert_eq!((page.body.matches("<button").count(), page.header("X-Robots-Tag")), (2, Some("noindex")));
            assert!(!page.body.contains("ann@example.org"), "{}", page.body);
        }
        assert_eq!(porch.state("members", "ann@example.org").await, None);
        assert_eq!(porch.request("ann@example.org").await.unwrap().answer, None);
    }

    async fn confirming_twice_subscribes_once(ground) {
        let porch = SignupFixture::new(ground).await;
        let link = request_for_ann(&porch, "/subscribe/members").await;
        let site = porch.open(hours!(71)).await;
        let first = site.post(&link, "list=members").await;
        assert!(first.status == 200 && first.body.contains("<h1>Welcome: you are on the list</h1>"), "{}", first.body);
        let event = porch.joined_event("members", "ann@example.org").await.unwrap();
        let asked = SOON();
        assert_eq!((event.channel, event.at), (EventChannel::Form, hours!(71)()));
        assert_eq!(event.note, Some(format!("asked for at {asked}")));
        assert_eq!(event.source.as_deref(), Some("/subscribe/members"));
        assert!(event.consent_text.as_deref().unwrap().contains("“The Members’ Letter”"), "{event:?}");
        assert_eq!(porch.state("members", "ann@example.org").await, Some(SubscriptionState::Confirmed));
        let late = porch.open(hours!(100)).await;
        for again in [site.post(&link, "").await, site.get(&link).await, late.post(&link, "list=members").await] {
            assert_eq!(again.body, first.body);
        }
        let last = porch.joined_event("members", "ann@example.org").await.unwrap();
        assert_eq!(last.at, event.at, "one event");
        assert!(site.post(&format!("{link}/not-me"), "").await.body.contains("Welcome"), "it is settled");
        // Who leaves is not brought back by an old link.
        porch.set_subscription_state("members", "ann@example.org", SubscriptionState::Unsubscribed).await;
        assert!(site.post(&link, "list=members").await.body.contains("This link has expired"));
        assert_eq!(porch.state("members", "ann@example.org").await, Some(SubscriptionState::Unsubscribed));
        // By asking again they come back, and need not wait for a day.
        porch.submit_form("/subscribe/members", "ann@example.org", hours!(101)).await;
        assert!(porch.request("ann@example.org").await.unwrap().mail_due);
        porch.send_confirmation(hours!(101)).await;
        let new = porch.link("ann@example.org").await;
        assert_ne!(new, link);
        late.post(&new, "list=members").await;
        assert_eq!(porch.state("members", "ann@example.org").await, Some(SubscriptionState::Confirmed));
    }

    async fn link_expires_after_three_days(ground) {
        let porch = SignupFixture::new(ground).await;
        let link = request_for_ann(&porch, "/subscribe/members").await;
        let just = porch.open(hours!(72)).await;
        assert!(just.get(&link).await.body.contains("Would you like to get"));
        let late = porch.open(|| SOON() + SignedDuration::from_hours(72) + SignedDuration::from_secs(1)).await;
        let old = late.get(&link).await;
        assert!(old.status == 200 && old.body.contains("href=\"/subscribe\""), "{}", old.body);
        // A request that is too old, forgotten, or never was: the page is the same.
        assert_eq!(late.post(&link, "list=members").await.body, old.body);
        assert_eq!(late.post(&format!("{link}/not-me"), "").await.body, old.body);
        let never = format!("/c/{}", porch.keys.seal_request(RequestId::new(4_711)).unwrap());
        assert_eq!((late.get(&never).await.body, late.post(&never, "").await.body), (old.body.clone(), old.body.clone()));
        subscription::purge_expired_requests(&ground.database, hours!(170)()).await.unwrap();
        assert_eq!(late.get(&link).await.body, old.body);
        assert_eq!(porch.state("members", "ann@example.org").await, None);
        // The second mail gives the link three more days.
        porch.submit_form("/subscribe/members", "bob@example.org", SOON).await;
        porch.send_confirmation(SOON).await;
        porch.submit_form("/subscribe/members", "bob@example.org", hours!(150)).await;
        porch.send_confirmation(hours!(150)).await;
        subscription::purge_expired_requests(&ground.database, hours!(200)()).await.unwrap();
        let link = porch.link("bob@example.org").await;
        porch.open(hours!(222)).await.post(&link, "").await;
        assert_eq!(porch.state("members", "bob@example.org").await, Some(SubscriptionState::Confirmed));
    }

    async fn unsubscribe_and_confirm_tokens_are_not_interchangeable(ground) {
        let porch = SignupFixture::new(ground).await;
        let link = request_for_ann(&porch, "/subscribe/members").await;
        porch.set_subscription_state("members", "bob@example.org", SubscriptionState::Confirmed).await;
        let site = porch.open(hours!(1)).await;
        let leave = porch.keys.seal(Token { list: ListId::new(1), subscriber: SubscriberId::new(1), issue: IssueId::NONE }).unwrap();
        let unknown = site.get("/c/x").await;
        assert_eq!(unknown.status, 404);
        for path in [format!("/c/{leave}"), link.replace("/c/", "/u/"), format!("{link}A"), "/c/%FF".to_owned()] {
            for answer in [site.get(&path).await, site.post(&path, "").await] {
                assert_eq!((answer.status, &answer.body), (404, &unknown.body), "{path}");
            }
        }
        assert_eq!(porch.state("members", "bob@example.org").await, Some(SubscriptionState::Confirmed));
        for _ in 0..100 {
            site.get("/c/guess").await;
        }
        assert_eq!(site.get("/c/guess").await.status, 429, "guessing is slowed");
        assert_eq!(site.get(&link).await.status, 200);
    }

    async fn declined_address_gets_no_more_mails(ground) {
        let porch = SignupFixture::new(ground).await;
        let link = request_for_ann(&porch, "/subscribe/members").await;
        let site = porch.open(hours!(1)).await;
        let page = site.post(&format!("{link}/not-me"), "").await;
        assert!(page.body.contains("<h1>We will not ask you again</h1>"), "{}", page.body);
        assert_eq!(site.get(&link).await.body, page.body, "it is said again, and changes nothing");
        for (path, now) in [("/subscribe/members", hours!(30) as fn() -> _), ("/subscribe/friends", hours!(60))] {
            porch.submit_form(path, "ann@example.org", now).await;
        }
        assert!(!porch.request("ann@example.org").await.unwrap().mail_due);
        assert_eq!(porch.state("friends", "ann@example.org").await, None, "not even where the form is believed");
        subscription::purge_expired_requests(&ground.database, hours!(170)()).await.unwrap();
        for path in ["/subscribe/members", "/subscribe/friends"] {
            porch.submit_form(path, "Ann@example.org", hours!(200)).await;
        }
        assert_eq!(porch.request("ann@example.org").await, None, "nor when the address itself is forgotten");
        assert_eq!(porch.state("friends", "ann@example.org").await, None);
    }

    async fn erased_declined_address_gets_no_more_mails(ground) {
        let porch = SignupFixture::new(ground).await;
        let link = request_for_ann(&porch, "/subscribe/members").await;
        porch.open(hours!(1)).await.post(&format!("{link}/not-me"), "").await;
        let erased = subscription::erase_person(&ground.database, &"ann@example.org".parse().unwrap(), hours!(2)()).await;
        assert!(matches!(erased.unwrap(), subscription::ErasureOutcome::Erased(_)));
        assert_eq!(porch.request("ann@example.org").await, None, "the address is kept nowhere");
        // Bob had got one mail of the three.
        porch.submit_form("/subscribe/members", "bob@example.org", SOON).await;
        porch.send_confirmation(SOON).await;
        subscription::erase_person(&ground.database, &"bob@example.org".parse().unwrap(), hours!(2)()).await.unwrap();
        for path in ["/subscribe/members", "/subscribe/friends"] {
            porch.submit_form(path, "Ann@example.org", hours!(30)).await;
            porch.submit_form(path, "bob@example.org", hours!(30)).await;
        }
        assert_eq!(porch.request("ann@example.org").await, None);
        assert_eq!(porch.state("friends", "ann@example.org").await, None);
        assert_eq!(porch.request("bob@example.org").await.unwrap().mail_count, 1);
    }

    async fn declined_request_can_be_confirmed(ground) {
        let porch = SignupFixture::new(ground).await;
        let link = request_for_ann(&porch, "/subscribe/members").await;
        let site = porch.open(hours!(1)).await;
        site.post(&format!("{link}/not-me"), "").await;
        assert!(site.post(&link, "list=members").await.body.contains("Welcome"));
        assert_eq!(porch.state("members", "ann@example.org").await, Some(SubscriptionState::Confirmed));
        porch.submit_form("/subscribe/friends", "ann@example.org", hours!(2)).await;
        assert_eq!(porch.state("friends", "ann@example.org").await, Some(SubscriptionState::Confirmed));
    }

    async fn only_displayed_lists_are_subscribed(ground) {
        let porch = SignupFixture::new(ground).await;
        porch.list("choir", "The choir", circular::model::OptIn::Double, true).await;
        let link = request_for_ann(&porch, "/subscribe/members").await;
        let site = porch.open(hours!(1)).await;
        let page = site.get(&link).await;
        porch.submit_form("/subscribe/choir", "ann@example.org", hours!(1)).await;
        assert!(page.body.contains("name=\"list\" value=\"members\"") && !page.body.contains("choir"), "{}", page.body);
        site.post(&link, "list=members&list=board").await;
        assert_eq!(porch.state("members", "ann@example.org").await, Some(SubscriptionState::Confirmed));
        assert_eq!(porch.state("choir", "ann@example.org").await, None);
        assert_eq!(porch.state("board", "ann@example.org").await, None);
    }

    async fn each_list_keeps_its_own_consent_text(ground) {
        let porch = SignupFixture::new(ground).await;
        porch.list("choir", "The Choir", circular::model::OptIn::Double, true).await;
        let link = request_for_ann(&porch, "/subscribe/members").await;
        porch.submit_form("/subscribe/choir", "ann@example.org", hours!(1)).await;
        let site = porch.open(hours!(2)).await;
        let page = site.get(&link).await;
        assert!(page.body.contains("value=\"members\"") && page.body.contains("value=\"choir\""), "{}", page.body);
        site.post(&link, "list=members&list=choir").await;
        for (list, title, asked) in [("members", "The Members’ Letter", SOON()), ("choir", "The Choir", hours!(1)())] {
            let event = porch.joined_event(list, "ann@example.org").await.unwrap();
            assert_eq!(event.source, Some(format!("/subscribe/{list}")));
            assert!(event.consent_text.as_deref().unwrap().contains(&format!("“{title}”")), "{event:?}");
            assert_eq!(event.note, Some(format!("asked for at {asked}")));
        }
    }

    async fn post_without_lists_confirms_mailed_lists(ground) {
        let porch = SignupFixture::new(ground).await;
        porch.list("choir", "The Choir", circular::model::OptIn::Double, true).await;
        let link = request_for_ann(&porch, "/subscribe/members").await;
        porch.submit_form("/subscribe/choir", "ann@example.org", hours!(1)).await;
        let site = porch.open(hours!(2)).await;
        let page = site.post(&link, "").await;
        assert!(page.body.contains("The Members’ Letter") && !page.body.contains("The Choir"), "{}", page.body);
        assert_eq!(porch.state("members", "ann@example.org").await, Some(SubscriptionState::Confirmed));
        assert_eq!(porch.state("choir", "ann@example.org").await, None);
        // A page that named other lists confirms nothing.
        let link = {
            porch.submit_form("/subscribe/members", "bob@example.org", SOON).await;
            porch.send_confirmation(SOON).await;
            porch.link("bob@example.org").await
        };
        site.post(&link, "list=board").await;
        assert_eq!(porch.request("bob@example.org").await.unwrap().answer, None);
        // A person who asks again after a day is recorded with what they saw then, and the second mail names both.
        porch.submit_form("/subscribe/choir", "bob@example.org", hours!(24)).await;
        porch.send_confirmation(hours!(24)).await;
        porch.open(hours!(25)).await.post(&link, "").await;
        for (list, asked) in [("members", SOON()), ("choir", hours!(24)())] {
            let event = porch.joined_event(list, "bob@example.org").await.unwrap();
            assert_eq!((event.source, event.note), (Some(format!("/subscribe/{list}")), Some(format!("asked for at {asked}"))));
        }
    }

    async fn suppressed_stays_and_erased_can_resubscribe(ground) {
        let porch = SignupFixture::new(ground).await;
        let mut links = Vec::new();
        for name in ["bounced", "erased", "unwanted"] {
            porch.submit_form("/subscribe/members", &format!("{name}@example.org"), SOON).await;
        }
        porch.send_confirmation(SOON).await;
        for name in ["bounced", "erased", "unwanted"] {
            links.push(porch.link(&format!("{name}@example.org")).await);
        }
        // It happens between the mail and the answer.
        porch.set_subscription_state("friends", "bounced@example.org", SubscriptionState::Suppressed).await;
        let mut work = ground.database.begin_write().await.unwrap();
        let bounced = "bounced@example.org".parse().unwrap();
        let person = database::subscribers::by_address(&mut work, &bounced).await.unwrap().unwrap();
        let suppression = circular::model::Suppression { reason: SuppressionReason::Complained, since: NOW, issue: None, note: None };
        database::suppressions::upsert(&mut work, person.id, &suppression).await.unwrap();
        let key = subscription::address_hash_key(&mut work, NOW).await.unwrap();
        for (address, cause) in [("erased@example.org", SuppressionReason::Erased), ("unwanted@example.org", SuppressionReason::Operator)] {
            let hash = address_hash(&key, &address.parse().unwrap());
            database::suppressed_hashes::add(&mut work, &hash, cause, NOW).await.unwrap();
        }
        work.commit().await.unwrap();
        let site = porch.open(hours!(1)).await;
        for (link, welcome) in links.iter().zip([false, true, false]) {
            let page = site.post(link, "list=members").await;
            assert_eq!((page.status, page.body.contains("Welcome")), (200, welcome), "{}", page.body);
        }
        assert_eq!(porch.state("members", "bounced@example.org").await, None);
        assert_eq!(porch.state("friends", "bounced@example.org").await, Some(SubscriptionState::Suppressed));
        assert_eq!(porch.state("members", "unwanted@example.org").await, None);
        assert_eq!(porch.state("members", "erased@example.org").await, Some(SubscriptionState::Confirmed));
        let mut work = ground.database.begin_read().await.unwrap();
        let hash = address_hash(&key, &"erased@example.org".parse().unwrap());
        assert_eq!(database::suppressed_hashes::reason(&mut work, &hash).await.unwrap(), None);
    }

    async fn unsubscribed_can_resubscribe_by_form(ground) {
        let porch = SignupFixture::new(ground).await;
        for (address, state) in [("left@example.org", SubscriptionState::Unsubscribed), ("narrow@example.org", SubscriptionState::NoticesOnly)] {
            porch.set_subscription_state("members", address, state).await;
            porch.submit_form("/subscribe/members", address, SOON).await;
            porch.send_confirmation(SOON).await;
            assert_eq!(porch.state("members", address).await, Some(state));
            let link = porch.link(address).await;
            porch.open(hours!(1)).await.post(&link, "list=members").await;
            assert_eq!(porch.state("members", address).await, Some(SubscriptionState::Confirmed));
        }
    }

    async fn concurrent_confirmations_subscribe_once(ground) {
        let porch = SignupFixture::new(ground).await;
        let link = request_for_ann(&porch, "/subscribe/members").await;
        let site = porch.open(hours!(1)).await;
        let presses = (0..8).map(|_| site.post(&link, "list=members"));
        for page in futures_util::future::join_all(presses).await {
            assert!(page.status == 200 && page.body.contains("Welcome"), "{}", page.body);
        }
        let listed = porch.find_list("members").await;
        let mut work = ground.database.begin_read().await.unwrap();
        let counts = database::subscriptions::count_by_state(&mut work, listed.id).await.unwrap();
        assert_eq!(counts, [(SubscriptionState::Confirmed, 1)]);
    }
}
