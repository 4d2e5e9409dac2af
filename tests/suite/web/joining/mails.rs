//! The confirmation mail: what stands in it, and that nobody gets one too many.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use circular::catcher::{Action, Catcher, Script, Step};
use circular::database;
use circular::model::State;
use circular::subscription;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{NOW, Porch, SOON, hours};
use crate::engine::{Ground, on_both};

async fn catcher(script: Script) -> Catcher {
    Catcher::start(([127, 0, 0, 1], 0).into(), script).await.unwrap()
}

async fn porch<'a>(ground: &'a Ground, catcher: &Catcher) -> Porch<'a> {
    Porch::with(ground, &format!("smtp://{}", catcher.address()), "").await
}

fn minutes_later(minutes: i64) -> Timestamp {
    SOON() + SignedDuration::from_mins(minutes)
}

#[tokio::test]
async fn it_is_short_and_holds_nothing_of_whoever_asked() {
    let ground = Ground::sqlite().await;
    let catcher = catcher(Script::default()).await;
    let porch = porch(&ground, &catcher).await;
    let stamp = porch.stamp("/subscribe/members", || NOW).await;
    let site = porch.open(SOON).await;
    let fields = [
        ("email", "Buy-pills@example.org"),
        ("stamp", stamp.as_str()),
        ("name", "Win http://evil.example now"),
        ("first_name", "Win"),
        ("next", "https://evil.example"),
    ];
    let page = super::post_from(&site, "/subscribe/members", &fields, &[("User-Agent", "evil.example")]).await;
    assert!(!page.body.contains("evil"), "{}", page.body);
    porch.hand_over(SOON).await;
    let caught = catcher.caught();
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
    let letter = mail.letter();
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
    assert_eq!(porch.state("members", "buy-pills@example.org").await, Some(State::Confirmed));
}

