//! An issue of which no copy was rendered, straight into the ledger: the program itself freezes only what it checked.

use circular::database::issues::NewIssue;
use circular::database::{self, Database};
use circular::model::{Issue, IssueContent, RelayName};
use circular::segment::Segment;
use jiff::Timestamp;

/// What is written into the ledger.
pub(crate) struct UncheckedIssue<'a> {
    pub(crate) slug: &'a str,
    pub(crate) segment: &'a Segment,
    pub(crate) content: &'a IssueContent,
    pub(crate) relay: Option<&'a RelayName>,
    pub(crate) starts_at: Timestamp,
}

impl UncheckedIssue<'_> {
    /// Writes the issue and queues its copies.
    pub(crate) async fn freeze(self, database: &Database, now: Timestamp) -> Issue {
        let Self { slug, segment, content, relay, starts_at } = self;
        let (list, statutory) = (segment.list.id, segment.statutory);
        let mut work = database.begin_write().await.unwrap();
        let frozen = NewIssue { slug, list, hash: "5eed", content, statutory, relay, trial: false, starts_at };
        let id = database::issues::add(&mut work, frozen, now).await.unwrap();
        let mut pages = segment.pages();
        while let Some(page) = pages.next(&mut work).await.unwrap() {
            let people: Vec<_> = page.iter().map(|person| person.id).collect();
            database::deliveries::enqueue_subscribers(&mut work, id, &people, starts_at, now).await.unwrap();
        }
        work.commit().await.unwrap();
        let issues = database::issues::by_slug(&mut database.begin_read().await.unwrap(), slug).await.unwrap();
        issues.into_iter().find(|issue| issue.id == id).unwrap()
    }
}
