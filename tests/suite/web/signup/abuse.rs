//! The form is turned against somebody: they get one mail, and the chair hears of it.

use std::io;
use std::sync::{Arc, Mutex};

use circular::database;
use circular::mail_catcher::{CatcherScript, MailCatcher};
use tokio::sync::watch;
use tracing::Dispatch;
use tracing::subscriber::NoSubscriber;

use super::{NOW, SOON, SignupFixture, post_from};
use crate::engine::{TestDatabase, on_both};

/// Has a thousand networks ask for one address; returns how many were answered with 200, and how many with 429.
async fn submit_thousand_forms(porch: &SignupFixture<'_>) -> (usize, usize) {
    let site = porch.open(SOON).await;
    let stamps = [porch.form_token("/subscribe/members", || NOW).await, porch.form_token("/subscribe", || NOW).await];
    let (mut taken, mut refused) = (0, 0);
    for number in 0..1_000 {
        let from = format!("198.51.{}.{}", number / 250, number % 250);
        let (path, stamp) = [("/subscribe/members", &stamps[0]), ("/subscribe", &stamps[1])][number % 2];
        let address = ["victim@example.org", "Victim@example.org", "victim@EXAMPLE.org"][number % 3];
        let fields = [("email", address), ("list", "members"), ("form_token", stamp.as_str())];
        let answer = post_from(&site, path, &fields, &[("X-Forwarded-For", &from)]).await;
        match answer.status {
            200 => taken += 1,
            429 => refused += 1,
            _ => panic!("{answer:?}"),
        }
    }
    (taken, refused)
}

on_both! {
    async fn thousand_submissions_send_one_mail(ground) {
        let catcher = MailCatcher::start(([127, 0, 0, 1], 0).into(), CatcherScript::default()).await.unwrap();
        let relay = format!("smtp://{}", catcher.address());
        // No ceiling helps here.
        let porch = SignupFixture::with_settings(ground, &relay, "joins_per_hour = 100000").await;
        let (stop, stopped) = watch::channel(false);
        let post = porch.mailer(SOON);
        let service = {
            let stopped = stopped.clone();
            tokio::spawn(async move { post.run_until(stopped).await })
        };
        assert_eq!(submit_thousand_forms(&porch).await, (1_000, 0));
        stop.send_replace(true);
        service.await.unwrap();
        porch.send_one(SOON).await;
        let caught = catcher.messages();
        assert_eq!(caught.len(), 1);
        assert_eq!(caught[0].to.to_lowercase(), "victim@example.org");
        let mut work = ground.database.begin_read().await.unwrap();
        assert_eq!(database::signup_requests::count_pending(&mut work, porch.find_list("members").await.id).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn total_signup_rate_is_limited() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::new(&ground).await;
    assert_eq!(submit_thousand_forms(&porch).await, (200, 800));
}

#[tokio::test]
async fn rate_limited_network_sees_retry_page() {
    let ground = TestDatabase::sqlite().await;
    let porch = SignupFixture::new(&ground).await;
    let site = porch.open(SOON).await;
    let stamp = porch.form_token("/subscribe/members", || NOW).await;
    let ask = async |from: &'static str, address: String| {
        let fields = [("email", address.as_str()), ("form_token", stamp.as_str())];
        post_from(&site, "/subscribe/members", &fields, &[("X-Forwarded-For", from)]).await
    };
    for number in 0..5 {
        assert_eq!(ask("2001:db8:1:2::1", format!("s{number}@example.org")).await.status, 200);
    }
    let refused = ask("2001:db8:1:2:ffff::9", "t@example.org".to_owned()).await;
    assert_eq!((refused.status, refused.header("Retry-After")), (429, Some("60")));
    assert!(refused.body.contains("<h1>Please try again later</h1>"), "{}", refused.body);
    assert_eq!(porch.request("t@example.org").await, None);
    assert_eq!(ask("2001:db8:1:3::1", "t@example.org".to_owned()).await.status, 200);
    // What is only looked at or pressed once more is never counted.
    for _ in 0..50 {
        assert_eq!(site.get("/subscribe/members").await.status, 200);
        assert_eq!(site.post("/subscribe/members", "email=x%40example.org").await.status, 200);
    }
}

#[derive(Clone, Default)]
struct LogBuffer(Arc<Mutex<Vec<u8>>>);

impl io::Write for LogBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn rate_limit_is_logged_once_without_addresses() {
    let log = LogBuffer::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // While it knows of one subscriber only, tracing settles what is logged on whatever thread comes first.
    let _second = Dispatch::new(NoSubscriber::default());
    let _guard = tracing::subscriber::set_default(subscriber);
    let ground = TestDatabase::sqlite().await;
    let catcher = MailCatcher::start(([127, 0, 0, 1], 0).into(), CatcherScript::default()).await.unwrap();
    let porch =
        SignupFixture::with_settings(&ground, &format!("smtp://{}", catcher.address()), "joins_per_hour = 3").await;
    let site = porch.open(SOON).await;
    let stamp = porch.form_token("/subscribe/members", || NOW).await;
    for number in 0..9 {
        let (from, address) = (format!("192.0.2.{number}"), format!("s{number}@example.org"));
        let fields = [("email", address.as_str()), ("form_token", stamp.as_str())];
        let answer = post_from(&site, "/subscribe/members", &fields, &[("X-Forwarded-For", &from)]).await;
        assert_eq!(answer.status, if number < 3 { 200 } else { 429 });
    }
    porch.send_one(SOON).await;
    let link = porch.link("s1@example.org").await;
    site.get(&link).await;
    site.post(&link, "list=members").await;
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert_eq!(log.matches("signup_rate_limiter: the form was sent 3 times within an hour").count(), 1, "{log}");
    assert!(log.contains("confirmation mail") && log.contains("route=\"/c/{token}\""), "{log}");
    for secret in ["s1@example.org", "s1%40", link.trim_start_matches("/c/"), stamp.as_str(), "192.0.2."] {
        assert!(!log.contains(secret), "{secret} is in {log}");
    }
}
