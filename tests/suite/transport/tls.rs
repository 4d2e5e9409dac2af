//! TLS, from the first octet or by STARTTLS, and the password only under it.

use std::path::Path;
use std::sync::Arc;

use circular::catcher::{Action, Catcher, Script, Step, Tls};
use circular::config::RelaySettings;
use circular::transport::{Cause, Failure, Phase, Transport};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::TempDir;

use super::{catcher, once, relay, send, times};

const PASSWORD: &str = "correct horse";

/// A certificate for `127.0.0.1`, and the folder with the file that vouches for it.
pub(crate) struct Authority {
    pub(crate) server: Arc<ServerConfig>,
    folder: TempDir,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), made.cert.pem()).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        Self { server: Arc::new(server), folder }
    }

    /// A script that offers STARTTLS with this certificate.
    fn offers(&self, password: &str, script: Script) -> Script {
        let account = Some(("ann".to_owned(), password.to_owned()));
        Script { tls: Some(Tls::Offered(Arc::clone(&self.server))), account, ..script }
    }

    /// A transport to `catcher` that trusts this authority.
    fn transport(&self, catcher: &Catcher, scheme: &str, query: &str) -> Transport {
        std::fs::write(self.folder.path().join("password"), format!("{PASSWORD}\n")).unwrap();
        let settings = RelaySettings {
            ca_file: Some("ca.pem".into()),
            password_file: Some("password".into()),
            ..relay(&format!("{scheme}://ann@{}{query}", catcher.address()))
        };
        Transport::new(&settings, self.folder.path(), "news.example.org").unwrap()
    }
}

#[tokio::test]
async fn starttls_then_the_password_then_mail() {
    let authority = Authority::new();
    let catcher = catcher(authority.offers(PASSWORD, Script::default())).await;
    let mut session = authority.transport(&catcher, "smtp", "?tls=required").open().await.unwrap();
    for _ in 0..3 {
        send(&mut session, "ann@example.org").await.unwrap();
    }
    session.quit().await;
    assert_eq!(catcher.log()[0][..4], ["EHLO", "STARTTLS", "EHLO", "AUTH"]);
    assert_eq!((catcher.count(), times(&catcher.log()[0], "QUIT")), (3, 1));
}

#[tokio::test]
async fn tls_from_the_first_octet() {
    let authority = Authority::new();
    let tls = Some(Tls::Implicit(Arc::clone(&authority.server)));
    let catcher = catcher(Script { tls, ..authority.offers(PASSWORD, Script::default()) }).await;
    let mut session = authority.transport(&catcher, "smtps", "").open().await.unwrap();
    send(&mut session, "ann@example.org").await.unwrap();
    assert_eq!(catcher.log()[0][..2], ["EHLO", "AUTH"]);
}

#[tokio::test]
async fn hidden_starttls_sends_nothing() {
    let authority = Authority::new();
    let hiding = Script { tls: None, ..authority.offers(PASSWORD, Script::default()) };
    let catcher = catcher(hiding).await;
    let failure = authority.transport(&catcher, "smtp", "?tls=required").open().await.unwrap_err();
    assert_eq!((failure.phase, failure.line_lost), (Phase::StartTls, true));
    assert!(matches!(failure.cause, Some(Cause::NoTls)));
    assert_eq!(catcher.log()[0], ["EHLO", "QUIT"]);
}

#[tokio::test]
async fn refused_starttls_sends_nothing() {
    let authority = Authority::new();
    let refusing = once(Step::StartTls, Action::say("454 4.7.0 TLS not available"));
    let catcher = catcher(authority.offers(PASSWORD, refusing)).await;
    let failure = authority.transport(&catcher, "smtp", "?tls=required").open().await.unwrap_err();
    assert_eq!((failure.phase, failure.reply.unwrap().code), (Phase::StartTls, 454));
    assert_eq!(catcher.log()[0], ["EHLO", "STARTTLS"]);
}

#[tokio::test]
async fn what_was_slipped_in_before_the_handshake_is_forgotten() {
    let authority = Authority::new();
    let slipped = "220 go on\r\n250-evil\r\n250 PIPELINING\r\n235 2.7.0 welcome\r\n250 ok";
    let script = once(Step::StartTls, Action::say(slipped));
    let catcher = catcher(authority.offers(PASSWORD, Script { pipelining: false, ..script })).await;
    match authority.transport(&catcher, "smtp", "?tls=required").open().await {
        Ok(mut session) => {
            send(&mut session, "ann@example.org").await.unwrap();
            assert_eq!(catcher.log()[0], ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"]);
        }
        // The octets came in a second segment, and the handshake choked on them.
        Err(failure) => assert_eq!(failure.phase, Phase::StartTls),
    }
}

#[tokio::test]
async fn a_strange_certificate_is_refused() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let catcher = catcher(theirs.offers(PASSWORD, Script::default())).await;
    let failure = ours.transport(&catcher, "smtp", "?tls=required").open().await.unwrap_err();
    assert_eq!(failure.phase, Phase::StartTls);
    assert_eq!(catcher.log()[0], ["EHLO", "STARTTLS"]);
}

#[tokio::test]
async fn opportunistic_takes_any_certificate() {
    let authority = Authority::new();
    let catcher = catcher(authority.offers(PASSWORD, Script::default())).await;
    let transport = super::plain(&catcher);
    super::send_one(&transport).await.unwrap();
    assert_eq!(catcher.log()[0][..3], ["EHLO", "STARTTLS", "EHLO"]);
}

#[tokio::test]
async fn a_wrong_password_keeps_its_reply() {
    let authority = Authority::new();
    let catcher = catcher(authority.offers("another", Script::default())).await;
    let failure: Failure = authority.transport(&catcher, "smtp", "?tls=required").open().await.unwrap_err();
    assert_eq!((failure.phase, failure.line_lost), (Phase::Auth, true));
    assert_eq!(failure.reply.unwrap().code, 535);
}

#[tokio::test]
async fn files_that_are_not_there_are_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("empty.pem"), "").unwrap();
    let settings = relay("smtps://ann@mail.example.org");
    let refused = |settings: &RelaySettings| {
        Transport::new(settings, folder.path() as &Path, "news.example.org").unwrap_err().to_string()
    };
    assert_eq!(refused(&settings), "there is no password for `ann`");
    let settings = RelaySettings { password_file: Some("nothing".into()), ..settings };
    assert!(refused(&settings).starts_with("cannot read `"));
    let settings = RelaySettings { password: Some("x".into()), ca_file: Some("empty.pem".into()), ..settings };
    assert!(refused(&settings).ends_with("holds no certificate in PEM"));
}
