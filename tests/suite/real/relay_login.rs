//! Real Postfix with Dovecot's passwords, by STARTTLS and by TLS from the first octet; certificates that are not right.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use circular::config::RelaySettings;
use circular::delivery::{DeliveryOutcome, RelayFailureKind, RelaySession};
use circular::smtp::{Envelope, Transport};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use tempfile::TempDir;

use super::mail_servers::{MailServer, postfix_with};
use crate::transport::{address, relay};

const DOVECOT: &str = "/usr/sbin/dovecot";
const PASSWORD: &str = "correct-horse";

/// Dovecot as the keeper of one password, for Postfix.
struct PasswordKeeper {
    child: Child,
    folder: TempDir,
}

impl PasswordKeeper {
    fn start() -> Option<Self> {
        if !super::is_here(DOVECOT) || !super::mail_servers::has_postfix() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().display();
        std::os::unix::fs::chown(folder.path(), Some(0), Some(0)).unwrap();
        fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let conf = format!(
            "base_dir = {at}/run\nlog_path = {at}/log\nprotocols =\nssl = no\n\
             passdb {{\n  driver = static\n  args = user=ann password={PASSWORD}\n}}\n\
             userdb {{\n  driver = static\n  args = uid=65534 gid=65534 home=/nonexistent\n}}\n\
             auth_mechanisms = plain login\nauth_failure_delay = 0\n\
             service auth {{\n  unix_listener {at}/auth {{\n    mode = 0666\n  }}\n}}\n"
        );
        fs::write(folder.path().join("dovecot.conf"), conf).unwrap();
        let mut command = Command::new(DOVECOT);
        command.arg("-F").arg("-c").arg(folder.path().join("dovecot.conf")).stdin(Stdio::null());
        let mut keeper = Self { child: command.spawn().unwrap(), folder };
        while !keeper.folder.path().join("auth").exists() {
            let log = fs::read_to_string(keeper.folder.path().join("log")).unwrap_or_default();
            assert_eq!(keeper.child.try_wait().unwrap(), None, "{log}");
            std::thread::yield_now();
        }
        Some(keeper)
    }
}

impl Drop for PasswordKeeper {
    fn drop(&mut self) {
        // SIGTERM, so that its children end with it.
        let ended = Command::new("kill").arg(self.child.id().to_string()).status();
        if !ended.is_ok_and(|ended| ended.success()) {
            self.child.kill().unwrap();
        }
        self.child.wait().unwrap();
    }
}

/// A server with a password and a certificate, and the folder with what vouches for it.
struct Submission {
    server: MailServer,
    _keeper: PasswordKeeper,
    folder: TempDir,
}

/// Which certificate a server has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Certificate {
    Right,
    Expired,
    OtherName,
}

impl Submission {
    fn start(certificate: Certificate, main: &str, options: &str) -> Option<Self> {
        let keeper = PasswordKeeper::start()?;
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let name = if certificate == Certificate::OtherName { "other.example.org" } else { "127.0.0.1" };
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        if certificate == Certificate::Expired {
            (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1));
        }
        let key = KeyPair::generate().unwrap();
        let made = params.self_signed(&key).unwrap();
        let at = folder.path();
        fs::write(at.join("ca.pem"), made.pem()).unwrap();
        fs::write(at.join("key.pem"), key.serialize_pem()).unwrap();
        let settings = format!(
            "smtpd_tls_cert_file = {0}/ca.pem\nsmtpd_tls_key_file = {0}/key.pem\nsmtpd_tls_security_level = may\n\
             smtpd_tls_auth_only = yes\nsmtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\n\
             smtpd_sasl_path = {1}/auth\n\
             smtpd_recipient_restrictions = permit_sasl_authenticated, reject\n{main}",
            at.display(),
            keeper.folder.path().display()
        );
        let server = postfix_with(&settings, options)?;
        Some(Self { server, _keeper: keeper, folder })
    }

    fn transport(&self, scheme: &str, password: &str) -> Transport {
        let settings = RelaySettings {
            ca_file: Some("ca.pem".into()),
            password: Some(password.to_owned().into()),
            ..relay(&format!("{scheme}://ann@{}", self.server.address))
        };
        let settings = match settings.url {
            // A password needs no TLS on this machine, unless it is asked for.
            _ if scheme == "smtp" => RelaySettings {
                url: format!("smtp://ann@{}?tls=required", self.server.address).parse().unwrap(),
                ..settings
            },
            _ => settings,
        };
        Transport::new(&settings, self.folder.path() as &Path, "news.example.org").unwrap()
    }

    async fn send(&self, scheme: &str, password: &str) -> DeliveryOutcome {
        let transport = self.transport(scheme, password);
        let mut session = RelaySession::new(&transport);
        let message = b"Subject: Spring\r\n\r\nDear Ann\r\n";
        let sent =
            session.send(Envelope::new(&address("chair@example.org"), &address("member1@example.org")), message).await;
        session.quit().await;
        sent.outcome
    }
}

