//! `circular serve`.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::app::App;
use super::error::CommandError;
use super::list::approval_line;
use super::mailbox_task;
use super::open_relays::open_relays;
use super::output::{print_line, print_status};
use super::shutdown::{ShutdownSignal, stop_requested};
use crate::config::Settings;
use crate::database::{self, Database};
use crate::delivery::Scheduler;
use crate::handover::handed_over_at;
use crate::mailer::{ConfirmationBuilder, ConfirmationMailer};
use crate::model::io_reason;
use crate::monitoring::Monitor;
use crate::sending::WelcomeMailer;
use crate::web::public::{self, PublicSite};
use crate::webhooks::WebhookSender;
use crate::{clock, sending, subscription};

/// Serve the public pages, and send what is due
///
/// It sends scheduled issues, deferred copies, what a killed run left behind, the mails by which people confirm that
/// they want to join a public list, and welcome letters. It reads the mailbox in `[mailbox]` as mail arrives. It logs a
/// line for each copy on standard error. Ctrl-C or SIGTERM ends it once the copies in progress are finished; what waits
/// is sent when it runs again.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) async fn run(app: &App) -> Result<(), CommandError> {
    let database = app.database().await?;
    let keys = subscription::signing_keys(&database, clock::now()).await?;
    let web = &app.workspace.settings.web;
    let listener = listen(web.listen).await?;
    let monitoring = open_monitoring(app).await?;
    let site = PublicSite::new(database.clone(), keys.clone(), &app.workspace, clock::now)?;
    let confirmation = ConfirmationBuilder::new(&app.workspace, keys)?;
    let mut shutdown = ShutdownSignal::listen()?;
    print_addresses(&listener, monitoring.as_ref(), web.public_url.as_deref())?;
    let is_handed_over = handed_over_at(&database).await?.is_some();
    let scheduler = build_scheduler(app, &database, is_handed_over).await;
    let meter = scheduler.as_ref().map(|scheduler| scheduler.meter().clone()).unwrap_or_default();
    let monitor = Monitor::new(database.clone(), meter, clock::now);
    let site = if scheduler.is_some() { site } else { site.with_signup_closed() };
    let site = site.with_monitor(monitor.clone());
    print_signup_state(&database, &site, &app.workspace.settings).await?;
    let mailers = scheduler.as_ref().map(|scheduler| open_mailers(app, &database, confirmation, scheduler));
    let (stop, stopped) = watch::channel(false);
    let asked = stop_requested(stopped.clone());
    let told = tell_webhook(open_webhook(app, &database).await?, stopped.clone());
    let watched = serve_monitoring(monitoring, monitor, stop_requested(stopped.clone()));
    let mailbox = mailbox_task::open_reader(&app.workspace.settings.mailbox, &app.workspace.root, &database);
    let mailbox = mailbox_task::read_until(mailbox.filter(|_| !is_handed_over), stopped.clone());
    let tidy = subscription::run_purge(database.clone(), clock::now, stopped.clone());
    let mails = async {
        if let Some((confirmations, welcomes)) = mailers {
            let welcomes = Box::pin(welcomes.run_until(stopped.clone()));
            tokio::join!(confirmations.run_until(stopped.clone()), welcomes);
        }
    };
    let keep = async {
        if let Some(scheduler) = scheduler {
            scheduler.run_until(stopped.clone()).await;
        }
    };
    let heard = async {
        shutdown.requested().await;
        stop.send_replace(true);
        shutdown.requested().await;
    };
    tokio::select! {
        ((), (), (), (), (), (), ()) = async {
            tokio::join!(public::serve(listener, site, asked), watched, told, keep, mails, tidy, mailbox)
        } => Ok(()),
        () = heard => Err(CommandError::new("stopped at once: copies in progress are in doubt")
            .with_hint("`circular status` names them after ten seconds")),
    }
}

/// Creates what sends the mails that belong to no issue, over the relays of the scheduler and counted with its copies.
fn open_mailers<'a>(
    app: &'a App,
    database: &Database,
    confirmation: ConfirmationBuilder,
    scheduler: &Scheduler,
) -> (ConfirmationMailer, WelcomeMailer<'a>) {
    let (database, transports) = (|| database.clone(), || scheduler.transports().clone());
    let settings = app.workspace.settings.clone();
    let confirmations = ConfirmationMailer::new(database(), confirmation, settings, transports(), clock::now);
    let welcomes = WelcomeMailer::new(&app.workspace, database(), transports(), clock::now);
    (confirmations.with_meter(scheduler.meter().clone()), welcomes.with_meter(scheduler.meter().clone()))
}

