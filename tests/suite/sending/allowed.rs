//! Blocking diagnostics stop a sending, unless the operator allows them.

use circular::sending::{AllowedRules, BlockedError};

use super::{SPRING, SendingScenario};
use crate::engine::TestDatabase;

#[tokio::test]
async fn blocking_rule_is_overridden_only_if_allowed() {
    let ground = TestDatabase::sqlite().await;
    let story = SendingScenario::new(&ground, 3).await;
    story.write_draft(&SPRING.replace("Spring is here.", "The room costs £XXX."));
    let prepared = story.prepare().await.unwrap();
    let found = prepared.diagnostics(&story.dry_run(&prepared).await);
    let check = |allowed: &AllowedRules| allowed.check(found.iter().map(|found| &found.diagnostic));
    let blocked = BlockedError { rules: vec!["placeholder"], overridable: true };
    assert_eq!(check(&AllowedRules::default()), Err(blocked));
    assert_eq!(check(&AllowedRules::new(["placeholder"]).unwrap()), Ok(vec!["placeholder"]));
}

#[tokio::test]
async fn issue_without_recipients_cannot_be_allowed() {
    let ground = TestDatabase::sqlite().await;
    let story = SendingScenario::new(&ground, 3).await;
    story.write_draft(&SPRING.replace("to: members", "to: members\nwhere: first_name == \"Zoe\""));
    let prepared = story.prepare().await.unwrap();
    let dry_run = story.dry_run(&prepared).await;
    assert_eq!((dry_run.recipients, dry_run.stats.excluded_by_where), (0, 3));
    let found = prepared.diagnostics(&dry_run);
    let blocked = AllowedRules::default().check(found.iter().map(|found| &found.diagnostic)).unwrap_err();
    assert_eq!(blocked, BlockedError { rules: vec!["nobody"], overridable: false });
    assert!(AllowedRules::new(["nobody"]).is_err());
}
