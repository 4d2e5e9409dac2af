//! Prepare, dry run, freeze and run: everyone gets one copy, and each commit is reported.

use std::collections::BTreeSet;

use circular::delivery::RunEnding;
use circular::model::{DeliveryStatus, IssueState};
use circular::sending::{AllowedRules, RunEvent, StopRequest};
use tokio::sync::watch;

use super::{SPRING, SendingScenario, everyone, now};
use crate::engine::on_both;

on_both! {
    async fn draft_is_sent_without_the_command_line(ground) {
        let story = SendingScenario::new(ground, 30).await;
        let prepared = story.prepare().await.unwrap();
        let (settings, root) = (&story.workspace.settings, &story.workspace.root);
        let checked = prepared.check(&story.database, settings, root, now()).await.unwrap();
        let dry_run = checked.dry_run();
        assert_eq!((dry_run.recipients, dry_run.rendered, dry_run.subject.as_str()), (30, 30, "Spring for N0"));
        assert_eq!((dry_run.distinct_messages, checked.is_trial(), checked.unchecked()), (Some(30), false, None));
        assert!(checked.release(&AllowedRules::default()).unwrap().overridden().is_empty());
        assert_eq!(story.catcher.command_log().len(), 0, "nothing is sent before it is frozen");

        let issue = story.freeze_prepared(&story.database, &prepared, now()).await.unwrap();
        assert_eq!((issue.state, story.count(&issue, DeliveryStatus::Queued).await), (IssueState::Sending, 30));
        story.write_draft("---\nsubject: Changed\nto: members\n---\n\nToo late.\n");

        let (mut started, mut settled, mut last) = (0, Vec::new(), 0);
        let stop = watch::channel(StopRequest::Continue).1;
        let result = story.run_until(&issue, false, stop, |event| match event {
            RunEvent::Started => started += 1,
            RunEvent::Committed(update) => {
                assert_eq!(update.issue, issue.id);
                settled.extend(update.settled.iter().map(|settled| (settled.subscriber, settled.status)));
                last = update.progress.counts.count(DeliveryStatus::Sent);
            }
            other => panic!("{other:?}"),
        }).await.unwrap();
        assert!(result.is_complete(), "{result:?}");
        assert_eq!((started, last, result.counts.count(DeliveryStatus::Sent)), (1, 30, 30));
        assert!(settled.iter().all(|(_, status)| *status == DeliveryStatus::Sent), "{settled:?}");
        let subscribers: BTreeSet<_> = settled.iter().map(|(subscriber, _)| *subscriber).collect();
        assert_eq!((settled.len(), subscribers.len()), (30, 30), "each settlement is reported once");
        assert_eq!(story.reached(), everyone(30));
        assert!(story.catcher.messages().iter().all(|caught| caught.content().text.contains("Spring is here.")));
        assert_eq!(story.state(&issue).await, IssueState::Finished);
        assert_eq!(story.run(&issue).await.ending, RunEnding::Completed, "there is nothing left to send");
        assert_eq!(story.catcher.message_count(), 30);
    }

    async fn review_shows_whether_the_draft_changed(ground) {
        let story = SendingScenario::new(ground, 2).await;
        let prepared = story.prepare().await.unwrap();
        assert_eq!(prepared.last_review(&story.database).await.unwrap(), None);
        let dry_run = story.dry_run(&prepared).await;
        let seen = prepared.review_snapshot(dry_run.recipient_digest, dry_run.recipients);
        prepared.record_review(&story.database, &seen, now()).await.unwrap();
        let again = story.prepare().await.unwrap();
        assert_eq!(again.last_review(&story.database).await.unwrap(), Some(seen));
        assert_eq!(again.review_snapshot(dry_run.recipient_digest, dry_run.recipients), seen);
        story.write_draft(&SPRING.replace("is here", "was here"));
        let changed = story.prepare().await.unwrap().review_snapshot(dry_run.recipient_digest, dry_run.recipients);
        assert_ne!(changed.draft, seen.draft);
        assert_eq!((changed.templates, changed.settings), (seen.templates, seen.settings));
    }
}
