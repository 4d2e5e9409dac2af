//! Examines everything, one part after the other.

use jiff::Timestamp;

use super::dns_access::{DnsAccess, dns_access};
use super::doctor_report::DoctorReport;
use super::domain_facts::DomainFacts;
use super::machine_check::{self, MachineFacts, ToldTime};
use super::mail_host_check::{self, MailHostFacts, MailHostRole, PointerFacts};
use super::sender_identity::SenderIdentity;
use super::{mailbox_check, relay_account, relay_check, token_address, unsubscribe_check};
use crate::config::{ChosenRelay, Settings, Workspace};
use crate::database::{self, Database};
use crate::dns::DnsResolver;
use crate::model::{IssueId, ListId, SubscriberId, Token};
use crate::smtp::Transport;

const DNS: &str = "DNS";

/// What is examined.
pub struct ExaminationInput<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// Its database.
    pub database: &'a Database,
    /// The transport of each relay, or why the settings for it cannot be used; in the order of the settings.
    pub transports: &'a [Result<Transport, String>],
    /// The present time.
    pub now: Timestamp,
}

/// Examines the sender's domain, the relay, the mailbox, the public pages and this machine.
///
/// # Errors
/// The database failed.
pub async fn examine(input: ExaminationInput<'_>) -> Result<DoctorReport, database::Error> {
    let ExaminationInput { workspace, database, transports, now } = input;
    let (settings, root) = (&workspace.settings, &workspace.root);
    let mut report = DoctorReport::default();
    let mut reports = Vec::new();
    for (relay, transport) in settings.all_relays().zip(transports) {
        let mut report = DoctorReport::default();
        Box::pin(examine_relay(workspace, &relay, transport, &mut report)).await;
        reports.push((relay.table().clone(), report));
    }
    report.add_relays(reports);
    mailbox_check::examine(settings, root, &mut report).await;
    let token = test_token(database).await?;
    let takes_mails = settings.sender.unsubscribe.is_some();
    let date = unsubscribe_check::examine(&settings.web, takes_mails, token.as_deref(), &mut report).await;
    let told_time = match date {
        Some(date) => Some(ToldTime::Page(date)),
        None => database.server_time().await?.map(ToldTime::Database),
    };
    let machine = MachineFacts {
        now,
        told_time,
        free_space: database::free_disk_space(root).ok(),
        exposed_files: workspace.exposed_secrets().into_iter().map(|secret| secret.file).collect(),
    };
    machine_check::judge(&machine, &mut report);
    Ok(report)
}

/// Examines one relay, and the domain of the letters that go through it.
async fn examine_relay(
    workspace: &Workspace,
    relay: &ChosenRelay<'_>,
    transport: &Result<Transport, String>,
    report: &mut DoctorReport,
) {
    let settings = relay.own_settings(&workspace.settings, relay.sender_domain(&workspace.settings));
    let identity = SenderIdentity::from_settings(&settings, &workspace.root);
    relay_account::judge(&identity, report);
    examine_names(&settings, &identity, &dns_access(&settings), report).await;
    match transport {
        Ok(transport) => relay_check::examine(&settings.relay, transport, report).await,
        Err(reason) => report.add(relay_check::failed(reason.clone())),
    }
}

/// Returns a token that belongs to nobody; `None` while there is no key to seal it.
async fn test_token(database: &Database) -> Result<Option<String>, database::Error> {
    let keys = database::signing_keys::all(&mut database.begin_read().await?).await?;
    Ok(keys.seal(Token { list: ListId::new(0), subscriber: SubscriberId::NONE, issue: IssueId::NONE }))
}

async fn examine_names(settings: &Settings, identity: &SenderIdentity, access: &DnsAccess, report: &mut DoctorReport) {
    let resolver = match access {
        DnsAccess::Resolver(resolver) => resolver,
        DnsAccess::Off => {
            report.skip(DNS, "the settings say `resolver = \"off\"` in `[dns]`");
            return examine_token_addresses(settings, None, report).await;
        }
        DnsAccess::LocalRelay => {
            let why = if identity.relay.is_some() { "the relay is this machine" } else { "no relay is set" };
            report.skip(DNS, format!("{why}; write `resolver = \"system\"` in `[dns]` to ask it all the same"));
            return examine_token_addresses(settings, None, report).await;
        }
    };
    let facts = Box::pin(DomainFacts::gather(resolver, identity)).await;
    if let Some(error) = facts.unreachable() {
        report.skip(DNS, format!("{error} (asked: {resolver})"));
        return examine_token_addresses(settings, None, report).await;
    }
    facts.judge(identity, report);
    if let Some(reply_domain) = &identity.reply_domain {
        match MailHostFacts::gather(resolver, reply_domain, MailHostRole::Replies).await {
            Ok(found) => mail_host_check::judge(&found, report),
            Err(error) => report.skip("Replies", error.to_string()),
        }
    }
    match PointerFacts::gather(resolver, identity, facts.organizational_domain(identity)).await {
        Ok(Some(found)) => mail_host_check::judge_pointers(&found, report),
        Ok(None) => {
            report.skip("Server name", "the relay is not in your domain, so its name is its operator's business");
        }
        Err(error) => report.skip("Server name", error.to_string()),
    }
    examine_token_addresses(settings, Some(resolver), report).await;
}

/// Judges the addresses with a token, by the mail servers of their domains if the DNS can be asked.
async fn examine_token_addresses(settings: &Settings, resolver: Option<&DnsResolver>, report: &mut DoctorReport) {
    for address in settings.sender.read_addresses() {
        let exchangers = match resolver {
            Some(resolver) => resolver.mx(address.domain()).await.ok(),
            None => None,
        };
        token_address::judge(address, exchangers.as_deref(), report);
    }
}
