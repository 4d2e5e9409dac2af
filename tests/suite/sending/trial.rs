//! Without a relay a sending is a trial: its copies are files, and the real issue replaces it.

use circular::database;
use circular::sending::{self, FreezeError};

use super::{SendingScenario, now, workspace};
use crate::engine::TestDatabase;

#[tokio::test]
async fn trial_is_replaced_by_the_real_issue() {
    let ground = TestDatabase::sqlite().await;
    let mut story = SendingScenario::new(&ground, 3).await;
    let relay = std::mem::replace(&mut story.workspace, workspace(&ground, "[relay]\nurl = 'outbox:outbox'\n"));
    let is_trial =
        |workspace: &circular::config::Workspace| workspace.settings.all_relays().all(|relay| relay.is_outbox());
    assert!(is_trial(&story.workspace) && !is_trial(&relay));
    let prepared = story.prepare().await.unwrap();
    let first = story.freeze_prepared(&story.database, &prepared, now()).await.unwrap();
    let trial = story.freeze_prepared(&story.database, &prepared, now()).await.unwrap();
    assert!(first.id < trial.id, "a trial replaces the one before, and no number is used twice");
    assert!(trial.trial && story.run(&trial).await.is_complete());
    assert_eq!(std::fs::read_dir(ground.folder.path().join("outbox")).unwrap().count(), 3);
    assert_eq!(story.catcher.command_log().len(), 0);
    assert_eq!(sending::existing_issue(&story.database, "spring", trial.list).await.unwrap(), None);

    story.workspace = relay;
    let issue = story.freeze().await;
    assert!(story.run(&issue).await.is_complete());
    assert_eq!(story.catcher.message_count(), 3);
    let mut work = story.database.begin_read().await.unwrap();
    assert_eq!(database::issues::by_slug(&mut work, "spring").await.unwrap().len(), 1, "the trial is gone");
    assert_eq!(database::deliveries::count_by_status(&mut work, trial.id).await.unwrap().total(), 0);
    assert!(trial.id < issue.id);
    drop(work);
    story.workspace = workspace(&ground, "[relay]\nurl = 'outbox:outbox'\n");
    let refused = story.freeze_prepared(&story.database, &prepared, now()).await;
    assert!(matches!(refused, Err(FreezeError::Exists(_))), "{refused:?}");
}
