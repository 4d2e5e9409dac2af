//! Which relay a letter is sent through: the one that names its list, else the one that names the sender's domain, else
//! `[relay]`.

use super::settings::DEFAULT_OUTBOX;
use super::{DkimSettings, RelaySettings, RelayUrl, Settings, ThrottleSettings};
use crate::model::{Address, ListName, RelayName, RelayTable};

/// A relay with its pace.
#[derive(Debug, Clone, Copy)]
pub struct ChosenRelay<'a> {
    /// Its name; none for the one in `[relay]`.
    pub name: Option<&'a RelayName>,
    /// Its settings.
    pub settings: &'a RelaySettings,
    /// Its own pace, or else the one in `[throttle]`; it is counted for each relay alone.
    pub throttle: &'a ThrottleSettings,
    /// Its own keys that sign messages, or else those in `[dkim]`.
    pub dkim: &'a DkimSettings,
    /// Why it is used.
    pub reason: RelayReason,
}

/// Why a relay is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayReason {
    /// It is the only one.
    Only,
    /// It names the list.
    List,
    /// It names the domain of the sender.
    SenderDomain,
    /// No other one names the list or the domain of the sender.
    Default,
}

/// What is wrong with the relays of a workspace: a sentence, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RelayFault {
    /// The table, as it is written.
    pub(super) table: String,
    /// The sentence.
    pub(super) message: String,
    /// What to do.
    pub(super) help: String,
}

impl ChosenRelay<'_> {
    /// Returns whether copies are only written to files on this machine, so that a sending is a trial.
    #[must_use]
    pub fn is_outbox(&self) -> bool {
        matches!(self.settings.url, RelayUrl::Directory(_))
    }

    /// Returns the table in which it is set.
    #[must_use]
    pub fn table(&self) -> &RelayTable {
        &self.settings.table
    }

    /// Returns the domain of the senders whose letters go through this relay; the first one, if it names several and not
    /// the usual one.
    #[must_use]
    pub fn sender_domain<'s>(&'s self, settings: &'s Settings) -> &'s str {
        let usual = settings.sender.from.address.domain();
        let own = &self.settings.from;
        own.first().filter(|_| !own.iter().any(|domain| domain == usual)).map_or(usual, String::as_str)
    }

    /// Returns the domain that signs letters from `sender_domain`, if the settings of the keys name none.
    fn signing_domain<'s>(&'s self, settings: &'s Settings, sender_domain: &'s str) -> &'s str {
        let own = &self.settings.from;
        let is_own = own.is_empty() || own.iter().any(|domain| domain == sender_domain);
        if is_own { sender_domain } else { self.sender_domain(settings) }
    }

    /// Returns the settings as if this were the usual relay and `sender_domain` the usual one, for what examines one relay
    /// with its sender.
    #[must_use]
    pub fn own_settings(&self, settings: &Settings, sender_domain: &str) -> Settings {
        let mut own = Settings { relay: self.settings.clone(), dkim: self.dkim.clone(), ..settings.clone() };
        // Another domain or account has selectors of its own.
        let is_other = self.sender_domain(settings) != settings.sender.from.address.domain();
        if self.name.is_some() && (is_other || !self.settings.dkim_selectors.is_empty()) {
            own.dns.dkim_selectors.clone_from(&self.settings.dkim_selectors);
        }
        let signing_domain = self.signing_domain(settings, sender_domain);
        own.dkim.domain.get_or_insert_with(|| signing_domain.to_owned());
        let from = &mut own.sender.from.address;
        if from.domain() != sender_domain
            && let Ok(address) = format!("{}@{sender_domain}", from.local_part()).parse()
        {
            *from = address;
        }
        own
    }
}

