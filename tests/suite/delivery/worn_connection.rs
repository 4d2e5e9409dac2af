//! A connection is at its end before the issue is: a new one goes on, and no copy pays.

use circular::delivery::{RunEnding, RunProgress};
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::DeliveryStatus;
use tokio::sync::watch;

use super::{DeliveryScenario, everyone, now};
use crate::engine::{TestDatabase, on_both};

/// The reply of `OpenSMTPD` to the 101st MAIL, here to a step of the sixth message: the connection stays open and never
/// recovers.
fn five_each(step: SmtpStep, words: &'static str) -> CatcherScript {
    CatcherScript::with_responder(move |moment| {
        if moment.step == step && moment.message >= 5 { CatcherAction::reply(words) } else { CatcherAction::Accept }
    })
}

fn untroubled(progress: &RunProgress) {
    assert_eq!(progress.relay_problem, None);
}

on_both! {
    async fn message_limit_is_learnt(ground) {
        let script = five_each(SmtpStep::Mail, "452 4.5.3 Too many recipients: Too many messages sent");
        let story = DeliveryScenario::new(ground, 43, script, "connections = 1").await;
        let (ending, _) = story.send_until(watch::channel(false).1, now, untroubled).await.unwrap();
        assert_eq!(ending, RunEnding::Completed);
        assert_eq!(story.reached(), everyone(43));
        assert!(story.entries(DeliveryStatus::Sent).await.iter().all(|copy| copy.attempts == 1));
        let log = story.catcher.command_log();
        let mails: Vec<_> = log.iter().map(|log| log.iter().filter(|verb| *verb == "MAIL").count()).collect();
        assert_eq!(mails, [6, 5, 5, 5, 5, 5, 5, 5, 3], "the wall is hit once");
    }

    async fn message_limit_can_be_set(ground) {
        let settings = "connections = 1\nmessages_per_connection = 10";
        let story = DeliveryScenario::new(ground, 25, CatcherScript::default(), settings).await;
        assert_eq!(story.send().await.0, RunEnding::Completed);
        assert_eq!(story.reached(), everyone(25));
        let log = story.catcher.command_log();
        let mails: Vec<_> = log.iter().map(|log| log.iter().filter(|verb| *verb == "MAIL").count()).collect();
        assert_eq!(mails, [10, 10, 5]);
    }

    async fn dot_refused_by_a_server_that_keeps_the_sender(ground) {
        let script = CatcherScript::with_responder(|moment| {
            let number = moment.recipient.trim_start_matches('s').split('@').next().and_then(|number| number.parse::<u32>().ok());
            let refused = moment.step == SmtpStep::FinalDot && number.is_some_and(|number| number % 5 == 0);
            if refused { CatcherAction::reply("550 5.2.0 Mailbox refuses this") } else { CatcherAction::Accept }
        });
        let story = DeliveryScenario::new(ground, 50, CatcherScript { keeps_sender: true, ..script }, "connections = 2").await;
        let (ending, progress) = story.send_until(watch::channel(false).1, now, untroubled).await.unwrap();
        assert_eq!(ending, RunEnding::Completed);
        assert_eq!((progress.counts.count(DeliveryStatus::Sent), progress.counts.count(DeliveryStatus::Bounced)), (40, 10));
        assert_eq!(story.catcher.message_count(), 40);
    }

    async fn unknown_recipients_in_a_row_do_not_exhaust_the_relay(ground) {
        // Postfix hangs up at the twentieth error of a connection, Exim at the twelfth RSET.
        let script = CatcherScript::with_responder(|moment| {
            let number = moment.recipient.trim_start_matches('s').split('@').next().and_then(|number| number.parse::<u32>().ok());
            match moment.step {
                SmtpStep::Mail if moment.message >= 10 => CatcherAction::reply("421 4.7.0 Error: too many errors"),
                SmtpStep::Recipient if number.is_some_and(|number| (20..32).contains(&number) || number % 8 == 7) => {
                    CatcherAction::reply("550 Unrouteable address")
                }
                _ => CatcherAction::Accept,
            }
        });
        let story = DeliveryScenario::new(ground, 60, script, "connections = 1\nmessages_per_connection = 9").await;
        let (ending, progress) = story.send_until(watch::channel(false).1, now, untroubled).await.unwrap();
        assert_eq!(ending, RunEnding::Completed);
        let sent = progress.counts.count(DeliveryStatus::Sent);
        assert_eq!((sent, progress.counts.count(DeliveryStatus::Bounced)), (43, 17));
        assert_eq!(story.catcher.message_count(), 43);
    }
}

#[tokio::test]
async fn command_out_of_turn_means_a_new_connection() {
    for words in ["503 5.5.1 Sender already specified.", "451 4.3.0 Too many transactions on this connection"] {
        let ground = TestDatabase::sqlite().await;
        let story = DeliveryScenario::new(&ground, 23, five_each(SmtpStep::Mail, words), "connections = 2").await;
        let (ending, _) = story.send_until(watch::channel(false).1, now, untroubled).await.unwrap();
        assert_eq!(ending, RunEnding::Completed, "{words}");
        assert_eq!(story.reached(), everyone(23));
    }
}

#[tokio::test]
async fn message_limit_is_also_learnt_from_rcpt() {
    let ground = TestDatabase::sqlite().await;
    let script = five_each(SmtpStep::Recipient, "452 4.5.3 Too many messages in this session");
    let story = DeliveryScenario::new(&ground, 18, script, "connections = 1").await;
    let (ending, _) = story.send_until(watch::channel(false).1, now, untroubled).await.unwrap();
    assert_eq!(ending, RunEnding::Completed);
    assert_eq!(story.reached(), everyone(18));
    let log = story.catcher.command_log();
    let mails: Vec<_> = log.iter().map(|log| log.iter().filter(|verb| *verb == "MAIL").count()).collect();
    assert_eq!(mails, [6, 5, 5, 3], "the refused message does not count");
}
