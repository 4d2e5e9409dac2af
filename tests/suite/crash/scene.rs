//! A society of two thousand, a relay that counts what it accepts, and runs that are killed.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use circular::config::Workspace;
use circular::database::{self, Database};
use circular::mail_catcher::{CatcherAction, CatcherScript, CaughtMessage, MailCatcher, SmtpStep};
use circular::model::{DeliveryStatus, StatusCounts};
use tokio::runtime::Runtime;

use super::dice::SeededRandom;
use crate::cli::{RunningCommand, TestWorkspace};

pub(super) const READERS: usize = 2_000;
pub(super) const CONNECTIONS: u16 = 4;
/// When nothing was accepted for so long, a run is starting, or waits for the leases of a dead one.
const STALL_TIMEOUT: Duration = Duration::from_millis(500);
/// From the relay's answer, a kill is so late at most: the ledger has heard of it by then, or not.
pub(super) const A_COPY: Duration = Duration::from_millis(8);

const DRAFT: &str = "---\nsubject: \"To {{first_name}}\"\nto: members\n---\n\nDear {{first_name}}.\n";
/// Small letters: what is tested is what happens between them.
const HTML: &str = "<html><body>{{{body}}}<a href=\"{{unsubscribe_url}}\">leave</a></body></html>";

/// A society and its relay. Whatever the relay accepts, it keeps and counts.
pub(super) struct CrashScenario {
    pub(super) house: TestWorkspace,
    pub(super) runtime: Arc<Runtime>,
    pub(super) database: Database,
    catcher: MailCatcher,
    gauge: Arc<ProgressGauge>,
    /// How long a run takes until its first copy is accepted, as measured.
    pub(super) start_up: Duration,
}

impl CrashScenario {
    /// Makes a society with a draft `spring`; `settings` go before those of its relay.
    pub(super) fn new(runtime: &Arc<Runtime>, settings: &str, connections: u16) -> Self {
        let gauge = Arc::new(ProgressGauge::default());
        let counted = Arc::clone(&gauge);
        let script = CatcherScript::with_responder(move |moment| {
            if moment.step == SmtpStep::FinalDot {
                counted.add();
            }
            CatcherAction::Accept
        });
        let catcher = runtime.block_on(MailCatcher::start(([127, 0, 0, 1], 0).into(), script)).unwrap();
        let house = TestWorkspace::new().with_settings(settings).with_relay(catcher.address(), connections);
        let house = house.with_file("templates/letter/layout.html.hbs", HTML).with_list(&csv());
        let house = house.with_draft("spring", DRAFT);
        let folder = house.path("");
        let url = Workspace::open(Some(&folder), &folder).unwrap().settings.database.url;
        let database = runtime.block_on(Database::open(&url, &folder)).unwrap();
        Self { house, runtime: Arc::clone(runtime), database, catcher, gauge, start_up: Duration::from_secs(1) }
    }

    /// Writes another draft like `spring`.
    pub(super) fn with_draft(mut self, slug: &str) -> Self {
        self.house = self.house.with_draft(slug, DRAFT);
        self
    }

    /// Returns where the relay listens.
    pub(super) fn relay(&self) -> SocketAddr {
        self.catcher.address()
    }

    /// Returns what was accepted, by reader.
    pub(super) fn accepted(&self) -> BTreeMap<String, Vec<Arc<CaughtMessage>>> {
        let mut accepted = BTreeMap::<_, Vec<_>>::new();
        for copy in self.catcher.messages() {
            accepted.entry(copy.to.clone()).or_default().push(copy);
        }
        accepted
    }

    /// Waits until a run has got so far: so many copies were accepted, or no more come, or it has ended. Returns how long
    /// its first copy took.
    pub(super) fn gets_to(&self, mark: usize, running: &mut RunningCommand) -> Option<Duration> {
        let (begun, before) = (Instant::now(), self.count());
        let mut first = None;
        while self.count() < mark && !running.has_ended() {
            if self.gauge.goes_up() {
                first = first.or_else(|| Some(begun.elapsed()));
            } else if self.count() > before || self.waits_for_leases() {
                break;
            }
        }
        first
    }

