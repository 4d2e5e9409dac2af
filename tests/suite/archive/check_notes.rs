//! What `check` says of the web copy before anything is sent.

use circular::model::{ArchiveAccess, Severity};

use super::{ArchiveScenario, NOW, SPRING, draft};
use crate::engine::TestDatabase;

async fn notes(society: &ArchiveScenario, text: &str) -> Vec<(usize, String)> {
    society.write_draft("spring", text);
    let prepared = society.prepare("spring", NOW).await;
    let found = prepared.lint_diagnostics.iter().filter(|found| found.id == "web-copy");
    found
        .map(|found| {
            assert_eq!(found.severity, Severity::Note);
            (found.location.as_ref().unwrap().line, found.message.clone())
        })
        .collect()
}

#[tokio::test]
async fn what_the_web_copy_lacks_is_named_at_its_line() {
    let ground = TestDatabase::sqlite().await;
    let society = ArchiveScenario::create(&ground).await;
    let left_out = |words: &str| format!("on the web this is left out, because it differs for each reader: “{words}”");
    assert_eq!(
        notes(&society, SPRING).await,
        [
            (0, "on the web the letter greets its readers with “Dear members,”".to_owned()),
            (9, left_out("You live in {{town}}.")),
        ]
    );
    let table = "| What | Yours |\n| --- | --- |\n| Town | {{town}} |\n| All | 3 |\n\n[Yes](https://example.org/?a={{query email}} \"button\")";
    assert_eq!(
        notes(&society, &draft("Hello {{last_name}}", table)).await,
        [(2, left_out("{{last_name}}")), (6, left_out("Town{{town}}")), (11, left_out("Yes"))]
    );
    let narrowed = draft("Spring\nwhere: town == \"Leeds\"", "Dear {{first_name}},");
    assert_eq!(
        notes(&society, &narrowed).await,
        [(3, "the letter is for some of the list, so it is not put on the web".to_owned())]
    );
    for quiet in [draft("Spring", "Words. {{default town \"your town\"}}"), draft("Spring\nweb: no", "{{town}}")] {
        assert_eq!(notes(&society, &quiet).await, [], "{quiet}");
    }
    society.set_archive(&society.list("members").await, ArchiveAccess::Off).await;
    assert_eq!(notes(&society, SPRING).await, [], "the list has no letters on the web");
}
