//! How far a mailbox was read, and why it cannot be read.

use circular::database::mailbox_cursors::{self, MailboxStatus};
use circular::model::MailboxCursor;
use jiff::Timestamp;

use crate::engine::on_both;

const ACCOUNT: &str = "imaps://ann@mail.example.org:993";

on_both! {
    async fn place_and_failure_are_kept_apart(ground) {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut work = ground.database.begin_write().await.unwrap();
        assert_eq!(mailbox_cursors::get(&mut work, ACCOUNT, "INBOX").await.unwrap(), None);
        mailbox_cursors::set_failed(&mut work, ACCOUNT, "INBOX", "lost", at(1)).await.unwrap();
        mailbox_cursors::set_failed(&mut work, ACCOUNT, "INBOX", "wrong password", at(2)).await.unwrap();
        let failure = Some((at(1), "wrong password".to_owned()));
        let status = mailbox_cursors::get(&mut work, ACCOUNT, "INBOX").await.unwrap();
        assert_eq!(status, Some(MailboxStatus { cursor: None, read_at: None, failure: failure.clone() }));

        let cursor = MailboxCursor { uid_validity: u32::MAX, next_uid: u32::MAX };
        mailbox_cursors::advance(&mut work, ACCOUNT, "INBOX", cursor).await.unwrap();
        let status = mailbox_cursors::get(&mut work, ACCOUNT, "INBOX").await.unwrap();
        assert_eq!(status, Some(MailboxStatus { cursor: Some(cursor), read_at: None, failure }));

        mailbox_cursors::set_read(&mut work, ACCOUNT, "INBOX", at(3)).await.unwrap();
        let next = MailboxCursor { uid_validity: 1, next_uid: 2 };
        mailbox_cursors::advance(&mut work, ACCOUNT, "INBOX", next).await.unwrap();
        let status = mailbox_cursors::get(&mut work, ACCOUNT, "INBOX").await.unwrap();
        assert_eq!(status, Some(MailboxStatus { cursor: Some(next), read_at: Some(at(3)), failure: None }));
        assert_eq!(mailbox_cursors::get(&mut work, ACCOUNT, "Junk").await.unwrap(), None);
        work.commit().await.unwrap();
    }
}
