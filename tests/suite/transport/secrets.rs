//! A password shows in nothing that can be printed.

use std::error::Error as _;
use std::fmt::Write as _;

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use encodify::base64::STANDARD;

use super::{catcher, once, relay, transport};

const PASSWORD: &str = "hunter-two-and-a-half";

#[tokio::test]
async fn password_is_absent_from_debug_output() {
    let account = Some(("ann".to_owned(), PASSWORD.to_owned()));
    let mut shown = String::new();
    for action in [
        CatcherAction::Accept,
        CatcherAction::reply("535 5.7.8 no"),
        CatcherAction::reply("334 bm8="),
        CatcherAction::Close,
    ] {
        let catcher = catcher(CatcherScript { credentials: account.clone(), ..once(SmtpStep::Auth, action) }).await;
        let transport = transport(&relay(&format!("smtp://ann:{PASSWORD}@{}", catcher.address())));
        writeln!(shown, "{transport:?}").unwrap();
        match transport.open().await {
            Ok(session) => writeln!(shown, "{session:?}").unwrap(),
            Err(failure) => {
                let cause = failure.source().map(ToString::to_string);
                writeln!(shown, "{failure:?} {failure} {cause:?}").unwrap();
            }
        }
    }
    assert!(shown.contains("AUTH") && shown.contains("SmtpSession"), "{shown}");
    for secret in [PASSWORD.to_owned(), STANDARD.encode(PASSWORD), STANDARD.encode(format!("\0ann\0{PASSWORD}"))] {
        assert!(!shown.contains(&secret), "{shown}");
    }
}
