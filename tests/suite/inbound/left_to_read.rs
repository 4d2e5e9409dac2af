//! Mails that a person should read are listed until they are marked as read, are old, or their writer is erased.

use circular::database::still_wanted;
use circular::inbound::InboundOutcome;
use circular::subscription;

use super::society::{Society, day};
use crate::engine::on_both;

const ANSWER: &str =
    "From: Ann <Ann@example.org>\nIn-Reply-To: <1.1.0123456789ab@example.org>\nSubject: Re: News\n\nThank you!\n";

on_both! {
    async fn answers_and_unknown_mails_are_listed(ground) {
        let society = Society::create(ground).await;
        assert_eq!(society.process(ANSWER, 1).await, InboundOutcome::Replied);
        let lunch = "From: bob@example.org\nSubject: Lunch?\n\nSee you.\n";
        assert_eq!(society.process(lunch, 2).await, InboundOutcome::Unrecognized);
        let away = "From: ann@example.org\nAuto-Submitted: auto-replied\nSubject: Away\n\nI am away.\n";
        assert_eq!(society.process(away, 3).await, InboundOutcome::AutoReply);
        assert!(matches!(society.process(lunch, 3).await, InboundOutcome::AlreadyProcessed(_)));
        assert_eq!(society.unread().await, ["“Re: News” from Ann <Ann@example.org>", "“Lunch?” from bob@example.org"]);
        let later = "From: cat@example.org\nSubject: Tea?\n\nSee you.\n";
        society.process(later, 92).await;
        assert_eq!(society.unread().await, ["“Tea?” from cat@example.org"], "what is 90 days old is forgotten");
    }

    async fn reply_is_a_sign_of_life_of_its_reader_only(ground) {
        let society = Society::create(ground).await;
        let ann = society.ann.id;
        let is_heard = async || {
            let mut work = society.database().begin_read().await.unwrap();
            still_wanted::heard_or_asked(&mut work, &[ann], day(1)).await.unwrap().contains(&ann)
        };
        let forwarded = ANSWER.replace("Ann@example.org", "dan@example.org");
        let number = |mail: &str| mail.replace("<1.1.", &format!("<1.{ann}."));
        assert_eq!(society.process(&number(&forwarded), 2).await, InboundOutcome::Replied);
        assert!(!is_heard().await, "Dan has answered");
        assert_eq!(society.process(&number(ANSWER), 3).await, InboundOutcome::Replied);
        assert!(is_heard().await);
    }

    async fn erased_person_is_no_longer_named(ground) {
        let society = Society::create(ground).await;
        society.process(ANSWER, 1).await;
        society.process("From: bob@example.org\nSubject: Lunch?\n\nSee you.\n", 1).await;
        subscription::erase_person(society.database(), &society.ann.address, day(2)).await.unwrap();
        assert_eq!(society.unread().await, ["“Lunch?” from bob@example.org"]);
    }

    async fn bounce_of_a_former_address_suppresses_nobody(ground) {
        let society = Society::create(ground).await;
        let new = "ann@new.example.org".parse().unwrap();
        let edit = subscription::SubscriberEdit { address: Some(&new), fields: &subscription::FieldValues::new() };
        subscription::edit_subscriber(society.database(), &society.ann.address, edit, false, day(1)).await.unwrap();
        let outcome = society.process(&society.report(1, "failed", "550 5.1.1 User unknown"), 2).await;
        let InboundOutcome::Returned(returned) = outcome else { panic!("{outcome:?}") };
        assert!(returned.is_outdated && !returned.is_suppressed && returned.forwarded_to.is_none(), "{returned:?}");
        assert_eq!(society.suppression().await, None);
    }
}
