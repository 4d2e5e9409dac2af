//! The confirmation mail: what it contains, and that nobody gets too many.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use circular::database;
use circular::delivery::{DeliveryMeter, ReplyClass};
use circular::mail_catcher::{CatcherAction, CatcherScript, MailCatcher, SmtpStep};
use circular::model::SubscriptionState;
use circular::subscription;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{NOW, SOON, SignupFixture, hours};
use crate::engine::{TestDatabase, on_both};
use crate::patience::wait_for;

async fn start_catcher(script: CatcherScript) -> MailCatcher {
    MailCatcher::start(([127, 0, 0, 1], 0).into(), script).await.unwrap()
}

async fn fixture_with_relay<'a>(ground: &'a TestDatabase, catcher: &MailCatcher) -> SignupFixture<'a> {
    SignupFixture::with_settings(ground, &format!("smtp://{}", catcher.address()), "").await
}

fn minutes_later(minutes: i64) -> Timestamp {
    SOON() + SignedDuration::from_mins(minutes)
}

#[tokio::test]
async fn confirmation_mail_contains_no_submitted_text() {
    let ground = TestDatabase::sqlite().await;
    let catcher = start_catcher(CatcherScript::default()).await;
    let porch = fixture_with_relay(&ground, &catcher).await;
    let stamp = porch.form_token("/subscribe/members", || NOW).await;
    let site = porch.open(SOON).await;
    let fields = [
        ("email", "Buy-pills@example.org"),
        ("form_token", stamp.as_str()),
        ("name", "Win http://evil.example now"),
        ("first_name", "Win"),
        ("next", "https://evil.example"),
    ];
    let page = super::post_from(&site, "/subscribe/members", &fields, &[("User-Agent", "evil.example")]).await;
    assert!(!page.body.contains("evil"), "{}", page.body);
    porch.send_one(SOON).await;
    let caught = catcher.messages();
    let [mail] = &caught[..] else { panic!("{} mails", caught.len()) };
    assert_eq!((mail.from.as_str(), mail.to.as_str()), ("chair@example.org", "Buy-pills@example.org"));
    let bytes = String::from_utf8(mail.bytes.clone()).unwrap();
    assert!(!bytes.contains("evil") && !bytes.contains("Win"), "{bytes}");
    assert_eq!(bytes.matches("Buy-pills").count(), 1, "only in To: {bytes}");
    assert_eq!(mail.header("To").as_deref(), Some("<Buy-pills@example.org>"));
    assert_eq!(mail.header("From").as_deref(), Some("\"The Chair\" <chair@example.org>"));
    assert_eq!(mail.header("Auto-Submitted").as_deref(), Some("auto-generated"));
    for name in ["List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Post", "Precedence"] {
        assert_eq!(mail.header(name), None, "{name}");
    }
    let letter = mail.content();
    assert_eq!(letter.subject, "Please confirm: the letters of Society of <Friends>");
    let link = format!("https://news.example.org{}", porch.link("buy-pills@example.org").await);
    insta::assert_snapshot!(letter.text.replace("\r\n", "\n").replace(&link, "[link]"), @"
    Somebody asked for letters of Society of <Friends> to come to this address:

    - The Members’ Letter

    Was it you? Then confirm it on this page:

    [link]

    The link works for 72 hours.

    Was it not you? Then do nothing: without your word no letters come.
    On the same page you can also have us ask you no more.

    -- 
    Society of <Friends>
    1 Example Street
    ");
    assert!(letter.html.contains(&format!("href=\"{link}\"")) && letter.html.contains("The Members’ Letter"));
    assert!(letter.html.contains("Society of &lt;Friends&gt;") && !letter.html.contains("<Friends>"));
    assert!(bytes.len() < 10_000, "{}", bytes.len());
    // The link works.
    let path = link.strip_prefix("https://news.example.org").unwrap();
    porch.open(hours!(1)).await.post(path, "list=members").await;
    assert_eq!(porch.state("members", "buy-pills@example.org").await, Some(SubscriptionState::Confirmed));
}

on_both! {
    async fn each_mail_has_unique_message_id(ground) {
        let catcher = start_catcher(CatcherScript::default()).await;
        let porch = fixture_with_relay(ground, &catcher).await;
        for address in ["ann@example.org", "bob@example.org"] {
            porch.submit_form("/subscribe/members", address, SOON).await;
        }
        porch.send_one(SOON).await;
        porch.submit_form("/subscribe/members", "ann@example.org", hours!(24)).await;
        porch.send_one(hours!(24)).await;
        porch.send_one(hours!(24)).await;
        let mut ids: Vec<_> = catcher.messages().iter().map(|mail| mail.header("Message-ID").unwrap()).collect();
        assert_eq!(ids.len(), 3);
        ids.dedup();
        assert_eq!(ids.len(), 3, "{ids:?}");
        assert!(ids.iter().all(|id| id.starts_with("<join.") && id.ends_with("@example.org>")), "{ids:?}");
    }

    async fn two_services_send_one_mail(ground) {
        let catcher = start_catcher(CatcherScript::default()).await;
        let porch = fixture_with_relay(ground, &catcher).await;
        for number in 0..20 {
            porch.submit_form("/subscribe/members", &format!("s{number}@example.org"), SOON).await;
        }
        let (_stop, stopped) = watch::channel(false);
        let posts: Vec<_> = (0..4).map(|_| porch.mailer(SOON)).collect();
        for _ in 0..3 {
            let handed = futures_util::future::join_all(posts.iter().map(|post| post.send_due(&stopped))).await;
            assert!(handed.into_iter().all(|rest| rest.unwrap().is_none()));
        }
        let mut reached: Vec<_> = catcher.messages().iter().map(|mail| mail.to.clone()).collect();
        assert_eq!(reached.len(), 20);
        reached.sort();
        reached.dedup();
        assert_eq!(reached.len(), 20);
    }

    async fn crashed_send_is_not_repeated(ground) {
        let catcher = start_catcher(CatcherScript::default()).await;
        let porch = fixture_with_relay(ground, &catcher).await;
        porch.submit_form("/subscribe/members", "ann@example.org", SOON).await;
        // It was claimed, and then the program was killed.
        porch.send_confirmation(SOON).await;
        for now in [SOON, hours!(1), hours!(23)] {
            porch.send_one(now).await;
            porch.submit_form("/subscribe/members", "ann@example.org", now).await;
        }
        assert_eq!(catcher.message_count(), 0);
        porch.submit_form("/subscribe/members", "ann@example.org", hours!(24)).await;
        porch.send_one(hours!(24)).await;
        assert_eq!(catcher.message_count(), 1);
    }

    async fn deferred_mail_is_retried_with_backoff(ground) {
        let later = Arc::new(AtomicBool::new(true));
        let defers = Arc::clone(&later);
        let catcher = start_catcher(CatcherScript::with_responder(move |moment| match moment.step {
            SmtpStep::Recipient if defers.load(Ordering::Relaxed) => CatcherAction::reply("450 4.2.0 greylisted"),
            _ => CatcherAction::Accept,
        }))
        .await;
        let porch = fixture_with_relay(ground, &catcher).await;
        porch.submit_form("/subscribe/members", "ann@example.org", SOON).await;
        let tries = || catcher.command_log().iter().flatten().filter(|verb| *verb == "RCPT").count();
        porch.send_one(SOON).await;
        let request = porch.request("ann@example.org").await.unwrap();
        assert_eq!((tries(), request.mail_count, request.mail_due), (1, 0, true));
        porch.send_one(|| minutes_later(4)).await;
        assert_eq!(tries(), 1);
        porch.send_one(|| minutes_later(5)).await;
        assert_eq!(tries(), 2);
        porch.send_one(|| minutes_later(600)).await;
        porch.send_one(|| minutes_later(800)).await;
        assert_eq!(tries(), 3, "the longer it fails, the longer it waits");
        later.store(false, Ordering::Relaxed);
        porch.send_one(|| minutes_later(900)).await;
        let request = porch.request("ann@example.org").await.unwrap();
        assert_eq!((catcher.message_count(), request.mail_count, request.mail_due), (1, 1, false));
        // The link's three days begin with the mail that went.
        let link = porch.link("ann@example.org").await;
        let late = porch.open(|| minutes_later(900 + 72 * 60)).await;
        assert!(late.get(&link).await.body.contains("Would you like to get"));
    }

    async fn undelivered_mail_expires_after_a_day(ground) {
        let catcher = start_catcher(CatcherScript::with_responder(|moment| match moment.step {
            SmtpStep::Recipient => CatcherAction::reply("450 4.2.0 greylisted"),
            _ => CatcherAction::Accept,
        }))
        .await;
        let porch = fixture_with_relay(ground, &catcher).await;
        porch.submit_form("/subscribe/members", "ann@example.org", SOON).await;
        porch.send_one(SOON).await;
        porch.send_one(hours!(24)).await;
        assert_eq!(catcher.command_log().iter().flatten().filter(|verb| *verb == "RCPT").count(), 1);
    }

    async fn rejected_address_is_not_retried(ground) {
        let catcher = start_catcher(CatcherScript::with_responder(|moment| match moment.step {
            SmtpStep::Recipient => CatcherAction::reply("550 5.1.1 no such user"),
            _ => CatcherAction::Accept,
        }))
        .await;
        let porch = fixture_with_relay(ground, &catcher).await;
        porch.submit_form("/subscribe/members", "ann@example.org", SOON).await;
        for now in [SOON, hours!(1), hours!(20)] {
            porch.send_one(now).await;
        }
        assert_eq!(catcher.command_log().iter().flatten().filter(|verb| *verb == "RCPT").count(), 1);
        let request = porch.request("ann@example.org").await.unwrap();
        assert_eq!((request.mail_count, request.mail_due), (1, false));
    }

    async fn unavailable_relay_keeps_mail_queued(ground) {
        let porch = SignupFixture::new(ground).await;
        for address in ["ann@example.org", "bob@example.org"] {
            porch.submit_form("/subscribe/members", address, SOON).await;
        }
        assert!(porch.send_one(SOON).await, "it is left alone for a while");
        let (ann, bob) = (porch.request("ann@example.org").await, porch.request("bob@example.org").await);
        assert!([ann, bob].into_iter().flatten().all(|request| request.mail_due && request.mail_count == 0));
        let catcher = start_catcher(CatcherScript::default()).await;
        let repaired = self::fixture_with_relay(ground, &catcher).await;
        repaired.send_one(|| minutes_later(5)).await;
        assert_eq!(catcher.message_count(), 2);
    }

    async fn connection_lost_after_dot_is_not_repeated(ground) {
        let catcher = start_catcher(CatcherScript::with_responder(|moment| match moment.step {
            SmtpStep::FinalDot => CatcherAction::Close,
            _ => CatcherAction::Accept,
        }))
        .await;
        let porch = fixture_with_relay(ground, &catcher).await;
        porch.submit_form("/subscribe/members", "ann@example.org", SOON).await;
        for now in [SOON, hours!(1), hours!(20)] {
            porch.send_one(now).await;
        }
        assert_eq!((catcher.message_count(), porch.request("ann@example.org").await.unwrap().mail_count), (1, 1));
    }

    async fn service_sends_mails_and_purges_requests(ground) {
        let catcher = start_catcher(CatcherScript::default()).await;
        let porch = fixture_with_relay(ground, &catcher).await;
        porch.submit_form("/subscribe/members", "old@example.org", || NOW - SignedDuration::from_hours(200)).await;
        porch.submit_form("/subscribe/members", "ann@example.org", SOON).await;
        let (stop, stopped) = watch::channel(false);
        let meter = DeliveryMeter::default();
        let post = porch.mailer(SOON).with_meter(meter.clone());
        let posting = {
            let stopped = stopped.clone();
            tokio::spawn(async move { post.run_until(stopped).await })
        };
        let tidying = tokio::spawn(subscription::run_purge(ground.database.clone(), SOON, stopped));
        let look = async || (catcher.message_count() > 0 && porch.request("old@example.org").await.is_none()).then_some(());
        wait_for(look, async || "no mail, or the old request is still there".to_owned()).await;
        stop.send_replace(true);
        posting.await.unwrap();
        tidying.await.unwrap();
        assert_eq!(catcher.messages()[0].to, "ann@example.org");
        assert_eq!(catcher.message_count(), 1);
        assert_eq!(meter.readings().replies, [(ReplyClass::Accepted, 1)].into());
        let mut work = ground.database.begin_read().await.unwrap();
        assert_eq!(database::signup_requests::count_pending(&mut work, porch.find_list("members").await.id).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn right_to_left_language_turns_the_mail_and_the_pages() {
    // There are no sentences in Hebrew: what is in English is marked as English.
    for (language, said, direction) in [("ar", "ar", "rtl"), ("he-IL", "en-GB", "ltr"), ("de", "de", "ltr")] {
        let ground = TestDatabase::sqlite().await;
        let catcher = start_catcher(CatcherScript::default()).await;
        let mut porch = fixture_with_relay(&ground, &catcher).await;
        porch.workspace.settings.society.language = language.parse().unwrap();
        let page = porch.open(|| NOW).await.get("/subscribe/members").await.body;
        assert!(page.contains(&format!("<html lang=\"{said}\" dir=\"{direction}\">")), "{page}");
        let stamp = porch.form_token("/subscribe/members", || NOW).await;
        let site = porch.open(SOON).await;
        let fields = [("email", "ann@example.org"), ("form_token", stamp.as_str())];
        super::post_from(&site, "/subscribe/members", &fields, &[]).await;
        porch.send_one(SOON).await;
        let html = catcher.messages()[0].content().html;
        assert_eq!(html.matches(&format!("lang=\"{said}\" dir=\"{direction}\"")).count(), 2, "{html}");
        assert!(html.contains("<span style=\"color:#ffffff;\">"), "{html}");
    }
}
