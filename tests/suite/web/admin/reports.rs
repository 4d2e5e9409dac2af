//! Reports on the chair's pages: the figures of the command line, with names.

use circular::database::inbound_messages::{self, NewInboundMessage};
use circular::model::{BounceReason, InboundKind, IssueId, SubscriberId};

use super::{NOW, RunningAdmin, start_admin};

impl RunningAdmin {
    /// Writes a letter into the ledger: sent to Ann, refused for Ben.
    async fn sent_letter(&self) {
        self.society.set_delivery("sent", NOW).await;
        self.society
            .execute(
                "UPDATE issue SET subject = 'Spring for {{first_name}}', state = 'finished' WHERE id = 7; \
                 INSERT INTO delivery (issue_id, subscriber_id, status, attempts, due_at, changed_at, reply) \
                 VALUES (7, 2, 'bounced', 1, 0, 0, 'no such <user>')",
            )
            .await;
    }

    /// Writes a letter into the ledger that is being sent: to Ann, and waits for Ben.
    pub(crate) async fn letter_on_its_way(&self) {
        self.society.set_delivery("sent", NOW).await;
        let waits = "INSERT INTO delivery (issue_id, subscriber_id, status, attempts, due_at, changed_at, reply) \
                     VALUES (7, 2, 'deferred', 1, 0, 0, 'busy, try later'); \
                     UPDATE issue SET subject = 'Will you come on 17 May?' WHERE id = 7";
        self.society.execute(waits).await;
    }

    /// Writes that the letter to Ben has gone too.
    pub(crate) async fn letter_has_gone(&self) {
        self.society.execute("UPDATE delivery SET status = 'sent' WHERE issue_id = 7").await;
    }

    async fn note(&self, digest: u8, kind: InboundKind, words: &str) {
        let mut work = self.society.database.begin_write().await.unwrap();
        let message = NewInboundMessage {
            digest: [digest; 32],
            kind,
            issue: Some(IssueId::new(7)),
            subscriber: Some(SubscriberId::new(1)),
            reason: (kind == InboundKind::Bounce).then_some(BounceReason::MailboxFull),
            status_code: None,
            note: Some(words),
            is_unread: kind != InboundKind::Bounce,
            forwarded_to: None,
        };
        let at = NOW + jiff::SignedDuration::from_secs(digest.into());
        assert!(inbound_messages::add(&mut work, &message, at).await.unwrap());
        work.commit().await.unwrap();
    }
}

#[tokio::test]
async fn letter_has_its_figures_and_names() {
    let desk = start_admin(None).await;
    assert!(desk.page("report").await.contains("Nothing has been sent yet."));
    desk.sent_letter().await;
    desk.note(1, InboundKind::Bounce, "full").await;
    desk.leave("ann@example.org").await;
    let list = desk.page("report").await;
    for words in ["Spring for …", "1 of 2, 1 refused, 1 left", "report/spring?list&#x3D;members"] {
        assert!(list.contains(words), "{words}: {list}");
    }
    assert!(!list.contains("data-moving"), "{list}");
    let page = desk.page("report/spring?list=members").await;
    for words in [
        "Taken by the mail server</dt><dd>1</dd><dd>of 2</dd>",
        "Refused: 1",
        "no such &lt;user&gt;",
        "Left because of it: 1",
        "members/1\">ann@example.org</a>",
        "1 by the button on the page",
        "1 at example.org: the mailbox is full",
        "nothing to compare with yet",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(desk.get("report/nothing").await.status, 404);
}

#[tokio::test]
async fn figures_of_a_letter_on_its_way_move() {
    let desk = start_admin(None).await;
    desk.society.set_delivery("queued", NOW).await;
    for path in ["report", "report/spring?list=members"] {
        let page = desk.page(path).await;
        assert!(page.contains("id=\"figures\" data-moving"), "{path}: {page}");
    }
    assert!(desk.page("report/spring?list=members").await.contains("Waiting: 1"));
}

#[tokio::test]
async fn notes_to_read_are_counted() {
    let desk = start_admin(None).await;
    desk.sent_letter().await;
    assert!(!desk.page("report").await.contains("For you to read"));
    desk.note(1, InboundKind::Reply, "Re: Spring, from dan@example.net").await;
    let page = desk.page("report").await;
    assert!(page.contains("For you to read: 1.") && page.contains("/#unread\">Read</a>"), "{page}");
}

#[tokio::test]
async fn year_has_the_rows_of_the_command() {
    let desk = start_admin(None).await;
    let page = desk.page("year").await;
    for words in ["At the beginning", "Addresses that stopped working", "Letters sent", "Difference", "All lists"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let page = desk.page("year?to=2025-12-31&list=members").await;
    assert!(page.contains("The Members’ Letter") && page.contains("value=\"2025-12-31\""), "{page}");
    assert!(desk.page("year?to=soon").await.contains("Write a day that has been"));
}

#[tokio::test]
async fn year_is_saved_as_a_page_and_written_as_a_letter() {
    let desk = start_admin(None).await;
    let page = desk.get("year/page?to=2025-12-31&list=members").await;
    assert_eq!(page.header("content-disposition"), Some("attachment; filename=\"year-2025-12-31.html\""));
    assert!(page.body.contains("<h1>The year 2025</h1>") && !page.body.contains("<script"), "{}", page.body);
    let form = b"to=2025-12-31&list=members";
    let written = desk.post("year/draft", form).await;
    let editor = written.header("location").unwrap_or_default().to_owned();
    assert!(written.status == 303 && editor.ends_with("/draft/the-year-2025/edit"), "{written:?}");
    assert!(desk.page("draft/the-year-2025/edit").await.contains("The year 2025"));
    // A second one would replace what was written in it.
    let again = desk.post("year/draft", form).await;
    let place = again.header("location").unwrap_or_default();
    let (_, path) = place.split_once("/year").unwrap();
    assert!(desk.page(&format!("year{path}")).await.contains("There is a letter “The year 2025” already"), "{again:?}");
}

#[tokio::test]
async fn number_at_the_door_is_written_down_and_checked() {
    let desk = start_admin(None).await;
    desk.sent_letter().await;
    let said = async |form: &[u8]| {
        let answer = desk.post("year/came", form).await;
        let place = answer.header("location").unwrap_or_default().to_owned();
        let (_, path) = place.split_once("/year").unwrap();
        desk.page(&format!("year{path}")).await
    };
    assert!(said(b"issue=7&came=many").await.contains("“many” is not a number of people"));
    assert!(said(b"issue=7&came=48").await.contains("Written down: 48 people came."));
    assert_eq!(desk.post("year/came", b"issue=99&came=1").await.status, 404);
}
