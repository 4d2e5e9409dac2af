//! `circular serve`.

use tokio::net::TcpListener;

use super::app::App;
use super::failure::Failure;
use super::output::say;
use super::signal::Ear;
use crate::web::public::{self, Site};
use crate::{clock, subscription};

/// Serve the public pages: the unsubscribe link of each letter
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) async fn run(app: &App) -> Result<(), Failure> {
    let database = app.database().await?;
    let keys = subscription::keys(&database, clock::now()).await?;
    let web = &app.workspace.settings.web;
    let listener = TcpListener::bind(web.listen)
        .await
        .map_err(|error| Failure::new(format!("cannot listen on {}: {error}", web.listen)))?;
    let site = Site::new(database, keys, &app.workspace, clock::now)?;
    let mut ear = Ear::open()?;
    say(format!("The public pages are at http://{}", listener.local_addr()?));
    match &web.public_url {
        Some(url) => say(format!("Letters link to {url}: let your web server pass it on to here.")),
        None => say("Letters do not link here yet: set `public_url` in `[web]`."),
    }
    public::serve(listener, site, async move { ear.asked_to_stop().await }).await;
    Ok(())
}
