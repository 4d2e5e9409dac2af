//! A list whose owner approves each person: who confirmed waits, and is on no list until then.

use circular::database;
use circular::model::{Address, EventChannel, OptIn, SubscriptionState, SuppressionReason, address_hash};
use circular::subscription::{self, ApprovalOutcome, ErasureOutcome};

use super::{SOON, SignupFixture, hours};
use crate::engine::{TestDatabase, on_both};

fn ann() -> Address {
    "ann@example.org".parse().unwrap()
}

/// Has Ann ask for the choir, whose owner approves people, and confirm it an hour later.
async fn ann_waits(porch: &SignupFixture<'_>) -> String {
    porch.list("choir", "The choir", OptIn::Approved, true).await;
    let page = porch.submit_form("/subscribe/choir", "ann@example.org", SOON).await;
    assert!(page.body.contains("After that, a person looks at your request."), "{}", page.body);
    porch.send_confirmation(SOON).await;
    let link = porch.link("ann@example.org").await;
    let site = porch.open(hours!(1)).await;
    let page = site.get(&link).await;
    assert!(page.body.contains("A person looks at each request for “The choir”."), "{}", page.body);
    let page = site.post(&link, "list=choir").await;
    assert!(page.status == 200 && page.body.contains("Thank you: your address is confirmed"), "{}", page.body);
    assert!(page.body.contains("A person now looks at your request for <strong>“The choir”</strong>"), "{}", page.body);
    assert!(!page.body.contains("Welcome"), "{}", page.body);
    link
}

async fn is_subscriber(ground: &TestDatabase) -> bool {
    let mut work = ground.database.begin_read().await.unwrap();
    database::subscribers::by_address(&mut work, &ann()).await.unwrap().is_some()
}

