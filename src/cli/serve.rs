//! `circular serve`.

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::app::App;
use super::error::CommandError;
use super::output::{print_line, print_status};
use super::send::run_issue;
use super::shutdown::ShutdownSignal;
use crate::config::RelayUrl;
use crate::database::{self, Database};
use crate::delivery::Scheduler;
use crate::mailer::{ConfirmationBuilder, ConfirmationMailer};
use crate::web::public::{self, PublicSite};
use crate::{clock, subscription};

/// Serve the public pages, and send what is due
///
/// Due are scheduled issues, deferred copies, what a killed run left behind, and the mails by which people confirm that
/// they want to join a public list. It logs a line for each copy on
/// standard error. Ctrl-C or SIGTERM ends it once the copies under way are finished;
/// what waits goes when it runs again.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) async fn run(app: &App) -> Result<(), CommandError> {
    let database = app.database().await?;
    let keys = subscription::keys(&database, clock::now()).await?;
    let web = &app.workspace.settings.web;
    let listener = TcpListener::bind(web.listen)
        .await
        .map_err(|error| CommandError::new(format!("cannot listen on {}: {error}", web.listen)))?;
    let site = PublicSite::new(database.clone(), keys.clone(), &app.workspace, clock::now)?;
    let confirmation = ConfirmationBuilder::new(&app.workspace, keys)?;
    let mut ear = ShutdownSignal::listen()?;
    print_line(format!("The public pages are at http://{}", listener.local_addr()?));
    match &web.public_url {
        Some(url) => print_line(format!("Letters link to {url}: let your web server pass it on to here.")),
        None => print_line("Letters do not link here yet: set `public_url` in `[web]`."),
    }
    let scheduler = build_scheduler(app, &database).await;
    let site = if scheduler.is_some() { site } else { site.with_signup_closed() };
    let mut lists = database::lists::all(&mut database.begin_read().await?).await?;
    lists.retain(|list| list.public);
    if !lists.is_empty() && !site.accepts_signups() {
        print_line("Nobody can join by the form: that takes a relay in `[relay]` and `public_url` in `[web]`.");
    }
    let from = app.workspace.settings.sender.from.address.clone();
    let post = scheduler.as_ref().zip(confirmation).map(|(scheduler, confirmation)| {
        ConfirmationMailer::new(database.clone(), confirmation, scheduler.transport(), from, clock::now)
    });
    let (stop, stopped) = watch::channel(false);
    let asked = {
        let mut stopped = stopped.clone();
        async move {
            // It is dropped only after all has ended.
            let _ = stopped.wait_for(|stop| *stop).await;
        }
    };
    let tidy = subscription::run_purge(database.clone(), clock::now, stopped.clone());
    let answers = {
        let stopped = stopped.clone();
        async move {
            if let Some(post) = post {
                post.run_until(stopped).await;
            }
        }
    };
    let keep = async {
        if let Some(scheduler) = scheduler {
            scheduler.run_until(stopped).await;
        }
    };
    let heard = async {
        ear.requested().await;
        stop.send_replace(true);
        ear.requested().await;
    };
    tokio::select! {
        ((), (), (), ()) = async { tokio::join!(public::serve(listener, site, asked), keep, answers, tidy) } => Ok(()),
        () = heard => Err(CommandError::new("stopped at once: what was under way is in doubt")
            .with_hint("`circular status` names it after ten seconds")),
    }
}

/// Makes what sends, or says why nothing is sent from here: the pages are served all the same.
async fn build_scheduler(app: &App, database: &Database) -> Option<Scheduler> {
    let settings = &app.workspace.settings;
    if matches!(settings.relay.url, RelayUrl::Directory(_)) {
        print_line("Nothing is sent from here: no relay is named in `[relay]`.");
        return None;
    }
    match run_issue::open_transport(app, database).await {
        Ok(transport) => {
            print_line(format!("What is due goes by {}.", settings.relay.url));
            Some(Scheduler::new(database.clone(), settings.clone(), transport, clock::now))
        }
        Err(failure) => {
            failure.report(&app.workspace.root);
            print_status("Nothing is sent from here until that is mended; the pages are served all the same.");
            None
        }
    }
}
