//! Mails of real programs: requests to leave, and answers that quote our letter.

use circular::inbound::{self, InboundOutcome};
use circular::model::{Address, IssueId, SubscriberId, Token};
use circular::subscription;

use super::observed;
use crate::database::{at, find, import, list};
use crate::engine::on_both;

fn is_departure(outcome: &InboundOutcome, address: &str) -> bool {
    let InboundOutcome::Unsubscribed(departure) = outcome else { return false };
    departure.address.as_ref().map(Address::as_str) == Some(address)
}

on_both! {
    async fn requests_to_leave_are_understood(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email\nann@example.org\nben@example.org\ncy@example.org\n").await;
        let keys = subscription::signing_keys(database, at(0)).await.unwrap();
        for (mail, address) in [
            ("kmail-leave.eml", "ann@example.org"),
            ("roundcube-leave.eml", "ben@example.org"),
            ("sylpheed-leave-plus-lost.eml", "cy@example.org"),
        ] {
            let subscriber = find(database, address).await.unwrap().id;
            let token = Token { list: members.id, subscriber, issue: IssueId::new(7) };
            let mail_bytes = observed(mail, &keys.seal(token).unwrap());
            let outcome = inbound::process_message(database, &keys, &mail_bytes, at(9)).await.unwrap();
            assert!(is_departure(&outcome, address), "{mail}: {outcome:?}");
        }
    }

    async fn mail_of_headers_alone_is_understood(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email\nann@example.org\nben@example.org\n").await;
        let keys = subscription::signing_keys(database, at(0)).await.unwrap();
        for (address, mail) in [
            ("ann@example.org", "Subject: off\r\nTo: leave+TOKEN@example.org"),
            ("ben@example.org", "To: leave@example.org\r\nSubject: unsubscribe TOKEN"),
        ] {
            let subscriber = find(database, address).await.unwrap().id;
            let sealed = keys.seal(Token { list: members.id, subscriber, issue: IssueId::new(7) }).unwrap();
            let mail = mail.replace("TOKEN", &sealed);
            let outcome = inbound::process_message(database, &keys, mail.as_bytes(), at(9)).await.unwrap();
            assert!(is_departure(&outcome, address), "{mail}: {outcome:?}");
        }
    }

    async fn answers_that_quote_our_link_unsubscribe_nobody(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email\nann@example.org\n").await;
        let ann = find(database, "ann@example.org").await.unwrap();
        let keys = subscription::signing_keys(database, at(0)).await.unwrap();
        let sealed = keys.seal(Token { list: members.id, subscriber: ann.id, issue: IssueId::new(7) }).unwrap();
        for mail in [
            "balsa-answer.eml",
            "geary-answer-de.eml",
            "kmail-answer-de.eml",
            "roundcube-answer.eml",
            "roundcube-answer-by-button.eml",
            "sogo-answer.eml",
            "sylpheed-answer.eml",
            "pigeonhole-vacation.eml",
        ] {
            let outcome = inbound::process_message(database, &keys, &observed(mail, &sealed), at(9)).await.unwrap();
            assert!(!outcome.is_handled(), "{mail}: {outcome:?}");
        }
    }

    async fn test_letter_unsubscribes_nobody(ground) {
        let database = &ground.database;
        let keys = subscription::signing_keys(database, at(0)).await.unwrap();
        let members = list(database, "members").await;
        let token = Token { list: members.id, subscriber: SubscriberId::NONE, issue: IssueId::NONE };
        let mail = format!("To: leave+{}@example.org\n\n", keys.seal(token).unwrap());
        let outcome = inbound::process_message(database, &keys, mail.as_bytes(), at(9)).await.unwrap();
        assert_eq!(outcome, InboundOutcome::TestLetter);
    }
}
