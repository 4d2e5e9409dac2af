//! A server that says nothing more is left after its time.

use circular::catcher::{Action, Script, Step};
use circular::transport::{Cause, Phase};

use super::{catcher, hasty, once, plain, send_one};

#[tokio::test]
async fn at_each_step() {
    for pipelining in [true, false] {
        for (step, phase) in [
            (Step::Greeting, Phase::Greeting),
            (Step::Hello, Phase::Hello),
            (Step::Mail, Phase::Mail),
            (Step::Recipient, Phase::Recipient),
            (Step::Data, Phase::Data),
            (Step::Dot, Phase::Dot),
        ] {
            let catcher = catcher(Script { pipelining, ..once(step, Action::Stall) }).await;
            let failure = send_one(&hasty(plain(&catcher))).await.unwrap_err();
            assert_eq!((failure.phase, failure.line_lost), (phase, true), "{step} {pipelining}");
            assert!(matches!(failure.cause, Some(Cause::TimedOut(_))));
        }
    }
}

#[tokio::test]
async fn an_abandoned_copy_closes_the_session() {
    let catcher = catcher(once(Step::Dot, Action::Stall)).await;
    let mut session = plain(&catcher).open().await.unwrap();
    let (from, to) = (super::address("news@example.org"), super::address("ann@example.org"));
    tokio::select! {
        biased;
        _ = session.send(&from, &to, super::MESSAGE) => panic!("nobody answered"),
        () = async { while catcher.count() == 0 { tokio::task::yield_now().await } } => {}
    }
    assert!(!session.is_open());
}
