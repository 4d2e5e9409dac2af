//! Complaints, filters, automatic replies and answers.

use circular::inbound::{DepartureWay, InboundOutcome};
use circular::model::{InboundKind, SubscriptionState, SuppressionReason};

use super::observed;
use super::society::Society;
use crate::engine::on_both;

/// A feedback report (RFC 5965) that returns headers only, as Yahoo sends it.
fn feedback(kind: &str, returned: &str) -> String {
    format!(
        "From: feedback@arf.example.com\nTo: chair@example.org\nSubject: FW: News\n\
         Content-Type: multipart/report; report-type=feedback-report; boundary=b1\n\n--b1\n\nThis is an abuse report.\n\
         --b1\nContent-Type: message/feedback-report\n\nFeedback-Type: {kind}\nUser-Agent: x/1\nVersion: 1\n\n\
         --b1\nContent-Type: text/rfc822-headers\n\n{returned}\n--b1--\n"
    )
}

on_both! {
    async fn complaint_unsubscribes_and_suppresses(ground) {
        let society = Society::create(ground).await;
        let outcome = society.process(&feedback("abuse", &society.returned_headers(1)), 1).await;
        let InboundOutcome::Complained(departure) = outcome else { panic!("{outcome:?}") };
        assert_eq!((departure.address, departure.way), (Some(society.ann.address.clone()), DepartureWay::Complaint));
        assert_eq!(society.suppression().await.unwrap().reason, SuppressionReason::Complained);
        assert_eq!(society.state().await, SubscriptionState::Unsubscribed);
        let events: Vec<String> =
            society.events().await.iter().map(|event| format!("{} by {}", event.kind, event.channel)).collect();
        assert_eq!(events, ["unsubscribed by complaint"]);
    }

    async fn other_feedback_changes_nothing(ground) {
        let society = Society::create(ground).await;
        let returned = society.returned_headers(1);
        assert_eq!(society.process(&feedback("not-spam", &returned), 1).await, InboundOutcome::NothingFailed);
        let forged = feedback("abuse", "To: ann@example.org\nSubject: News\n");
        assert_eq!(society.process(&forged, 1).await, InboundOutcome::UnverifiedReport(InboundKind::Complaint));
        assert_eq!((society.suppression().await, society.state().await), (None, SubscriptionState::Confirmed));
    }

    async fn rejection_of_a_filter_is_left_for_the_chair(ground) {
        let society = Society::create(ground).await;
        let token = society.keys.seal(society.token(1)).unwrap();
        let mail = String::from_utf8(observed("pigeonhole-reject.eml", &token)).unwrap();
        let outcome = society.process(&mail, 1).await;
        assert!(matches!(outcome, InboundOutcome::FilterRejected(_)), "{outcome:?}");
        let unread = society.unread().await;
        assert!(unread[0].contains("Ich will das nicht."), "{unread:?}");
        assert_eq!((society.suppression().await, society.state().await), (None, SubscriptionState::Confirmed));
    }

    async fn automatic_replies_and_answers_change_nothing(ground) {
        let society = Society::create(ground).await;
        let token = society.keys.seal(society.token(1)).unwrap();
        let vacation = String::from_utf8(observed("pigeonhole-vacation.eml", &token)).unwrap();
        assert_eq!(society.process(&vacation, 1).await, InboundOutcome::AutoReply);
        let answer = "From: ann@example.org\nIn-Reply-To: <1.1.0123456789ab@example.org>\nSubject: Re: News\n\nThank you!\n";
        assert_eq!(society.process(answer, 1).await, InboundOutcome::Replied);
        let foreign = answer.replace("0123456789ab", "ffff456789ab");
        assert_eq!(society.process(&foreign, 1).await, InboundOutcome::Unrecognized);
        assert_eq!((society.suppression().await, society.state().await), (None, SubscriptionState::Confirmed));
    }

    async fn unsubscribe_of_apples_mail_program_is_understood(ground) {
        let society = Society::create(ground).await;
        let token = society.keys.seal(society.token(1)).unwrap();
        let mail = format!(
            "From: ann@example.org\nTo: leave+{token}@example.org\nSubject: unsubscribe\nAuto-Submitted: auto-replied\n\
             X-Apple-Unsubscribe: true\n\nApple Mail sent this email to unsubscribe from the message.\n"
        );
        let outcome = society.process(&mail, 1).await;
        assert!(matches!(outcome, InboundOutcome::Unsubscribed(_)), "{outcome:?}");
    }
}
