//! What is known about the relays that many societies use; `docs/relays.md` has the sources.

use super::sender_identity::is_within;

/// A provider of relays.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RelayProvider {
    pub(super) name: &'static str,
    /// Its hosts, or the domains in which they are.
    hosts: &'static [&'static str],
    /// What an SPF record includes so that it may send; the first is the one to write.
    pub(super) spf_includes: &'static [&'static str],
    /// The selectors that it usually has for its customers' domains.
    pub(super) selectors: &'static [&'static str],
    /// Whether it replaces the envelope sender with an address of its own, so that the sender's SPF is not asked.
    pub(super) has_own_envelope: bool,
    /// What it does with a sender whose domain is not the account's.
    pub(super) foreign_from: ForeignFrom,
    /// The domains of its own mailboxes: nobody else can send for them.
    mailbox_domains: &'static [&'static str],
}

/// What becomes of a letter whose `From` is not in the domain of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ForeignFrom {
    /// It is refused, since this day if it is known.
    Refused(&'static str),
    /// It is refused or gets the account's address, unless the provider allows the address.
    NeedsPermission,
    /// Nothing is known.
    Unknown,
}

const NOTHING: RelayProvider = RelayProvider {
    name: "",
    hosts: &[],
    spf_includes: &[],
    selectors: &[],
    has_own_envelope: false,
    foreign_from: ForeignFrom::Unknown,
    mailbox_domains: &[],
};

