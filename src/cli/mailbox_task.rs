//! Reading the mailbox beside something else, for `serve` and `preview`.

use std::convert::Infallible;
use std::path::Path;

use tokio::sync::watch;

use super::error::CommandError;
use super::output::print_status;
use super::shutdown::stop_requested;
use crate::clock;
use crate::config::MailboxSettings;
use crate::database::Database;
use crate::inbound::MailboxReader;

/// Reads the mailbox until `stopped` becomes true; for ever if none is set, or its settings cannot be used.
pub(super) async fn read_until(reader: Option<MailboxReader>, stopped: watch::Receiver<bool>) {
    match reader {
        Some(reader) => reader.run_until(stopped).await,
        None => stop_requested(stopped).await,
    }
}

/// Reads the mailbox of the latest settings for ever. When they change, it finishes the current mail and starts again.
pub(super) async fn read_latest(
    mut settings: watch::Receiver<MailboxSettings>,
    root: &Path,
    database: &Database,
) -> Infallible {
    loop {
        let latest = settings.borrow_and_update().clone();
        let (stop, stopped) = watch::channel(false);
        let reading = read_until(open_reader(&latest, root, database), stopped);
        let mut reading = std::pin::pin!(reading);
        tokio::select! {
            () = &mut reading => {}
            Ok(()) = settings.changed() => {
                stop.send_replace(true);
                reading.await;
            }
        }
    }
}

/// Prepares reading the mailbox in the settings, and says that it is read, or why not.
pub(super) fn open_reader(settings: &MailboxSettings, root: &Path, database: &Database) -> Option<MailboxReader> {
    match MailboxReader::new(database.clone(), settings, root, clock::now) {
        Ok(reader) => {
            if let Some(url) = settings.url.as_ref().filter(|_| reader.is_some()) {
                print_status(format!("Reading the mailbox {url}."));
            }
            reader
        }
        Err(error) => {
            CommandError::from(error).report(root);
            print_status("The mailbox is not read until this is fixed.");
            None
        }
    }
}
