//! Two issues go over two relays at once: each keeps its own pace, and neither waits for the other.

use circular::config::Workspace;
use circular::database;
use circular::delivery::{Error, RelayTransports, RunEnding, Scheduler};
use circular::mail_catcher::{CatcherScript, MailCatcher};
use circular::model::{Issue, RelayName};
use circular::segment::Segment;
use circular::smtp::Transport;
use jiff::SignedDuration;
use tokio::sync::watch;

use super::{DeliveryScenario, now};
use crate::engine::on_both;
use crate::transport::ANYWHERE;

fn youth() -> RelayName {
    "youth".parse().unwrap()
}

use crate::unchecked_issue::UncheckedIssue;

/// Freezes an issue for the relay of the youth section.
async fn freeze_for_youth(story: &DeliveryScenario) -> Issue {
    let mut work = story.database.begin_read().await.unwrap();
    let content = database::issues::frozen_content(&mut work, story.issue.id).await.unwrap();
    drop(work);
    let segment = Segment::whole_list(story.list.clone());
    let relay = youth();
    let issue =
        UncheckedIssue { slug: "camp", segment: &segment, content: &content, relay: Some(&relay), starts_at: now() };
    let frozen = issue.freeze(&story.database, now()).await;
    let mut work = story.database.begin_read().await.unwrap();
    let stored = database::issues::by_slug(&mut work, "camp").await.unwrap();
    assert_eq!(stored, std::slice::from_ref(&frozen), "the relay is stored with the issue");
    frozen
}

fn scheduler(story: &DeliveryScenario, workspace: &Workspace) -> Scheduler {
    let mut transports = RelayTransports::default();
    for relay in workspace.settings.all_relays() {
        let transport = Transport::new(relay.settings, &workspace.root, "example.org").unwrap();
        transports.insert(relay.name.cloned(), transport);
    }
    Scheduler::new(story.database.clone(), workspace.settings.clone(), transports, now)
}

on_both! {
    async fn each_relay_keeps_its_own_pace(ground) {
        let other = MailCatcher::start(ANYWHERE, CatcherScript::default()).await.unwrap();
        let settings = format!(
            "[throttle]\nrate = '1/hour'\n[relays.youth]\nurl = 'smtp://{}'\nlists = ['youth']\n\
             throttle.rate = '1000/second'\nthrottle.domains.'example.org'.rate = '1000/second'\n",
            other.address()
        );
        let story = DeliveryScenario::new(ground, 5, CatcherScript::default(), &settings).await;
        let camp = freeze_for_youth(&story).await;
        let scheduler = scheduler(&story, &story.workspace);
        let (stop, stopped) = watch::channel(false);
        let youth = async {
            let ended = scheduler.send_issue(&camp, watch::channel(false).1).await;
            stop.send_replace(true);
            ended
        };
        let (usual, youth) = tokio::join!(scheduler.send_issue(&story.issue, stopped), youth);
        assert_eq!((usual.unwrap().0, youth.unwrap().0), (RunEnding::Stopped, RunEnding::Completed));
        assert!(story.catcher.message_count() <= 1, "the usual relay keeps its pace");
        assert_eq!(other.message_count(), 5);
        let subjects: Vec<_> = other.messages().iter().map(|copy| copy.content().subject).collect();
        assert!(subjects.iter().all(|subject| subject.starts_with("spring")), "the same content: {subjects:?}");
    }

    async fn domain_that_throttles_one_relay_is_free_at_the_other(ground) {
        let mut work = ground.database.begin_write().await.unwrap();
        let (relay, until) = (youth(), now() + SignedDuration::from_hours(1));
        database::domain_queues::hold_until(&mut work, Some(&relay), "example.org", until).await.unwrap();
        database::domain_queues::hold_until(&mut work, None, "example.net", until).await.unwrap();
        database::domain_queues::hold_until(&mut work, Some(&relay), "example.net", until).await.unwrap();
        let mut domains = Vec::new();
        for relay in [None, Some(&relay)] {
            let queues = database::domain_queues::all(&mut work, relay).await.unwrap();
            domains.push(queues.into_iter().map(|queue| queue.domain).collect::<Vec<_>>());
        }
        assert_eq!(domains, [vec!["example.net"], vec!["example.org", "example.net"]]);
    }

    async fn issue_whose_relay_is_gone_is_not_sent(ground) {
        let story = DeliveryScenario::new(ground, 2, CatcherScript::default(), "").await;
        let camp = freeze_for_youth(&story).await;
        let refused = scheduler(&story, &story.workspace).send_issue(&camp, watch::channel(false).1).await;
        let Err(error @ Error::RelayGone(_)) = refused else { panic!("it was sent") };
        assert_eq!(
            error.to_string(),
            "the relay `youth`, for which this issue was frozen, is no longer in the settings"
        );
        assert_eq!(story.catcher.message_count(), 0);
    }
}
