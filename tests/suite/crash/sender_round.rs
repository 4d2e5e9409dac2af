//! One letter that three senders share: two `serve` and a `send`, real processes with one database and one relay.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::AddAssign;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use circular::database::{self, Database};
use circular::mail_catcher::{CatcherAction, CatcherScript, MailCatcher, SmtpStep};
use circular::model::DeliveryStatus;
use secrecy::SecretString;
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::cli::{RunningCommand, TestWorkspace};

pub(super) const SENDERS: usize = 3;
const CONNECTIONS: usize = 2;
/// How long nothing may be accepted: longer than leases, grace and the wait for a server.
const MAX_SILENCE: Duration = Duration::from_mins(2);
const DRAFT: &str = "---\nsubject: \"To {{first_name}}\"\nto: members\n---\n\nDear {{first_name}}.\n";
const HTML: &str = "<html><body>{{{body}}}<a href=\"{{unsubscribe_url}}\">leave</a></body></html>";

/// A society whose senders share a database.
pub(super) struct SenderSociety {
    house: TestWorkspace,
    runtime: Arc<Runtime>,
    url: SecretString,
    readers: usize,
    rate: usize,
}

/// A letter on its way.
pub(super) struct SenderRound {
    arrivals: Arc<Arrivals>,
    runtime: Arc<Runtime>,
    url: SecretString,
    slug: String,
}

/// When copies were accepted.
#[derive(Default)]
struct Arrivals {
    times: Mutex<Vec<Instant>>,
    more: Condvar,
}

/// What came of some letters.
#[derive(Debug, Default)]
pub(super) struct SenderTotals {
    letters: usize,
    copies: usize,
    accepted: usize,
    pub(super) in_doubt: usize,
    rate: usize,
    /// The most copies that were accepted within a second.
    most: usize,
}

impl SenderSociety {
    pub(super) fn new(runtime: &Arc<Runtime>, url: &str, readers: usize, rate: usize) -> Self {
        let settings = format!("[database]\nurl = \"{url}\"\n\n[throttle]\nrate = \"{rate}/second\"\n\n");
        let rows = names(readers).map(|name| format!("{name},{name}")).collect::<Vec<_>>().join("\n");
        let house = TestWorkspace::new().with_settings(&settings).with_relay("127.0.0.1:25", 2);
        let house = house.with_file("templates/letter/layout.html.hbs", HTML);
        let house = house.with_list(&format!("email,first_name\n{rows}")).with_variable("CIRCULAR_LOG", "warn");
        Self { house, runtime: Arc::clone(runtime), url: url.to_owned().into(), readers, rate }
    }

    /// Sends a letter with three senders while something happens to them, and holds the ledger against what the relay
    /// accepted. `disturb` returns the sender that it has killed.
    pub(super) fn round(
        self,
        number: usize,
        disturb: impl FnOnce(&SenderRound, &mut [RunningCommand]) -> Option<usize>,
    ) -> (Self, SenderTotals) {
        let arrivals = Arc::new(Arrivals::default());
        let seen = Arc::clone(&arrivals);
        let script = CatcherScript::with_responder(move |moment| {
            if moment.step == SmtpStep::FinalDot {
                seen.add();
            }
            CatcherAction::Accept
        });
        let catcher = self.runtime.block_on(MailCatcher::start(([127, 0, 0, 1], 0).into(), script)).unwrap();
        let slug = format!("letter{number}");
        let relay = format!("smtp://{}", catcher.address());
        let house = self.house.with_variable("CIRCULAR_RELAY_URL", relay).with_draft(&slug, DRAFT);
        let mut senders: Vec<_> = (1..SENDERS).map(|_| house.begin(["serve"])).collect();
        for sender in &mut senders {
            sender.line();
        }
        senders.push(house.begin(["send", &slug, "--yes"]));
        let round = SenderRound { arrivals, runtime: self.runtime, url: self.url, slug };
        round.gets_to(1);
        let killed = disturb(&round, &mut senders);
        round.gets_to_the_end();
        for (number, sender) in senders.into_iter().enumerate() {
            if killed != Some(number) {
                end_well(sender, number + 1 == SENDERS);
            }
        }
        let society = Self { house, runtime: round.runtime, url: round.url, readers: self.readers, rate: self.rate };
        let totals = society.totals(&round.slug, &catcher, killed, &round.arrivals.times.lock().unwrap());
        (society, totals)
    }

