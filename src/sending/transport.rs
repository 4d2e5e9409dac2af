//! The transport of a sending, made ready before anything is frozen.

use std::path::Path;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::clock;
use crate::config::{ChosenRelay, Settings};
use crate::database::{self, Database};
use crate::message::dkim::{DkimError, DkimSigner};
use crate::model::{ListName, RelayName, closest_match};
use crate::smtp::{self, Transport};

/// How far our clock may be from the database server's: well below the lease of a delivery.
const MAX_CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(2);

/// Why nothing can be sent from here.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// Our clock differs from the database server's, by which other senders judge whether our leases have expired.
    #[error("this machine's clock differs from the database server's")]
    ClockSkew {
        /// How far our clock is ahead; negative if it is behind.
        ahead: SignedDuration,
    },
    /// The relay that an issue was frozen for is no longer in the settings.
    #[error("the relay `{0}` is no longer in the settings")]
    RelayGone(String),
    /// A relay is for a list that never existed.
    #[error("`[relays.{relay}]` names the list `{list}`, which does not exist")]
    UnknownList {
        /// The relay.
        relay: RelayName,
        /// The list.
        list: ListName,
        /// The list that was probably meant.
        close: Option<String>,
    },
    /// The settings of the relay cannot be used.
    #[error(transparent)]
    Transport(#[from] smtp::Error),
    /// The keys that sign messages cannot be used.
    #[error(transparent)]
    Dkim(#[from] DkimError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] database::Error),
}

/// Makes the transport of a relay ready; none is the one in `[relay]`, and `root` is the workspace, from which relative
/// paths in the settings count.
///
/// # Errors
/// The relay is not in the settings, it or a DKIM key cannot be used as it is set, or the clock is wrong.
pub async fn open_transport(
    settings: &Settings,
    root: &Path,
    database: &Database,
    relay: Option<&RelayName>,
    now: Timestamp,
) -> Result<Transport, TransportError> {
    if let Some(theirs) = database.server_time().await? {
        check_clock_skew(now, theirs)?;
    }
    let gone = || TransportError::RelayGone(relay.map_or_else(String::new, ToString::to_string));
    let relay = settings.relay_named(relay).ok_or_else(gone)?;
    build_transport(settings, &relay, root)
}

/// Returns an error if a relay names a list that never existed: its letters would go through another relay.
///
/// # Errors
/// There is no such list, or the database failed.
pub async fn check_relay_lists(settings: &Settings, database: &Database) -> Result<(), TransportError> {
    if settings.relays.is_empty() {
        return Ok(());
    }
    let known = database::lists::all_with_deleted(&mut database.begin_read().await?).await?;
    for (relay, named) in &settings.relays {
        if let Some(list) = named.lists.iter().find(|list| known.iter().all(|known| known.name != **list)) {
            let close = closest_match(list.as_str(), known.iter().map(|known| known.name.as_str()));
            let close = close.map(str::to_owned);
            return Err(TransportError::UnknownList { relay: relay.clone(), list: list.clone(), close });
        }
    }
    Ok(())
}

fn build_transport(settings: &Settings, relay: &ChosenRelay<'_>, root: &Path) -> Result<Transport, TransportError> {
    let domain = relay.sender_domain(settings);
    let transport = Transport::new(relay.settings, root, domain)?;
    Ok(match DkimSigner::from_settings(relay.dkim, domain, root, clock::now)? {
        Some(signer) => {
            let is_fixed = relay.dkim.domain.is_some();
            let own_domains = if is_fixed { Vec::new() } else { relay.settings.from.clone() };
            transport.with_signer(Arc::new(signer.with_own_domains(own_domains)))
        }
        None => transport,
    })
}

fn check_clock_skew(ours: Timestamp, theirs: Timestamp) -> Result<(), TransportError> {
    let ahead = ours.duration_since(theirs);
    if ahead.abs() <= MAX_CLOCK_SKEW { Ok(()) } else { Err(TransportError::ClockSkew { ahead }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_skew_above_two_seconds_is_refused() {
        let at = |second| Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second);
        assert!(check_clock_skew(at(10), at(12)).is_ok() && check_clock_skew(at(12), at(10)).is_ok());
        for (ours, ahead) in [(20, 10), (0, -10)] {
            let refused = check_clock_skew(at(ours), at(10));
            let expected = SignedDuration::from_secs(ahead);
            assert!(matches!(refused, Err(TransportError::ClockSkew { ahead }) if ahead == expected), "{refused:?}");
        }
    }
}
