//! A server that says nothing more is left after its time.

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::smtp::{Envelope, FailureCause, SmtpPhase};

use super::{catcher, hasty, once, plain, send_one};

#[tokio::test]
async fn at_each_step() {
    for pipelining in [true, false] {
        for (step, phase) in [
            (SmtpStep::Greeting, SmtpPhase::Greeting),
            (SmtpStep::Hello, SmtpPhase::Hello),
            (SmtpStep::Mail, SmtpPhase::Mail),
            (SmtpStep::Recipient, SmtpPhase::Recipient),
            (SmtpStep::Data, SmtpPhase::Data),
            (SmtpStep::FinalDot, SmtpPhase::FinalDot),
        ] {
            let catcher = catcher(CatcherScript { pipelining, ..once(step, CatcherAction::Stall) }).await;
            let failure = send_one(&hasty(plain(&catcher))).await.unwrap_err();
            assert_eq!((failure.phase, failure.connection_lost), (phase, true), "{step} {pipelining}");
            let cause = failure.cause.unwrap();
            let is_told = match step {
                SmtpStep::Greeting => matches!(cause, FailureCause::Silent { .. }),
                _ => matches!(cause, FailureCause::TimedOut(_)),
            };
            assert!(is_told, "{step}: {cause}");
        }
    }
}

#[tokio::test]
async fn timed_out_copy_closes_session() {
    let catcher = catcher(once(SmtpStep::FinalDot, CatcherAction::Stall)).await;
    let mut session = plain(&catcher).open().await.unwrap();
    let (from, to) = (super::address("news@example.org"), super::address("ann@example.org"));
    tokio::select! {
        biased;
        _ = session.send(Envelope::new(&from, &to), super::MESSAGE) => panic!("nobody answered"),
        () = async { while catcher.message_count() == 0 { tokio::task::yield_now().await } } => {}
    }
    assert!(!session.is_open());
}
