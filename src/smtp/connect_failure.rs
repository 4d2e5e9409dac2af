//! Says in plain words why no connection to the relay came about.

use std::error::Error as _;
use std::io;

use rustls::CertificateError;

use super::FailureCause;
use crate::config::encode_url_user;
use crate::model::RelayTable;

/// The port on which TLS begins with the first octet (RFC 8314 §7.3), and the one for STARTTLS (RFC 6409).
const IMPLICIT_TLS_PORT: u16 = 465;
const SUBMISSION_PORT: u16 = 587;

/// The relay as the settings name it, for hints that can be copied into them.
#[derive(Debug)]
pub(super) struct RelayAddress {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) user: Option<String>,
    /// The table in the settings.
    pub(super) table: RelayTable,
}

impl RelayAddress {
    /// Returns a URL of the relay with another scheme and port, and with the user.
    fn url(&self, scheme: &str, port: u16) -> String {
        let user = self.user.as_ref().map(|user| format!("{}@", encode_url_user(user))).unwrap_or_default();
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        format!("{scheme}://{user}{host}:{port}")
    }
}

/// Returns what kind of server greets with these words.
fn other_server(greeting: &str) -> Option<&'static str> {
    let kinds = [
        ("* ", "an IMAP server, for reading mail"),
        ("+OK", "a POP3 server, for reading mail"),
        ("SSH-", "an SSH server"),
    ];
    kinds.into_iter().find(|(start, _)| greeting.starts_with(start)).map(|(_, server)| server)
}

