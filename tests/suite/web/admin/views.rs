//! What people wrote in reply to a letter, on the chair's pages.

use super::{NOW, start_admin};

#[tokio::test]
async fn views_are_shown_by_person_and_downloaded() {
    let desk = start_admin(None).await;
    desk.society.set_delivery("sent", NOW).await;
    assert!(!desk.page("report/spring").await.contains("/views"), "a letter that asks nothing has no views");
    desk.society
        .execute(
            "INSERT INTO view_call (issue_id, questions, deadline) VALUES (7, '[\"Slate <or> zinc?\"]', NULL); \
             UPDATE issue SET subject = 'The roof' WHERE id = 7",
        )
        .await;
    let empty = desk.page("report/spring/views").await;
    assert!(empty.contains("Nobody has written yet.") && empty.contains("Slate &lt;or&gt; zinc?"), "{empty}");
    desk.society
        .execute(
            "INSERT INTO received_view (issue_id, subscriber_id, sender, proof, words, attachment_count, doubts, is_late, \
                 received_at) VALUES (7, 1, 'ann@example.org', 'message_id', 'Slate.\nNo <b>fee</b>.', 0, '', TRUE, 0); \
             INSERT INTO received_view (issue_id, subscriber_id, sender, proof, words, attachment_count, doubts, is_late, \
                 received_at) VALUES (7, NULL, 'eve@example.org', 'message_id', 'Zinc', 1, 'other_sender', FALSE, 0)",
        )
        .await;
    assert!(desk.page("report/spring").await.contains("report/spring/views"));
    let page = desk.page("report/spring/views").await;
    for words in [
        "1 person wrote 1 mail, 1 of them late. 1 mail is unclear and left to you.",
        "<blockquote>Slate.<br>No &lt;b&gt;fee&lt;/b&gt;.</blockquote>",
        "To be looked at: 1",
        "It was sent from another address than the letter went to.",
        "eve@example.org",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let minutes = desk.page("report/spring/views.md").await;
    assert!(minutes.starts_with("# Views on “The roof”\n"), "{minutes}");
    assert!(minutes.contains("> Slate.\\\n> No \\<b\\>fee\\</b\\>.\n"), "{minutes}");
}