on_both! {
    async fn each_mail_has_an_id_of_its_own(ground) {
        let catcher = catcher(Script::default()).await;
        let porch = porch(ground, &catcher).await;
        for address in ["ann@example.org", "bob@example.org"] {
            porch.ask("/subscribe/members", address, SOON).await;
        }
        porch.hand_over(SOON).await;
        porch.ask("/subscribe/members", "ann@example.org", hours!(24)).await;
        porch.hand_over(hours!(24)).await;
        porch.hand_over(hours!(24)).await;
        let mut ids: Vec<_> = catcher.caught().iter().map(|mail| mail.header("Message-ID").unwrap()).collect();
        assert_eq!(ids.len(), 3);
        ids.dedup();
        assert_eq!(ids.len(), 3, "{ids:?}");
        assert!(ids.iter().all(|id| id.starts_with("<join.") && id.ends_with("@example.org>")), "{ids:?}");
    }

    async fn two_services_on_one_database_send_it_once(ground) {
        let catcher = catcher(Script::default()).await;
        let porch = porch(ground, &catcher).await;
        for number in 0..20 {
            porch.ask("/subscribe/members", &format!("s{number}@example.org"), SOON).await;
        }
        let (_stop, stopped) = watch::channel(false);
        let posts: Vec<_> = (0..4).map(|_| porch.post(SOON)).collect();
        for _ in 0..3 {
            let handed = futures_util::future::join_all(posts.iter().map(|post| post.hand_over(&stopped))).await;
            assert!(handed.into_iter().all(|rest| rest.unwrap().is_none()));
        }
        let mut reached: Vec<_> = catcher.caught().iter().map(|mail| mail.to.clone()).collect();
        assert_eq!(reached.len(), 20);
        reached.sort();
        reached.dedup();
        assert_eq!(reached.len(), 20);
    }

    async fn what_a_crash_left_is_not_sent_twice(ground) {
        let catcher = catcher(Script::default()).await;
        let porch = porch(ground, &catcher).await;
        porch.ask("/subscribe/members", "ann@example.org", SOON).await;
        // It was claimed, and then the program was killed.
        porch.mailed(SOON).await;
        for now in [SOON, hours!(1), hours!(23)] {
            porch.hand_over(now).await;
            porch.ask("/subscribe/members", "ann@example.org", now).await;
        }
        assert_eq!(catcher.count(), 0);
        porch.ask("/subscribe/members", "ann@example.org", hours!(24)).await;
        porch.hand_over(hours!(24)).await;
        assert_eq!(catcher.count(), 1);
    }

    async fn a_relay_that_defers_is_asked_again_and_not_too_often(ground) {
        let later = Arc::new(AtomicBool::new(true));
        let defers = Arc::clone(&later);
        let catcher = catcher(Script::answering(move |moment| match moment.step {
            Step::Recipient if defers.load(Ordering::Relaxed) => Action::say("450 4.2.0 greylisted"),
            _ => Action::Accept,
        }))
        .await;
        let porch = porch(ground, &catcher).await;
        porch.ask("/subscribe/members", "ann@example.org", SOON).await;
        let tries = || catcher.log().iter().flatten().filter(|verb| *verb == "RCPT").count();
        porch.hand_over(SOON).await;
        let request = porch.request("ann@example.org").await.unwrap();
        assert_eq!((tries(), request.mails, request.mail_due), (1, 0, true));
        porch.hand_over(|| minutes_later(4)).await;
        assert_eq!(tries(), 1);
        porch.hand_over(|| minutes_later(5)).await;
        assert_eq!(tries(), 2);
        porch.hand_over(|| minutes_later(600)).await;
        porch.hand_over(|| minutes_later(800)).await;
        assert_eq!(tries(), 3, "the longer it fails, the longer it waits");
        later.store(false, Ordering::Relaxed);
        porch.hand_over(|| minutes_later(900)).await;
        let request = porch.request("ann@example.org").await.unwrap();
        assert_eq!((catcher.count(), request.mails, request.mail_due), (1, 1, false));
        // The link's three days begin with the mail that went.
        let link = porch.link("ann@example.org").await;
        let late = porch.open(|| minutes_later(900 + 72 * 60)).await;
        assert!(late.get(&link).await.body.contains("Do you want"));
    }

    async fn after_a_day_nobody_waits_for_it(ground) {
        let catcher = catcher(Script::answering(|moment| match moment.step {
            Step::Recipient => Action::say("450 4.2.0 greylisted"),
            _ => Action::Accept,
        }))
        .await;
        let porch = porch(ground, &catcher).await;
        porch.ask("/subscribe/members", "ann@example.org", SOON).await;
        porch.hand_over(SOON).await;
        porch.hand_over(hours!(24)).await;
        assert_eq!(catcher.log().iter().flatten().filter(|verb| *verb == "RCPT").count(), 1);
    }

    async fn an_address_that_is_refused_is_not_tried_again(ground) {
        let catcher = catcher(Script::answering(|moment| match moment.step {
            Step::Recipient => Action::say("550 5.1.1 no such user"),
            _ => Action::Accept,
        }))
        .await;
        let porch = porch(ground, &catcher).await;
        porch.ask("/subscribe/members", "ann@example.org", SOON).await;
        for now in [SOON, hours!(1), hours!(20)] {
            porch.hand_over(now).await;
        }
        assert_eq!(catcher.log().iter().flatten().filter(|verb| *verb == "RCPT").count(), 1);
        let request = porch.request("ann@example.org").await.unwrap();
        assert_eq!((request.mails, request.mail_due), (1, false));
    }

    async fn a_relay_that_is_down_loses_nothing(ground) {
        let porch = Porch::new(ground).await;
        for address in ["ann@example.org", "bob@example.org"] {
            porch.ask("/subscribe/members", address, SOON).await;
        }
        assert!(porch.hand_over(SOON).await, "it is left alone for a while");
        let (ann, bob) = (porch.request("ann@example.org").await, porch.request("bob@example.org").await);
        assert!([ann, bob].into_iter().flatten().all(|request| request.mail_due && request.mails == 0));
        let catcher = catcher(Script::default()).await;
        let mended = self::porch(ground, &catcher).await;
        mended.hand_over(|| minutes_later(5)).await;
        assert_eq!(catcher.count(), 2);
    }

    async fn a_line_lost_after_the_dot_repeats_nothing(ground) {
        let catcher = catcher(Script::answering(|moment| match moment.step {
            Step::Dot => Action::Drop,
            _ => Action::Accept,
        }))
        .await;
        let porch = porch(ground, &catcher).await;
        porch.ask("/subscribe/members", "ann@example.org", SOON).await;
        for now in [SOON, hours!(1), hours!(20)] {
            porch.hand_over(now).await;
        }
        assert_eq!((catcher.count(), porch.request("ann@example.org").await.unwrap().mails), (1, 1));
    }

    async fn the_service_sends_and_tidies_by_itself(ground) {
        let catcher = catcher(Script::default()).await;
        let porch = porch(ground, &catcher).await;
        porch.ask("/subscribe/members", "old@example.org", || NOW - SignedDuration::from_hours(200)).await;
        porch.ask("/subscribe/members", "ann@example.org", SOON).await;
        let (stop, stopped) = watch::channel(false);
        let post = porch.post(SOON);
        let posting = {
            let stopped = stopped.clone();
            tokio::spawn(async move { post.keep(stopped).await })
        };
        let tidying = tokio::spawn(subscription::keep_tidy(ground.database.clone(), SOON, stopped));
        while catcher.count() < 1 || porch.request("old@example.org").await.is_some() {
            tokio::task::yield_now().await;
        }
        stop.send_replace(true);
        posting.await.unwrap();
        tidying.await.unwrap();
        assert_eq!(catcher.caught()[0].to, "ann@example.org");
        assert_eq!(catcher.count(), 1);
        let mut work = ground.database.read().await.unwrap();
        assert_eq!(database::request::waiting(&mut work, porch.named("members").await.id).await.unwrap(), 1);
    }
}
