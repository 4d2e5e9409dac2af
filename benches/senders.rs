//! Measures several senders on one PostgreSQL, beside one sender on a file.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection as _};
use tokio::runtime::Builder;

use super::measure::{figure, median};
use super::plan::Size;
use super::sink::Sink;
use super::table::{heading, line};
use super::workspace::Workspace;

const CONNECTIONS: usize = 8;
const LETTER: &str =
    "Dear {{default first_name \"friend\"}},\n\nthe lock is open again, and we meet there on Sunday.\n";
/// Names the server: `postgres://user@host/name`, where databases can be made.
const SERVER_VARIABLE: &str = "CIRCULAR_TEST_POSTGRES";

/// Both workspaces send the same letter to the same sink, in turn.
pub(crate) fn run(size: &Size) {
    let (rounds, recipients) = (size.rounds(3), size.recipients(20_000));
    let Some(server) = std::env::var_os(SERVER_VARIABLE).and_then(|url| url.into_string().ok()) else {
        println!("senders: needs a server in {SERVER_VARIABLE}");
        return;
    };
    let place = ServerDatabase::make(&server);
    let sink = Sink::start();
    let mut on_file = Workspace::new(LETTER, recipients);
    let mut on_server = Workspace::new_on(Some(place.url.clone()), LETTER, recipients);
    let mut rates = [const { Vec::new() }; 4];
    for _ in 0..rounds {
        rates[0].push(on_file.send(sink.address, CONNECTIONS).rate);
        for (senders, rates) in (1..).zip(&mut rates[1..]) {
            rates.push(send_together(&mut on_server, &place, &sink, senders, recipients));
        }
    }
    heading(&format!("senders: {recipients} copies, {CONNECTIONS} connections each, median of {rounds}"));
    let [file, one, two, three] = rates.map(|rates| median(&rates, |rate| *rate));
    line("SQLite, one sender", file, "copies/s");
    for (name, rate) in [("one sender", one), ("two senders", two), ("three senders", three)] {
        line(&format!("PostgreSQL, {name}"), rate, "copies/s");
    }
    line("one on PostgreSQL / SQLite", one / file, "(goal 0.7)");
    line("three / one on PostgreSQL", three / one, "(goal 1.3)");
}

/// Sends a letter with several processes; returns copies per second from the first settled one to the last.
fn send_together(
    workspace: &mut Workspace,
    place: &ServerDatabase,
    sink: &Sink,
    senders: usize,
    recipients: usize,
) -> f64 {
    const TIMES: &str = "SELECT CAST((max(changed_at) - min(changed_at)) / 1e6 AS DOUBLE PRECISION), \
            count(*) FILTER (WHERE status = 'sent') \
        FROM delivery JOIN issue ON issue.id = delivery.issue_id WHERE issue.slug = $1";
    let (draft, command) = workspace.send_command(sink.address, CONNECTIONS);
    let mut running = vec![spawn(&command)];
    while place.ask::<(i64,)>("SELECT count(*) FROM issue WHERE slug = $1", &draft).0 == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    running.extend((1..senders).map(|_| spawn(&command)));
    for sender in running {
        let ended = sender.wait_with_output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    let (seconds, sent): (f64, i64) = place.ask(TIMES, &draft);
    assert_eq!(usize::try_from(sent).unwrap(), recipients);
    figure(recipients - 1) / seconds
}

/// Begins the same command once more.
fn spawn(command: &Command) -> Child {
    let mut again = Command::new(command.get_program());
    again.args(command.get_args());
    again.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    again.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// A database on the server; it is dropped with its handle.
struct ServerDatabase {
    server: String,
    name: String,
    url: String,
}

impl ServerDatabase {
    fn make(server: &str) -> Self {
        let name = format!("bench_{}", std::process::id());
        let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
        let place = Self { server: server.to_owned(), name, url };
        place.administrate("CREATE DATABASE");
        place
    }

    fn administrate(&self, verb: &str) {
        let statement = AssertSqlSafe(format!("{verb} {}", self.name));
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut admin = PgConnection::connect(&self.server).await.unwrap();
            sqlx::query(statement).execute(&mut admin).await.unwrap();
        });
    }

    fn ask<T>(&self, question: &'static str, draft: &str) -> T
    where
        T: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> + Send + Unpin,
    {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut database = PgConnection::connect(&self.url).await.unwrap();
            sqlx::query_as(question).bind(draft).fetch_one(&mut database).await.unwrap()
        })
    }
}

impl Drop for ServerDatabase {
    fn drop(&mut self) {
        self.administrate("DROP DATABASE IF EXISTS");
    }
}
