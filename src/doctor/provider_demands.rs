//! What large mailbox providers demand, since when, and when that was last looked up.

/// When the rows were looked up.
pub const DEMANDS_CHECKED: &str = "2026-11-29";

/// What a provider can demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Demand {
    /// An SPF record.
    Spf,
    /// A DKIM signature.
    Dkim,
    /// A DMARC record.
    Dmarc,
    /// A domain in `From` that SPF or DKIM vouch for.
    Alignment,
    /// A domain in `From` that takes mail.
    MailDomain,
    /// Unsubscribing with one click.
    OneClick,
    /// An address whose name points back to it.
    Pointer,
}

/// What one provider demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProviderDemand {
    /// The provider.
    pub provider: &'static str,
    /// Since when, such as `February 2024`; empty if its page has no date.
    pub since: &'static str,
    /// From whom, or with what effect.
    pub terms: &'static str,
    demands: &'static [Demand],
}

use Demand::{Alignment, Dkim, Dmarc, MailDomain, OneClick, Pointer, Spf};

const PROVIDER_DEMANDS: &[ProviderDemand] = &[
    ProviderDemand {
        provider: "Gmail",
        since: "February 2024",
        terms: "SPF or DKIM from everybody; more is refused since November 2025",
        demands: &[Spf],
    },
    ProviderDemand {
        provider: "Gmail",
        since: "February 2024",
        terms: "SPF, DKIM, DMARC and one-click unsubscribing from senders of 5,000 mails a day",
        demands: &[Dkim, Dmarc, Alignment, OneClick],
    },
    ProviderDemand {
        provider: "Gmail",
        since: "",
        terms: "a server name that leads back, from everybody",
        demands: &[Pointer],
    },
    ProviderDemand {
        provider: "Yahoo",
        since: "February 2024",
        terms: "SPF, DKIM, DMARC and a way to unsubscribe from senders of many mails, without saying how many",
        demands: &[Spf, Dkim, Dmarc, Alignment, OneClick],
    },
    ProviderDemand {
        provider: "Yahoo",
        since: "",
        terms: "a domain that exists and takes mail, and a server name that leads back, from everybody",
        demands: &[MailDomain, Pointer],
    },
    ProviderDemand {
        provider: "Outlook.com",
        since: "May 2025",
        terms: "SPF, DKIM and DMARC from senders of more than 5,000 mails a day, otherwise refused",
        demands: &[Spf, Dkim, Dmarc, Alignment],
    },
    ProviderDemand {
        provider: "GMX/web.de",
        since: "",
        terms: "DKIM in the domain of the sender, from everybody; DMARC policies are obeyed since May 2026",
        demands: &[Dkim, Alignment],
    },
    ProviderDemand {
        provider: "GMX/web.de",
        since: "",
        terms: "a server name that leads back, from everybody",
        demands: &[Pointer],
    },
    ProviderDemand {
        provider: "La Poste",
        since: "9 September 2025",
        terms: "SPF or DKIM in the domain of the sender, otherwise junk or refused",
        demands: &[Alignment],
    },
    ProviderDemand {
        provider: "iCloud",
        since: "",
        terms: "SPF, DKIM, DMARC and a server name that leads back, from senders of many mails",
        demands: &[Spf, Dkim, Dmarc, Pointer],
    },
];

/// Returns who demands something.
pub(super) fn demands(demand: Demand) -> Vec<&'static ProviderDemand> {
    PROVIDER_DEMANDS.iter().filter(|row| row.demands.contains(&demand)).collect()
}
