//! The society's own server is told what became of copies, and who joined and left: in order, signed, until it has
//! taken it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use circular::config::InDoubtPolicy;
use circular::database;
use circular::delivery::{RunEnding, Scheduler};
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::{SettledCopy, SubscriberId, hmac_sha256};
use circular::sending::settle_expired_leases;
use circular::smtp::Transport;
use circular::subscription;
use circular::webhooks::{WebhookRound, WebhookSender};
use encodify::base64;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretBox;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use url::Url;

use super::{DeliveryScenario, now as run_time};
use crate::engine::on_both;

const KEY: &[u8] = b"a key of more than 24 octets";
const HOOK: &str = "[webhooks]\nurl = 'http://127.0.0.1:9/'\n";

/// A server that notes what it was told, and refuses it while it is broken.
#[derive(Default)]
struct HookServer {
    is_broken: Mutex<bool>,
    taken: Mutex<Vec<ToldEvent>>,
    refused: Mutex<u32>,
}

/// A request as it came.
#[derive(Debug, Clone)]
struct ToldEvent {
    id: String,
    timestamp: String,
    signature: String,
    body: Value,
    text: String,
}

impl HookServer {
    /// Starts it; returns where it is.
    async fn start() -> (Arc<Self>, Url) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/hook?from=circular", listener.local_addr().unwrap())).unwrap();
        let server = Arc::new(Self::default());
        let own = Arc::clone(&server);
        // The test's runtime ends it.
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                own.answer(stream).await;
            }
        });
        (server, url)
    }

    async fn answer(&self, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).await.unwrap();
            if line.trim().is_empty() {
                break;
            }
            head.push(line.trim().to_owned());
        }
        let header = |name: &str| {
            let mut found = head.iter().filter_map(|line| line.split_once(": "));
            found.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).unwrap()
        };
        assert_eq!(head[0], "POST /hook?from=circular HTTP/1.1");
        assert_eq!(header("content-type"), "application/json");
        let mut body = vec![0; header("content-length").parse().unwrap()];
        stream.read_exact(&mut body).await.unwrap();
        let text = String::from_utf8(body).unwrap();
        let told = ToldEvent {
            id: header("webhook-id"),
            timestamp: header("webhook-timestamp"),
            signature: header("webhook-signature"),
            body: serde_json::from_str(&text).unwrap(),
            text,
        };
        let is_broken = *self.is_broken.lock().unwrap();
        if is_broken {
            *self.refused.lock().unwrap() += 1;
        } else {
            self.taken.lock().unwrap().push(told);
        }
        let status = if is_broken { "500 Broken" } else { "204 Taken" };
        stream.write_all(format!("HTTP/1.1 {status}\r\nConnection: close\r\n\r\n").as_bytes()).await.unwrap();
    }

    fn taken(&self) -> Vec<ToldEvent> {
        self.taken.lock().unwrap().clone()
    }
}

fn sender(story: &DeliveryScenario, url: &Url, now: fn() -> Timestamp) -> WebhookSender {
    let key = SecretBox::new(Box::new(KEY.to_vec()));
    WebhookSender::new(story.database.clone(), url.clone(), key, now).unwrap()
}

async fn turn(story: &DeliveryScenario, is_on: bool) {
    let mut work = story.database.begin_write().await.unwrap();
    database::webhook_events::turn(&mut work, is_on, run_time()).await.unwrap();
    work.commit().await.unwrap();
}

async fn waiting(story: &DeliveryScenario) -> u64 {
    database::webhook_events::count(&mut story.database.begin_read().await.unwrap()).await.unwrap()
}

/// Returns the states of copies that wait to be told, and forgets them.
async fn take_states(story: &DeliveryScenario) -> Vec<String> {
    let mut work = story.database.begin_write().await.unwrap();
    let mut states = Vec::new();
    while let Some(event) = database::webhook_events::next_due(&mut work, run_time()).await.unwrap() {
        let copies: Vec<SettledCopy> = serde_json::from_str(&event.detail.unwrap()).unwrap();
        states.extend(copies.into_iter().map(|copy| copy.state));
        database::webhook_events::delete(&mut work, event.id).await.unwrap();
    }
    work.commit().await.unwrap();
    states
}

