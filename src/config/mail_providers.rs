//! The mail servers of well-known providers, for people who know the name of their provider and nothing else.

/// A provider of mailboxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailProvider {
    /// A short name for forms.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The scheme of its relay: `smtps` or `smtp`.
    pub scheme: &'static str,
    /// The host of its relay.
    pub smtp_host: &'static str,
    /// The host of its mailboxes.
    pub imap_host: &'static str,
    /// What it asks of those who send, as a sentence; empty if nothing special.
    pub demand: &'static str,
}

/// The providers; `docs/relays.md` says where each row comes from.
pub const MAIL_PROVIDERS: [MailProvider; 9] = [
    provider("gmail", "Gmail, Google Workspace", "smtps", "smtp.gmail.com", "imap.gmail.com")
        .asks("Switch on two-step verification, then make an app password and enter it here. Up to 500 letters a day, 2,000 with Workspace."),
    provider("microsoft", "Microsoft 365", "smtp", "smtp.office365.com", "outlook.office365.com")
        .asks("Passwords are switched off by default at the end of December 2026: ask your administrator to allow them for this account."),
    provider("ovh", "OVH", "smtps", "ssl0.ovh.net", "ssl0.ovh.net")
        .asks("Your letters must come from an address in the domain of this account."),
    provider("ionos", "IONOS", "smtps", "smtp.ionos.de", "imap.ionos.de")
        .asks("Your letters must come from an address in the domain of this account."),
    provider("mailbox-org", "mailbox.org", "smtps", "smtp.mailbox.org", "imap.mailbox.org"),
    provider("infomaniak", "Infomaniak", "smtps", "mail.infomaniak.com", "mail.infomaniak.com")
        .asks("Up to 1,440 letters a day; less with some plans."),
    provider("gandi", "Gandi", "smtps", "mail.gandi.net", "mail.gandi.net")
        .asks("Your letters must come from an address in a domain at Gandi."),
    provider("fastmail", "Fastmail", "smtps", "smtp.fastmail.com", "imap.fastmail.com")
        .asks("Make an app password and enter it here."),
    provider("zoho", "Zoho Mail", "smtps", "smtppro.zoho.eu", "imappro.zoho.eu")
        .asks("It needs a paid plan, and letters must come from the address of the account."),
];

const fn provider(
    id: &'static str,
    name: &'static str,
    scheme: &'static str,
    smtp_host: &'static str,
    imap_host: &'static str,
) -> MailProvider {
    MailProvider { id, name, scheme, smtp_host, imap_host, demand: "" }
}

impl MailProvider {
    const fn asks(self, demand: &'static str) -> Self {
        Self { demand, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_relay_is_in_the_table_of_the_documentation() {
        let page = include_str!("../../docs/relays.md");
        for provider in MAIL_PROVIDERS {
            assert!(page.contains(&format!("@{}`", provider.smtp_host)), "{}", provider.name);
            let starts = page.contains(&format!("{}://name", provider.scheme));
            assert!(starts, "{}", provider.name);
        }
    }
}
