//! Measures several senders on one PostgreSQL, beside one sender on a file.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use tokio::runtime::Builder;

use super::measure::{figure, median};
use super::plan::Size;
use super::server::{SERVER, Server};
use super::sink::Sink;
use super::table::{heading, line};
use super::workspace::Workspace;

const CONNECTIONS: usize = 8;
const LETTER: &str =
    "Dear {{default first_name \"friend\"}},\n\nthe lock is open again, and we meet there on Sunday.\n";

/// Both workspaces send the same letter to the same sink, in turn.
pub(crate) fn run(size: &Size) {
    let (rounds, recipients) = (size.rounds(3), size.recipients(20_000));
    let url = Server::named().unwrap_or_else(|| panic!("{SERVER} names a server"));
    let server = Server::create(&url);
    let sink = Sink::start();
    let mut on_file = Workspace::new(LETTER, recipients);
    let mut on_server = Workspace::new_on(Some(server.database()), LETTER, recipients);
    let mut rates = [const { Vec::new() }; 4];
    for _ in 0..rounds {
        rates[0].push(on_file.send(sink.address, CONNECTIONS).rate);
        for (senders, rates) in (1..).zip(&mut rates[1..]) {
            rates.push(send_together(&mut on_server, &server, &sink, senders, recipients));
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
fn send_together(workspace: &mut Workspace, server: &Server, sink: &Sink, senders: usize, recipients: usize) -> f64 {
    const TIMES: &str = "SELECT CAST((max(changed_at) - min(changed_at)) / 1e6 AS DOUBLE PRECISION), \
            count(*) FILTER (WHERE status = 'sent') \
        FROM delivery JOIN issue ON issue.id = delivery.issue_id WHERE issue.slug = $1";
    let (draft, command) = workspace.send_command(sink.address, CONNECTIONS);
    let mut running = vec![spawn(&command)];
    while ask::<(i64,)>(server, "SELECT count(*) FROM issue WHERE slug = $1", &draft).0 == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    running.extend((1..senders).map(|_| spawn(&command)));
    for sender in running {
        let ended = sender.wait_with_output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    let (seconds, sent): (f64, i64) = ask(server, TIMES, &draft);
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

/// Asks the database one question.
fn ask<T>(server: &Server, question: &'static str, draft: &str) -> T
where
    T: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> + Send + Unpin,
{
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut database = PgConnection::connect(&server.database()).await.unwrap();
        sqlx::query_as(question).bind(draft).fetch_one(&mut database).await.unwrap()
    })
}
