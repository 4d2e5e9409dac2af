//! A run that is asked to stop pauses the issue; sending the draft again continues it.

use circular::delivery::RunEnding;
use circular::model::{DeliveryStatus, IssueState};
use circular::sending::{
    self, ContinueError, ContinueOutcome, IssueEnd, PauseOutcome, ResumeOptions, ResumeOutcome, RunEvent,
    SegmentOption, SegmentOverride, StopRequest,
};
use tokio::sync::watch;

use super::{SendingScenario, everyone, now};
use crate::engine::on_both;

on_both! {
    async fn stopped_run_continues_without_duplicates(ground) {
        let story = SendingScenario::new(ground, 40).await;
        let issue = story.freeze().await;
        let (stop, stopped) = watch::channel(StopRequest::Continue);
        let mut stopping = 0;
        let result = story.run_until(&issue, true, stopped, |event| match event {
            RunEvent::Committed(update) if update.progress.counts.count(DeliveryStatus::Sent) >= 5 => {
                stop.send_replace(StopRequest::Finish);
            }
            RunEvent::Stopping => stopping += 1,
            _ => {}
        }).await.unwrap();
        let sent = result.counts.count(DeliveryStatus::Sent);
        assert_eq!((result.ending, stopping, story.state(&issue).await), (RunEnding::Stopped, 1, IssueState::Paused));
        assert!((5..40).contains(&sent), "{sent}");
        assert_eq!((story.count(&issue, DeliveryStatus::Sending).await, story.count(&issue, DeliveryStatus::InDoubt).await), (0, 0));
        assert!(matches!(story.run(&issue).await.ending, RunEnding::Paused(_)), "nobody else sends it either");

        let everyone_on_list = SegmentOverride::default();
        let found = sending::unfinished_issue(
            &story.database, &story.workspace.drafts_dir(), "spring", &everyone_on_list, &story.workspace.settings,
        ).await.unwrap().unwrap();
        assert_eq!((found.id, found.state), (issue.id, IssueState::Paused));
        let narrowed = SegmentOverride { condition: Some("first_name == \"N1\"".to_owned()), ..SegmentOverride::default() };
        let refused = sending::continue_issue(&story.database, &found, &narrowed, false, now()).await;
        assert!(matches!(refused, Err(ContinueError::RecipientsFixed(SegmentOption::Where))), "{refused:?}");
        let refused = sending::continue_issue(&story.database, &found, &everyone_on_list, true, now()).await;
        assert!(matches!(refused, Err(ContinueError::StartFixed)), "{refused:?}");
        let continued = sending::continue_issue(&story.database, &found, &everyone_on_list, false, now()).await;
        assert_eq!(continued.unwrap(), ContinueOutcome::Resumed);
        assert!(story.run(&found).await.is_complete());
        assert_eq!(story.reached(), everyone(40));
    }

    async fn paused_issue_is_resumed(ground) {
        let story = SendingScenario::new(ground, 3).await;
        let issue = story.freeze().await;
        let resume = async || sending::resume_issue(&story.database, &issue, ResumeOptions::default(), now()).await.unwrap();
        assert_eq!(resume().await, ResumeOutcome::NotPaused);
        assert_eq!(sending::pause_issue(&story.database, &issue).await.unwrap(), PauseOutcome::Paused);
        let again = sending::pause_issue(&story.database, &issue).await.unwrap();
        assert!(matches!(again, PauseOutcome::AlreadyPaused(_)), "{again:?}");
        let ResumeOutcome::Resumed { issue: resumed, pause, requeued, .. } = resume().await else { panic!("it is paused") };
        assert_eq!((resumed.state, pause.is_some(), requeued), (IssueState::Sending, true, 0));
        assert!(story.run(&issue).await.is_complete());
        assert_eq!(resume().await, ResumeOutcome::Finished { rejected: 0 });
        let ended = sending::pause_issue(&story.database, &issue).await.unwrap();
        assert_eq!(ended, PauseOutcome::Ended(IssueEnd::Finished));
    }

    async fn issue_paused_by_the_program_does_not_continue_silently(ground) {
        let story = SendingScenario::new(ground, 3).await;
        let issue = story.freeze().await;
        let mut work = story.database.begin_write().await.unwrap();
        let pause = circular::model::Pause::because(circular::model::PauseReason::Rejections, "554 5.7.1 no".to_owned());
        circular::delivery::pause_issue_in(&mut work, issue.id, &pause).await.unwrap();
        work.commit().await.unwrap();
        let override_nothing = SegmentOverride::default();
        let found = sending::unfinished_issue(
            &story.database, &story.workspace.drafts_dir(), "spring", &override_nothing, &story.workspace.settings,
        ).await.unwrap().unwrap();
        let refused = sending::continue_issue(&story.database, &found, &override_nothing, false, now()).await;
        assert!(matches!(&refused, Err(ContinueError::Paused(why)) if *why == pause), "{refused:?}");
        assert_eq!((story.state(&issue).await, story.catcher.message_count()), (IssueState::Paused, 0));
        let options = ResumeOptions { retry_bounced: true, ..ResumeOptions::default() };
        sending::resume_issue(&story.database, &issue, options, now()).await.unwrap();
        let refused = sending::resume_issue(&story.database, &issue, options, now()).await.unwrap();
        assert_eq!(refused, ResumeOutcome::PauseFirst);
    }
}
