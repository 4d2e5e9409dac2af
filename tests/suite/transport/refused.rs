//! A refused copy leaves the connection to the next one.

use circular::catcher::{Action, Catcher, Script, Step};
use circular::transport::Phase;

use super::{catcher, once, plain, send, times};

const NO: &str = "550 5.1.1 No such user";

async fn refused_at(step: Step, phase: Phase, pipelining: bool) -> Catcher {
    let catcher = catcher(Script { pipelining, ..once(step, Action::say(NO)) }).await;
    let mut session = plain(&catcher).open().await.unwrap();
    let failure = send(&mut session, "nobody@example.org").await.unwrap_err();
    assert_eq!((failure.phase, failure.line_lost), (phase, false), "{step} {pipelining}");
    assert_eq!(failure.reply.as_ref().unwrap().to_string(), NO);
    assert!(session.is_open());
    send(&mut session, "ann@example.org").await.unwrap();
    session.quit().await;
    assert_eq!(catcher.log().len(), 1);
    assert_eq!(catcher.count(), 1);
    catcher
}

#[tokio::test]
async fn at_each_step() {
    for pipelining in [true, false] {
        for (step, phase) in [
            (Step::Mail, Phase::Mail),
            (Step::Recipient, Phase::Recipient),
            (Step::Data, Phase::Data),
            (Step::Dot, Phase::Dot),
        ] {
            let catcher = refused_at(step, phase, pipelining).await;
            let reset = usize::from(step != Step::Dot);
            assert_eq!(times(&catcher.log()[0], "RSET"), reset, "{step} {pipelining}");
        }
    }
}

#[tokio::test]
async fn a_server_that_wants_the_message_all_the_same_gets_a_lone_dot() {
    let catcher = catcher(Script::answering(|moment| match (moment.step, moment.message) {
        (Step::Recipient, 0) => Action::say(NO),
        (Step::Data, 0) => Action::say("354 go on"),
        (Step::Dot, 0) => Action::say("554 5.5.1 no valid recipients"),
        _ => Action::Accept,
    }))
    .await;
    let mut session = plain(&catcher).open().await.unwrap();
    let failure = send(&mut session, "nobody@example.org").await.unwrap_err();
    assert_eq!((failure.phase, failure.line_lost), (Phase::Recipient, false));
    send(&mut session, "ann@example.org").await.unwrap();
    assert_eq!(catcher.count(), 1);
    assert_eq!(catcher.caught()[0].to, "ann@example.org");
}

#[tokio::test]
async fn one_bad_address_in_a_hundred() {
    let catcher = catcher(Script::answering(|moment| {
        let refused = moment.step == Step::Recipient && moment.recipient == "reader50@example.org";
        if refused { Action::say(NO) } else { Action::Accept }
    }))
    .await;
    let mut session = plain(&catcher).open().await.unwrap();
    for number in 0..100 {
        let sent = send(&mut session, &format!("reader{number}@example.org")).await;
        assert_eq!(sent.is_ok(), number != 50);
    }
    assert_eq!((catcher.count(), catcher.log().len()), (99, 1));
}
