//! Opening the relays through which mail can be sent, for commands that send what is due.

use super::app::App;
use super::error::CommandError;
use super::output::print_status;
use crate::database::Database;
use crate::delivery::RelayTransports;
use crate::{clock, sending};

/// Opens all relays but the outbox, and says why one cannot be used. `otherwise` ends the sentence about the only one.
pub(super) async fn open_relays(app: &App, database: &Database, otherwise: &str) -> RelayTransports {
    let (settings, root) = (&app.workspace.settings, &app.workspace.root);
    let mut transports = RelayTransports::default();
    for relay in settings.all_relays().filter(|relay| !relay.is_outbox()) {
        match sending::open_transport(settings, root, database, relay.name, clock::now()).await {
            Ok(transport) => transports.insert(relay.name.cloned(), transport),
            Err(error) => {
                CommandError::from(error).report(root);
                print_status(match relay.name {
                    Some(name) => format!("Not sending through `{name}` until this is fixed."),
                    None => format!("Not sending until this is fixed{otherwise}."),
                });
            }
        }
    }
    transports
}
