//! The transport of a sending, made ready before anything is frozen.

use std::path::Path;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::clock;
use crate::config::{RelaySettings, RelayUrl, Settings};
use crate::database::{self, Database};
use crate::message::dkim::{DkimError, DkimSigner};
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

/// Returns whether copies are only written to files on this machine, so that a sending is a trial.
#[must_use]
pub fn is_trial(relay: &RelaySettings) -> bool {
    matches!(relay.url, RelayUrl::Directory(_))
}

/// Makes the transport ready; `root` is the workspace, from which relative paths in the settings count.
///
/// # Errors
/// The relay or a DKIM key cannot be used as it is set, or the clock is wrong.
pub async fn open_transport(
    settings: &Settings,
    root: &Path,
    database: &Database,
    now: Timestamp,
) -> Result<Transport, TransportError> {
    if let Some(theirs) = database.server_time().await? {
        check_clock_skew(now, theirs)?;
    }
    let domain = settings.sender.from.address.domain();
    let transport = Transport::new(&settings.relay, root, domain)?;
    Ok(match DkimSigner::from_settings(&settings.dkim, domain, root, clock::now)? {
        Some(signer) => transport.with_signer(Arc::new(signer)),
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
