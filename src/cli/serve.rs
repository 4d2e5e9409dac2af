//! `circular serve`.

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::app::App;
use super::failure::Failure;
use super::output::{say, tell};
use super::send::round;
use super::signal::Ear;
use crate::config::Relay;
use crate::database::{self, Database};
use crate::delivery::{Confirmation, Dispatcher, Post};
use crate::web::public::{self, Site};
use crate::{clock, subscription};

/// Serve the public pages, and send what is due
///
/// Due are scheduled issues, deferred copies, what a killed run left behind, and the mails by which people confirm that
/// they want to join a public list. It logs a line for each copy on
/// standard error. Ctrl-C or SIGTERM ends it once the copies under way are finished;
/// what waits goes when it runs again.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) async fn run(app: &App) -> Result<(), Failure> {
    let database = app.database().await?;
    let keys = subscription::keys(&database, clock::now()).await?;
    let web = &app.workspace.settings.web;
    let listener = TcpListener::bind(web.listen)
        .await
        .map_err(|error| Failure::new(format!("cannot listen on {}: {error}", web.listen)))?;
    let site = Site::new(database.clone(), keys.clone(), &app.workspace, clock::now)?;
    let confirmation = Confirmation::new(&app.workspace, keys)?;
    let mut ear = Ear::open()?;
    say(format!("The public pages are at http://{}", listener.local_addr()?));
    match &web.public_url {
        Some(url) => say(format!("Letters link to {url}: let your web server pass it on to here.")),
        None => say("Letters do not link here yet: set `public_url` in `[web]`."),
    }
    let dispatcher = dispatcher(app, &database).await;
    let site = if dispatcher.is_some() { site } else { site.closed() };
    let mut lists = database::list::all(&mut database.read().await?).await?;
    lists.retain(|list| list.public);
    if !lists.is_empty() && !site.takes_requests() {
        say("Nobody can join by the form: that takes a relay in `[relay]` and `public_url` in `[web]`.");
    }
    let from = app.workspace.settings.sender.from.address.clone();
    let post = dispatcher.as_ref().zip(confirmation).map(|(dispatcher, confirmation)| {
        Post::new(database.clone(), confirmation, dispatcher.transport(), from, clock::now)
    });
    let (stop, stopped) = watch::channel(false);
    let asked = {
        let mut stopped = stopped.clone();
        async move {
            // It is dropped only after all has ended.
            let _ = stopped.wait_for(|stop| *stop).await;
        }
    };
    let tidy = subscription::keep_tidy(database.clone(), clock::now, stopped.clone());
    let answers = {
        let stopped = stopped.clone();
        async move {
            if let Some(post) = post {
                post.keep(stopped).await;
            }
        }
    };
    let keep = async {
        if let Some(dispatcher) = dispatcher {
            dispatcher.keep(stopped).await;
        }
    };
    let heard = async {
        ear.asked_to_stop().await;
        stop.send_replace(true);
        ear.asked_to_stop().await;
    };
    tokio::select! {
        ((), (), (), ()) = async { tokio::join!(public::serve(listener, site, asked), keep, answers, tidy) } => Ok(()),
        () = heard => Err(Failure::new("stopped at once: what was under way is in doubt")
            .hint("`circular status` names it after ten seconds")),
    }
}

/// Makes what sends, or says why nothing is sent from here: the pages are served all the same.
async fn dispatcher(app: &App, database: &Database) -> Option<Dispatcher> {
    let settings = &app.workspace.settings;
    if matches!(settings.relay.url, Relay::Outbox(_)) {
        say("Nothing is sent from here: no relay is named in `[relay]`.");
        return None;
    }
    match round::transport(app, database).await {
        Ok(transport) => {
            say(format!("What is due goes by {}.", settings.relay.url));
            Some(Dispatcher::new(database.clone(), settings.clone(), transport, clock::now))
        }
        Err(failure) => {
            failure.report(&app.workspace.root);
            tell("Nothing is sent from here until that is mended; the pages are served all the same.");
            None
        }
    }
}
