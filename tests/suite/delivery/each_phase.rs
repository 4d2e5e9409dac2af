//! Something goes wrong in each phase, in each way: nobody pays who need not, and everyone is reached once.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use circular::clock;
use circular::delivery::{RunEnding, RunProgress};
use circular::mail_catcher::{CatcherAction, CatcherScript, CatcherTls, SmtpStep, StepContext};
use circular::model::DeliveryStatus;
use circular::smtp::SmtpTimeouts;
use jiff::{SignedDuration, Timestamp};
use strum::IntoEnumIterator as _;
use tokio::sync::watch;

use super::{CallCountdown, DeliveryScenario};
use crate::engine::TestDatabase;
use crate::transport::TestCertificateAuthority;

/// What becomes of three copies when the server misbehaves twice in this place and manner.
///
/// `sent`: nobody noticed. `trouble`: the run waited a little and went on. `stop`: the run ended, and the next one sent
/// the rest. In all these each copy was sent, and charged the one try that did it.
/// Else it hit the copy for `s1`, and here stand its status and the tries that it was charged; the others were sent as
/// above. A letter as short as this one is out before anything in its body is heard, so what is lost there is in doubt.
const TABLE: &str = "
          4yz         5yz         421         silence     hang-up     rubbish
greeting  trouble     stop        trouble     stop        trouble     trouble
EHLO      trouble     stop        trouble     stop        trouble     trouble
STARTTLS  trouble     stop        trouble     stop        trouble     trouble
AUTH      trouble     stop        trouble     stop        trouble     trouble
MAIL      trouble     stop        trouble     trouble     trouble     trouble
between   trouble     stop        sent        sent        sent        sent
RCPT      sent 3      bounced 1   trouble     trouble     trouble     trouble
DATA      sent 3      bounced 1   trouble     trouble     trouble     trouble
body      sent 3      bounced 1   trouble     in_doubt 1  in_doubt 1  in_doubt 1
dot       sent 3      bounced 1   trouble     in_doubt 1  in_doubt 1  in_doubt 1
";

