//! Blocking diagnostics stop a sending, unless the operator allows them.

use circular::sending::{self, AllowedRules, BlockedError, FreezeError, FreezeOptions};

use super::{SPRING, SendingScenario, now};
use crate::engine::{TestDatabase, on_both};

#[tokio::test]
async fn blocking_rule_is_overridden_only_if_allowed() {
    let ground = TestDatabase::sqlite().await;
    let story = SendingScenario::new(&ground, 3).await;
    story.write_draft(&SPRING.replace("Spring is here.", "The room costs £XXX."));
    let prepared = story.prepare().await.unwrap();
    let (settings, root) = (&story.workspace.settings, &story.workspace.root);
    let checked = prepared.check(&story.database, settings, root, now()).await.unwrap();
    let blocked = BlockedError { rules: vec!["placeholder"], overridable: true };
    assert_eq!(checked.release(&AllowedRules::default()).err(), Some(blocked));
    let released = checked.release(&AllowedRules::new(["placeholder"]).unwrap()).unwrap();
    assert_eq!(released.overridden(), ["placeholder"]);
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

on_both! {
    async fn number_that_was_confirmed_must_still_be_true(ground) {
        let story = SendingScenario::new(ground, 3).await;
        for (number, narrowing) in (3..).zip(["", "\nwhere: first_name != \"Zoe\""]) {
            story.write_draft(&SPRING.replace("to: members", &format!("to: members{narrowing}")));
            let prepared = story.prepare().await.unwrap();
            let (settings, root) = (&story.workspace.settings, &story.workspace.root);
            let checked = prepared.check(&story.database, settings, root, now()).await.unwrap();
            let released = checked.release(&AllowedRules::default()).unwrap();
            story.import(&format!("email,first_name\nlate{number}@example.org,Late\n")).await;
            let freeze = async |is_count_confirmed| {
                let options = FreezeOptions { starts_at: now(), is_count_confirmed };
                sending::freeze_issue(&story.database, &released, options, now()).await
            };
            match freeze(true).await {
                Err(FreezeError::RecipientsChanged { confirmed, present }) => {
                    assert_eq!((confirmed, present), (number, number + 1));
                }
                other => panic!("{other:?}"),
            }
            let existing = sending::existing_issue(&story.database, "spring", prepared.segment.list.id).await;
            assert_eq!(existing.unwrap(), None);
            if number == 4 {
                assert!(freeze(false).await.is_ok());
            }
        }
    }
}
