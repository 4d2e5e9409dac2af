//! Tables `view_call` and `received_view`: what an issue asks its readers to say, and the mails in which they said it.

use std::collections::BTreeSet;

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{Address, IssueId, NewView, SubscriberId, View, ViewCall, ViewDoubt, ViewId};

const ADD_CALL: &str = "INSERT INTO view_call (issue_id, questions, deadline) VALUES ($1, $2, $3)";

/// Records what an issue asks.
///
/// # Errors
/// The database failed.
pub async fn add_call(work: &mut DatabaseTransaction, issue: IssueId, call: &ViewCall) -> Result<(), Error> {
    let questions = serde_json::to_string(&call.questions).map_err(|_| Error::InvalidValue("questions"))?;
    on!(work, tx => sqlx::query(ADD_CALL).bind(issue).bind(questions).bind(call.deadline.map(to_micros))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const CALL: &str = "SELECT questions, deadline FROM view_call WHERE issue_id = $1";

/// Returns what an issue asks; `None` if it calls for no views, or is gone.
///
/// # Errors
/// The database failed.
pub async fn call(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Option<ViewCall>, Error> {
    let row: Option<(String, Option<i64>)> =
        on!(work, tx => sqlx::query_as(CALL).bind(issue).fetch_optional(&mut **tx).await?);
    let read = |(questions, deadline): (String, Option<i64>)| {
        Ok(ViewCall {
            questions: serde_json::from_str(&questions).map_err(|_| Error::InvalidValue("questions"))?,
            deadline: deadline.map(from_micros).transpose()?,
        })
    };
    row.map(read).transpose()
}

const ADD: &str = "INSERT INTO received_view \
        (issue_id, subscriber_id, sender, proof, words, attachment_count, doubts, is_late, received_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// Adds a mail.
///
/// # Errors
/// The database failed.
pub async fn add(work: &mut DatabaseTransaction, view: &NewView<'_>) -> Result<(), Error> {
    let doubts: Vec<&str> = view.doubts.iter().map(|doubt| <&str>::from(*doubt)).collect();
    on!(work, tx => sqlx::query(ADD)
        .bind(view.issue).bind(view.subscriber).bind(view.sender).bind(<&str>::from(view.proof)).bind(view.words)
        .bind(i64::from(view.attachment_count)).bind(doubts.join(" ")).bind(view.is_late)
        .bind(to_micros(view.received_at))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const ASKING: &str = "SELECT issue.id, issue.subject, issue_event.title FROM issue \
    LEFT JOIN issue_event ON issue_event.issue_id = issue.id \
    WHERE EXISTS (SELECT 1 FROM view_call WHERE view_call.issue_id = issue.id) \
        OR EXISTS (SELECT 1 FROM answer_question WHERE answer_question.issue_id = issue.id) \
    ORDER BY issue.id DESC LIMIT 50";

/// Returns the newest issues that ask something, each with its subject and the title of its event.
///
/// # Errors
/// The database failed.
pub async fn asking_issues(work: &mut DatabaseTransaction) -> Result<Vec<(IssueId, Vec<String>)>, Error> {
    let rows: Vec<(IssueId, String, Option<String>)> =
        on!(work, tx => sqlx::query_as(ASKING).fetch_all(&mut **tx).await?);
    let titles = |(issue, subject, title)| (issue, std::iter::once(subject).chain(title).collect());
    Ok(rows.into_iter().map(titles).collect())
}

type ViewRow = (ViewId, IssueId, Option<SubscriberId>, String, String, String, i64, String, bool, i64);

const OF_ISSUE: &str = "SELECT id, issue_id, subscriber_id, sender, proof, words, attachment_count, doubts, is_late, \
        received_at FROM received_view WHERE issue_id = $1 ORDER BY received_at, id";

/// Returns the mails about an issue, the oldest first.
///
/// # Errors
/// The database failed.
pub async fn of_issue(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Vec<View>, Error> {
    let rows: Vec<ViewRow> = on!(work, tx => sqlx::query_as(OF_ISSUE).bind(issue).fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_view).collect()
}

const BY_SUBSCRIBER: &str = "SELECT id, issue_id, subscriber_id, sender, proof, words, attachment_count, doubts, \
        is_late, received_at FROM received_view WHERE subscriber_id = $1 OR sender = $2 ORDER BY received_at, id";

/// Returns the mails of a person, the oldest first: also those that only their address says are theirs.
///
/// # Errors
/// The database failed.
pub async fn by_subscriber(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    address: &Address,
) -> Result<Vec<View>, Error> {
    let rows: Vec<ViewRow> = on!(work, tx => sqlx::query_as(BY_SUBSCRIBER).bind(subscriber).bind(address.folded())
        .fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_view).collect()
}

const ASKED_BY: &str = "SELECT slug, id FROM issue WHERE id = $1 OR question_issue_id = $1 ORDER BY id";

/// Returns the unclear views on an issue and on its reminders: for each that has some, its draft name and how many.
///
/// # Errors
/// The database failed.
pub async fn count_unclear(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Vec<(String, u64)>, Error> {
    let issues: Vec<(String, IssueId)> =
        on!(work, tx => sqlx::query_as(ASKED_BY).bind(issue).fetch_all(&mut **tx).await?);
    let mut counts = Vec::new();
    for (slug, id) in issues {
        let count = of_issue(work, id).await?.iter().filter(|view| view.is_unclear()).count() as u64;
        counts.extend((count > 0).then_some((slug, count)));
    }
    Ok(counts)
}

const HAS_ANY: &str = "SELECT (SELECT count(*) FROM view_call WHERE issue_id = $1) \
        + (SELECT count(*) FROM received_view WHERE issue_id = $1)";

/// Returns whether an issue asks for views, or there are mails about it.
///
/// # Errors
/// The database failed.
pub async fn has_any(work: &mut DatabaseTransaction, issue: IssueId) -> Result<bool, Error> {
    let (count,): (i64,) = on!(work, tx => sqlx::query_as(HAS_ANY).bind(issue).fetch_one(&mut **tx).await?);
    Ok(count > 0)
}

const COUNT_OF_SENDER: &str =
    "SELECT count(*) FROM received_view WHERE issue_id = $1 AND (subscriber_id = $2 OR sender = $3)";

/// Counts the mails about an issue that a person or an address sent.
///
/// # Errors
/// The database failed.
pub async fn count_of_sender(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    subscriber: Option<SubscriberId>,
    sender: &str,
) -> Result<u64, Error> {
    let (count,): (i64,) = on!(work, tx => sqlx::query_as(COUNT_OF_SENDER)
        .bind(issue).bind(subscriber).bind(sender).fetch_one(&mut **tx).await?);
    Ok(count.unsigned_abs())
}

const DELETE_OF: &str = "DELETE FROM received_view WHERE sender = $1";

/// Deletes the mails that an address sent.
///
/// # Errors
/// The database failed.
pub async fn delete_of_sender(work: &mut DatabaseTransaction, address: &Address) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(DELETE_OF).bind(address.folded()).execute(&mut **tx).await?.rows_affected()))
}

fn read_view(row: ViewRow) -> Result<View, Error> {
    let (id, issue, subscriber, sender, proof, words, attachments, doubts, is_late, received_at) = row;
    let doubts: Result<BTreeSet<ViewDoubt>, _> = doubts.split_whitespace().map(str::parse).collect();
    Ok(View {
        id,
        issue,
        subscriber,
        sender,
        proof: proof.parse().map_err(|_| Error::InvalidValue("proof of a view"))?,
        words,
        attachment_count: u32::try_from(attachments).map_err(|_| Error::InvalidValue("number of files"))?,
        doubts: doubts.map_err(|_| Error::InvalidValue("doubt about a view"))?,
        is_late,
        received_at: from_micros(received_at)?,
    })
}