/// A name, and whether a moment is there.
type PhaseMatcher = (&'static str, fn(&StepContext<'_>) -> bool);
/// A name, and what the server does.
type FailureAction = (&'static str, fn() -> CatcherAction);

const SMTP_PHASES: [PhaseMatcher; 10] = [
    ("greeting", |at| at.step == SmtpStep::Greeting),
    ("EHLO", |at| at.step == SmtpStep::Hello),
    ("STARTTLS", |at| at.step == SmtpStep::StartTls),
    ("AUTH", |at| at.step == SmtpStep::Auth),
    ("MAIL", |at| at.step == SmtpStep::Mail && at.message == 0),
    ("between", |at| at.step == SmtpStep::Mail && at.message == 1),
    ("RCPT", |at| at.step == SmtpStep::Recipient && at.recipient == "s1@example.org"),
    ("DATA", |at| at.step == SmtpStep::Data && at.recipient == "s1@example.org"),
    ("body", |at| at.step == SmtpStep::Body && at.recipient == "s1@example.org"),
    ("dot", |at| at.step == SmtpStep::FinalDot && at.recipient == "s1@example.org"),
];

const FAILURES: [FailureAction; 6] = [
    ("4yz", || CatcherAction::reply("451 4.3.0 Busy")),
    ("5yz", || CatcherAction::reply("550 5.1.1 No such user")),
    ("421", || CatcherAction::reply("421 4.3.2 Closing")),
    ("silence", || CatcherAction::Stall),
    ("hang-up", || CatcherAction::Close),
    ("rubbish", || CatcherAction::reply("HTTP/1.1 400 Bad Request")),
];

const COPIES: usize = 3;
/// Long enough for a busy machine, short enough for a test.
const SHORT: Duration = Duration::from_millis(300);

thread_local! {
    /// How far the clock of this thread is ahead.
    static CLOCK_OFFSET: Cell<SignedDuration> = const { Cell::new(SignedDuration::ZERO) };
}

fn then() -> Timestamp {
    clock::now() + CLOCK_OFFSET.get()
}

#[test]
fn failure_in_each_phase_has_expected_effect() {
    let rows = thread::scope(|scope| {
        let rows: Vec<_> = SMTP_PHASES.iter().map(|place| scope.spawn(|| row(*place))).collect();
        rows.into_iter().map(|row| row.join().unwrap()).collect::<String>()
    });
    let head = line("", &FAILURES.map(|(manner, _)| manner.to_owned()));
    assert_eq!(format!("\n{head}{rows}"), TABLE);
}

fn line(name: &str, cells: &[String]) -> String {
    let line = cells.iter().fold(format!("{name:10}"), |line, cell| format!("{line}{cell:12}"));
    line.trim_end().to_owned() + "\n"
}

fn row((place, is_there): PhaseMatcher) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let cells = FAILURES.map(|(manner, action)| {
        let cell = |pipelining| {
            let times = Arc::new(CallCountdown::new(2));
            let left = Arc::clone(&times);
            let misbehaves = move |moment: &StepContext<'_>| is_there(moment) && left.left();
            let script =
                CatcherScript::with_responder(
                    move |moment| if misbehaves(moment) { action() } else { CatcherAction::Accept },
                );
            let came_of_it = runtime.block_on(cell(CatcherScript { pipelining, ..script }, place, manner));
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
async fn cell(mut script: CatcherScript, place: &str, manner: &str) -> String {
    CLOCK_OFFSET.set(SignedDuration::ZERO);
    if place == "STARTTLS" {
        script.tls = Some(CatcherTls::StartTls(TestCertificateAuthority::new().server));
    }
    if place == "AUTH" {
        script.credentials = Some(("chair".to_owned(), "right".to_owned()));
    }
    let ground = TestDatabase::sqlite().await;
    let mut story = DeliveryScenario::new(&ground, COPIES, script, "connections = 1").await;
    if place == "AUTH" {
        let relay = format!("smtp://chair:right@{}", story.catcher.address());
        story.workspace.settings.relay.url = relay.parse().unwrap();
    }
    if manner == "silence" {
        // The greeting has the time of a command on top of its own.
        story.limits = SmtpTimeouts {
            greeting: Duration::ZERO,
            command: SHORT,
            data: SHORT,
            final_dot: SHORT,
            ..SmtpTimeouts::default()
        };
    }
    let noticed = until_done(&story).await;
    let hit = hit(&story).await;
    if hit.is_empty() { noticed.to_owned() } else { hit }
}

/// Runs until nothing waits, with a clock that goes on to when the next copy is due; tells what the runs noticed.
async fn until_done(story: &DeliveryScenario) -> &'static str {
    let mut noticed = "sent";
    loop {
        let tell = |progress: &RunProgress| {
            if progress.relay_problem.is_some() && noticed == "sent" {
                noticed = "trouble";
            }
        };
        let (ending, progress) = story.send_until(watch::channel(false).1, then, tell).await.unwrap();
        match ending {
            RunEnding::Completed => return noticed,
            RunEnding::Waiting(due) => CLOCK_OFFSET.set(due.duration_since(clock::now())),
            RunEnding::RelayFailed { .. } => noticed = "stop",
            RunEnding::Stopped | RunEnding::Paused(_) | RunEnding::Cancelled => {
                panic!("nobody stopped it: {progress:?}")
            }
        }
    }
}

/// Returns the status and the tries of the copy that was hit, if one was; all others were sent, by the first try and to
/// each reader once.
async fn hit(story: &DeliveryScenario) -> String {
    let (mut hit, mut copies, mut reached) = (Vec::new(), 0, story.reached());
    for status in DeliveryStatus::iter() {
        for copy in story.entries(status).await {
            copies += 1;
            let address = copy.address.unwrap().to_string();
            let times = reached.iter().filter(|to| **to == address).count();
            let expected = match status {
                DeliveryStatus::Sent => 1..=1,
                DeliveryStatus::InDoubt => 0..=1,
                _ => 0..=0,
            };
            assert!(expected.contains(&times), "{address} is {status} and was reached {times} times");
            reached.retain(|to| *to != address);
            if (status, copy.attempts) != (DeliveryStatus::Sent, 1) {
                assert_eq!(address, "s1@example.org");
                hit.push(format!("{status} {}", copy.attempts));
            }
        }
    }
    assert!(copies == COPIES && reached.is_empty() && hit.len() <= 1, "{copies} {reached:?} {hit:?}");
    hit.concat()
}
