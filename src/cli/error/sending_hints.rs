//! What to do about a letter that cannot be sent.

use super::{CommandError, TAKE_BACK_HINT};
use crate::message::dkim::{DkimError, DkimKeyError};
use crate::model::Severity;
use crate::sending;

impl From<sending::Error> for CommandError {
    fn from(error: sending::Error) -> Self {
        match error {
            sending::Error::Database(error) => error.into(),
            sending::Error::Delivery(error) => error.into(),
            sending::Error::Keys(error) => error.into(),
            error @ sending::Error::HandedOver => Self::from_error(&error).with_hint(TAKE_BACK_HINT),
        }
    }
}

impl From<sending::PrepareError> for CommandError {
    /// Leaves out notes: they prevent nothing.
    fn from(error: sending::PrepareError) -> Self {
        match error {
            sending::PrepareError::Diagnostics(mut diagnostics) => {
                diagnostics.retain(|found| found.severity > Severity::Note);
                Self::from_diagnostics(diagnostics)
            }
            sending::PrepareError::Failed(error) => error.into(),
        }
    }
}

impl From<sending::TransportError> for CommandError {
    fn from(error: sending::TransportError) -> Self {
        match error {
            sending::TransportError::ClockSkew { ahead } => {
                let direction = if ahead.is_positive() { "ahead of" } else { "behind" };
                let seconds = ahead.abs().as_secs();
                Self::new(format!("this machine's clock is {seconds} seconds {direction} the database server's"))
                    .with_hint("let both use the same time servers: senders that share an issue must agree on the time")
            }
            error @ sending::TransportError::RelayGone(_) => Self::from_error(&error),
            sending::TransportError::UnknownList { ref close, .. } => {
                let hint = close.as_ref().map(|close| format!("did you mean `{close}`?"));
                Self::from_error(&error)
                    .with_hint(hint.unwrap_or_else(|| "`circular list show` names all lists".to_owned()))
            }
            sending::TransportError::Transport(error) => error.into(),
            sending::TransportError::Dkim(error) => error.into(),
            sending::TransportError::Database(error) => error.into(),
        }
    }
}

impl From<DkimError> for CommandError {
    fn from(error: DkimError) -> Self {
        let hint = match &error {
            DkimError::Unreadable { .. } => {
                "restore the file from your backup, or make new keys with `circular dkim new`".to_owned()
            }
            DkimError::InvalidKey { source: DkimKeyError::Encrypted, path } => {
                let path = path.display();
                format!("`openssl pkey -in {path} -out new.key` asks for the password and saves the key without it")
            }
            DkimError::InvalidKey { .. } => "make new keys with `circular dkim new`".to_owned(),
            DkimError::OtherAlgorithm { .. } => "correct the file names of the keys in `circular.toml`".to_owned(),
            DkimError::NotAligned { sender_domain, .. } => format!(
                "receivers ignore such a signature: make a key with `circular dkim new {sender_domain}`, or correct \
                 the `domain` of the keys in `circular.toml`"
            ),
        };
        Self::from_error(&error).with_hint(hint)
    }
}
