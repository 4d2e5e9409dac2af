//! A draft that cannot be composed for its list is reported with every diagnostic.

use circular::sending::{PrepareError, SegmentOverride};

use super::{SPRING, SendingScenario};
use crate::engine::TestDatabase;

fn ids(error: &PrepareError) -> Vec<&'static str> {
    match error {
        PrepareError::Diagnostics(found) => found.iter().map(|found| found.id).collect(),
        PrepareError::Failed(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn unprepared_draft_reports_every_diagnostic() {
    let ground = TestDatabase::sqlite().await;
    let story = SendingScenario::new(&ground, 3).await;
    story.write_draft(&SPRING.replace("Dear {{first_name}}", "Dear {{frist_name}}, pay £XXX"));
    let found = ids(&story.prepare().await.err().unwrap());
    assert!(found.contains(&"field-unknown") && found.contains(&"placeholder"), "{found:?}");
    story.write_draft(&SPRING.replace("to: members\n", ""));
    assert!(ids(&story.prepare().await.err().unwrap()).contains(&"no-list"));
    let members = SegmentOverride { list: Some("members".parse().unwrap()), ..SegmentOverride::default() };
    assert_eq!(story.prepare_for(&members).await.unwrap().segment.list.name.as_str(), "members");
    let nobody = SegmentOverride { list: Some("nobody".parse().unwrap()), ..SegmentOverride::default() };
    assert!(ids(&story.prepare_for(&nobody).await.err().unwrap()).contains(&"no-list"));
    let broken = SegmentOverride { condition: Some("first_name ==".to_owned()), ..members };
    assert!(ids(&story.prepare_for(&broken).await.err().unwrap()).contains(&"condition"));
}

#[tokio::test]
async fn override_narrows_the_recipients() {
    let ground = TestDatabase::sqlite().await;
    let story = SendingScenario::new(&ground, 5).await;
    let narrowed = SegmentOverride {
        condition: Some("first_name != \"N0\"".to_owned()),
        exclusion: Some("first_name == \"N1\"".to_owned()),
        ..SegmentOverride::default()
    };
    let dry_run = story.dry_run(&story.prepare_for(&narrowed).await.unwrap()).await;
    assert_eq!(dry_run.recipients, 3);
    assert_eq!((dry_run.stats.excluded_by_where, dry_run.stats.excluded_by_exclude), (1, 1));
}
