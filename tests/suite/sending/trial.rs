//! Without a relay a sending is a trial: its copies are files, and the real issue replaces it.

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
    let trial = sending::freeze_issue(&story.database, prepared.plan(true, now()), now()).await.unwrap();
    assert!(trial.trial && story.run(&trial).await.is_complete());
    assert_eq!(std::fs::read_dir(ground.folder.path().join("outbox")).unwrap().count(), 3);
    assert_eq!(story.catcher.command_log().len(), 0);
    assert_eq!(sending::existing_issue(&story.database, "spring", trial.list).await.unwrap(), None);

    story.workspace = relay;
    let issue = story.freeze().await;
    assert!(story.run(&issue).await.is_complete());
    assert_eq!(story.catcher.message_count(), 3);
    let refused = sending::freeze_issue(&story.database, prepared.plan(true, now()), now()).await;
    assert!(matches!(refused, Err(FreezeError::Exists(_))), "{refused:?}");
}
