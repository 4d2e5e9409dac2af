//! A list gets a draft once.

use circular::sending::{self, ExistingIssue, FreezeError};

use super::{SendingScenario, now};
use crate::engine::on_both;

on_both! {
    async fn second_sending_is_refused(ground) {
        let story = SendingScenario::new(ground, 3).await;
        let prepared = story.prepare().await.unwrap();
        let list = prepared.segment.list.id;
        assert_eq!(sending::existing_issue(&story.database, "spring", list).await.unwrap(), None);
        let issue = story.freeze().await;
        let existing = sending::existing_issue(&story.database, "spring", list).await.unwrap();
        assert!(matches!(existing, Some(ExistingIssue::InProgress(_))), "{existing:?}");
        assert!(story.run(&issue).await.is_complete());
        let existing = sending::existing_issue(&story.database, "spring", list).await.unwrap();
        assert!(matches!(&existing, Some(ExistingIssue::AlreadySent(sent)) if sent.id == issue.id), "{existing:?}");
        let refused = story.freeze_prepared(&story.database, &prepared, now()).await;
        assert!(matches!(refused, Err(FreezeError::Exists(ExistingIssue::AlreadySent(_)))), "{refused:?}");
        assert_eq!(story.catcher.message_count(), 3);
        let unfinished = sending::unfinished_issue(
            &story.database, &story.workspace.drafts_dir(), "spring", &sending::SegmentOverride::default(), &story.workspace.settings,
        ).await.unwrap();
        assert_eq!(unfinished, None);
    }

    async fn two_processes_freeze_one_issue(ground) {
        let story = SendingScenario::new(ground, 3).await;
        let elsewhere = ground.again().await;
        let prepared = story.prepare().await.unwrap();
        let (here, there) = tokio::join!(
            story.freeze_prepared(&story.database, &prepared, now()),
            story.freeze_prepared(&elsewhere, &prepared, now())
        );
        assert_eq!(u8::from(here.is_ok()) + u8::from(there.is_ok()), 1, "{here:?} {there:?}");
        elsewhere.close().await;
    }
}