const RELAY_PROVIDERS: &[RelayProvider] = &[
    RelayProvider {
        name: "Google",
        hosts: &["smtp.gmail.com", "smtp-relay.gmail.com"],
        spf_includes: &["_spf.google.com"],
        selectors: &["google"],
        foreign_from: ForeignFrom::NeedsPermission,
        mailbox_domains: &["gmail.com", "googlemail.com"],
        ..NOTHING
    },
    RelayProvider {
        name: "Microsoft",
        hosts: &["smtp.office365.com", "smtp-mail.outlook.com", "mail.protection.outlook.com"],
        spf_includes: &["spf.protection.outlook.com"],
        selectors: &["selector1", "selector2"],
        foreign_from: ForeignFrom::NeedsPermission,
        mailbox_domains: &[
            "outlook.com",
            "outlook.de",
            "outlook.fr",
            "hotmail.com",
            "hotmail.co.uk",
            "hotmail.de",
            "hotmail.fr",
            "live.com",
            "live.fr",
            "msn.com",
            "onmicrosoft.com",
        ],
        ..NOTHING
    },
    RelayProvider {
        name: "OVH",
        hosts: &["ovh.net", "ovh.ca"],
        spf_includes: &["mx.ovh.com", "mx.ovh.ca"],
        foreign_from: ForeignFrom::Refused("since 20 July 2026"),
        ..NOTHING
    },
    RelayProvider {
        name: "IONOS",
        hosts: &[
            "smtp.ionos.de",
            "smtp.ionos.com",
            "smtp.ionos.co.uk",
            "smtp.ionos.fr",
            "smtp.ionos.es",
            "smtp.1und1.de",
        ],
        spf_includes: &["_spf-eu.ionos.com", "_spf-us.ionos.com", "_spf.perfora.net", "_spf.kundenserver.de"],
        selectors: &["s1-ionos", "s2-ionos"],
        foreign_from: ForeignFrom::Refused("since 29 January 2024"),
        ..NOTHING
    },
    RelayProvider {
        name: "mailbox.org",
        hosts: &["smtp.mailbox.org"],
        spf_includes: &["mailbox.org"],
        selectors: &["MBO0001", "MBO0002", "MBO0003", "MBO0004"],
        mailbox_domains: &["mailbox.org"],
        ..NOTHING
    },
    RelayProvider {
        name: "Infomaniak",
        hosts: &["mail.infomaniak.com"],
        spf_includes: &["spf.infomaniak.ch"],
        ..NOTHING
    },
    RelayProvider {
        name: "Gandi",
        hosts: &["mail.gandi.net"],
        spf_includes: &["_mailcust.gandi.net"],
        selectors: &["gm1", "gm2", "gm3"],
        foreign_from: ForeignFrom::Refused(""),
        ..NOTHING
    },
    RelayProvider {
        name: "Fastmail",
        hosts: &["smtp.fastmail.com"],
        spf_includes: &["spf.messagingengine.com"],
        selectors: &["fm1", "fm2", "fm3"],
        mailbox_domains: &["fastmail.com", "fastmail.fm"],
        ..NOTHING
    },
    RelayProvider {
        name: "GMX and web.de",
        hosts: &["gmx.net", "gmx.com", "web.de"],
        mailbox_domains: &["gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com", "web.de"],
        ..NOTHING
    },
    RelayProvider {
        name: "Yahoo",
        hosts: &["yahoo.com", "aol.com"],
        mailbox_domains: &["yahoo.com", "yahoo.co.uk", "yahoo.fr", "yahoo.de", "ymail.com", "aol.com"],
        ..NOTHING
    },
    RelayProvider { name: "La Poste", hosts: &["laposte.net"], mailbox_domains: &["laposte.net"], ..NOTHING },
    RelayProvider {
        name: "iCloud",
        hosts: &["smtp.mail.me.com"],
        mailbox_domains: &["icloud.com", "me.com"],
        ..NOTHING
    },
    RelayProvider {
        name: "Orange",
        hosts: &["orange.fr", "wanadoo.fr"],
        mailbox_domains: &["orange.fr", "wanadoo.fr"],
        ..NOTHING
    },
    RelayProvider { name: "Free", hosts: &["free.fr"], mailbox_domains: &["free.fr"], ..NOTHING },
    RelayProvider { name: "Telekom", hosts: &["t-online.de"], mailbox_domains: &["t-online.de"], ..NOTHING },
    RelayProvider {
        name: "Brevo",
        hosts: &["smtp-relay.brevo.com", "smtp-relay.sendinblue.com"],
        selectors: &["mail", "brevo1", "brevo2"],
        has_own_envelope: true,
        ..NOTHING
    },
    RelayProvider {
        name: "Mailjet",
        hosts: &["in-v3.mailjet.com"],
        selectors: &["mailjet"],
        has_own_envelope: true,
        ..NOTHING
    },
    RelayProvider { name: "Amazon SES", hosts: &["amazonaws.com"], has_own_envelope: true, ..NOTHING },
    RelayProvider {
        name: "SendGrid",
        hosts: &["smtp.sendgrid.net"],
        selectors: &["s1", "s2"],
        has_own_envelope: true,
        ..NOTHING
    },
];

/// Returns the provider to which a relay belongs.
pub(super) fn relay_provider(host: &str) -> Option<&'static RelayProvider> {
    RELAY_PROVIDERS.iter().find(|provider| provider.hosts.iter().any(|known| is_within(host, known)))
}

/// Returns the provider whose mailboxes are in a domain.
pub(super) fn mailbox_provider(domain: &str) -> Option<&'static RelayProvider> {
    RELAY_PROVIDERS.iter().find(|provider| provider.mailbox_domains.iter().any(|known| is_within(domain, known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_known_by_host_and_domain() {
        let relay = |host| relay_provider(host).map(|provider| provider.name);
        for (host, expected) in [
            ("smtp.gmail.com", Some("Google")),
            ("ssl0.ovh.net", Some("OVH")),
            ("email-smtp.eu-west-1.amazonaws.com", Some("Amazon SES")),
            ("mail.example.org", None),
            ("notovh.net", None),
        ] {
            assert_eq!(relay(host), expected, "{host}");
        }
        let mailbox = |domain| mailbox_provider(domain).map(|provider| provider.name);
        assert_eq!(mailbox("gmail.com"), Some("Google"));
        assert_eq!(mailbox("society.onmicrosoft.com"), Some("Microsoft"));
        assert_eq!(mailbox("example.org"), None);
    }
}