fn print_addresses(
    pages: &TcpListener,
    monitoring: Option<&TcpListener>,
    public_url: Option<&str>,
) -> Result<(), CommandError> {
    print_line(format!("The public pages are at http://{}", pages.local_addr()?));
    if let Some(monitoring) = monitoring {
        print_line(format!("Health and metrics are at http://{}", monitoring.local_addr()?));
    }
    print_line(match public_url {
        Some(url) => format!("Letters link to {url}: your web server must forward it to here."),
        None => "Letters do not link here yet: set `public_url` in `[web]`.".to_owned(),
    });
    Ok(())
}

/// Opens the listener for health and metrics, if one is set.
async fn open_monitoring(app: &App) -> Result<Option<TcpListener>, CommandError> {
    match app.workspace.settings.monitoring.listen {
        Some(address) => listen(address).await.map(Some),
        None => Ok(None),
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, CommandError> {
    let failed = |error| CommandError::new(format!("cannot listen on {address}: {}", io_reason(&error)));
    TcpListener::bind(address).await.map_err(failed)
}

/// Opens the webhook, if one is set, and begins or ends to write events for it.
async fn open_webhook(app: &App, database: &Database) -> Result<Option<WebhookSender>, CommandError> {
    let settings = &app.workspace.settings.webhooks;
    let sender = match &settings.url {
        Some(url) => {
            let key = settings.signing_key(&app.workspace.root).await?;
            Some(WebhookSender::new(database.clone(), url.clone(), key, clock::now)?)
        }
        None => None,
    };
    let mut work = database.begin_write().await?;
    database::webhook_events::turn(&mut work, sender.is_some(), clock::now()).await?;
    work.commit().await?;
    if let Some(url) = &settings.url {
        print_line(format!("Events are told to {}.", url.host_str().unwrap_or_default()));
    }
    Ok(sender)
}

/// Tells events, if there is a webhook.
async fn tell_webhook(sender: Option<WebhookSender>, stopped: watch::Receiver<bool>) {
    if let Some(sender) = sender {
        sender.run_until(stopped).await;
    }
}

/// Shows health and metrics, if there is a listener for them.
async fn serve_monitoring(
    listener: Option<TcpListener>,
    monitor: Monitor,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    if let Some(listener) = listener {
        public::serve_monitoring(listener, monitor, stop).await;
    }
}

/// Says whether people can sign up, and who waits for approval.
async fn print_signup_state(database: &Database, site: &PublicSite, settings: &Settings) -> Result<(), CommandError> {
    let mut lists = database::lists::all(&mut database.begin_read().await?).await?;
    lists.retain(|list| list.public);
    let closed: Vec<_> = lists.iter().filter(|list| !site.accepts_signups(&list.name)).collect();
    let tables: BTreeSet<_> =
        closed.iter().map(|list| format!("`{}`", settings.usual_relay_for(&list.name).table())).collect();
    if !closed.is_empty() {
        let names: Vec<_> = closed.iter().map(|list| format!("`{}`", list.name)).collect();
        let which = if closed.len() < lists.len() { format!(" for {}", names.join(", ")) } else { String::new() };
        let tables = tables.into_iter().collect::<Vec<_>>().join(" and ");
        print_line(format!(
            "The sign-up form{which} is closed: it needs a relay in {tables} and `public_url` in `[web]`."
        ));
    }
    for (list, count) in subscription::approval_counts(database).await? {
        print_line(approval_line(&list, count));
    }
    Ok(())
}

/// Makes the scheduler, or says why nothing is sent: the pages are served in any case.
async fn build_scheduler(app: &App, database: &Database, is_handed_over: bool) -> Option<Scheduler> {
    if is_handed_over {
        print_line("Not sending: this workspace was handed over. The pages stay, so that people can unsubscribe.");
        return None;
    }
    let (settings, root) = (&app.workspace.settings, &app.workspace.root);
    if settings.all_relays().all(|relay| relay.is_outbox()) {
        print_line("Not sending: no relay is set in `[relay]`.");
        return None;
    }
    if let Err(error) = sending::check_relay_lists(settings, database).await {
        CommandError::from(error).report(root);
        print_status("Not sending until this is fixed; the pages are still served.");
        return None;
    }
    let transports = open_relays(app, database, "; the pages are still served").await;
    for relay in settings.all_relays().filter(|relay| transports.get(relay.name).is_some()) {
        let named = relay.name.map(|name| format!(" `{name}`,")).unwrap_or_default();
        print_line(format!("Sending due mail through{named} {}.", relay.settings.url));
    }
    (!transports.is_empty()).then(|| Scheduler::new(database.clone(), settings.clone(), transports, clock::now))
}
