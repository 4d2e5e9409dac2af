//! What `circular status` says about the mailbox.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::cli::output::format_time;
use crate::database::mailbox_cursors::MailboxStatus;

/// Returns when the mailbox was last read, or since when it cannot be read.
pub(super) fn status_line(status: Option<&MailboxStatus>, zone: &TimeZone) -> String {
    let read = status.and_then(|status| status.read_at);
    match status.and_then(|status| status.failure.as_ref()) {
        Some((at, failure)) => {
            let last = read.map_or_else(|| "never".to_owned(), |at| format_time(at, zone));
            format!(
                "Mailbox: it cannot be read since {}: {failure}\n  Last read: {last}. To try again: circular inbound process",
                format_time(*at, zone)
            )
        }
        None => match read {
            Some(at) => format!("Mailbox: last read at {}.", format_time(at, zone)),
            None => "Mailbox: not read yet. Run `circular inbound process`.".to_owned(),
        },
    }
}

/// Returns the same as JSON.
pub(super) fn status_json(status: Option<&MailboxStatus>) -> Value {
    let failure = status.and_then(|status| status.failure.as_ref());
    json!({
        "read_at": status.and_then(|status| status.read_at),
        "failed_at": failure.map(|(at, _)| at),
        "failure": failure.map(|(_, failure)| failure),
    })
}
