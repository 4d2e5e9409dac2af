//! What goes out because of the mails that were read: confirmation mails, and welcome letters. `serve` sends them as well.

use tokio::sync::watch;

use crate::cli::app::App;
use crate::cli::error::CommandError;
use crate::cli::open_relays::open_relays;
use crate::cli::output::{format_count, print_status};
use crate::clock;
use crate::database::{Database, signup_requests, welcome_deliveries};
use crate::delivery::RelayTransports;
use crate::mailer::{ConfirmationBuilder, ConfirmationMailer};
use crate::model::SigningKeys;
use crate::sending::WelcomeMailer;

/// Sends the mails to people who join that are due, and says what became of them. A failure is reported and ends nothing:
/// the mails that were read are processed, and what waits is sent next time.
pub(super) async fn send_due(app: &App, database: &Database, keys: SigningKeys) {
    if let Err(error) = Box::pin(try_send_due(app, database, keys)).await {
        error.report(&app.workspace.root);
    }
}

async fn try_send_due(app: &App, database: &Database, keys: SigningKeys) -> Result<(), CommandError> {
    let due = DueMails::count(database).await?;
    if due == DueMails::default() {
        return Ok(());
    }
    let transports = open_relays(app, database, "").await;
    if transports.is_empty() {
        print_status(format!("{}: {}", due.waiting_words(), missing_relay_words(app)));
        return Ok(());
    }
    Box::pin(send_through(app, database, keys, &transports)).await?;
    let left = DueMails::count(database).await?;
    let sent = due.confirmations.saturating_sub(left.confirmations);
    if sent > 0 {
        let mails = format_count(sent, "person was", "people were");
        print_status(format!("{mails} asked by mail to confirm that they want to join."));
    }
    if due.has_welcome && !left.has_welcome {
        print_status("The welcome letters that were due are sent.");
    }
    if left != DueMails::default() {
        let command = "`circular inbound process` or `circular serve` tries again";
        print_status(format!("{}: {command}.", left.waiting_words()));
    }
    Ok(())
}

async fn send_through(
    app: &App,
    database: &Database,
    keys: SigningKeys,
    transports: &RelayTransports,
) -> Result<(), CommandError> {
    let (workspace, settings) = (&app.workspace, app.workspace.settings.clone());
    // Ctrl-C ends the program: what was not sent by then is in doubt, and is not sent twice.
    let (_running, stopped) = watch::channel(false);
    let builder = ConfirmationBuilder::new(workspace, keys)?;
    let confirmations = ConfirmationMailer::new(database.clone(), builder, settings, transports.clone(), clock::now);
    confirmations.send_due(&stopped).await?;
    let welcome = WelcomeMailer::new(workspace, database.clone(), transports.clone(), clock::now);
    Box::pin(welcome.send_due(&stopped)).await?;
    Ok(())
}

fn missing_relay_words(app: &App) -> &'static str {
    if app.workspace.settings.all_relays().all(|relay| relay.is_outbox()) {
        "set a relay in `[relay]`, then run `circular inbound process` again."
    } else {
        "run `circular inbound process` again, or `circular serve`."
    }
}

/// Mails to people who join that wait to be sent.
#[derive(Debug, Default, PartialEq, Eq)]
struct DueMails {
    confirmations: u64,
    has_welcome: bool,
}

impl DueMails {
    async fn count(database: &Database) -> Result<Self, CommandError> {
        let (mut work, now) = (database.begin_read().await?, clock::now());
        Ok(Self {
            confirmations: signup_requests::count_due(&mut work, now).await?,
            has_welcome: welcome_deliveries::has_due(&mut work, now).await?,
        })
    }

    fn waiting_words(&self) -> String {
        let mails = format_count(self.confirmations, "confirmation mail", "confirmation mails");
        match (self.confirmations, self.has_welcome) {
            (0, _) => "Welcome letters wait to be sent".to_owned(),
            (1, false) => format!("{mails} waits to be sent"),
            (_, false) => format!("{mails} wait to be sent"),
            (_, true) => format!("{mails} and welcome letters wait to be sent"),
        }
    }
}
