//! A mail that is read twice, by whatever way, counts once.

use circular::inbound::{self, InboundOutcome};
use circular::model::{InboundKind, IssueId, SubscriptionState, Token};
use circular::subscription;

use crate::database::{at, find, import, list, state};
use crate::engine::on_both;

on_both! {
    async fn mail_read_twice_counts_once(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email\nann@example.org\n").await;
        let ann = find(database, "ann@example.org").await.unwrap();
        let keys = subscription::signing_keys(database, at(0)).await.unwrap();
        let token = Token { list: members.id, subscriber: ann.id, issue: IssueId::new(7) };
        let sealed = keys.seal(token).unwrap();
        let mail = format!("To: leave+{sealed}@example.org\r\nMessage-ID: <1@x>\r\n\r\nbye\r\n");
        let by_imap = format!("X-UID: 7\r\n{mail}");
        let from_mbox = format!("From ann Sun Nov 29\n{}\n", mail.replace("\r\n", "\n"));
        let process = async |mail: &str| inbound::process_message(database, &keys, mail.as_bytes(), at(9)).await.unwrap();
        assert!(matches!(process(&mail).await, InboundOutcome::Unsubscribed(_)));
        assert_eq!(state(database, &members, ann.id).await, Some(SubscriptionState::Unsubscribed));
        for copy in [&mail, &by_imap, &from_mbox] {
            assert_eq!(process(copy).await, InboundOutcome::AlreadyProcessed(InboundKind::Unsubscribe), "{copy}");
        }
        assert_eq!(process(&mail.replace("1@x", "2@x")).await, InboundOutcome::AlreadyUnsubscribed);
    }
}
