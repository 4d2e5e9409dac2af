//! Judges whether the relay can be reached, encrypts, and accepts the login. Nothing is sent.

use super::doctor_report::{DoctorFinding, DoctorReport};
use crate::config::{RelaySettings, RelayUrl};
use crate::delivery::failure_text;
use crate::model::{Severity, format_number};
use crate::smtp::{ServerOffer, Transport};

const TOPIC: &str = "Relay";
/// A relay that takes less is too small for a letter with an attachment, in octets.
const SMALL_SIZE: usize = 5_000_000;
const MEGABYTE: usize = 1_000_000;

/// Opens a connection up to the login and closes it.
pub(super) async fn examine(settings: &RelaySettings, transport: &Transport, report: &mut DoctorReport) {
    let RelayUrl::Smtp { user, .. } = &settings.url else {
        let message = "no relay is set: letters become files, and nobody gets one".to_owned();
        let help = format!("Set `url` in `{}` to your mail server when you want to send.", settings.table);
        report.add(DoctorFinding::new("relay-missing", Severity::Warning, message, help));
        return;
    };
    match transport.open().await {
        Ok(session) => {
            if let Some(offer) = session.offer() {
                judge(&transport.to_string(), settings, user.is_some(), offer, report);
            }
            session.quit().await;
        }
        Err(failure) => report.add(failed(failure_text(&failure).to_string())),
    }
}

/// Makes the finding about a relay that cannot be used.
pub(super) fn failed(reason: String) -> DoctorFinding {
    let help = "Nothing can be sent until this is solved. `docs/relays.md` lists what providers expect.";
    DoctorFinding::new("relay-failed", Severity::Block, reason, help)
}

/// Judges what the relay offers.
pub(super) fn judge(
    name: &str,
    settings: &RelaySettings,
    has_login: bool,
    offer: ServerOffer,
    report: &mut DoctorReport,
) {
    let mut words = vec![format!("`{name}` can be reached")];
    match offer.tls_version {
        Some(version) => words.push(format!("encrypts with {version}")),
        None if settings.url.is_on_this_machine() => words.push("is on this machine".to_owned()),
        None => {
            let message = format!("`{name}` does not encrypt: everybody on the way can read the letters and addresses");
            let help = format!(
                "Write `smtps://`, or add `?tls=required` to `url` in `{}`; or ask the relay's operator.",
                settings.table
            );
            report.add(DoctorFinding::new("relay-clear", Severity::Warning, message, help));
        }
    }
    if has_login {
        words.push("accepts the login".to_owned());
    }
    if let Some(size) = offer.size {
        words.push(format!("takes letters up to {} MB", format_number((size / MEGABYTE) as u64)));
        if size < SMALL_SIZE {
            let size = format_number(size as u64);
            let message = format!("`{name}` takes no letter above {size} bytes, attachments included");
            let help = "Link to large files instead of attaching them.";
            report.add(DoctorFinding::new("relay-size", Severity::Note, message, help));
        }
    }
    if let Some(limit) = offer.message_limit {
        words.push(format!("takes {} letters on one connection", format_number(limit.into())));
        if settings.messages_per_connection == 0 || settings.messages_per_connection > limit {
            let message = format!("`{name}` takes {limit} letters on one connection");
            let help = format!(
                "Set `messages_per_connection = {limit}` in `{}`; otherwise the next one is refused once.",
                settings.table
            );
            report.add(DoctorFinding::new("relay-limit", Severity::Note, message, help));
        }
    }
    report.pass(TOPIC, words.join(", "));
}
