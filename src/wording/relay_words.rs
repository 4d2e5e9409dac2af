//! What to do about a relay that takes nothing.

use crate::delivery::RelayFailureKind;
use crate::model::RelayTable;

/// Returns what to do about a failure of the relay in this table, as a sentence without a full stop.
#[must_use]
pub fn relay_advice(kind: RelayFailureKind, table: &RelayTable) -> Option<String> {
    Some(match kind {
        RelayFailureKind::Unavailable | RelayFailureKind::Silent | RelayFailureKind::Rejected => return None,
        RelayFailureKind::SendingLimit => {
            "your account has sent as much as your provider allows in an hour or a day".to_owned()
        }
        RelayFailureKind::WrongPassword => format!(
            "the relay does not accept this user and password: compare the user in `url` and the password in `{table}` \
             with what your provider says; with two-step verification it wants an app password",
        ),
        RelayFailureKind::AppPasswordRequired => format!(
            "the relay does not accept the password of your account: create an app password in the security settings of \
             your provider; or set `token_command` in `{table}`; or use another relay",
        ),
        RelayFailureKind::PasswordsDisabled => format!(
            "your provider has turned passwords off for sending mail. There are three ways out: an app password, if your \
             provider or its administrator can allow passwords again; an OAuth token, with `token_command` or \
             `token_file` in `{table}`; or another relay in `url`",
        ),
    })
}
