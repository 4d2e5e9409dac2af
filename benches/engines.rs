//! Does the same on PostgreSQL and on SQLite: imports beside `\copy`, exports, and sends.

use std::process::Command;

use super::import::table_in_no_order;
use super::measure::{self, figure, median};
use super::plan::Size;
use super::relay::{CONNECTIONS, LETTER};
use super::sink::Sink;
use super::table::{heading, line};
use super::workspace::Workspace;

/// The server on which a database is made and removed again.
const SERVER: &str = "CIRCULAR_TEST_POSTGRES";
/// What `\copy` fills: one table with a unique address.
const PEER_TABLE: &str = "CREATE TABLE peer (email TEXT UNIQUE, first_name TEXT, last_name TEXT, category TEXT, \
    town TEXT, joined TEXT)";

/// A database of its own; it is removed when the handle is dropped.
struct Server {
    url: String,
    name: String,
}

impl Server {
    fn create(url: &str) -> Self {
        let server = Self { url: url.to_owned(), name: format!("circular_bench_{}", std::process::id()) };
        psql(url, &["-c", &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", server.name)]);
        psql(url, &["-c", &format!("CREATE DATABASE {}", server.name)]);
        server
    }

    fn database(&self) -> String {
        let (server, _) = self.url.rsplit_once('/').unwrap();
        format!("{server}/{}", self.name)
    }
}

fn psql(url: &str, arguments: &[&str]) -> measure::Cost {
    measure::run(Command::new("psql").arg(url).args(["-q", "-v", "ON_ERROR_STOP=1"]).args(arguments))
}

impl Drop for Server {
    fn drop(&mut self) {
        psql(&self.url, &["-c", &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)]);
    }
}

pub(crate) fn run(size: &Size) {
    let url = std::env::var_os(SERVER).and_then(|url| url.into_string().ok());
    let url = url.unwrap_or_else(|| panic!("{SERVER} names a server"));
    lists(&url, size.rounds(3), size.recipients(300_000));
    sending(&url, size.rounds(3), size.recipients(300_000) / 15);
}

fn lists(url: &str, rounds: usize, rows: usize) {
    let file = table_in_no_order(rows);
    let (mut ours, mut theirs, mut exports) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let server = Server::create(url);
        let database = server.database();
        let workspace = Workspace::empty_on(Some(database.clone()));
        workspace.put("list.csv", &file);
        let copy = format!("\\copy peer FROM '{}' CSV HEADER", workspace.path("list.csv").display());
        psql(&database, &["-c", PEER_TABLE]);
        theirs.push(psql(&database, &["-c", &copy]).wall);
        ours.push(workspace.import("list.csv").wall);
        exports.push(workspace.run(&["subscriber", "export", "--list", "members"]).wall);
    }
    let rate = |all: &[f64]| figure(rows) / median(all, |wall| *wall);
    heading(&format!("engines: {rows} rows in no order on PostgreSQL, median of {rounds}"));
    line("circular subscriber import", rate(&ours), "rows/s");
    line("\\copy into a table with a unique address", rate(&theirs), "rows/s");
    line("ratio", rate(&ours) / rate(&theirs), "(goal 0.35)");
    line("circular subscriber export", rate(&exports), "rows/s (goal 100000)");
}

fn sending(url: &str, rounds: usize, recipients: usize) {
    let server = Server::create(url);
    let mut file = Workspace::new(LETTER, recipients);
    let mut on_server = Workspace::new_on(Some(server.database()), LETTER, recipients);
    let sink = Sink::start();
    let (mut sqlite, mut postgres) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        sqlite.push(figure(recipients) / file.send_all(sink.address, CONNECTIONS).wall);
        postgres.push(figure(recipients) / on_server.send_all(sink.address, CONNECTIONS).wall);
    }
    let (sqlite, postgres) = (median(&sqlite, |rate| *rate), median(&postgres, |rate| *rate));
    heading(&format!("engines: {recipients} copies of the long letter, whole command, median of {rounds}"));
    line("on SQLite", sqlite, "copies/s");
    line("on PostgreSQL", postgres, "copies/s");
    line("PostgreSQL / SQLite", postgres / sqlite, "(goal 0.9)");
}
