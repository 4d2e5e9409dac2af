//! The program is killed at random moments while mails come in: each counts once, and none is lost.

use std::fs;
use std::thread;
use std::time::Duration;

use sqlx::{Connection as _, SqliteConnection};

use super::{DovecotServer, MailFormat, leave_address, society};
use crate::cli::TestWorkspace;
use crate::crash::SeededRandom;

const KILLS: usize = 10;
/// So many mails come between two kills, and each tells of another member.
const MAILS: usize = 5;
const LONGEST_RUN: Duration = Duration::from_millis(700);

fn leave_mail(house: &TestWorkspace, copy: usize) -> String {
    format!("From: reader@example.net\r\nTo: {}\r\nSubject: {copy}\r\n\r\n", leave_address(house, copy))
}

async fn count(house: &TestWorkspace, statement: &'static str) -> i64 {
    let url = format!("sqlite:{}", house.path("circular.db").display());
    let mut database = SqliteConnection::connect(&url).await.unwrap();
    let (count,): (i64,) = sqlx::query_as(statement).fetch_one(&mut database).await.unwrap();
    count
}

async fn run(format: MailFormat) {
    let Some(mut server) = DovecotServer::start(format) else { return };
    let all = KILLS * MAILS;
    let house = server.mailbox_of(society(all));
    let mut random = SeededRandom::new(SeededRandom::seed("mailbox"));
    for kill in 0..KILLS {
        let mails: Vec<_> = (1..=MAILS).map(|number| leave_mail(&house, kill * MAILS + number)).collect();
        server.lay_in(&mails);
        let mut running = house.begin(["inbound", "process"]);
        thread::sleep(random.moment(LONGEST_RUN));
        running.kill();
    }
    house.run(["inbound", "process"]).is_well();
    let last = house.run(["inbound", "process"]).to_string();
    assert!(last.contains("No new mail."), "{last}");
    let expected = i64::try_from(all).unwrap();
    assert_eq!(count(&house, "SELECT count(*) FROM inbound_message").await, expected);
    let events = "SELECT count(*) FROM subscription_event WHERE kind = 'unsubscribed' AND channel = 'mail'";
    assert_eq!(count(&house, events).await, expected, "each member left once");
    if format == MailFormat::Maildir {
        // Without its list of UIDs, the server numbers the mails again, under another UIDVALIDITY.
        for name in ["mail/dovecot-uidlist", "mail/dovecot.index.log", "mail/dovecot.index.cache"] {
            let _ = fs::remove_file(server.path(name));
        }
        let again = house.run(["inbound", "process"]).to_string();
        assert!(again.contains(&format!("Read {all} mails: {all} read before.")), "{again}");
    }
}

#[tokio::test]
async fn ten_kills_with_maildir_lose_and_repeat_nothing() {
    run(MailFormat::Maildir).await;
}

#[tokio::test]
async fn ten_kills_with_mbox_lose_and_repeat_nothing() {
    run(MailFormat::Mbox).await;
}
