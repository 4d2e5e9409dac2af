//! Replies that refuse us: whether it is about how we log in.

use super::reply_words::ReplyWords;
use crate::delivery::RelayFailureKind::{self, AppPasswordRequired, PasswordsDisabled, Rejected, WrongPassword};
use crate::smtp::SmtpPhase;

/// What providers say that take no passwords any more.
const DISABLED: &[&str] = &["basic authentication", "clientauthentication is disabled", "smtp auth is disabled"];
/// What providers say to the password of the account.
const APP_PASSWORD: &[&str] =
    &["application-specific password", "app-specific password", "app password", "second factor", "secondfactor"];

/// Returns why a relay will not have us.
pub(super) fn rejection_kind(phase: SmtpPhase, words: &ReplyWords) -> RelayFailureKind {
    let is_login = phase == SmtpPhase::Auth;
    // 5.7.30 is Microsoft's here; after the final dot it is what Gmail says of DKIM.
    if words.says_any(DISABLED) || words.names(7, 139) || is_login && words.names(7, 30) {
        PasswordsDisabled
    } else if is_login && (words.code == 534 || words.says_any(APP_PASSWORD)) {
        AppPasswordRequired
    } else if is_login && words.code == 535 {
        WrongPassword
    } else {
        Rejected
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Reply;

    #[test]
    fn refused_logins_are_told_apart() {
        for (phase, code, text, kind) in [
            (
                SmtpPhase::Auth,
                535,
                "5.7.139 Authentication unsuccessful, basic authentication is disabled. [X.PROD.OUTLOOK.COM]",
                PasswordsDisabled,
            ),
            (
                SmtpPhase::Auth,
                535,
                "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
                PasswordsDisabled,
            ),
            (
                SmtpPhase::Auth,
                550,
                "5.7.30 Basic authentication is not supported for Client Submission.",
                PasswordsDisabled,
            ),
            (SmtpPhase::Auth, 535, "Error 5.7.139", PasswordsDisabled),
            (SmtpPhase::Auth, 534, "5.7.9 Application-specific password required. - gsmtp", AppPasswordRequired),
            (SmtpPhase::Auth, 535, "5.7.8 Please use an app password", AppPasswordRequired),
            (SmtpPhase::Auth, 535, "5.7.8 Username and Password not accepted. - gsmtp", WrongPassword),
            (SmtpPhase::Auth, 535, "5.7.3 Authentication unsuccessful", WrongPassword),
            (SmtpPhase::Auth, 538, "5.7.11 Encryption required", Rejected),
            (SmtpPhase::Mail, 530, "5.7.57 Client not authenticated to send mail", Rejected),
            (SmtpPhase::Mail, 550, "5.7.30 DKIM does not pass", Rejected),
        ] {
            let words = ReplyWords::new(&Reply { code, text: text.to_owned() });
            assert_eq!(rejection_kind(phase, &words), kind, "{phase}: {code} {text}");
        }
    }
}
