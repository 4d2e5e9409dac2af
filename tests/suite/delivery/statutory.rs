//! A notice that the society's rules ask for: also to those who want no newsletters, never to those who left.

use std::collections::BTreeMap;

use circular::database;
use circular::delivery::RunEnding;
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::{DeliveryStatus, FieldKind, SubscriptionState};
use circular::segment::{Condition, ConditionNames, Segment};

use super::{CallCountdown, DeliveryScenario, freeze_for, now, tomorrow};
use crate::engine::on_both;

/// Sets how `s<number>@example.org` stands on the list.
async fn stands(story: &DeliveryScenario, number: usize, state: SubscriptionState) {
    let mut work = story.database.begin_write().await.unwrap();
    let address = format!("s{number}@example.org").parse().unwrap();
    let id = database::subscribers::by_address(&mut work, &address).await.unwrap().unwrap().id;
    database::subscriptions::set_state(&mut work, story.list.id, id, state, now()).await.unwrap();
    work.commit().await.unwrap();
}

fn addresses<const N: usize>(numbers: [usize; N]) -> Vec<String> {
    numbers.map(|number| format!("s{number}@example.org")).into()
}

on_both! {
    async fn notice_reaches_notices_only_and_not_unsubscribed(ground) {
        let story = DeliveryScenario::new(ground, 5, CatcherScript::default(), "").await;
        stands(&story, 1, SubscriptionState::NoticesOnly).await;
        stands(&story, 2, SubscriptionState::Unsubscribed).await;
        stands(&story, 3, SubscriptionState::Suppressed).await;
        let notice = story.notice("meeting").await;
        let (ending, progress) = notice.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Sent), progress.counts.total()), (RunEnding::Completed, 3, 3));
        assert_eq!(notice.reached(), addresses([0, 1, 4]));
        let mut work = story.database.begin_read().await.unwrap();
        let kept = database::issues::by_slug(&mut work, "meeting").await.unwrap().remove(0);
        assert_eq!(kept, circular::model::Issue { state: kept.state, ..notice.issue.clone() });
        assert!(kept.statutory && !story.issue.statutory);
    }

    async fn newsletter_skips_notices_only(ground) {
        let story = DeliveryScenario::new(ground, 3, CatcherScript::default(), "").await;
        stands(&story, 1, SubscriptionState::NoticesOnly).await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.count(DeliveryStatus::Skipped)), (RunEnding::Completed, 1));
        assert_eq!(story.reached(), addresses([0, 2]));
    }

    async fn notice_during_run_reaches_narrowed_not_unsubscribed(ground) {
        let story = DeliveryScenario::new(ground, 5, CatcherScript::default(), "").await;
        stands(&story, 4, SubscriptionState::NoticesOnly).await;
        let notice = story.notice("meeting").await;
        stands(&story, 0, SubscriptionState::NoticesOnly).await;
        stands(&story, 1, SubscriptionState::Unsubscribed).await;
        stands(&story, 2, SubscriptionState::Suppressed).await;
        stands(&story, 4, SubscriptionState::Unsubscribed).await;
        let (ending, progress) = notice.send().await;
        assert_eq!(ending, RunEnding::Completed);
        assert_eq!((progress.counts.count(DeliveryStatus::Sent), progress.counts.count(DeliveryStatus::Skipped)), (2, 3));
        assert_eq!(notice.reached(), addresses([0, 3]));
    }

    async fn deferred_notice_follows_domain_rate(ground) {
        let greylisted = CallCountdown::new(1);
        let script = CatcherScript::with_responder(move |moment| match moment.step {
            SmtpStep::Recipient if moment.recipient.starts_with("s1@") && greylisted.left() => {
                CatcherAction::reply("450 4.2.0 Greylisted")
            }
            _ => CatcherAction::Accept,
        });
        let settings = "[throttle]\ndomains.'example.org'.rate = '3600/minute'\n";
        let story = DeliveryScenario::new(ground, 3, script, settings).await;
        stands(&story, 1, SubscriptionState::NoticesOnly).await;
        let notice = story.notice("meeting").await;
        let (ending, _) = notice.send().await;
        assert!(matches!(ending, RunEnding::Waiting(_)), "{ending:?}");
        assert_eq!((notice.count(DeliveryStatus::Deferred).await, notice.reached()), (1, addresses([0, 2])));
        assert_eq!(notice.send_at(tomorrow).await.0, RunEnding::Completed);
        assert_eq!(notice.reached(), addresses([0, 1, 2]));
    }

    async fn conditions_limit_notice_recipients(ground) {
        let story = DeliveryScenario::new(ground, 6, CatcherScript::default(), "").await;
        stands(&story, 1, SubscriptionState::NoticesOnly).await;
        stands(&story, 2, SubscriptionState::NoticesOnly).await;
        let fields = BTreeMap::from([("first_name".to_owned(), FieldKind::Text)]);
        let names = ConditionNames { fields, ..ConditionNames::default() };
        let condition = |text| Some(Condition::parse(text, &names).unwrap());
        let audience = Segment {
            condition: condition("number(first_name) < 4"),
            exclusion: condition("first_name == '2'"),
            statutory: true,
            ..Segment::whole_list(story.list.clone())
        };
        let mut pages = audience.pages();
        while pages.next(&mut story.database.begin_read().await.unwrap()).await.unwrap().is_some() {}
        let reach = pages.stats();
        assert_eq!((reach.recipients, reach.notices_only_recipients, reach.excluded_by_where, reach.excluded_by_exclude), (3, 1, 2, 1));
        let issue = freeze_for(&story.workspace, &story.database, &audience, "meeting", now()).await;
        let story = DeliveryScenario { issue, ..story };
        assert_eq!(story.send().await.0, RunEnding::Completed);
        assert_eq!(story.reached(), addresses([0, 1, 3]));
    }
}
