//! `circular demo`.

mod sample_members;

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;
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
use crate::model::Issue;
use crate::sending::{self, AllowedRules, FreezeOptions, PreparedIssue, SegmentOverride};
use crate::subscription;
use crate::web::admin::{self, AdminServer, SampleSociety};
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

/// An invented society in a temporary folder, with a letter that is frozen and not sent yet.
pub(super) struct DemoSociety {
    /// The folder; it is deleted when this is dropped.
    pub(super) folder: TempDir,
    /// Where its public pages are served.
    pub(super) pages: TcpListener,
    app: App,
    database: Database,
    catcher: Arc<MailCatcher>,
    issue: Issue,
}

impl DemoSociety {
    /// Makes the workspace, imports its members and freezes the first draft.
    pub(super) async fn create() -> Result<Self, CommandError> {
        let folder = tempfile::Builder::new().prefix("circular-demo-").tempdir().map_err(|error| {
            CommandError::unwritable(&std::env::temp_dir(), &error).with_hint("set TMPDIR to a folder of yours")
        })?;
        let catcher = Arc::new(MailCatcher::start(([127, 0, 0, 1], 0).into(), CatcherScript::default()).await?);
        let pages = TcpListener::bind(("127.0.0.1", 0)).await?;
        let app = create_demo_workspace(folder.path(), &catcher, &pages)?;
        let database = app.database().await?;
        print_line(format!("Created a demo workspace in {}", folder.path().display()));
        import_members(&app, &database).await?;
        let issue = Box::pin(freeze_first_draft(&app, &database)).await?;
        Ok(Self { folder, pages, app, database, catcher, issue })
    }

    /// Returns its public pages.
    pub(super) async fn public_site(&self) -> Result<PublicSite, CommandError> {
        let keys = subscription::signing_keys(&self.database, clock::now()).await?;
        Ok(PublicSite::new(self.database.clone(), keys, &self.app.workspace, clock::now)?)
    }

    /// Returns what the chair's pages need of it.
    pub(super) fn society(&self) -> SampleSociety {
        SampleSociety {
            workspace: self.app.workspace.clone(),
            database: self.database.clone(),
            catcher: Arc::clone(&self.catcher),
            issue: self.issue.id,
        }
    }
}

async fn freeze_first_draft(app: &App, database: &Database) -> Result<Issue, CommandError> {
    let ((slug, _), now) = (SAMPLE_DRAFTS[0], clock::now());
    let (settings, root) = (&app.workspace.settings, &app.workspace.root);
    let everyone = SegmentOverride::default();
    let draft = PreparedIssue::prepare_named(&app.workspace, database, slug, &everyone, now).await?;
    let checked = draft.check(database, settings, root, now).await?;
    let released = checked.release(&AllowedRules::default())?;
    let options = FreezeOptions { starts_at: now, is_count_confirmed: false };
    Ok(sending::freeze_issue(database, &released, options, now).await?)
}

pub(super) async fn run(args: &Args) -> Result<(), CommandError> {
    let demo = Box::pin(DemoSociety::create()).await?;
    let site = demo.public_site().await?;
    let DemoSociety { folder, pages, app, database, catcher, issue } = demo;
    let slug = issue.slug.as_str();
    print_line(format!("\nSending `{slug}` to a mail catcher at {}, slowly enough to watch:\n", catcher.address()));
    let settings = &app.workspace.settings;
    let transport = sending::open_transport(settings, folder.path(), &database, None, clock::now()).await?;
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
        Box::pin(serve_preview(args, &app, &database, catcher, DemoPages { listener: pages, site })).await?;
    }
    let issue = find_issue(&database, slug, None).await?;
    print_line("");
    report_words::print_issue(&report::issue_report(&database, &issue).await?, None);
    database.close().await;
    Ok(())
}

/// The public pages of the demo, and where they are served.
struct DemoPages {
    listener: TcpListener,
    site: PublicSite,
}

/// Serves the preview and the public pages until Ctrl-C.
async fn serve_preview(
    args: &Args,
    app: &App,
    database: &Database,
    catcher: Arc<MailCatcher>,
    public_pages: DemoPages,
) -> Result<(), CommandError> {
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
        public::serve(public_pages.listener, public_pages.site, over(stopped)),
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