on_both! {
    async fn approved_person_is_subscribed_with_their_consent(ground) {
        let porch = SignupFixture::new(ground).await;
        let link = ann_waits(&porch).await;
        let choir = porch.find_list("choir").await;
        assert!(!is_subscriber(ground).await, "who waits is nobody yet");
        let site = porch.open(hours!(2)).await;
        site.post(&link, "list=choir").await;
        let waiting = subscription::approval_requests(&ground.database, &choir).await.unwrap();
        assert_eq!(waiting.len(), 1, "confirming twice asks once");
        assert_eq!((&waiting[0].address, waiting[0].confirmed_at), (&ann(), hours!(1)()));
        let spelling = "Ann@Example.org".parse().unwrap();
        let approve = async || subscription::approve_request(&ground.database, &choir, &spelling, hours!(30)()).await;
        assert_eq!(approve().await.unwrap(), ApprovalOutcome::Approved);
        assert_eq!(approve().await.unwrap(), ApprovalOutcome::NotWaiting);
        assert_eq!(porch.state("choir", "ann@example.org").await, Some(SubscriptionState::Confirmed));
        let event = porch.joined_event("choir", "ann@example.org").await.unwrap();
        let note = format!("asked for at {}, confirmed at {}, then approved", SOON(), hours!(1)());
        assert_eq!((event.at, event.channel, event.note), (hours!(30)(), EventChannel::Form, Some(note)));
        assert_eq!(event.source.as_deref(), Some("/subscribe/choir"));
        assert!(event.consent_text.unwrap().contains("“The choir”"));
        assert!(subscription::approval_counts(&ground.database).await.unwrap().is_empty());
        assert!(site.get(&link).await.body.contains("Welcome: you are on the list"));
    }

    async fn declined_person_leaves_nothing_behind(ground) {
        let porch = SignupFixture::new(ground).await;
        let link = ann_waits(&porch).await;
        let choir = porch.find_list("choir").await;
        assert!(subscription::decline_request(&ground.database, &choir, &ann()).await.unwrap());
        assert!(!subscription::decline_request(&ground.database, &choir, &ann()).await.unwrap());
        assert!(!is_subscriber(ground).await);
        let site = porch.open(hours!(2)).await;
        assert!(site.post(&link, "list=choir").await.body.contains("This link has expired"));
        assert_eq!(
            subscription::approve_request(&ground.database, &choir, &ann(), hours!(2)()).await.unwrap(),
            ApprovalOutcome::NotWaiting
        );
    }

    async fn other_lists_are_joined_at_once(ground) {
        let porch = SignupFixture::new(ground).await;
        porch.list("choir", "The choir", OptIn::Approved, true).await;
        porch.submit_form("/subscribe/choir", "ann@example.org", SOON).await;
        porch.submit_form("/subscribe/members", "ann@example.org", SOON).await;
        porch.send_confirmation(SOON).await;
        let link = porch.link("ann@example.org").await;
        let page = porch.open(hours!(1)).await.post(&link, "list=choir&list=members").await;
        for words in ["Welcome: you are on the list", "<strong>“The Members’ Letter”</strong>",
            "A person now looks at your request for <strong>“The choir”</strong>"] {
            assert!(page.body.contains(words), "{}", page.body);
        }
        assert_eq!(porch.state("members", "ann@example.org").await, Some(SubscriptionState::Confirmed));
        assert_eq!(porch.state("choir", "ann@example.org").await, None);
    }

    async fn waiting_request_is_purged_after_sixty_days(ground) {
        let porch = SignupFixture::new(ground).await;
        ann_waits(&porch).await;
        let choir = porch.find_list("choir").await;
        let waiting = async || subscription::approval_requests(&ground.database, &choir).await.unwrap().len();
        subscription::purge_expired_requests(&ground.database, hours!(1440)()).await.unwrap();
        assert_eq!(waiting().await, 1, "it outlives the request that was confirmed");
        assert_eq!(subscription::purge_expired_requests(&ground.database, hours!(1441)()).await.unwrap(), 1);
        assert_eq!(waiting().await, 0);
    }

    async fn erasure_and_deletion_of_the_list_remove_requests(ground) {
        let porch = SignupFixture::new(ground).await;
        ann_waits(&porch).await;
        let record = subscription::personal_record(&ground.database, &ann()).await.unwrap();
        assert_eq!(record.approval_requests.len(), 1);
        assert_eq!(record.approval_requests[0].0, "choir");
        let erased = subscription::erase_person(&ground.database, &ann(), hours!(2)()).await.unwrap();
        assert!(matches!(erased, ErasureOutcome::Erased(_)), "{erased:?}");
        assert!(subscription::approval_counts(&ground.database).await.unwrap().is_empty());
        // Who was erased may ask again, and stays erased until somebody approves.
        porch.submit_form("/subscribe/choir", "ann@example.org", hours!(40)).await;
        porch.send_confirmation(hours!(40)).await;
        let link = porch.link("ann@example.org").await;
        porch.open(hours!(41)).await.post(&link, "list=choir").await;
        let choir = porch.find_list("choir").await;
        assert_eq!(subscription::approval_requests(&ground.database, &choir).await.unwrap().len(), 1);
        let cause = subscription::suppression_cause(&ground.database, &ann(), hours!(41)()).await.unwrap();
        assert_eq!(cause, Some(SuppressionReason::Erased));
        subscription::delete_list(&ground.database, &choir, false, hours!(42)()).await.unwrap();
        assert!(subscription::approval_requests(&ground.database, &choir).await.unwrap().is_empty());
    }

    async fn suppressed_person_cannot_be_approved(ground) {
        let porch = SignupFixture::new(ground).await;
        ann_waits(&porch).await;
        let choir = porch.find_list("choir").await;
        let mut work = ground.database.begin_write().await.unwrap();
        let key = subscription::address_hash_key(&mut work, SOON()).await.unwrap();
        let hash = address_hash(&key, &ann());
        database::suppressed_hashes::add(&mut work, &hash, SuppressionReason::Operator, SOON()).await.unwrap();
        work.commit().await.unwrap();
        let outcome = subscription::approve_request(&ground.database, &choir, &ann(), hours!(2)()).await.unwrap();
        assert_eq!(outcome, ApprovalOutcome::Suppressed);
        assert!(!is_subscriber(ground).await);
    }
}
