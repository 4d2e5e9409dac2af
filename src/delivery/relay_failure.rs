//! Why the relay takes nothing, as far as it decides what happens next.

/// What kind of failure keeps the relay from taking copies. No recipient has to do with any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayFailureKind {
    /// It may pass: the relay is tried again.
    Unavailable,
    /// It was silent for as long as RFC 5321 §4.5.3.2 asks to wait. If it has not answered at all, this run ends, and a
    /// later one tries it again.
    Silent,
    /// Our account has sent as much as it may in an hour or a day: the relay is tried again, less often.
    SendingLimit,
    /// The relay knows no such user and password.
    WrongPassword,
    /// The provider takes an app password or a token, and not the password of the account.
    AppPasswordRequired,
    /// The provider has turned passwords off.
    PasswordsDisabled,
    /// Anything else that somebody has to change.
    Rejected,
}

impl RelayFailureKind {
    /// Returns whether waiting cannot help: somebody has to change something.
    #[must_use]
    pub const fn is_permanent(self) -> bool {
        !matches!(self, Self::Unavailable | Self::Silent | Self::SendingLimit)
    }
}
