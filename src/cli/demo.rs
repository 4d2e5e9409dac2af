//! `circular demo`.

mod sample_members;

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::app::{App, find_issue};
use super::error::CommandError;
use super::output::{format_count, print_line, print_status};
use super::send::run_issue;
use super::shutdown::ShutdownSignal;
use super::{list, preview as preview_command, report as report_words};
use crate::config::create_workspace;
use crate::database::Database;
use crate::import::ImportOptions;
use crate::mail_catcher::{CatcherScript, MailCatcher};
use crate::sending::{self, AllowedRules, FreezeOptions, PreparedIssue, SegmentOverride};
use crate::subscription;
use crate::web::admin::{self, AdminServer};
use crate::web::public::{self, PublicSite};
use crate::{clock, report, wording};

/// The drafts that the demo shows; the first one is sent.
const SAMPLE_DRAFTS: [(&str, &str); 3] = [
    ("2019-annual-report", include_str!("../../newsletters/2019-annual-report.md")),
    ("2017-annual-meeting", include_str!("../../newsletters/2017-annual-meeting.md")),
    ("2016-call-for-views", include_str!("../../newsletters/2016-call-for-views.md")),
];

/// The logo of the society that sends them, and its file.
const SAMPLE_LOGO: &[u8] = include_bytes!("../../logo.png");
const LOGO_FILE: &str = "logo.png";

/// Try the full workflow on sample data in a temporary directory
///
/// Nothing leaves this machine. It makes a workspace with three drafts and 140 invented members, sends the first draft
/// over SMTP to a mail catcher in this process, and opens the preview with the mails that were caught. Their unsubscribe
/// links work.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Do not open a browser
    #[arg(long)]
    no_open: bool,
    /// Exit when the mails are sent, instead of keeping the preview open
    #[arg(long)]
    exit: bool,
}

pub(super) async fn run(args: &Args) -> Result<(), CommandError> {
    let folder = tempfile::Builder::new().prefix("circular-demo-").tempdir().map_err(|error| {
        CommandError::unwritable(&std::env::temp_dir(), &error).with_hint("set TMPDIR to a folder of yours")
    })?;
    let catcher = Arc::new(MailCatcher::start(([127, 0, 0, 1], 0).into(), CatcherScript::default()).await?);
    let pages = TcpListener::bind(("127.0.0.1", 0)).await?;
    let app = create_demo_workspace(folder.path(), &catcher, &pages)?;
    let database = app.database().await?;
    print_line(format!("Created a demo workspace in {}", folder.path().display()));
    import_members(&app, &database).await?;

    let (slug, _) = SAMPLE_DRAFTS[0];
    print_line(format!("\nSending `{slug}` to a mail catcher at {}, slowly enough to watch:\n", catcher.address()));
    let now = clock::now();
    let everyone = SegmentOverride::default();
    let draft = PreparedIssue::prepare_named(&app.workspace, &database, slug, &everyone, now).await?;
    let transport = sending::open_transport(&app.workspace.settings, folder.path(), &database, None, now).await?;
    let checked = draft.check(&database, &app.workspace.settings, folder.path(), now).await?;
    let released = checked.release(&AllowedRules::default())?;
    let options = FreezeOptions { starts_at: now, is_count_confirmed: false };
    let issue = sending::freeze_issue(&database, &released, options, now).await?;
    let sent = run_issue::run_issue(&app, &database, &issue, transport, run_issue::SendOptions::default()).await?;
    print_line(wording::sent_summary(&sent.counts));
    let caught = catcher.message_count();
    if caught != sample_members::MEMBER_COUNT {
        return Err(CommandError::new(format!(
            "only {caught} of {} mails arrived at the catcher",
            sample_members::MEMBER_COUNT
        )));
    }
    print_line(format!(
        "The catcher has {}: {caught} sent, {caught} received.",
        format_count(caught as u64, "mail", "mails")
    ));

    if !args.exit {
        Box::pin(serve_preview(args, &app, &database, catcher, pages)).await?;
    }
    let issue = find_issue(&database, slug, None).await?;
    print_line("");
    report_words::print_issue(&report::issue_report(&database, &issue).await?, None);
    database.close().await;
    Ok(())
}

/// Serves the preview and the public pages until Ctrl-C.
async fn serve_preview(
    args: &Args,
    app: &App,
    database: &Database,
    catcher: Arc<MailCatcher>,
    pages: TcpListener,
) -> Result<(), CommandError> {
    let keys = subscription::signing_keys(database, clock::now()).await?;
    let site = PublicSite::new(database.clone(), keys, &app.workspace, clock::now)?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let server = AdminServer::new(app.workspace.clone(), database.clone(), listener.local_addr()?)?.with_inbox(catcher);
    let url = server.inbox_url();
    let mut shutdown = ShutdownSignal::listen()?;
    print_line(format!("\nThe preview is open at {url}"));
    print_line("Open a mail, follow its unsubscribe link, press the button: the report will count it.");
    print_status("Press Ctrl-C to end the demo and delete its workspace.");
    if !args.no_open {
        preview_command::open_browser(&url);
    }
    let (stop, stopped) = watch::channel(());
    let over = |mut stopped: watch::Receiver<()>| async move {
        let _ = stopped.changed().await;
    };
    let ended = async {
        shutdown.requested().await;
        drop(stop);
    };
    let (preview_result, (), ()) = tokio::join!(
        admin::serve(listener, server, over(stopped.clone())),
        public::serve(pages, site, over(stopped)),
        ended
    );
    Ok(preview_result?)
}

fn create_demo_workspace(folder: &Path, catcher: &MailCatcher, pages: &TcpListener) -> Result<App, CommandError> {
    let settings = format!(
        "[society]\n\
         name = \"Labour Social Work Group\"\n\
         postal_address = \"c/o The Secretary, 1 Example Street, London\"\n\
         website = \"https://www.example.org\"\n\n\
         [sender]\n\
         from = \"Labour Social Work Group <chair@example.org>\"\n\
         unsubscribe = \"leave+{{token}}@example.org\"\n\n\
         [look]\n\
         colour = \"#7a1f3d\"\n\
         logo = \"{LOGO_FILE}\"\n\n\
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
    create_workspace(folder, &settings)?;
    fs::write(folder.join(LOGO_FILE), SAMPLE_LOGO)?;
    for (slug, draft) in SAMPLE_DRAFTS {
        fs::write(folder.join("newsletters").join(format!("{slug}.md")), draft)?;
    }
    App::open(Some(folder))
}

async fn import_members(app: &App, database: &Database) -> Result<(), CommandError> {
    let domain = app.workspace.settings.sender.from.address.domain();
    let name = "members".parse().map_err(|_| CommandError::new("`members` is not a list name"))?;
    let list = list::create(database, &name, "Members and supporters", domain).await?;
    let csv = sample_members::members_csv();
    let options = ImportOptions {
        basis: Some("invented for the demo".to_owned()),
        ..ImportOptions::named("members.csv").strictly()
    };
    let import = crate::import::import_file(database, &list, Cursor::new(csv), options, clock::now()).await?;
    print_line(format!(
        "Imported {} into the list `{}`.",
        format_count(import.new, "invented member", "invented members"),
        list.name
    ));
    Ok(())
}