async fn unsubscribe(story: &DeliveryScenario, address: &str) {
    let address = address.parse().unwrap();
    let left = subscription::unsubscribe_address(&story.database, &story.list, &address, run_time()).await;
    assert_eq!(left.unwrap(), Some(true));
}

on_both! {
    async fn server_is_told_signed_what_became_of_each_copy(ground) {
        let script = CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
            (SmtpStep::Recipient, "s1@example.org") => CatcherAction::reply("550 5.1.1 Nobody here"),
            _ => CatcherAction::Accept,
        });
        let story = DeliveryScenario::new(ground, 3, script, HOOK).await;
        turn(&story, true).await;
        assert_eq!(story.send().await.0, RunEnding::Completed);
        unsubscribe(&story, "s2@example.org").await;
        let (server, url) = HookServer::start().await;
        let (_stop, stopped) = watch::channel(false);
        let round = sender(&story, &url, run_time).send_due(&stopped).await.unwrap();
        assert_eq!((round.failed, waiting(&story).await), (0, 0));
        let told = server.taken();
        let mut copies = Vec::new();
        for event in told.iter().filter(|event| event.body["type"] == "copies.settled") {
            let data = &event.body["data"];
            assert_eq!(data["issue"], story.issue.slug.as_str());
            for copy in data["copies"].as_array().unwrap() {
                copies.push(format!("{} {}", copy["email"].as_str().unwrap(), copy["state"].as_str().unwrap()));
            }
        }
        copies.sort_unstable();
        assert_eq!(copies, ["s0@example.org sent", "s1@example.org bounced", "s2@example.org sent"]);
        let kinds: Vec<_> = told.iter().map(|event| event.body["type"].as_str().unwrap()).collect();
        assert!(kinds.contains(&"subscription.suppressed"), "{kinds:?}");
        assert_eq!(kinds.last(), Some(&"subscription.left"), "{kinds:?}");
        let left = told.last().unwrap();
        assert_eq!(left.body["data"]["email"], "s2@example.org");
        for event in &told {
            let signed = format!("{}.{}.{}", event.id, event.timestamp, event.text);
            let expected = base64::STANDARD.encode(hmac_sha256(KEY, signed.as_bytes()));
            assert_eq!(event.signature, format!("v1,{expected}"));
            let age = run_time().as_second() - event.timestamp.parse::<i64>().unwrap();
            assert!((0..300).contains(&age), "{age} s");
        }
        let mut ids: Vec<_> = told.iter().map(|event| event.id.clone()).collect();
        ids.dedup();
        assert_eq!(ids.len(), told.len());
    }

    async fn server_that_fails_for_an_hour_gets_every_event_in_order(ground) {
        static MINUTES: AtomicI64 = AtomicI64::new(0);
        fn now() -> Timestamp {
            run_time() + SignedDuration::from_mins(MINUTES.load(Ordering::Relaxed))
        }
        MINUTES.store(0, Ordering::Relaxed);
        let story = DeliveryScenario::new(ground, 40, CatcherScript::default(), HOOK).await;
        turn(&story, true).await;
        let (server, url) = HookServer::start().await;
        *server.is_broken.lock().unwrap() = true;
        assert_eq!(story.send().await.0, RunEnding::Completed);
        for number in 0..5 {
            unsubscribe(&story, &format!("s{number}@example.org")).await;
        }
        let before = waiting(&story).await;
        assert!(before > 5, "{before}");
        let (_stop, stopped) = watch::channel(false);
        let hook = sender(&story, &url, now);
        for minute in 0..60 {
            MINUTES.store(minute, Ordering::Relaxed);
            assert_eq!(hook.send_due(&stopped).await.unwrap().taken, 0);
        }
        assert_eq!(waiting(&story).await, before, "nothing is lost");
        let refused = *server.refused.lock().unwrap();
        assert!((6..30).contains(&refused), "{refused} attempts in an hour");
        *server.is_broken.lock().unwrap() = false;
        MINUTES.store(125, Ordering::Relaxed);
        assert_eq!(hook.send_due(&stopped).await.unwrap(), WebhookRound { taken: before, failed: 0 });
        let told = server.taken();
        let by_issue = |with_issue: bool| -> Vec<u64> {
            let ours = told.iter().filter(|event| event.body["data"]["issue"].is_null() != with_issue);
            ours.map(|event| event.id.strip_prefix("evt_").unwrap().parse().unwrap()).collect()
        };
        for ids in [by_issue(true), by_issue(false)] {
            assert!(!ids.is_empty() && ids.is_sorted(), "{ids:?}");
        }
        let copies: usize = told.iter().filter_map(|event| event.body["data"]["copies"].as_array()).map(Vec::len).sum();
        assert_eq!(copies, 40);
    }

    async fn nobody_is_told_anything_unless_it_is_turned_on(ground) {
        let story = DeliveryScenario::new(ground, 2, CatcherScript::default(), "").await;
        assert_eq!(story.send().await.0, RunEnding::Completed);
        unsubscribe(&story, "s0@example.org").await;
        assert_eq!(waiting(&story).await, 0);
        turn(&story, true).await;
        turn(&story, false).await;
        unsubscribe(&story, "s1@example.org").await;
        assert_eq!(waiting(&story).await, 0);
    }

    async fn sender_without_the_setting_tells_what_the_database_wants_told(ground) {
        let story = DeliveryScenario::new(ground, 2, CatcherScript::default(), HOOK).await;
        for (slug, is_on, states) in [("summer", true, &["sent", "sent"][..]), ("autumn", false, &[])] {
            turn(&story, is_on).await;
            let story = story.another(slug, run_time()).await;
            let mut settings = story.workspace.settings.clone();
            settings.webhooks.url = settings.webhooks.url.filter(|_| !is_on);
            let transport = Transport::new(&settings.relay, &story.workspace.root, "example.org").unwrap();
            let scheduler = Scheduler::new(story.database.clone(), settings, transport, run_time);
            let (ending, _) = scheduler.send_issue(&story.issue, watch::channel(false).1).await.unwrap();
            assert_eq!(ending, RunEnding::Completed);
            assert_eq!(take_states(&story).await, states);
        }
    }

    async fn copies_of_a_killed_sender_are_told_unless_they_go_again(ground) {
        let story = DeliveryScenario::new(ground, 2, CatcherScript::default(), HOOK).await;
        turn(&story, true).await;
        for (state, is_trial, policy, told) in [
            ("sending", false, InDoubtPolicy::Hold, &["in_doubt", "in_doubt"][..]),
            ("sending", false, InDoubtPolicy::Sent, &["sent", "sent"]),
            ("sending", false, InDoubtPolicy::Resend, &[]),
            ("cancelled", false, InDoubtPolicy::Resend, &["in_doubt", "in_doubt"]),
            ("sending", true, InDoubtPolicy::Hold, &[]),
        ] {
            ground.execute(&format!(
                "UPDATE delivery SET status = 'sending', due_at = 1, changed_at = 1; \
                 UPDATE issue SET state = '{state}', is_trial = {is_trial}"
            )).await;
            for expected in [told, &[]] {
                settle_expired_leases(&story.database, &story.issue, policy, run_time()).await.unwrap();
                assert_eq!(take_states(&story).await, expected, "{state} {is_trial} {policy:?}");
            }
        }
    }

    async fn event_goes_with_its_transaction_and_to_one_process(ground) {
        let story = DeliveryScenario::new(ground, 2, CatcherScript::default(), HOOK).await;
        turn(&story, true).await;
        let mut work = story.database.begin_write().await.unwrap();
        let copies = [SettledCopy { subscriber_id: SubscriberId::new(1), state: "sent".to_owned() }];
        database::webhook_events::add_settled(&mut work, story.issue.id, story.list.id, &copies, run_time()).await.unwrap();
        drop(work);
        assert_eq!(waiting(&story).await, 0);
        unsubscribe(&story, "s0@example.org").await;
        let mut read = story.database.begin_read().await.unwrap();
        let event = database::webhook_events::next_due(&mut read, run_time()).await.unwrap().unwrap();
        drop(read);
        for expected in [true, false] {
            let mut work = story.database.begin_write().await.unwrap();
            let until = run_time() + SignedDuration::from_mins(1);
            let is_ours = database::webhook_events::claim(&mut work, event.id, run_time(), until).await.unwrap();
            assert_eq!(is_ours, expected);
            work.commit().await.unwrap();
        }
    }
}
