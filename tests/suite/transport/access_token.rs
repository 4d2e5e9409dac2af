//! The relay takes an access token (XOAUTH2): fetched once, kept until it is refused, and fetched once more.

use std::error::Error as _;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use circular::config::RelaySettings;
use circular::delivery::{DeliveryOutcome, classify};
use circular::mail_catcher::{CatcherAction, CatcherScript, MailCatcher, SmtpStep, TokenAnswer};
use circular::model::token_response;
use circular::smtp::{Envelope, SmtpFailure, Transport};
use tempfile::TempDir;

use super::{address, catcher, once};

const EXPIRED: &str = r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#;
const REFUSED: &str = "535 5.7.8 Username and Password not accepted";

/// A relay that takes some tokens, a workspace with a command for tokens, and what the relay was shown.
struct TokenScene {
    folder: TempDir,
    catcher: MailCatcher,
    shown: Arc<Mutex<Vec<String>>>,
}

fn refuse(challenge: Option<&str>, reply: &str) -> TokenAnswer {
    TokenAnswer::Refuse { challenge: challenge.map(str::to_owned), reply: reply.to_owned() }
}

impl TokenScene {
    /// Accepts a token for which `is_right` is true, and says `refusal` to others.
    async fn new(is_right: fn(usize, &str) -> bool, refusal: TokenAnswer) -> Self {
        Self::with_script(is_right, refusal, CatcherScript::default()).await
    }

    async fn with_script(is_right: fn(usize, &str) -> bool, refusal: TokenAnswer, script: CatcherScript) -> Self {
        let shown = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&shown);
        let check = move |connection: usize, user: &str, token: &str| {
            log.lock().unwrap().push(format!("{user} {token}"));
            if is_right(connection, token) { TokenAnswer::Accept } else { refusal.clone() }
        };
        let catcher = catcher(CatcherScript { token_check: Some(Arc::new(check)), ..script }).await;
        Self { folder: tempfile::tempdir().unwrap(), catcher, shown }
    }

    fn settings(&self, source: &str) -> RelaySettings {
        let url = format!("smtp://ann%40example.org:hunter2@{}", self.catcher.address());
        toml::from_str(&format!("url = \"{url}\"\npassword = \"hunter2\"\n{source}")).unwrap()
    }

    fn transport(&self, source: &str) -> Transport {
        Transport::new(&self.settings(source), self.folder.path(), "news.example.org").unwrap()
    }

    /// A transport whose command prints `token-1`, then `token-2` and so on.
    fn counting(&self) -> Transport {
        self.transport(&shell("echo x >> runs; printf 'token-%s\\\\n' $(wc -l < runs)"))
    }

    fn runs(&self) -> usize {
        fs::read_to_string(self.folder.path().join("runs")).unwrap_or_default().lines().count()
    }

    fn shown(&self) -> Vec<String> {
        self.shown.lock().unwrap().clone()
    }
}

fn shell(script: &str) -> String {
    format!("token_command = [\"/bin/sh\", \"-c\", \"{script}\"]")
}

