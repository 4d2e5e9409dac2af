//! A password shows in nothing that can be printed.

use std::error::Error as _;
use std::fmt::Write as _;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use circular::catcher::{Action, Script, Step};

use super::{catcher, once, relay, transport};

const PASSWORD: &str = "hunter-two-and-a-half";

#[tokio::test]
async fn in_no_transport_session_or_failure() {
    let account = Some(("ann".to_owned(), PASSWORD.to_owned()));
    let mut shown = String::new();
    for action in [Action::Accept, Action::say("535 5.7.8 no"), Action::say("334 bm8="), Action::Drop] {
        let catcher = catcher(Script { account: account.clone(), ..once(Step::Auth, action) }).await;
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
    for secret in
        [PASSWORD.to_owned(), BASE64_STANDARD.encode(PASSWORD), BASE64_STANDARD.encode(format!("\0ann\0{PASSWORD}"))]
    {
        assert!(!shown.contains(&secret), "{shown}");
    }
}
