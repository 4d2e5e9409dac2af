//! `circular` without a command: the chair's pages, or the page that makes a workspace.

use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};

use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::app::App;
use super::demo::DemoSociety;
use super::error::CommandError;
use super::output::{print_line, print_status};
use super::preview::{self, open_browser};
use super::shutdown::ShutdownSignal;
use crate::config::Workspace;
use crate::web::admin::{self, FirstStartServer, SampleRequest};
use crate::web::public;

/// The folder that is proposed in the user's own one.
const FOLDER_NAME: &str = "Letters";

pub(super) async fn run(workspace: Option<&Path>, no_open: bool) -> Result<(), CommandError> {
    let preview_args = preview::Args::for_all_letters(no_open);
    let here = std::env::current_dir()?;
    if workspace.is_some() || Workspace::find(None, &here).is_some() {
        return Box::pin(preview::run(App::open(workspace)?, preview_args)).await;
    }
    let folder = proposed_folder(&here);
    if Workspace::find(Some(&folder), &here).is_some() {
        return Box::pin(preview::run(App::open(Some(&folder))?, preview_args)).await;
    }
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let (samples, requests) = mpsc::channel(1);
    let start = FirstStartServer::new(listener.local_addr()?, folder)?.with_samples(samples);
    let url = start.url();
    let mut shutdown = ShutdownSignal::listen()?;
    print_line(format!("Make your first letter at {url}"));
    print_status("Only this machine can open it. Press Ctrl-C to stop. `circular --help` lists all commands.");
    if !no_open {
        open_browser(&url);
    }
    let served = admin::serve_first_start(listener, start, async move { shutdown.requested().await });
    tokio::select! {
        ended = Box::pin(served) => Ok(ended?),
        never = Box::pin(make_samples(requests)) => match never {},
    }
}

/// Makes an invented society when it is asked for, and serves its public pages. It is deleted when this future is dropped.
async fn make_samples(mut requests: mpsc::Receiver<SampleRequest>) -> Infallible {
    while let Some(reply) = requests.recv().await {
        let sample = match Box::pin(DemoSociety::create()).await {
            Ok(sample) => sample,
            Err(error) => {
                let _ = reply.send(Err(error.message()));
                continue;
            }
        };
        match sample.public_site().await {
            Ok(site) => {
                if reply.send(Ok(sample.society())).is_ok() {
                    // The folder is deleted when what holds it is dropped.
                    let _folder = sample.folder;
                    public::serve(sample.pages, site, std::future::pending()).await;
                }
            }
            Err(error) => drop(reply.send(Err(error.message()))),
        }
    }
    std::future::pending().await
}

/// Returns the folder to propose: the current one if it is empty, else one in the user's own folder.
fn proposed_folder(here: &Path) -> PathBuf {
    let is_empty = fs::read_dir(here).is_ok_and(|mut entries| entries.next().is_none());
    if is_empty {
        return here.to_owned();
    }
    std::env::home_dir().unwrap_or_else(|| here.to_owned()).join(FOLDER_NAME)
}
