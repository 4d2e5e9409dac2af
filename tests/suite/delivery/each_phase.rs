//! Something goes wrong in each phase, in each way: nobody pays who need not, and everyone is reached once.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use circular::catcher::{Action, Moment, Script, Step, Tls};
use circular::clock;
use circular::delivery::{Ending, Progress};
use circular::model::Status;
use circular::transport::Limits;
use jiff::{SignedDuration, Timestamp};
use strum::IntoEnumIterator as _;
use tokio::sync::watch;

use super::{Story, Times};
use crate::engine::Ground;
use crate::transport::Authority;

/// What becomes of three copies when the server misbehaves twice in this place and manner.
///
/// `sent`: nobody noticed. `trouble`: the run waited a little and went on. `stop`: the run ended, and the next one sent
/// the rest. In all these each copy was sent, and charged the one try that did it.
/// Else it hit the copy for `s1`, and here stand its status and the tries that it was charged; the others were sent as
/// above. A letter as short as this one is out before anything in its body is heard, so what is lost there is in doubt.
const TABLE: &str = "
          4yz         5yz         421         silence     hang-up     rubbish
greeting  trouble     stop        trouble     trouble     trouble     trouble
EHLO      trouble     stop        trouble     trouble     trouble     trouble
STARTTLS  trouble     stop        trouble     trouble     trouble     trouble
AUTH      trouble     stop        trouble     trouble     trouble     trouble
MAIL      trouble     stop        trouble     trouble     trouble     trouble
between   trouble     stop        sent        sent        sent        sent
RCPT      sent 3      bounced 1   trouble     trouble     trouble     trouble
DATA      sent 3      bounced 1   trouble     trouble     trouble     trouble
body      sent 3      bounced 1   trouble     in_doubt 1  in_doubt 1  in_doubt 1
dot       sent 3      bounced 1   trouble     in_doubt 1  in_doubt 1  in_doubt 1
";

/// A name, and whether a moment is there.
type Place = (&'static str, fn(&Moment<'_>) -> bool);
/// A name, and what the server does.
type Manner = (&'static str, fn() -> Action);

const PLACES: [Place; 10] = [
    ("greeting", |at| at.step == Step::Greeting),
    ("EHLO", |at| at.step == Step::Hello),
    ("STARTTLS", |at| at.step == Step::StartTls),
    ("AUTH", |at| at.step == Step::Auth),
    ("MAIL", |at| at.step == Step::Mail && at.message == 0),
    ("between", |at| at.step == Step::Mail && at.message == 1),
    ("RCPT", |at| at.step == Step::Recipient && at.recipient == "s1@example.org"),
    ("DATA", |at| at.step == Step::Data && at.recipient == "s1@example.org"),
    ("body", |at| at.step == Step::Body && at.recipient == "s1@example.org"),
    ("dot", |at| at.step == Step::Dot && at.recipient == "s1@example.org"),
];

const MANNERS: [Manner; 6] = [
    ("4yz", || Action::say("451 4.3.0 Busy")),
    ("5yz", || Action::say("550 5.1.1 No such user")),
    ("421", || Action::say("421 4.3.2 Closing")),
    ("silence", || Action::Stall),
    ("hang-up", || Action::Drop),
    ("rubbish", || Action::say("HTTP/1.1 400 Bad Request")),
];

const COPIES: usize = 3;
/// Long enough for a busy machine, short enough for a test.
const SHORT: Duration = Duration::from_millis(300);

thread_local! {
    /// How far the clock of this thread is ahead.
    static AHEAD: Cell<SignedDuration> = const { Cell::new(SignedDuration::ZERO) };
}

fn then() -> Timestamp {
    clock::now() + AHEAD.get()
}

#[test]
fn nobody_pays_who_need_not() {
    let rows = thread::scope(|scope| {
        let rows: Vec<_> = PLACES.iter().map(|place| scope.spawn(|| row(*place))).collect();
        rows.into_iter().map(|row| row.join().unwrap()).collect::<String>()
    });
    let head = line("", &MANNERS.map(|(manner, _)| manner.to_owned()));
    assert_eq!(format!("\n{head}{rows}"), TABLE);
}

fn line(name: &str, cells: &[String]) -> String {
    let line = cells.iter().fold(format!("{name:10}"), |line, cell| format!("{line}{cell:12}"));
    line.trim_end().to_owned() + "\n"
}

fn row((place, is_there): Place) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let cells = MANNERS.map(|(manner, action)| {
        let cell = |pipelining| {
            let times = Arc::new(Times::new(2));
            let left = Arc::clone(&times);
            let misbehaves = move |moment: &Moment<'_>| is_there(moment) && left.left();
            let script = Script::answering(move |moment| if misbehaves(moment) { action() } else { Action::Accept });
            let came_of_it = runtime.block_on(cell(Script { pipelining, ..script }, place, manner));
            assert!(times.0.load(Ordering::Relaxed) < 2, "{place}, {manner}: it never came to that");
            came_of_it
        };
        let came_of_it = cell(true);
        // What can go in one write must come to the same when it does not (RFC 2920).
        if ["MAIL", "RCPT", "DATA"].contains(&place) {
            assert_eq!(cell(false), came_of_it, "{place}, {manner}: without pipelining");
        }
        came_of_it
    });
    line(place, &cells)
}