    fn totals(&self, slug: &str, catcher: &MailCatcher, killed: Option<usize>, times: &[Instant]) -> SenderTotals {
        let said = self.house.run(["status", slug, "--json"]);
        let status: Value = serde_json::from_str(&said.out).unwrap();
        let deliveries = status["issues"][0]["deliveries"].as_array().cloned().unwrap_or_default();
        let in_doubt = deliveries.iter().filter(|copy| copy["status"] == "in_doubt");
        let in_doubt: BTreeSet<_> = in_doubt.map(|copy| copy["address"].as_str().unwrap().to_owned()).collect();
        assert!(in_doubt.len() <= killed.map_or(0, |_| CONNECTIONS), "{in_doubt:?}");
        let sent = status["issues"][0]["counts"]["sent"].as_u64().unwrap();
        assert_eq!(usize::try_from(sent).unwrap() + in_doubt.len(), self.readers, "{}", said.out);
        let mut accepted = BTreeMap::<_, usize>::new();
        for copy in catcher.messages() {
            *accepted.entry(copy.to.clone()).or_default() += 1;
        }
        for name in names(self.readers) {
            match accepted.get(&name) {
                Some(1) => {}
                None => assert!(in_doubt.contains(&name), "{name} is forgotten"),
                Some(times) => panic!("{name} got it {times} times, and nobody said so"),
            }
        }
        let most = most_within(times, Duration::from_secs(1));
        // Copies are taken at the rate. Those that were under way when a second began may arrive in it as well, and a fast
        // rate goes in steps of 10 ms.
        let bound = self.rate + SENDERS * CONNECTIONS + self.rate.div_ceil(100);
        assert!(most <= bound, "{most} copies within a second at {} a second", self.rate);
        let accepted = catcher.message_count();
        SenderTotals { letters: 1, copies: self.readers, accepted, in_doubt: in_doubt.len(), rate: self.rate, most }
    }
}

impl SenderRound {
    /// Waits until so many copies were accepted.
    pub(super) fn gets_to(&self, mark: usize) {
        let mut times = self.arrivals.times.lock().unwrap();
        while times.len() < mark {
            let before = times.len();
            let waited = self.arrivals.more.wait_timeout_while(times, MAX_SILENCE, |times| times.len() == before);
            times = waited.unwrap().0;
            assert!(times.len() > before, "nothing was accepted for {MAX_SILENCE:?} after {before} copies");
        }
    }

    /// Waits until every copy is settled or in doubt.
    fn gets_to_the_end(&self) {
        let begun = Instant::now();
        let mut last = 0;
        let mut moved_at = begun;
        while self.runtime.block_on(self.is_unsettled()) {
            let times = self.arrivals.times.lock().unwrap();
            let count = times.len();
            let pause = Duration::from_millis(300);
            drop(self.arrivals.more.wait_timeout_while(times, pause, |times| times.len() == count).unwrap());
            if count > last {
                (last, moved_at) = (count, Instant::now());
            }
            assert!(moved_at.elapsed() < MAX_SILENCE, "nothing moves after {count} copies");
        }
    }

    /// A database that cannot be asked has not said that all is done.
    async fn is_unsettled(&self) -> bool {
        let Ok(database) = Database::open(&self.url, "/".as_ref()).await else { return true };
        let counts = async {
            let mut work = database.begin_read().await.ok()?;
            let issue = database::issues::by_slug(&mut work, &self.slug).await.ok()?.pop()?;
            database::deliveries::count_by_status(&mut work, issue.id).await.ok()
        };
        let counts = counts.await;
        database.close().await;
        let open = [DeliveryStatus::Queued, DeliveryStatus::Sending, DeliveryStatus::Deferred];
        counts.is_none_or(|counts| open.iter().any(|status| counts.count(*status) > 0))
    }
}

impl Arrivals {
    fn add(&self) {
        self.times.lock().unwrap().push(Instant::now());
        self.more.notify_all();
    }
}

/// Ends a sender that lives: it has said at most once for each outage that it waits, and no error.
fn end_well(sender: RunningCommand, is_send: bool) {
    if !is_send {
        sender.interrupt();
    }
    let said = sender.end();
    assert!(said.code() == 0 || is_send && said.code() == 75, "{said}");
    assert!(!said.err.contains("error:"), "{said}");
    let (waits, continues) =
        (said.err.matches("sending waits for it").count(), said.err.matches("sending continues").count());
    assert!(waits == continues && said.err.lines().count() < 40, "{said}");
}

/// Returns the most events within a time.
fn most_within(times: &[Instant], span: Duration) -> usize {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let mut first = 0;
    let within = sorted.iter().enumerate().map(|(last, at)| {
        while *at - sorted[first] >= span {
            first += 1;
        }
        last + 1 - first
    });
    within.max().unwrap_or(0)
}

fn names(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|number| format!("s{number}@example.org"))
}

impl SenderTotals {
    #[expect(clippy::print_stdout, reason = "what was measured")]
    pub(super) fn say(&self, name: &str) {
        println!("{name}: {self}");
    }
}

impl AddAssign for SenderTotals {
    fn add_assign(&mut self, other: Self) {
        self.letters += other.letters;
        self.copies += other.copies;
        self.accepted += other.accepted;
        self.in_doubt += other.in_doubt;
        self.rate = other.rate;
        self.most = self.most.max(other.most);
    }
}

impl fmt::Display for SenderTotals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { letters, copies, accepted, in_doubt, rate, most } = self;
        write!(
            f,
            "{letters} letters, {accepted} of {copies} copies accepted, {in_doubt} in doubt, 0 lost, 0 repeated; "
        )?;
        write!(f, "at most {most} within a second at {rate} a second")
    }
}

#[test]
fn copies_within_a_second_are_counted() {
    let begun = Instant::now();
    let at = |millis| begun + Duration::from_millis(millis);
    assert_eq!(most_within(&[at(0), at(500), at(999), at(1_000), at(1_400)], Duration::from_secs(1)), 4);
    assert_eq!(most_within(&[], Duration::from_secs(1)), 0);
}
