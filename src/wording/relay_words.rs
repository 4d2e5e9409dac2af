//! What to do about a relay that takes nothing.

use crate::delivery::RelayFailureKind;

/// Returns what to do about a failure, as a sentence without a full stop.
#[must_use]
pub const fn relay_advice(kind: RelayFailureKind) -> Option<&'static str> {
    match kind {
        RelayFailureKind::Unavailable | RelayFailureKind::Rejected => None,
        RelayFailureKind::SendingLimit => {
            Some("your account has sent as much as your provider allows in an hour or a day")
        }
        RelayFailureKind::WrongPassword => Some(
            "the relay does not accept this user and password: compare the user in `url` and the password in `[relay]` \
             with what your provider says; with two-step verification it wants an app password",
        ),
        RelayFailureKind::AppPasswordRequired => Some(
            "the relay does not accept the password of your account: create an app password in the security settings of \
             your provider; or set `token_command` in `[relay]`; or use another relay",
        ),
        RelayFailureKind::PasswordsDisabled => Some(
            "your provider has turned passwords off for sending mail. There are three ways out: an app password, if your \
             provider or its administrator can allow passwords again; an OAuth token, with `token_command` or \
             `token_file` in `[relay]`; or another relay in `url`",
        ),
    }
}
