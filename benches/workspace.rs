//! A workspace in a temporary folder, driven through the real binary.

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use tempfile::TempDir;
use tokio::runtime::Builder;

use super::measure::{self, Cost, figure};

const SETTINGS: &str = r#"
[society]
name = "The Friends of the Canal"
postal_address = "1 Lock Lane, Exampleton"
website = "https://www.example.org"

[sender]
from = "The Friends of the Canal <chair@example.org>"
unsubscribe = "away@example.org"

[web]
public_url = "https://news.example.org"
"#;
/// A relay that does not answer.
const UNUSED_RELAY: &str = "smtp://127.0.0.1:9";
/// The list with all recipients.
const ALL: &str = "members";
/// The list with one recipient, whose message shows the size of all messages.
const SAMPLE: &str = "sample";
/// The list whose readers leave.
const LEAVING: &str = "leaving";

/// The folder; it is deleted when the handle is dropped.
pub(crate) struct Workspace {
    folder: TempDir,
    letter: String,
    recipients: usize,
    sent: usize,
    /// The database, if it is no file.
    database: Option<String>,
    pub(crate) import: Cost,
}

/// Which key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signature {
    None,
    Ed25519,
    Rsa,
}

/// The result of one send.
pub(crate) struct Sending {
    /// The cost of the whole command.
    pub(crate) whole: Cost,
    /// From freezing to the first settled delivery, in seconds.
    pub(crate) planning: f64,
    /// Deliveries per second, from the first settled one to the last.
    pub(crate) rate: f64,
    /// The growth of the database per recipient after the WAL checkpoint, in bytes.
    pub(crate) growth: f64,
}

impl Workspace {
    /// Creates a workspace with an empty list.
    pub(crate) fn empty() -> Self {
        Self::empty_on(None)
    }

    /// Creates a workspace with an empty list in a database; `None` for a file.
    pub(crate) fn empty_on(database: Option<String>) -> Self {
        let workspace = Self {
            folder: tempfile::tempdir().unwrap(),
            letter: String::new(),
            recipients: 0,
            sent: 0,
            database,
            import: Cost { wall: 0.0, user: 0.0, system: 0.0, peak: 0.0 },
        };
        workspace.put("circular.toml", SETTINGS);
        measure::run(&mut workspace.command(&["list", "create", ALL, "--title", "Our members"]));
        workspace
    }

    /// Creates a workspace with a list of `recipients`, for drafts with this body.
    pub(crate) fn new(body: &str, recipients: usize) -> Self {
        Self::new_on(None, body, recipients)
    }

    /// Creates such a workspace in a database; `None` for a file.
    pub(crate) fn new_on(database: Option<String>, body: &str, recipients: usize) -> Self {
        let mut workspace = Self { recipients, ..Self::empty_on(database) };
        workspace.letter =
            format!("---\nsubject: How the canal was dug, {{{{default first_name \"friend\"}}}}\n---\n\n{body}");
        workspace.put("newsletters/sample.md", &workspace.letter);
        workspace.list(SAMPLE, 1);
        workspace.import = workspace.list(ALL, recipients);
        workspace
    }