const IMPLICIT_TLS: &str = " -o smtpd_tls_wrappermode=yes";

#[tokio::test]
async fn password_is_accepted_by_starttls_and_by_implicit_tls() {
    for (scheme, options) in [("smtp", ""), ("smtps", IMPLICIT_TLS)] {
        let Some(relay) = Submission::start(Certificate::Right, "", options) else { return };
        let sent = relay.send(scheme, PASSWORD).await;
        assert!(matches!(sent, DeliveryOutcome::Sent(_)), "{scheme}: {sent:?}\n{}", relay.server.log());
        assert!(relay.server.log().contains("sasl_username=ann"), "{}", relay.server.log());
    }
}

#[tokio::test]
async fn wrong_password_is_named() {
    for (scheme, options) in [("smtp", ""), ("smtps", IMPLICIT_TLS)] {
        let Some(relay) = Submission::start(Certificate::Right, "", options) else { return };
        let refused = relay.send(scheme, "wrong").await;
        let DeliveryOutcome::RelayFailed { reason, kind: RelayFailureKind::WrongPassword, code: Some(535) } = &refused
        else {
            panic!("{scheme}: {refused:?}\n{}", relay.server.log())
        };
        assert!(reason.contains("535 5.7.8") && !reason.contains("wrong"), "{reason}");
    }
}

#[tokio::test]
async fn certificate_that_is_not_right_is_named_and_nothing_is_sent() {
    for (certificate, words) in
        [(Certificate::Expired, "certificate has expired"), (Certificate::OtherName, "is not for `127.0.0.1`")]
    {
        for (scheme, options) in [("smtp", ""), ("smtps", IMPLICIT_TLS)] {
            let Some(relay) = Submission::start(certificate, "", options) else { return };
            let refused = relay.send(scheme, PASSWORD).await;
            let DeliveryOutcome::RelayFailed { reason, kind: RelayFailureKind::Rejected, code: None } = &refused else {
                panic!("{scheme}: {refused:?}\n{}", relay.server.log())
            };
            assert!(reason.contains(words), "{reason}");
            assert!(!relay.server.log().contains("sasl_"), "{}", relay.server.log());
        }
    }
}

#[tokio::test]
async fn hidden_starttls_stops_before_the_password() {
    let hides = "smtpd_discard_ehlo_keywords = starttls\n";
    let Some(relay) = Submission::start(Certificate::Right, hides, " -o smtpd_tls_auth_only=no") else { return };
    let refused = relay.send("smtp", PASSWORD).await;
    let DeliveryOutcome::RelayFailed { reason, kind: RelayFailureKind::Rejected, code: None } = &refused else {
        panic!("{refused:?}\n{}", relay.server.log())
    };
    assert!(reason.contains("does not offer STARTTLS") && reason.contains("`smtps://ann@127.0.0.1:465`"), "{reason}");
    let log = || relay.server.log();
    // The first connection was the look whether it listens.
    while log().matches("disconnect from").count() < 2 {
        std::thread::yield_now();
    }
    assert!(log().contains("ehlo=1 quit=1 commands=2"), "{}", log());
}

#[tokio::test]
async fn wrong_scheme_gets_a_hint_with_the_user() {
    let Some(relay) = Submission::start(Certificate::Right, "", "") else { return };
    let refused = relay.send("smtps", PASSWORD).await;
    let DeliveryOutcome::RelayFailed { reason, .. } = &refused else { panic!("{refused:?}") };
    let expected = format!("try `smtp://ann@{}`", relay.server.address);
    assert!(reason.contains(&expected), "{reason}");
}
