//! TLS, from the first octet or by STARTTLS, and the password only under it.

use std::path::Path;
use std::sync::Arc;

use circular::config::RelaySettings;
use circular::mail_catcher::{CatcherAction, CatcherScript, CatcherTls, MailCatcher, SmtpStep};
use circular::smtp::{FailureCause, SmtpFailure, SmtpPhase, Transport};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::TempDir;

use super::{catcher, once, relay, send, times};

const PASSWORD: &str = "correct horse";

/// A certificate for `127.0.0.1`, and the folder with the file that vouches for it.
pub(crate) struct TestCertificateAuthority {
    pub(crate) server: Arc<ServerConfig>,
    folder: TempDir,
}

impl TestCertificateAuthority {
    pub(crate) fn new() -> Self {
        Self::with_certificate("127.0.0.1", 4096)
    }

    /// An authority whose certificate has been invalid for years.
    pub(crate) fn expired() -> Self {
        Self::with_certificate("127.0.0.1", 2001)
    }

    /// An authority whose certificate is for another host.
    pub(crate) fn of_another_host() -> Self {
        Self::with_certificate("mail.example.org", 4096)
    }

    fn with_certificate(host: &str, last_year: i32) -> Self {
        let mut parameters = rcgen::CertificateParams::new([host.to_owned()]).unwrap();
        parameters.not_after = rcgen::date_time_ymd(last_year, 1, 1);
        let signing_key = rcgen::KeyPair::generate().unwrap();
        let certificate = parameters.self_signed(&signing_key).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), certificate.pem()).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
        let server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        Self { server: Arc::new(server), folder }
    }

    /// The folder with `ca.pem`, the certificate to trust.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A script that offers STARTTLS with this certificate.
    fn offers(&self, password: &str, script: CatcherScript) -> CatcherScript {
        let account = Some(("ann".to_owned(), password.to_owned()));
        CatcherScript { tls: Some(CatcherTls::StartTls(Arc::clone(&self.server))), credentials: account, ..script }
    }

    /// A transport to `catcher` that trusts this authority.
    fn transport(&self, catcher: &MailCatcher, scheme: &str, query: &str) -> Transport {
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
async fn starttls_precedes_authentication() {
    let authority = TestCertificateAuthority::new();
    let catcher = catcher(authority.offers(PASSWORD, CatcherScript::default())).await;
    let mut session = authority.transport(&catcher, "smtp", "?tls=required").open().await.unwrap();
    for _ in 0..3 {
        send(&mut session, "ann@example.org").await.unwrap();
    }
    session.quit().await;
    assert_eq!(catcher.command_log()[0][..4], ["EHLO", "STARTTLS", "EHLO", "AUTH"]);
    assert_eq!((catcher.message_count(), times(&catcher.command_log()[0], "QUIT")), (3, 1));
}

#[tokio::test]
async fn implicit_tls_sends_mail() {
    let authority = TestCertificateAuthority::new();
    let tls = Some(CatcherTls::Implicit(Arc::clone(&authority.server)));
    let catcher = catcher(CatcherScript { tls, ..authority.offers(PASSWORD, CatcherScript::default()) }).await;
    let mut session = authority.transport(&catcher, "smtps", "").open().await.unwrap();
    send(&mut session, "ann@example.org").await.unwrap();
    assert_eq!(catcher.command_log()[0][..2], ["EHLO", "AUTH"]);
}

#[tokio::test]
async fn missing_starttls_sends_nothing() {
    let authority = TestCertificateAuthority::new();
    let hiding = CatcherScript { tls: None, ..authority.offers(PASSWORD, CatcherScript::default()) };
    let catcher = catcher(hiding).await;
    let failure = authority.transport(&catcher, "smtp", "?tls=required").open().await.unwrap_err();
    assert_eq!((failure.phase, failure.connection_lost), (SmtpPhase::StartTls, true));
    assert!(matches!(failure.cause, Some(FailureCause::StartTlsNotOffered { .. })));
    assert_eq!(catcher.command_log()[0], ["EHLO", "QUIT"]);
}

#[tokio::test]
async fn refused_starttls_sends_nothing() {
    let authority = TestCertificateAuthority::new();
    let refusing = once(SmtpStep::StartTls, CatcherAction::reply("454 4.7.0 TLS not available"));
    let catcher = catcher(authority.offers(PASSWORD, refusing)).await;
    let failure = authority.transport(&catcher, "smtp", "?tls=required").open().await.unwrap_err();
    assert_eq!((failure.phase, failure.reply.unwrap().code), (SmtpPhase::StartTls, 454));
    assert_eq!(catcher.command_log()[0], ["EHLO", "STARTTLS"]);
}

#[tokio::test]
async fn plaintext_injected_before_handshake_is_discarded() {
    let authority = TestCertificateAuthority::new();
    let slipped = "220 go on\r\n250-evil\r\n250 PIPELINING\r\n235 2.7.0 welcome\r\n250 ok";
    let script = once(SmtpStep::StartTls, CatcherAction::reply(slipped));
    let catcher = catcher(authority.offers(PASSWORD, CatcherScript { pipelining: false, ..script })).await;
    match authority.transport(&catcher, "smtp", "?tls=required").open().await {
        Ok(mut session) => {
            send(&mut session, "ann@example.org").await.unwrap();
            assert_eq!(catcher.command_log()[0], ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"]);
        }
        // The octets came in a second segment, and the handshake choked on them.
        Err(failure) => assert_eq!(failure.phase, SmtpPhase::StartTls),
    }
}

#[tokio::test]
async fn untrusted_certificate_is_refused() {
    let (ours, theirs) = (TestCertificateAuthority::new(), TestCertificateAuthority::new());
    let catcher = catcher(theirs.offers(PASSWORD, CatcherScript::default())).await;
    let failure = ours.transport(&catcher, "smtp", "?tls=required").open().await.unwrap_err();
    assert_eq!(failure.phase, SmtpPhase::StartTls);
    assert!(matches!(failure.cause, Some(FailureCause::UnknownAuthority { .. })), "{failure:?}");
    assert_eq!(catcher.command_log()[0], ["EHLO", "STARTTLS"]);
}

#[tokio::test]
async fn wrong_name_and_wrong_port_are_told_in_plain_words() {
    let authority = TestCertificateAuthority::new();
    let starttls = catcher(authority.offers(PASSWORD, CatcherScript::default())).await;
    let port = starttls.address().port();
    let told = async |url: String| {
        let settings = RelaySettings { ca_file: Some("ca.pem".into()), ..relay(&url) };
        let transport = Transport::new(&settings, authority.folder.path(), "news.example.org").unwrap();
        match transport.open().await {
            Ok(_) => String::new(),
            Err(failure) => failure.cause.unwrap().to_string(),
        }
    };
    assert_eq!(
        told(format!("smtps://127.0.0.1:{port}")).await,
        format!("this port does not begin with TLS; try `smtp://127.0.0.1:{port}` in `[relay]`")
    );
    let wrong = told(format!("smtp://localhost:{port}?tls=required")).await;
    assert!(wrong.starts_with("the relay's certificate is not for `localhost`"), "{wrong}");
    drop(starttls);
    let free = std::net::TcpListener::bind(super::ANYWHERE).unwrap().local_addr().unwrap();
    let refused = told(format!("smtp://{free}")).await;
    assert!(refused.starts_with(&format!("nothing listens at `{free}`")), "{refused}");
}

#[tokio::test]
async fn opportunistic_tls_accepts_any_certificate() {
    let authority = TestCertificateAuthority::new();
    let catcher = catcher(authority.offers(PASSWORD, CatcherScript::default())).await;
    let transport = super::plain(&catcher);
    super::send_one(&transport).await.unwrap();
    assert_eq!(catcher.command_log()[0][..3], ["EHLO", "STARTTLS", "EHLO"]);
}

#[tokio::test]
async fn authentication_failure_keeps_reply() {
    let authority = TestCertificateAuthority::new();
    let catcher = catcher(authority.offers("another", CatcherScript::default())).await;
    let failure: SmtpFailure = authority.transport(&catcher, "smtp", "?tls=required").open().await.unwrap_err();
    assert_eq!((failure.phase, failure.connection_lost), (SmtpPhase::Auth, true));
    assert_eq!(failure.reply.unwrap().code, 535);
}

#[tokio::test]
async fn missing_certificate_file_is_named() {
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