    /// Writes a file of the workspace.
    pub(crate) fn put(&self, name: &str, text: &str) {
        let file = self.folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    /// Returns one message as the relay receives it.
    pub(crate) fn copy(&self) -> Vec<u8> {
        measure::run(
            self.command(&["send", "sample", "--list", SAMPLE, "--yes"]).env("CIRCULAR_RELAY_URL", "outbox:outbox"),
        );
        fs::read(self.folder.path().join("outbox/000001.eml")).unwrap()
    }

    /// Returns the unsubscribe tokens of so many readers of a list of their own.
    pub(crate) fn leaving_tokens(&self, readers: usize) -> Vec<String> {
        self.list(LEAVING, readers);
        self.put("newsletters/leaving.md", &self.letter);
        let mut command = self.command(&["send", "leaving", "--list", LEAVING, "--yes"]);
        measure::run(command.env("CIRCULAR_RELAY_URL", format!("outbox:{LEAVING}")));
        let files = fs::read_dir(self.folder.path().join(LEAVING)).unwrap().map(|entry| entry.unwrap().path());
        let copies = files.filter(|file| file.extension().is_some_and(|ending| ending == "eml"));
        copies.map(|copy| unsubscribe_token(&fs::read(copy).unwrap())).collect()
    }

    /// Makes the keys with which [`Self::send_signed`] signs.
    pub(crate) fn make_dkim_keys(&self) {
        measure::run(&mut self.command(&["dkim", "new", "example.org", "--selector", "bench"]));
    }

    /// Sends the body, as a new draft, to all recipients.
    pub(crate) fn send(&mut self, relay: SocketAddr, connections: usize) -> Sending {
        self.send_signed(relay, connections, Signature::None)
    }

    /// Sends the body, signed.
    pub(crate) fn send_signed(&mut self, relay: SocketAddr, connections: usize, signature: Signature) -> Sending {
        let before = self.size();
        let (draft, mut command) = self.send_command(relay, connections);
        match signature {
            Signature::None => {}
            Signature::Ed25519 => {
                command.env("CIRCULAR_DKIM_ED25519_SELECTOR", "bench-ed");
                command.env("CIRCULAR_DKIM_ED25519_KEY_FILE", "dkim/bench.ed25519.example.org.key");
            }
            Signature::Rsa => {
                command.env("CIRCULAR_DKIM_RSA_SELECTOR", "bench");
                command.env("CIRCULAR_DKIM_RSA_KEY_FILE", "dkim/bench.rsa.example.org.key");
            }
        }
        let whole = measure::run(&mut command);
        let [frozen, first, last] = self.times(&draft);
        Sending {
            whole,
            planning: first - frozen,
            rate: figure(self.recipients - 1) / (last - first),
            growth: (self.size() - before) / figure(self.recipients),
        }
    }

    /// Sends the body, as a new draft, to all recipients; returns only the cost of the command.
    pub(crate) fn send_all(&mut self, relay: SocketAddr, connections: usize) -> Cost {
        let (_, mut command) = self.send_command(relay, connections);
        measure::run(&mut command)
    }

    /// Writes a new draft; returns its name, and the command that sends it.
    pub(crate) fn send_command(&mut self, relay: SocketAddr, connections: usize) -> (String, Command) {
        self.sent += 1;
        let draft = format!("letter-{}", self.sent);
        self.put(&format!("newsletters/{draft}.md"), &self.letter);
        let mut command = self.command(&["send", &draft, "--list", ALL, "--yes"]);
        command.env("CIRCULAR_RELAY_URL", format!("smtp://{relay}"));
        command.env("CIRCULAR_RELAY_CONNECTIONS", connections.to_string());
        (draft, command)
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Cost {
        measure::run(&mut self.command(arguments))
    }

    /// Returns the path of a file of the workspace.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Freezes a draft that goes later, through a relay that nobody asks until then.
    pub(crate) fn send_later(&self, draft: &str, at: &str) {
        let mut command = self.command(&["send", draft, "--yes", "--at", at]);
        measure::run(command.env("CIRCULAR_RELAY_URL", UNUSED_RELAY));
    }

    /// Makes all issues begin now, and all their copies wait until the year 2100.
    pub(crate) fn defer_all(&self) {
        const DEFER: &str = "UPDATE delivery SET status = 'deferred', attempts = 1; UPDATE issue SET starts_at = 0";
        self.ask(async |mut database| {
            sqlx::raw_sql(DEFER).execute(&mut database).await.unwrap();
            database.close().await.unwrap();
        });
    }

    /// Returns the body as a draft for the list of all recipients.
    pub(crate) fn draft_to_all(&self) -> String {
        self.letter.replacen("---\n", &format!("---\nto: {ALL}\n"), 1)
    }

    pub(crate) fn preview(&self) -> Command {
        self.command(&["preview", "--no-open"])
    }

    /// Lets everybody read on the web what is sent from now on.
    pub(crate) fn open_archive(&self) {
        measure::run(&mut self.command(&["list", "edit", ALL, "--archive", "public"]));
    }

    /// Serves the public pages, and sends nothing itself.
    pub(crate) fn serve(&self) -> Command {
        let mut command = self.command(&["serve"]);
        command.env("CIRCULAR_WEB_LISTEN", "127.0.0.1:0").env("CIRCULAR_LOG", "off");
        command
    }

    /// Serves the public pages, and would send what is due.
    pub(crate) fn serve_and_send(&self) -> Command {
        let mut command = self.serve();
        command.env("CIRCULAR_RELAY_URL", UNUSED_RELAY);
        command
    }

    fn list(&self, name: &str, recipients: usize) -> Cost {
        let mut csv = "email,first_name,last_name,category\n".to_owned();
        for number in 0..recipients {
            let category = if number % 3 == 0 { "keeper" } else { "friend" };
            writeln!(csv, "reader{number}@example.org,Ann{number},Lee,{category}").unwrap();
        }
        self.put("list.csv", &csv);
        if name != ALL {
            measure::run(&mut self.command(&["list", "create", name, "--title", "Our members"]));
        }
        self.import_into(name, "list.csv")
    }

    /// Imports a file of the workspace into the list.
    pub(crate) fn import(&self, file: &str) -> Cost {
        self.import_into(ALL, file)
    }

    fn import_into(&self, list: &str, file: &str) -> Cost {
        let file = self.folder.path().join(file);
        measure::run(&mut self.command(&["subscriber", "import", file.to_str().unwrap(), "--list", list]))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_circular"));
        command.args(arguments).arg("--workspace").arg(self.folder.path());
        if let Some(database) = &self.database {
            command.env("CIRCULAR_DATABASE_URL", database);
        }
        command
    }

    /// Checkpoints the WAL and returns the size of the database, in bytes.
    fn size(&self) -> f64 {
        self.ask(async |mut database| {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut database).await.unwrap();
            database.close().await.unwrap();
        });
        figure(usize::try_from(fs::metadata(self.folder.path().join("circular.db")).unwrap().len()).unwrap())
    }

    /// Returns when an issue was frozen, and when its first and last delivery were settled, in seconds.
    fn times(&self, draft: &str) -> [f64; 3] {
        const TIMES: &str = "SELECT issue.created_at / 1e6, min(changed_at) / 1e6, max(changed_at) / 1e6, count(*) \
            FROM delivery JOIN issue ON issue.id = delivery.issue_id WHERE issue.slug = $1";
        let (frozen, first, last, count): (f64, f64, f64, i64) =
            self.ask(async |mut database| sqlx::query_as(TIMES).bind(draft).fetch_one(&mut database).await.unwrap());
        assert_eq!(usize::try_from(count).unwrap(), self.recipients);
        [frozen, first, last]
    }

    fn ask<T>(&self, question: impl AsyncFnOnce(SqliteConnection) -> T) -> T {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("circular.db"));
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { question(options.connect().await.unwrap()).await })
    }
}

/// Returns the unsubscribe token in a message.
pub(crate) fn unsubscribe_token(copy: &[u8]) -> String {
    let text = String::from_utf8_lossy(copy).replace("=\r\n", "");
    text.split("https://news.example.org/u/").nth(1).unwrap().get(..36).unwrap().to_owned()
}
