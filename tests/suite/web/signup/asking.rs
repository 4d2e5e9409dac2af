//! Asking: the same answer for everybody, and behind it what each one needs.

use circular::database;
use circular::model::{EventChannel, SignupAnswer, SubscriptionState, SuppressionReason, address_hash};
use circular::subscription;
use jiff::SignedDuration;

use super::{NOW, SOON, SignupFixture, hours, post_from};
use crate::engine::on_both;

on_both! {
    async fn response_is_identical_for_every_address(ground) {
        let porch = SignupFixture::new(ground).await;
        for path in ["/subscribe/members", "/subscribe/friends"] {
            let list = path.rsplit('/').next().unwrap();
            for (address, state) in [
                ("on@example.org", SubscriptionState::Confirmed),
                ("narrow@example.org", SubscriptionState::NoticesOnly),
                ("left@example.org", SubscriptionState::Unsubscribed),
                ("bounced@example.org", SubscriptionState::Suppressed),
            ] {
                porch.set_subscription_state(list, address, state).await;
            }
            let mut work = ground.database.begin_write().await.unwrap();
            let bounced = "bounced@example.org".parse().unwrap();
            let person = database::subscribers::by_address(&mut work, &bounced).await.unwrap().unwrap();
            let suppression = circular::model::Suppression { reason: SuppressionReason::Bounced, since: NOW, issue: None, note: None };
        database::suppressions::upsert(&mut work, person.id, &suppression).await.unwrap();
            let key = subscription::address_hash_key(&mut work, NOW).await.unwrap();
            for (address, cause) in [("erased@example.org", SuppressionReason::Erased), ("unwanted@example.org", SuppressionReason::Operator)] {
                let hash = address_hash(&key, &address.parse().unwrap());
                database::suppressed_hashes::add(&mut work, &hash, cause, NOW).await.unwrap();
            }
            work.commit().await.unwrap();
            let first = porch.submit_form(path, "new@example.org", SOON).await;
            assert_eq!(first.status, 200);
            for address in ["new", "on", "narrow", "left", "bounced", "erased", "unwanted", "NEW"] {
                let answer = porch.submit_form(path, &format!("{address}@example.org"), SOON).await;
                assert_eq!((answer.status, &answer.body), (200, &first.body), "{address} at {path}");
                assert_eq!(answer.header("Content-Length"), first.header("Content-Length"));
                assert!(!answer.body.contains(&format!("{address}@")), "{}", answer.body);
            }
        }
        // Behind it: who is on the list, or must not be mailed, is not written to.
        for (address, mail) in
            [("new", true), ("on", false), ("narrow", true), ("left", true), ("bounced", false), ("unwanted", false)]
        {
            let request = porch.request(&format!("{address}@example.org")).await;
            assert_eq!(request.is_some_and(|request| request.mail_due), mail, "{address}");
        }
        assert!(porch.request("erased@example.org").await.unwrap().mail_due, "they may come back");
        for (address, state) in
            [("narrow", SubscriptionState::NoticesOnly), ("left", SubscriptionState::Unsubscribed), ("bounced", SubscriptionState::Suppressed)]
        {
            let address = format!("{address}@example.org");
            assert_eq!(porch.state("members", &address).await, Some(state), "nothing changes before they confirm");
            assert_eq!(porch.state("friends", &address).await, Some(state), "not even where the form is believed");
        }
        assert_eq!(porch.state("members", "new@example.org").await, None);
    }

    async fn single_opt_in_subscribes_new_address_at_once(ground) {
        let porch = SignupFixture::new(ground).await;
        porch.submit_form("/subscribe/friends", "ann@example.org", SOON).await;
        porch.submit_form("/subscribe/friends", "Ann@Example.org", SOON).await;
        assert_eq!(porch.state("friends", "ann@example.org").await, Some(SubscriptionState::Confirmed));
        assert_eq!(porch.request("ann@example.org").await, None, "no mail is needed");
        let event = porch.joined_event("friends", "ann@example.org").await.unwrap();
        assert_eq!((event.channel, event.at, event.note), (EventChannel::Form, SOON(), None));
        assert_eq!(event.source.as_deref(), Some("/subscribe/friends"));
        assert!(event.consent_text.unwrap().contains("“News & Views”"));
        // Who wanted to be erased is asked first.
        let mut work = ground.database.begin_write().await.unwrap();
        let key = subscription::address_hash_key(&mut work, NOW).await.unwrap();
        let hash = address_hash(&key, &"bob@example.org".parse().unwrap());
        database::suppressed_hashes::add(&mut work, &hash, SuppressionReason::Erased, NOW).await.unwrap();
        work.commit().await.unwrap();
        porch.submit_form("/subscribe/friends", "bob@example.org", SOON).await;
        assert_eq!(porch.state("friends", "bob@example.org").await, None);
        assert!(porch.request("bob@example.org").await.unwrap().mail_due);
    }

    async fn confirmation_mails_are_limited_per_address(ground) {
        let porch = SignupFixture::new(ground).await;
        porch.list("choir", "The choir", circular::model::OptIn::Double, true).await;
        let due = async || porch.request("ann@example.org").await.unwrap().mail_due;
        porch.submit_form("/subscribe/members", "ann@example.org", SOON).await;
        assert!(due().await);
        porch.send_confirmation(SOON).await;
        porch.submit_form("/subscribe/choir", "ANN@example.org", hours!(23)).await;
        assert!(!due().await, "the same day, another list, another spelling");
        let mut work = ground.database.begin_read().await.unwrap();
        let id = porch.request("ann@example.org").await.unwrap().id;
        assert_eq!(database::signup_requests::lists_of_request(&mut work, id).await.unwrap().len(), 2);
        drop(work);
        porch.submit_form("/subscribe/members", "ann@example.org", hours!(24)).await;
        assert!(due().await);
        porch.send_confirmation(hours!(24)).await;
        porch.submit_form("/subscribe/members", "ann@example.org", hours!(48)).await;
        assert!(due().await);
        porch.send_confirmation(hours!(48)).await;
        for now in [hours!(72), hours!(96), hours!(120)] {
            porch.submit_form("/subscribe/members", "ann@example.org", now).await;
            assert!(!due().await, "three were enough");
        }
        assert_eq!(porch.request("ann@example.org").await.unwrap().mail_count, 3);
        // Not even once the request itself is forgotten.
        let later = hours!(220);
        assert_eq!(subscription::purge_expired_requests(&ground.database, later()).await.unwrap(), 1);
        assert_eq!(porch.request("ann@example.org").await, None);
        porch.submit_form("/subscribe/members", "ann@example.org", later).await;
        assert_eq!(porch.request("ann@example.org").await, None);
        // In a year it is another matter.
        let much_later = hours!(9_100);
        subscription::purge_expired_requests(&ground.database, much_later()).await.unwrap();
        porch.submit_form("/subscribe/members", "ann@example.org", much_later).await;
        assert!(due().await);
    }

    async fn unanswered_request_is_deleted_after_a_week(ground) {
        let porch = SignupFixture::new(ground).await;
        porch.submit_form("/subscribe/members", "ann@example.org", SOON).await;
        porch.send_confirmation(SOON).await;
        porch.submit_form("/subscribe/members", "bob@example.org", hours!(24)).await;
        let week = SOON() + SignedDuration::from_hours(7 * 24);
        assert_eq!(subscription::purge_expired_requests(&ground.database, week - SignedDuration::from_secs(1)).await.unwrap(), 0);
        assert_eq!(subscription::purge_expired_requests(&ground.database, week).await.unwrap(), 1);
        assert_eq!(porch.request("ann@example.org").await, None);
        assert!(porch.request("bob@example.org").await.is_some());
        let mut work = ground.database.begin_read().await.unwrap();
        let ann = "ann@example.org".parse().unwrap();
        assert_eq!(database::subscribers::by_address(&mut work, &ann).await.unwrap(), None);
        assert_eq!(database::signup_requests::count_pending(&mut work, porch.find_list("members").await.id).await.unwrap(), 1);
    }

    async fn event_records_consent_text_and_source(ground) {
        let porch = SignupFixture::new(ground).await;
        let stamp = porch.form_token("/subscribe/members", || NOW).await;
        let site = porch.open(SOON).await;
        let agent = format!("Browser/1.0 {}", "x".repeat(500));
        let fields = [("email", "ann@example.org"), ("form_token", stamp.as_str())];
        post_from(&site, "/subscribe/members", &fields, &[("User-Agent", &agent)]).await;
        let request = porch.request("ann@example.org").await.unwrap();
        assert_eq!((request.user_agent.unwrap().as_str(), request.answer), (&agent[..200], None::<SignupAnswer>));
        assert_eq!(request.source.as_deref(), Some("/subscribe/members"));
        assert!(request.consent_text.starts_with("By pressing the button you ask Society of <Friends> to send you"));
        assert_eq!(request.requested_at, SOON());
        // Nobody is a subscriber for being asked.
        let mut work = ground.database.begin_read().await.unwrap();
        let ann = "ann@example.org".parse().unwrap();
        assert_eq!(database::subscribers::by_address(&mut work, &ann).await.unwrap(), None);
    }
}