impl FailureCause {
    /// Explains an error of connecting to the relay, or of the TLS handshake.
    pub(super) fn from_connect(error: io::Error, relay: &RelayAddress) -> Self {
        let (host, port, table) = (relay.host.clone(), relay.port, relay.table.clone());
        match error.get_ref().and_then(|source| source.downcast_ref::<rustls::Error>()) {
            Some(rustls::Error::InvalidMessage(_)) => {
                let port = if port == IMPLICIT_TLS_PORT { SUBMISSION_PORT } else { port };
                return Self::NotTls { url: relay.url("smtp", port), table };
            }
            Some(rustls::Error::InvalidCertificate(reason)) => return Self::from_certificate(reason, host, table),
            _ => {}
        }
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::NothingListens { host, port, table },
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::TimedOut => {
                Self::Unreachable { host, port }
            }
            // The standard library gives the failure of a name no kind of its own.
            _ if error.raw_os_error().is_none() && error.to_string().contains("lookup address") => {
                Self::UnknownHost { host, table }
            }
            _ => Self::Io(error),
        }
    }

    fn from_certificate(reason: &CertificateError, host: String, table: RelayTable) -> Self {
        match reason {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::CertificateExpired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::CertificateNotValidYet,
            CertificateError::NotValidForName => Self::WrongCertificateName { host, names: String::new(), table },
            CertificateError::NotValidForNameContext { presented, .. } => {
                // rustls writes them as `DnsName("mail.example.org")`.
                let names = presented.iter().map(|name| name.split('"').nth(1).unwrap_or(name)).collect::<Vec<_>>();
                let names =
                    if names.is_empty() { String::new() } else { format!(", but for `{}`", names.join("`, `")) };
                Self::WrongCertificateName { host, names, table }
            }
            // A certificate that signs itself as an authority is no server's, which webpki reports as another error.
            // A known authority of the same name has another key.
            CertificateError::UnknownIssuer | CertificateError::BadSignature | CertificateError::Other(_) => {
                Self::UnknownAuthority { table }
            }
            other => Self::InvalidCertificate(other.to_string()),
        }
    }

    /// Adds to a missing or strange greeting what the port or the words suggest; `is_encrypted` is whether it came through
    /// TLS.
    pub(super) fn without_greeting(self, relay: &RelayAddress, is_encrypted: bool) -> Self {
        let address = || format!("{}:{}", relay.host, relay.port);
        let table = relay.table.clone();
        match self {
            Self::TimedOut(_) | Self::Closed | Self::Io(_) if relay.port == IMPLICIT_TLS_PORT && !is_encrypted => {
                Self::BeginsWithTls { url: relay.url("smtps", relay.port), table }
            }
            Self::TimedOut(limit) => Self::Silent { address: address(), limit, table },
            Self::InvalidReply(text) => match other_server(&text) {
                Some(server) => Self::OtherServer { address: address(), server, table },
                None => Self::InvalidReply(text),
            },
            other => other,
        }
    }

    /// Returns the failure of a relay that offers no STARTTLS.
    pub(super) fn without_starttls(relay: &RelayAddress) -> Self {
        Self::StartTlsNotOffered { url: relay.url("smtps", IMPLICIT_TLS_PORT) }
    }

    /// Returns whether waiting cannot cure it: somebody has to change something.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        if let Self::NoToken(error) = self {
            return !error.may_pass();
        }
        matches!(
            self,
            Self::StartTlsNotOffered { .. }
                | Self::OtherServer { .. }
                | Self::NoAuthMechanism
                | Self::NoTokenMechanism { .. }
                | Self::CleartextPassword
                | Self::NotTls { .. }
                | Self::BeginsWithTls { .. }
                | Self::CertificateExpired
                | Self::CertificateNotValidYet
                | Self::WrongCertificateName { .. }
                | Self::UnknownAuthority { .. }
                | Self::InvalidCertificate(_)
        )
    }

    /// Returns whether nothing came for as long as we wait.
    #[must_use]
    pub fn is_silence(&self) -> bool {
        matches!(self, Self::Silent { .. } | Self::TimedOut(_))
    }

    /// Returns whether the sentence says where the failure was: it needs no introduction.
    #[must_use]
    pub fn is_complete_sentence(&self) -> bool {
        let is_whole = matches!(
            self,
            Self::NothingListens { .. }
                | Self::Unreachable { .. }
                | Self::UnknownHost { .. }
                | Self::Silent { .. }
                | Self::NoToken(_)
        );
        is_whole || self.is_permanent() && self.source().is_none()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn words(error: io::Error) -> String {
        FailureCause::from_connect(error, &relay(465)).to_string()
    }

    fn relay(port: u16) -> RelayAddress {
        RelayAddress {
            host: "mail.example.org".to_owned(),
            port,
            user: Some("ann@example.org".to_owned()),
            table: RelayTable::default(),
        }
    }

    fn bad_certificate(reason: CertificateError) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, rustls::Error::InvalidCertificate(reason))
    }

    #[test]
    fn failures_are_told_in_plain_words() {
        let corrupt = rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType);
        for (error, expected) in [
            (
                io::Error::new(io::ErrorKind::InvalidData, corrupt),
                "does not begin with TLS; try `smtp://ann%40example.org@mail.example.org:587`",
            ),
            (io::Error::from_raw_os_error(111), "nothing listens at `mail.example.org:465`"),
            (io::Error::other("failed to lookup address information: Name or service not known"), "there is no host"),
            (io::Error::from(io::ErrorKind::HostUnreachable), "`mail.example.org:465` cannot be reached"),
            (bad_certificate(CertificateError::Expired), "has expired"),
            (bad_certificate(CertificateError::UnknownIssuer), "`ca_file`"),
            (bad_certificate(CertificateError::NotValidForName), "is not for `mail.example.org`"),
        ] {
            let words = words(error);
            assert!(words.contains(expected) && !words.contains("os error"), "{words}");
        }
        let silent =
            |port| FailureCause::TimedOut(Duration::from_mins(1)).without_greeting(&relay(port), false).to_string();
        assert!(silent(465).contains("try `smtps://ann%40example.org@mail.example.org:465`"), "{}", silent(465));
        assert!(silent(25).starts_with("`mail.example.org:25` accepts connections but says nothing"), "{}", silent(25));
        assert!(matches!(FailureCause::Closed.without_greeting(&relay(25), false), FailureCause::Closed));
        let hidden = FailureCause::without_starttls(&relay(587)).to_string();
        assert!(hidden.contains("`smtps://ann%40example.org@mail.example.org:465`"), "{hidden}");
    }

    #[test]
    fn server_for_something_else_is_named() {
        let greeted =
            |words: &str| FailureCause::InvalidReply(words.to_owned()).without_greeting(&relay(993), true).to_string();
        assert!(greeted("* OK [CAPABILITY IMAP4rev1] Dovecot ready.").contains("is an IMAP server"));
        assert!(greeted("+OK Dovecot ready.").contains("is a POP3 server"));
        assert!(greeted("SSH-2.0-OpenSSH_9.2p1").contains("is an SSH server"));
        assert_eq!(greeted("HTTP/1.1 400 Bad Request"), "the relay speaks no SMTP: `HTTP/1.1 400 Bad Request`");
    }
}
