//! `circular demo`.

mod members;

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::app::{App, find_issue};
use super::failure::Failure;
use super::output::{counted, say, tell};
use super::send::prepare::{Unready, Whom, prepare};
use super::send::{self, round};
use super::signal::Ear;
use super::{init, list, preview, report as report_words, standing};
use crate::catcher::{Catcher, Script};
use crate::database::Database;
use crate::import::ImportOptions;
use crate::subscription;
use crate::web::desk::{self, Desk};
use crate::web::public::{self, Site};
use crate::{clock, report};

/// The drafts that the demo shows; the first one is sent.
const SAMPLES: [(&str, &str); 3] = [
    ("2019-annual-report", include_str!("../../newsletters/2019-annual-report.md")),
    ("2017-annual-meeting", include_str!("../../newsletters/2017-annual-meeting.md")),
    ("2016-call-for-views", include_str!("../../newsletters/2016-call-for-views.md")),
];

/// Show the whole way on sample data, in a temporary place: nothing leaves this machine
///
/// It makes a workspace with three drafts and 140 invented members, sends the first draft over SMTP to a mail
/// catcher in this process, and opens the desk with the mails that were caught. Their unsubscribe links work.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Do not open a browser
    #[arg(long)]
    no_open: bool,
    /// End when the mails are sent, instead of keeping the desk open
    #[arg(long)]
    exit: bool,
}

pub(super) async fn run(args: &Args) -> Result<(), Failure> {
    let folder = tempfile::Builder::new().prefix("circular-demo-").tempdir()?;
    let catcher = Arc::new(Catcher::start(([127, 0, 0, 1], 0).into(), Script::default()).await?);
    let pages = TcpListener::bind(("127.0.0.1", 0)).await?;
    let app = workspace(folder.path(), &catcher, &pages)?;
    let database = app.database().await?;
    say(format!("A workspace for the demo is in {}", folder.path().display()));
    people(&app, &database).await?;

    let (slug, _) = SAMPLES[0];
    say(format!("\nSending `{slug}` to a mail catcher at {}, slowly enough to be seen:\n", catcher.address()));
    let prepared = prepare(&app, &database, slug, &Whom::default()).await.map_err(Unready::into_failure)?;
    let issue = send::freeze(&app, &database, &prepared, None).await?;
    let transport = round::transport(&app, &database).await?;
    let (_, counts) = round::send(&app, &database, &issue, transport, round::Manner::default()).await?;
    say(standing::sent(&counts));
    let caught = catcher.count();
    if caught != members::COUNT {
        return Err(Failure::new(format!("{caught} of {} mails arrived at the catcher", members::COUNT)));
    }
    say(format!("The catcher holds {}: {caught} sent, {caught} received.", counted(caught as u64, "mail", "mails")));

    if !args.exit {
        desk(args, &app, &database, catcher, pages).await?;
    }
    let issue = find_issue(&database, slug, None).await?;
    say("");
    report_words::print(&report::issue(&database, &issue).await?, None);
    database.close().await;
    Ok(())
}

/// Serves the desk and the public pages until Ctrl-C.
async fn desk(
    args: &Args,
    app: &App,
    database: &Database,
    catcher: Arc<Catcher>,
    pages: TcpListener,
) -> Result<(), Failure> {
    let keys = subscription::keys(database, clock::now()).await?;
    let site = Site::new(database.clone(), keys, &app.workspace, clock::now)?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let desk = Desk::new(app.workspace.clone(), database.clone(), listener.local_addr()?)?.with_inbox(catcher);
    let url = desk.inbox_url();
    let mut ear = Ear::open()?;
    say(format!("\nThe desk is open at {url}"));
    say("Open a mail, follow its unsubscribe link, press the button: the report will count it.");
    tell("Ctrl-C ends the demo and leaves nothing behind.");
    if !args.no_open {
        preview::open(&url);
    }
    let (stop, stopped) = watch::channel(());
    let over = |mut stopped: watch::Receiver<()>| async move {
        let _ = stopped.changed().await;
    };
    let ended = async {
        ear.asked_to_stop().await;
        drop(stop);
    };
    let (desk, (), ()) = tokio::join!(
        desk::serve(listener, desk, over(stopped.clone())),
        public::serve(pages, site, over(stopped)),
        ended
    );
    Ok(desk?)
}

fn workspace(folder: &Path, catcher: &Catcher, pages: &TcpListener) -> Result<App, Failure> {
    let settings = format!(
        "[society]\n\
         name = \"Labour Social Work Group\"\n\
         postal_address = \"c/o The Secretary, 1 Example Street, London\"\n\
         website = \"https://www.example.org\"\n\n\
         [sender]\n\
         from = \"Labour Social Work Group <chair@example.org>\"\n\
         unsubscribe = \"leave@example.org\"\n\n\
         [relay]\n\
         url = \"smtp://{}\"\n\n\
         [throttle]\n\
         rate = \"30/second\"\n\
         batch = 50\n\
         pause = \"1s\"\n\n\
         [web]\n\
         public_url = \"http://{}\"\n",
        catcher.address(),
        pages.local_addr()?
    );
    init::lay(folder, &settings)?;
    for (slug, draft) in SAMPLES {
        fs::write(folder.join("newsletters").join(format!("{slug}.md")), draft)?;
    }
    App::open(Some(folder))
}

async fn people(app: &App, database: &Database) -> Result<(), Failure> {
    let domain = app.workspace.settings.sender.from.address.domain();
    let name = "members".parse().map_err(|_| Failure::new("`members` names no list"))?;
    let list = list::create(database, &name, "Members and supporters", domain).await?;
    let csv = members::csv();
    let options = ImportOptions {
        basis: Some("invented for the demo".to_owned()),
        ..ImportOptions::named("members.csv").strictly()
    };
    let import = crate::import::import_file(database, &list, Cursor::new(csv), options, clock::now()).await?;
    say(format!(
        "Imported {} into the list `{}`.",
        counted(import.new, "invented member", "invented members"),
        list.name
    ));
    Ok(())
}
