//! `circular preview`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tokio::net::TcpListener;

use super::app::App;
use super::failure::Failure;
use super::output::{say, tell};
use super::signal::Ear;
use crate::clock;
use crate::draft;
use crate::web::desk::{self, Desk};

/// Open the desk: each draft as each member will see it, renewed at every save
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The draft to open, by name or path
    draft: Option<String>,
    /// The port on this machine [default: a free one]
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Do not open a browser
    #[arg(long)]
    no_open: bool,
    /// Write the letter into a folder in place of opening the desk: to mail it to the secretary, or to print it
    #[arg(long, value_name = "DIR", requires = "draft")]
    out: Option<PathBuf>,
    /// Whose copy to write: a part of their name or address [default: the first reader's]
    #[arg(long = "as", value_name = "SUBSCRIBER", requires = "out")]
    reader: Option<String>,
}

pub(super) async fn run(app: App, args: Args) -> Result<(), Failure> {
    if let Some(name) = &args.draft {
        draft::find(&app.workspace.newsletters(), name).map_err(|finding| Failure::found(vec![finding]))?;
    }
    let database = app.database().await?;
    if let (Some(draft), Some(folder)) = (&args.draft, &args.out) {
        let desk = Desk::new(app.workspace, database, ([127, 0, 0, 1], 0).into())?;
        return write(&desk, &draft::slug(Path::new(draft)), args.reader.as_deref(), folder).await;
    }
    let listener = TcpListener::bind(("127.0.0.1", args.port)).await?;
    let desk = Desk::new(app.workspace, database, listener.local_addr()?)?;
    let url = match &args.draft {
        Some(draft) => desk.draft_url(&draft::slug(Path::new(draft))),
        None => desk.url(),
    };
    let mut ear = Ear::open()?;
    say(format!("The desk is open at {url}"));
    tell("It is for you alone, on this machine. Ctrl-C closes it.");
    if !args.no_open {
        open(&url);
    }
    desk::serve(listener, desk, async move { ear.asked_to_stop().await }).await?;
    Ok(())
}

/// Writes a letter's files into a folder, where files of the same names are replaced.
async fn write(desk: &Desk, slug: &str, reader: Option<&str>, folder: &Path) -> Result<(), Failure> {
    let paper = desk.paper(slug, reader, clock::now()).await?.map_err(Failure::found)?;
    std::fs::create_dir_all(folder)?;
    for (ending, bytes) in [("html", paper.html.into_bytes()), ("txt", paper.text.into_bytes()), ("eml", paper.message)]
    {
        let file = folder.join(format!("{slug}.{ending}"));
        private(folder, &file, &bytes)
            .map_err(|error| Failure::new(format!("cannot write `{}`: {error}", file.display())))?;
        say(file.display().to_string());
    }
    tell("They hold one member's name and address: give them only to whom the list may be shown.");
    Ok(())
}

/// Writes a file that nobody else on this machine can read.
fn private(folder: &Path, file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(bytes)?;
    new.persist(file)?;
    Ok(())
}

/// Opens a page in the browser; where there is none, the address on the screen is enough.
pub(super) fn open(url: &str) {
    if let Err(error) = open::that_detached(url) {
        tell(format!("No browser could be opened ({error}): open the address yourself."));
    }
}
