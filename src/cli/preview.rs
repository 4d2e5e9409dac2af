//! `circular preview`.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use tokio::net::TcpListener;

use super::app::App;
use super::error::CommandError;
use super::mailbox_task;
use super::output::{print_line, print_status};
use super::shutdown::ShutdownSignal;
use crate::clock;
use crate::database;
use crate::draft;
use crate::model::format_count;
use crate::web::admin::{self, AdminServer, AdminUrl};

/// Show each draft in the browser as each subscriber will see it, updated on save
#[derive(Debug, Default, clap::Args)]
pub(super) struct Args {
    /// The draft to open, by name or path
    draft: Option<String>,
    /// The port on this machine [default: a free one]
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// The address and port to listen on, for other machines; needs `--url`
    #[arg(long, value_name = "ADDRESS", conflicts_with = "port", requires = "url")]
    listen: Option<SocketAddr>,
    /// The address at which people with an account sign in, such as `https://letters.example.org`
    ///
    /// A web server with a certificate passes requests for it on to this program, with their `Host` header.
    #[arg(long, value_name = "URL")]
    url: Option<AdminUrl>,
    /// Do not open a browser
    #[arg(long)]
    no_open: bool,
    /// Write the letter to files in a folder instead of opening the preview: to mail it to somebody, or to print it
    #[arg(long, value_name = "DIR", requires = "draft")]
    out: Option<PathBuf>,
    /// Whose copy to write: a part of the name or address [default: the first recipient's]
    #[arg(long = "as", value_name = "SUBSCRIBER", requires = "out")]
    reader: Option<String>,
}

impl Args {
    /// Returns the arguments for the list of letters.
    pub(super) fn for_all_letters(no_open: bool) -> Self {
        Self { no_open, ..Self::default() }
    }
}

pub(super) async fn run(app: App, args: Args) -> Result<(), CommandError> {
    if let Some(name) = &args.draft {
        draft::find_draft(&app.workspace.drafts_dir(), name)
            .map_err(|diagnostic| CommandError::from_diagnostics(vec![diagnostic]))?;
    }
    let database = app.database().await?;
    if let (Some(draft), Some(folder)) = (&args.draft, &args.out) {
        let server = AdminServer::new(app.workspace, database, ([127, 0, 0, 1], 0).into())?;
        return export_preview(&server, &draft::draft_slug(Path::new(draft)), args.reader.as_deref(), folder).await;
    }
    if args.url.is_some() && database::accounts::all(&mut database.begin_read().await?).await?.is_empty() {
        return Err(CommandError::new("`--url` lets other machines in, and nobody has an account yet")
            .with_hint("run `circular account add NAME --role sends`"));
    }
    let at = args.listen.unwrap_or_else(|| ([127, 0, 0, 1], args.port).into());
    let listener = TcpListener::bind(at).await?;
    let root = app.workspace.root.clone();
    let mut server = AdminServer::new(app.workspace, database.clone(), listener.local_addr()?)?;
    let mailbox = server.mailbox_settings();
    let is_shared = args.url.is_some();
    if let Some(url) = args.url {
        server = server.with_accounts(url);
    }
    let url = match &args.draft {
        Some(draft) => server.draft_url(&draft::draft_slug(Path::new(draft))),
        None => server.url(),
    };
    let mut shutdown = ShutdownSignal::listen()?;
    print_line(format!("The preview is open at {url}"));
    let access = if is_shared { "Those with an account can open it." } else { "Only this machine can open it." };
    print_status(format!("{access} Press Ctrl-C to stop."));
    if !args.no_open && !is_shared {
        open_browser(&url);
    }
    tokio::select! {
        ended = admin::serve(listener, server, async move { shutdown.requested().await }) => ended?,
        never = mailbox_task::read_latest(mailbox, &root, &database) => match never {},
    }
    Ok(())
}

/// Writes the files of a letter into a folder, and replaces files of the same names.
async fn export_preview(
    server: &AdminServer,
    slug: &str,
    reader: Option<&str>,
    folder: &Path,
) -> Result<(), CommandError> {
    let files = server.export_letter(slug, reader, clock::now()).await?.map_err(CommandError::from_diagnostics)?;
    std::fs::create_dir_all(folder).map_err(|error| CommandError::unwritable(folder, &error))?;
    for (ending, bytes) in [("html", files.html.into_bytes()), ("txt", files.text.into_bytes()), ("eml", files.message)]
    {
        let file = folder.join(format!("{slug}.{ending}"));
        write_private_file(folder, &file, &bytes).map_err(|error| CommandError::unwritable(&file, &error))?;
        print_line(file.display().to_string());
    }
    print_status(format!("This is the copy of {}.", files.reader));
    if let (Some(part), 1..) = (reader, files.other_matches) {
        let others = format_count(files.other_matches as u64, "other recipient", "other recipients");
        print_status(format!("`{part}` also matches {others}: pass the whole address to `--as` to choose."));
    }
    print_status("These files contain a member's name and address: share them only with people who may see the list.");
    Ok(())
}

/// Writes a file that only this user can read.
fn write_private_file(folder: &Path, file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(bytes)?;
    new.persist(file)?;
    Ok(())
}

/// Opens a page in the browser; without a browser, the address on the screen is enough.
pub(super) fn open_browser(url: &str) {
    if let Err(error) = open::that_detached(url) {
        print_status(format!("Could not open a browser ({error}): open the address yourself."));
    }
}