fn outcome(failure: SmtpFailure) -> (String, bool) {
    match classify(Err(failure)) {
        DeliveryOutcome::RelayFailed { reason, kind, .. } => (reason.to_string(), kind.is_permanent()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn token_is_fetched_once_for_all_connections() {
    let scene = TokenScene::new(|_, token| token == "token-1", refuse(None, REFUSED)).await;
    let transport = scene.counting();
    transport.load_token().await.unwrap();
    for _ in 0..3 {
        super::send_one(&transport).await.unwrap();
    }
    assert_eq!((scene.runs(), scene.catcher.message_count()), (1, 3));
    assert_eq!(scene.shown(), ["ann@example.org token-1"; 3]);
}

#[tokio::test]
async fn refused_token_is_fetched_once_more() {
    for challenge in [None, Some(EXPIRED)] {
        // The token expires behind the first connection.
        let is_right = |connection, token: &str| token == if connection == 0 { "token-1" } else { "token-2" };
        let scene = TokenScene::new(is_right, refuse(challenge, REFUSED)).await;
        let transport = scene.counting();
        super::send_one(&transport).await.unwrap();
        super::send_one(&transport).await.unwrap();
        super::send_one(&transport).await.unwrap();
        let shown = ["token-1", "token-1", "token-2", "token-2"].map(|token| format!("ann@example.org {token}"));
        assert_eq!(scene.shown(), shown);
        assert_eq!((scene.runs(), scene.catcher.message_count()), (2, 3));
    }
}

#[tokio::test]
async fn token_that_stays_wrong_is_not_tried_again() {
    let scene = TokenScene::new(|_, _| false, refuse(Some(EXPIRED), REFUSED)).await;
    let transport = scene.transport(&shell("echo x >> runs; echo t0ken"));
    let (reason, permanent) = outcome(transport.open().await.unwrap_err());
    assert_eq!(
        reason,
        format!(
            "the relay answered `{REFUSED}` to AUTH: the access token is wrong or has expired; it must be for \
             `https://mail.google.com/`"
        )
    );
    assert!(permanent);
    assert_eq!((scene.shown().len(), scene.runs()), (1, 2), "the same token is not sent again");
    let silent = TokenScene::new(|_, _| false, refuse(None, REFUSED)).await;
    let (reason, _) = outcome(silent.counting().open().await.unwrap_err());
    assert_eq!(reason, format!("the relay answered `{REFUSED}` to AUTH: the access token is refused"));
    let two = scene.counting();
    outcome(two.open().await.unwrap_err());
    assert_eq!(scene.shown().len(), 3, "two different tokens, then no more");
    let commands = scene.catcher.command_log().concat();
    assert!(commands.iter().all(|command| command != "MAIL"), "{commands:?}");
}

#[tokio::test]
async fn other_refusals_fetch_nothing() {
    for (reply, permanent) in [
        ("454 4.7.0 Temporary authentication failure", false),
        ("550 5.7.30 Basic authentication is not supported for Client Submission", true),
    ] {
        let scene = TokenScene::new(|_, _| false, refuse(None, reply)).await;
        let transport = scene.counting();
        assert_eq!(outcome(transport.open().await.unwrap_err()).1, permanent, "{reply}");
        assert_eq!((scene.shown().len(), scene.runs()), (1, 1), "{reply}");
    }
}

#[tokio::test]
async fn password_is_never_used_instead() {
    let script = CatcherScript {
        credentials: Some(("ann@example.org".to_owned(), "hunter2".to_owned())),
        ..CatcherScript::default()
    };
    let scene = TokenScene::with_script(|_, _| false, refuse(None, REFUSED), script.clone()).await;
    outcome(scene.counting().open().await.unwrap_err());
    // A relay that takes passwords only.
    let other = TokenScene { catcher: catcher(script).await, ..scene };
    let (reason, permanent) = outcome(other.counting().open().await.unwrap_err());
    assert!(reason.starts_with("the relay does not offer AUTH XOAUTH2, which an access token needs"), "{reason}");
    assert!(permanent && !other.catcher.command_log().concat().contains(&"AUTH".to_owned()));
}

#[tokio::test]
async fn long_token_follows_an_empty_challenge() {
    let scene = TokenScene::new(|_, token| token.len() == 2_400, refuse(None, REFUSED)).await;
    let transport = scene.transport(&shell("printf %02400d 7"));
    super::send_one(&transport).await.unwrap();
    assert_eq!(scene.catcher.message_count(), 1);
}

#[tokio::test]
async fn token_of_file_is_read_again_when_it_is_refused() {
    let scene = TokenScene::new(|_, token| token == "new", refuse(None, REFUSED)).await;
    let file = scene.folder.path().join("token");
    fs::write(&file, "old\n").unwrap();
    let transport = scene.transport("token_file = \"token\"");
    outcome(transport.open().await.unwrap_err());
    fs::write(&file, "new\n").unwrap();
    super::send_one(&transport).await.unwrap();
    assert_eq!(scene.shown().last().unwrap(), "ann@example.org new");
}

#[tokio::test]
async fn missing_token_is_told_in_plain_words() {
    let scene = TokenScene::new(|_, _| true, refuse(None, REFUSED)).await;
    let sh = "there is no access token: `/bin/sh`, the `token_command` in the settings, ";
    let several = "printed several lines: it must print the access token alone";
    for (source, expected, permanent) in [
        (shell("exit 3"), format!("{sh}failed"), false),
        (shell("true"), format!("{sh}printed nothing"), true),
        (shell("echo one; echo two"), format!("{sh}{several}"), true),
        (
            "token_command = [\"/no/such/program\"]".to_owned(),
            "there is no access token: cannot run `/no/such/program`, the `token_command` in the settings: there is no \
             such file or folder"
                .to_owned(),
            true,
        ),
    ] {
        let transport = scene.transport(&source);
        assert_eq!(outcome(transport.open().await.unwrap_err()), (expected, permanent), "{source}");
    }
    let missing = scene.transport("token_file = \"no-file\"");
    let error = missing.load_token().await.unwrap_err();
    assert_eq!(error.to_string(), "there is no access token for the relay");
    assert!(error.source().unwrap().to_string().contains("no-file"), "{error:?}");
    assert!(scene.catcher.command_log().concat().is_empty(), "nothing is connected without a token");
}

#[test]
fn token_needs_a_user() {
    let settings: RelaySettings = toml::from_str("url = \"smtps://mail.example.org\"\ntoken_file = \"token\"").unwrap();
    let error = Transport::new(&settings, Path::new("."), "news.example.org").unwrap_err();
    assert_eq!(error.to_string(), "an access token needs a user: write `smtps://user@host` as `url` in `[relay]`");
}

#[tokio::test]
async fn token_shows_in_nothing_that_can_be_printed() {
    const TOKEN: &str = "ya29.a-very-secret-token";
    let response = token_response("ann@example.org", TOKEN);
    let echo = format!("535 5.7.8 no such token {TOKEN} {response}");
    let mut shown = String::new();
    for (refusal, action) in [
        (TokenAnswer::Accept, CatcherAction::Accept),
        (refuse(None, &echo), CatcherAction::Accept),
        (refuse(Some(EXPIRED), &echo), CatcherAction::Accept),
        (refuse(Some("no JSON"), REFUSED), CatcherAction::Accept),
        (refuse(None, &format!("334 {TOKEN}\r\n999 {TOKEN}")), CatcherAction::Accept),
        (refuse(None, TOKEN), CatcherAction::Accept),
        (TokenAnswer::Accept, CatcherAction::Close),
        (TokenAnswer::Accept, CatcherAction::reply("354 go on")),
    ] {
        let accepts = refusal == TokenAnswer::Accept;
        let is_right = if accepts { |_, _: &str| true } else { |_, _: &str| false };
        let scene = TokenScene::with_script(is_right, refusal, once(SmtpStep::Auth, action)).await;
        fs::write(scene.folder.path().join("token"), TOKEN).unwrap();
        let transport = scene.transport("token_file = \"token\"");
        match transport.open().await {
            Ok(mut session) => {
                session
                    .send(Envelope::new(&address("news@example.org"), &address("ann@example.org")), b"x")
                    .await
                    .unwrap();
                write!(shown, "{session:?}").unwrap();
            }
            Err(failure) => write!(shown, "{failure:?} {failure} {:?}", failure.source()).unwrap(),
        }
        writeln!(shown, "{transport:?}").unwrap();
    }
    assert!(shown.contains("TokenRefused"), "{shown}");
    assert!(!shown.contains(TOKEN) && !shown.contains(&response), "{shown}");
}
