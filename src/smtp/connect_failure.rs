//! Says in plain words why no connection to the relay came about.

use std::error::Error as _;
use std::io;

use rustls::CertificateError;

use super::FailureCause;

/// The port on which TLS begins with the first octet (RFC 8314 §7.3), and the one for STARTTLS (RFC 6409).
const IMPLICIT_TLS_PORT: u16 = 465;
const SUBMISSION_PORT: u16 = 587;

impl FailureCause {
    /// Explains an error of connecting to `host` and `port`, or of the TLS handshake.
    pub(super) fn from_connect(error: io::Error, host: &str, port: u16) -> Self {
        let host = host.to_owned();
        match error.get_ref().and_then(|source| source.downcast_ref::<rustls::Error>()) {
            Some(rustls::Error::InvalidMessage(_)) => {
                let other_port = if port == IMPLICIT_TLS_PORT { SUBMISSION_PORT } else { port };
                return Self::NotTls { host, other_port };
            }
            Some(rustls::Error::InvalidCertificate(reason)) => return Self::from_certificate(reason, host),
            _ => {}
        }
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::NothingListens { host, port },
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::TimedOut => {
                Self::Unreachable { host, port }
            }
            // The standard library gives the failure of a name no kind of its own.
            _ if error.raw_os_error().is_none() && error.to_string().contains("lookup address") => {
                Self::UnknownHost { host }
            }
            _ => Self::Io(error),
        }
    }

    fn from_certificate(reason: &CertificateError, host: String) -> Self {
        match reason {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::CertificateExpired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::CertificateNotValidYet,
            CertificateError::NotValidForName => Self::WrongCertificateName { host, names: String::new() },
            CertificateError::NotValidForNameContext { presented, .. } => {
                // rustls writes them as `DnsName("mail.example.org")`.
                let names = presented.iter().map(|name| name.split('"').nth(1).unwrap_or(name)).collect::<Vec<_>>();
                let names =
                    if names.is_empty() { String::new() } else { format!(", but for `{}`", names.join("`, `")) };
                Self::WrongCertificateName { host, names }
            }
            // A certificate that signs itself as an authority is no server's, which webpki reports as another error.
            // A known authority of the same name has another key.
            CertificateError::UnknownIssuer | CertificateError::BadSignature | CertificateError::Other(_) => {
                Self::UnknownAuthority
            }
            other => Self::InvalidCertificate(other.to_string()),
        }
    }

    /// Adds to a missing greeting what the port suggests.
    pub(super) fn without_greeting(self, host: &str, port: u16) -> Self {
        match self {
            Self::TimedOut(_) | Self::Closed | Self::Io(_) if port == IMPLICIT_TLS_PORT => {
                Self::BeginsWithTls { host: host.to_owned() }
            }
            other => other,
        }
    }

    /// Returns whether waiting cannot cure it: somebody has to change something.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        if let Self::NoToken(error) = self {
            return !error.may_pass();
        }
        matches!(
            self,
            Self::StartTlsNotOffered
                | Self::NoAuthMechanism
                | Self::NoTokenMechanism
                | Self::CleartextPassword
                | Self::NotTls { .. }
                | Self::BeginsWithTls { .. }
                | Self::CertificateExpired
                | Self::CertificateNotValidYet
                | Self::WrongCertificateName { .. }
                | Self::UnknownAuthority
                | Self::InvalidCertificate(_)
        )
    }

    /// Returns whether the sentence says where the failure was: it needs no introduction.
    #[must_use]
    pub fn is_complete_sentence(&self) -> bool {
        let is_whole = matches!(
            self,
            Self::NothingListens { .. } | Self::Unreachable { .. } | Self::UnknownHost { .. } | Self::NoToken(_)
        );
        is_whole || self.is_permanent() && self.source().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(error: io::Error) -> String {
        FailureCause::from_connect(error, "mail.example.org", 465).to_string()
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
                "does not begin with TLS; try `smtp://mail.example.org:587`",
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
        let silent = FailureCause::Closed.without_greeting("mail.example.org", 465);
        assert!(silent.to_string().contains("try `smtps://mail.example.org:465`"), "{silent}");
        assert!(matches!(FailureCause::Closed.without_greeting("mail.example.org", 25), FailureCause::Closed));
    }
}
