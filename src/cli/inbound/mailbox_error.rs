//! Errors about the mailbox, with what to do about them.

use crate::cli::error::CommandError;
use crate::config::SecretError;
use crate::inbound::MailboxReadError;
use crate::mailbox::{self, ImapFailure};

/// How many names of folders a hint lists.
const LISTED_FOLDERS: usize = 8;

impl From<MailboxReadError> for CommandError {
    fn from(error: MailboxReadError) -> Self {
        match error {
            MailboxReadError::Mailbox(error) => error.into(),
            MailboxReadError::Database(error) => error.into(),
            MailboxReadError::Processing(error) => error.into(),
            MailboxReadError::File { .. } => Self::from_error(&error),
            MailboxReadError::HandedOver => Self::from_error(&error).with_hint(
                "run the command there; if the new place never began, `circular handover --take-back` lets this one read \
                 and send again",
            ),
        }
    }
}

impl From<mailbox::Error> for CommandError {
    fn from(error: mailbox::Error) -> Self {
        let hint = hint(&error);
        let failure = Self::from_error(&error);
        match hint {
            Some(hint) => failure.with_hint(hint),
            None => failure,
        }
    }
}

fn hint(error: &mailbox::Error) -> Option<String> {
    let text = match error {
        mailbox::Error::Secret(error) if matches!(**error, SecretError::MissingPassword { .. }) => {
            "set `CIRCULAR_MAILBOX_PASSWORD`, or `password_file` in `[mailbox]`"
        }
        mailbox::Error::Session(failure) => return session_hint(failure),
        _ => return None,
    };
    Some(text.to_owned())
}

fn session_hint(failure: &ImapFailure) -> Option<String> {
    let text = match failure {
        ImapFailure::LoginRejected(_) => {
            "check the user in `[mailbox] url` and the password; many providers want an app password, made in the \
             settings of the account. Do not try often: servers lock an account after several wrong passwords"
        }
        ImapFailure::TokenRejected(_) => {
            "run the `token_command` in `[mailbox]` yourself: the token must be fresh, for the user in `url`, and allow \
             IMAP"
        }
        ImapFailure::NoTokenMechanism => "remove `token_command` and `token_file` from `[mailbox]`, and set a password",
        ImapFailure::LoginUnavailable(_) | ImapFailure::Bye(_) => {
            "the password was not rejected: try again in a few minutes, and close other mail programs if it persists"
        }
        ImapFailure::StartTlsNotOffered | ImapFailure::LoginDisabled => "write `imaps://` in `[mailbox] url`",
        ImapFailure::NotTls => {
            "write `imap://` instead of `imaps://` in `[mailbox] url`: the connection is encrypted after it begins \
             (STARTTLS); or take port 993"
        }
        ImapFailure::OtherServer(_) | ImapFailure::Silent(_) => {
            "compare host and port in `[mailbox] url` with what your provider names for incoming mail (IMAP), usually \
             `imaps://` and port 993, or `imap://` and port 143"
        }
        ImapFailure::Tls(_) => {
            "check the host in `[mailbox] url`: it must be a name in the server's certificate. For a certificate of \
             your own authority, set `ca_file` in `[mailbox]`"
        }
        ImapFailure::Connect(_) => "check the host and port in `[mailbox] url`, and your internet connection",
        ImapFailure::FolderNotFound { similar: Some(name), .. } => {
            return Some(format!("the server calls it `{name}`: write that in `[mailbox]`"));
        }
        ImapFailure::FolderNotFound { folders, .. } => {
            let names: Vec<_> = folders.iter().take(LISTED_FOLDERS).map(|name| format!("`{name}`")).collect();
            let more = if folders.len() > LISTED_FOLDERS { ", …" } else { "" };
            return Some(format!("the server has {}{more}", names.join(", ")));
        }
        _ => return None,
    };
    Some(text.to_owned())
}