/// Sends an issue until nothing waits, and says what came of it in the words of the table.
async fn cell(mut script: Script, place: &str, manner: &str) -> String {
    AHEAD.set(SignedDuration::ZERO);
    if place == "STARTTLS" {
        script.tls = Some(Tls::Offered(Authority::new().server));
    }
    if place == "AUTH" {
        script.account = Some(("chair".to_owned(), "right".to_owned()));
    }
    let ground = Ground::sqlite().await;
    let mut story = Story::new(&ground, COPIES, script, "connections = 1").await;
    if place == "AUTH" {
        let relay = format!("smtp://chair:right@{}", story.catcher.address());
        story.workspace.settings.relay.url = relay.parse().unwrap();
    }
    if manner == "silence" {
        // The greeting has the time of a command on top of its own.
        story.limits =
            Limits { greeting: Duration::ZERO, command: SHORT, data: SHORT, dot: SHORT, ..Limits::default() };
    }
    let noticed = until_done(&story).await;
    let hit = hit(&story).await;
    if hit.is_empty() { noticed.to_owned() } else { hit }
}

/// Runs until nothing waits, with a clock that goes on to when the next copy is due; tells what the runs noticed.
async fn until_done(story: &Story) -> &'static str {
    let mut noticed = "sent";
    loop {
        let tell = |progress: &Progress| {
            if progress.trouble.is_some() && noticed == "sent" {
                noticed = "trouble";
            }
        };
        let (ending, progress) = story.send_until(watch::channel(false).1, then, tell).await.unwrap();
        match ending {
            Ending::Done => return noticed,
            Ending::Waiting(due) => AHEAD.set(due.duration_since(clock::now())),
            Ending::Relay { .. } => noticed = "stop",
            Ending::Stopped | Ending::Paused(_) | Ending::Cancelled => panic!("nobody stopped it: {progress:?}"),
        }
    }
}

/// Returns the status and the tries of the copy that was hit, if one was; all others were sent, by the first try and to
/// each reader once.
async fn hit(story: &Story) -> String {
    let (mut hit, mut copies, mut reached) = (Vec::new(), 0, story.reached());
    for status in Status::iter() {
        for copy in story.entries(status).await {
            copies += 1;
            let address = copy.address.unwrap().to_string();
            let times = reached.iter().filter(|to| **to == address).count();
            let expected = match status {
                Status::Sent => 1..=1,
                Status::InDoubt => 0..=1,
                _ => 0..=0,
            };
            assert!(expected.contains(&times), "{address} is {status} and was reached {times} times");
            reached.retain(|to| *to != address);
            if (status, copy.attempts) != (Status::Sent, 1) {
                assert_eq!(address, "s1@example.org");
                hit.push(format!("{status} {}", copy.attempts));
            }
        }
    }
    assert!(copies == COPIES && reached.is_empty() && hit.len() <= 1, "{copies} {reached:?} {hit:?}");
    hit.concat()
}
