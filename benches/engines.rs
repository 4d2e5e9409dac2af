//! Does the same on PostgreSQL and on SQLite: imports beside `\copy`, exports, and sends.

use super::import::table_in_no_order;
use super::measure::{figure, median};
use super::plan::Size;
use super::relay::{CONNECTIONS, LETTER};
use super::server::{SERVER, Server, psql};
use super::sink::Sink;
use super::table::{heading, line};
use super::workspace::Workspace;

/// What `\copy` fills: one table with a unique address.
const PEER_TABLE: &str = "CREATE TABLE peer (email TEXT UNIQUE, first_name TEXT, last_name TEXT, category TEXT, \
    town TEXT, joined TEXT)";

pub(crate) fn run(size: &Size) {
    let url = Server::named().unwrap_or_else(|| panic!("{SERVER} names a server"));
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
