//! Examines whether letters will arrive: the sender's domain in the DNS, the relay, the mailbox, the public pages.
//!
//! Nothing here sends a mail. What is examined is first gathered, then judged by functions without any I/O: each
//! judgement is a [`DoctorFinding`], something that is right, or something that could not be examined.

mod dkim_check;
mod dkim_record;
mod dmarc_check;
mod dmarc_discovery;
mod dmarc_record;
mod dns_access;
mod doctor_report;
mod domain_facts;
mod examination;
mod ip_network;
mod machine_check;
mod mail_host_check;
mod mailbox_check;
mod provider_demands;
mod relay_account;
mod relay_check;
mod relay_providers;
mod send_check;
mod sender_identity;
mod spf_check;
mod spf_expansion;
mod spf_record;
mod token_address;
mod unsubscribe_check;

pub use dns_access::{DnsAccess, dns_access};
pub use doctor_report::{DnsRecord, DoctorFinding, DoctorReport, PassedCheck, SkippedCheck};
pub use examination::{ExaminationInput, examine};
pub use provider_demands::{DEMANDS_CHECKED, ProviderDemand};
pub use send_check::{SendCheck, check_before_sending};