    /// Tells whether a run has nothing to do but to wait for the leases of dead ones.
    fn waits_for_leases(&self) -> bool {
        self.ledger().is_some_and(|counts| counts.count(DeliveryStatus::Queued) == 0)
    }

    /// Returns how many copies were accepted.
    pub(super) fn count(&self) -> usize {
        self.catcher.message_count()
    }

    /// Begins to send, or goes on.
    pub(super) fn send(&self) -> RunningCommand {
        self.house.begin(["send", "spring", "--yes"])
    }

    /// Sends and kills, at so many random moments: some by the clock from the start on, most by what was accepted.
    /// Returns how many runs died of it.
    pub(super) fn kill(&mut self, kills: usize, dice: &mut SeededRandom) -> usize {
        // A little beyond the end, when a run waits for what is in doubt.
        let mut marks: Vec<_> = (0..kills).map(|_| dice.below(READERS + READERS / 20)).collect();
        marks.sort_unstable();
        let mut unsure = 0;
        for (number, mark) in marks.into_iter().enumerate() {
            let mut running = self.send();
            if number == 0 || dice.below(4) == 0 {
                thread::sleep(dice.moment(self.start_up));
            } else {
                self.start_up = self.gets_to(mark, &mut running).unwrap_or(self.start_up);
                thread::sleep(dice.moment(A_COPY));
            }
            if !running.kill() {
                return number;
            }
            let now = self
                .ledger()
                .map_or(0, |counts| counts.count(DeliveryStatus::Sending) + counts.count(DeliveryStatus::InDoubt));
            assert!(now <= unsure + u64::from(CONNECTIONS), "kill {number} put {} in doubt", now - unsure);
            unsure = now;
        }
        kills
    }

    /// Tells whether a copy waits, or is being handed over.
    pub(super) async fn is_unsettled(&self) -> bool {
        let counts = self.counts().await.unwrap();
        [DeliveryStatus::Queued, DeliveryStatus::Sending].iter().any(|status| counts.count(*status) > 0)
    }

    /// Returns how many copies are in doubt.
    pub(super) async fn doubtful(&self) -> usize {
        usize::try_from(self.counts().await.unwrap().count(DeliveryStatus::InDoubt)).unwrap()
    }

    /// Counts the copies by status; `None` before the issue is frozen.
    fn ledger(&self) -> Option<StatusCounts> {
        self.runtime.block_on(self.counts())
    }

    async fn counts(&self) -> Option<StatusCounts> {
        let mut work = self.database.begin_read().await.unwrap();
        let issue = database::issues::by_slug(&mut work, "spring").await.unwrap().pop()?;
        Some(database::deliveries::count_by_status(&mut work, issue.id).await.unwrap())
    }
}

/// Everybody.
pub(super) fn readers() -> impl Iterator<Item = String> {
    (0..READERS).map(|number| format!("s{number}@example.org"))
}

fn csv() -> String {
    let rows: Vec<_> = readers().zip(0..).map(|(reader, number)| format!("{reader},{number}")).collect();
    format!("email,first_name\n{}\n", rows.join("\n"))
}

/// How much was accepted, to be waited for.
#[derive(Default)]
struct ProgressGauge {
    count: Mutex<usize>,
    more: Condvar,
}

impl ProgressGauge {
    fn add(&self) {
        *self.count.lock().unwrap() += 1;
        self.more.notify_all();
    }

    /// Waits for one more; `false` when none comes.
    fn goes_up(&self) -> bool {
        let count = self.count.lock().unwrap();
        let before = *count;
        let (count, _) = self.more.wait_timeout_while(count, STALL_TIMEOUT, |count| *count == before).unwrap();
        *count > before
    }
}