impl Settings {
    /// Returns the relay of letters to a list, by their sender's domain.
    #[must_use]
    pub fn relay_for(&self, list: &ListName, sender_domain: &str) -> ChosenRelay<'_> {
        let by_list = || self.relays.iter().find(|(_, relay)| relay.lists.contains(list));
        let names_domain =
            |relay: &RelaySettings| relay.from.iter().any(|from| from.eq_ignore_ascii_case(sender_domain));
        let by_domain = || self.relays.iter().find(|(_, relay)| names_domain(relay));
        let found = by_list().map(|found| (found, RelayReason::List));
        match found.or_else(|| by_domain().map(|found| (found, RelayReason::SenderDomain))) {
            Some(((name, settings), reason)) => self.chosen(Some(name), settings, reason),
            None if self.relays.is_empty() => self.chosen(None, &self.relay, RelayReason::Only),
            None => self.chosen(None, &self.relay, RelayReason::Default),
        }
    }

    /// Returns the relay of mail to a list that has the usual sender.
    #[must_use]
    pub fn usual_relay_for(&self, list: &ListName) -> ChosenRelay<'_> {
        self.relay_for(list, self.sender.from.address.domain())
    }

    /// Returns the relay of a mail about some lists: that of all of them, or else the usual one. A relay that mails nobody is
    /// passed over, if one of theirs does.
    #[must_use]
    pub fn common_relay<'l>(&self, lists: impl IntoIterator<Item = &'l ListName>) -> ChosenRelay<'_> {
        let relays: Vec<_> = lists.into_iter().map(|list| self.usual_relay_for(list)).collect();
        let usual = self.chosen(None, &self.relay, RelayReason::Default);
        let first = relays.first().copied().unwrap_or(usual);
        let common = if relays.iter().all(|relay| relay.name == first.name) { first } else { usual };
        let mailing = || relays.iter().find(|relay| !relay.is_outbox()).copied();
        if common.is_outbox() { mailing().unwrap_or(common) } else { common }
    }

    /// Returns the relay of this name, or the one in `[relay]`; `None` if it is no longer in the settings.
    #[must_use]
    pub fn relay_named(&self, name: Option<&RelayName>) -> Option<ChosenRelay<'_>> {
        let Some(name) = name else { return Some(self.chosen(None, &self.relay, RelayReason::Default)) };
        let (name, settings) = self.relays.get_key_value(name)?;
        Some(self.chosen(Some(name), settings, RelayReason::List))
    }

    /// Returns all relays, the one in `[relay]` first.
    pub fn all_relays(&self) -> impl Iterator<Item = ChosenRelay<'_>> {
        let others = self.relays.iter().map(|(name, relay)| self.chosen(Some(name), relay, RelayReason::List));
        std::iter::once(self.chosen(None, &self.relay, RelayReason::Default)).chain(others)
    }

    fn chosen<'a>(
        &'a self,
        name: Option<&'a RelayName>,
        settings: &'a RelaySettings,
        reason: RelayReason,
    ) -> ChosenRelay<'a> {
        let throttle = settings.throttle.as_ref().unwrap_or(&self.throttle);
        ChosenRelay { name, settings, throttle, dkim: settings.dkim.as_ref().unwrap_or(&self.dkim), reason }
    }

    /// Writes into each relay in which table it is, and the domains of senders as addresses have them: as A-labels in lower
    /// case.
    pub(super) fn complete_relays(&mut self) {
        for (name, relay) in &mut self.relays {
            relay.table = RelayTable::from(Some(name));
            for domain in &mut relay.from {
                if let Some(known) = parse_domain(domain) {
                    *domain = known;
                }
            }
        }
    }

    /// Finds relays of which nobody could say which one a letter is sent through.
    pub(super) fn relay_fault(&self) -> Option<RelayFault> {
        let fault =
            |table: String, message: String, help: &str| Some(RelayFault { table, message, help: help.to_owned() });
        let usual = &self.relay;
        if !usual.lists.is_empty() || !usual.from.is_empty() {
            let message =
                "`[relay]` is for all letters that no other relay is named for: it takes no `lists` and no `from`";
            return fault(
                "relay".to_owned(),
                message.to_owned(),
                "write them in a table of its own, such as `[relays.youth]`",
            );
        }
        if !usual.dkim_selectors.is_empty() {
            let message = "the selectors with which `[relay]` signs are in `[dns]`".to_owned();
            return fault("relay".to_owned(), message, "move `dkim_selectors` to `[dns]`");
        }
        if usual.throttle.is_some() {
            let message = "the pace of `[relay]` is in `[throttle]`".to_owned();
            return fault("relay".to_owned(), message, "move these lines to `[throttle]`");
        }
        if usual.dkim.is_some() {
            let message = "the keys of `[relay]` are in `[dkim]`".to_owned();
            return fault("relay".to_owned(), message, "move these lines to `[dkim]`");
        }
        for (name, relay) in &self.relays {
            let table = format!("relays.{name}");
            if matches!(&relay.url, RelayUrl::Directory(folder) if folder.as_os_str() == DEFAULT_OUTBOX) {
                let message = format!("`[{table}]` has no `url` of its own");
                return fault(table, message, "write its mail server, or a folder of its own such as `outbox:youth`");
            }
            if relay.lists.is_empty() && relay.from.is_empty() {
                let message = format!("`[{table}]` is for no letter");
                return fault(table, message, "name its `lists`, or in `from` the domains of the senders");
            }
            if let Some(wrong) = relay.from.iter().find(|from| parse_domain(from).is_none()) {
                let message = format!("`{wrong}` in `[{table}]` is no domain");
                return fault(
                    table,
                    message,
                    "write what is behind the @ of the sender's address, such as `from = [\"youth.example.org\"]`",
                );
            }
            for (other, earlier) in self.relays.range(..name) {
                if let Some(list) = relay.lists.iter().find(|list| earlier.lists.contains(list)) {
                    let message = format!("the list `{list}` is in `[relays.{other}]` and in `[{table}]`");
                    return fault(table, message, "leave it in one of them: a list has one relay");
                }
                let same =
                    |domain: &&String| earlier.from.iter().any(|known| parse_domain(known) == parse_domain(domain));
                if let Some(domain) = relay.from.iter().find(same) {
                    let message = format!("the domain `{domain}` is in `[relays.{other}]` and in `[{table}]`");
                    return fault(table, message, "leave it in one of them: a sender has one relay");
                }
            }
        }
        None
    }
}

/// Returns a domain as addresses have it.
fn parse_domain(text: &str) -> Option<String> {
    let is_domain = !text.contains('@');
    let address = is_domain.then(|| format!("a@{}", text.trim()).parse::<Address>().ok()).flatten();
    address.map(|address| address.domain().to_owned())
}
