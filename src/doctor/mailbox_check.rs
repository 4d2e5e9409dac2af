//! Judges whether the mailbox for bounces, answers and unsubscribe mails can be read. Nothing in it is changed.

use std::error::Error as _;
use std::path::Path;

use super::doctor_report::{DoctorFinding, DoctorReport};
use crate::config::{MailboxUrl, SenderSettings, Settings};
use crate::mailbox::{self, ImapConnector, ImapFailure};
use crate::model::{Severity, UnsubscribeAddress};

const TOPIC: &str = "Mailbox";

/// Logs in to the mailbox and opens its folder.
pub(super) async fn examine(settings: &Settings, root: &Path, report: &mut DoctorReport) {
    let Some(url) = &settings.mailbox.url else {
        report.findings.extend(unread_mail(&settings.sender));
        if settings.sender.read_addresses().next().is_none() {
            report.skip(TOPIC, "none is set: bounces go to the sender's own mailbox, and nobody is taken off by them");
        }
        return;
    };
    let folder = &settings.mailbox.folder;
    match url {
        MailboxUrl::Maildir(path) | MailboxUrl::Mbox(path) => {
            let path = root.join(path);
            if path.exists() {
                report.pass(TOPIC, format!("`{}` can be read", path.display()));
            } else {
                let message = format!("the mailbox `{}` does not exist", path.display());
                let help = "Correct `url` in `[mailbox]`, or create it; an mbox file appears with the first mail.";
                report.add(DoctorFinding::new("mailbox-failed", Severity::Warning, message, help));
            }
        }
        MailboxUrl::Imap { host, .. } => match open(settings, root).await {
            Ok(()) => report.pass(TOPIC, format!("`{host}` accepts the login, and the folder `{folder}` can be read")),
            Err(error) => report.add(failed(&error)),
        },
    }
}

async fn open(settings: &Settings, root: &Path) -> Result<(), mailbox::Error> {
    let mut session = ImapConnector::new(&settings.mailbox, root)?.open().await?;
    session.probe_folder(&settings.mailbox.folder).await?;
    session.logout().await;
    Ok(())
}

fn failed(error: &mailbox::Error) -> DoctorFinding {
    let message = match error.source() {
        Some(cause) if cause.to_string() != error.to_string() => {
            format!("the mailbox cannot be read: {error}: {cause}")
        }
        _ => format!("the mailbox cannot be read: {error}"),
    };
    let help = match error {
        mailbox::Error::Session(ImapFailure::LoginRejected(_)) => {
            "Check the user in `url` in `[mailbox]` and the password; many providers want an app password."
        }
        mailbox::Error::Session(ImapFailure::FolderNotFound { .. }) => "Correct `folder` in `[mailbox]`.",
        _ => "Check host, port and user of `url` in `[mailbox]`.",
    };
    let help = format!("{help} Until then bounces and unsubscribe mails stay unread.");
    DoctorFinding::new("mailbox-failed", Severity::Warning, message, help)
}

/// Finds addresses whose mails nobody reads.
pub(super) fn unread_mail(sender: &SenderSettings) -> Option<DoctorFinding> {
    if let Some(address) = &sender.unsubscribe {
        let message = format!("nobody reads the unsubscribe mails to `{}`: no mailbox is set", shown(address));
        let help = "Set `url` in `[mailbox]`, or let your mail server pipe them to `circular inbound process`. A request \
            must be obeyed within two days.";
        return Some(DoctorFinding::new("mailbox-missing", Severity::Warning, message, help));
    }
    let (kind, address) = match (&sender.answers, &sender.bounces) {
        (Some(answers), _) => ("answers", answers),
        (None, bounces) => ("bounces", bounces.as_ref()?),
    };
    let message = format!("nobody reads the {kind} to `{}`: no mailbox is set", shown(address));
    let help = "Set `url` in `[mailbox]`, or let your mail server pipe them to `circular inbound process`.";
    Some(DoctorFinding::new("mailbox-missing", Severity::Warning, message, help))
}

/// Writes an address as it stands in the settings.
pub(super) fn shown(address: &UnsubscribeAddress) -> String {
    let domain = address.domain();
    address.token_affixes().map_or_else(
        || format!("{}@{domain}", address.local_part()),
        |(before, after)| format!("{before}{{token}}{after}@{domain}"),
    )
}
