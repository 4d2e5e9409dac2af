//! Table `issue_event`: what each issue told the calendars of its readers.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{ArchiveAccess, Attachment, CalendarEvent, IssueEvent, IssueId, ListId};

type Row = (String, i64, i64, String, String, String, Option<String>, bool);

/// Which issues a search for events counts as sent.
#[derive(Debug, Clone, Copy)]
pub struct EventSearch<'a> {
    /// The draft whose issue to the list is left out, because it is about to be sent.
    pub slug: &'a str,
    /// The list of that issue.
    pub list: ListId,
    /// Whether trials count, too.
    pub trials: bool,
}

const ADD: &str = "INSERT INTO issue_event \
        (issue_id, uid, sequence, made_at, title, place, starts, ends, is_cancelled) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// Records the event of an issue.
///
/// # Errors
/// The database failed.
pub async fn add(work: &mut DatabaseTransaction, issue: IssueId, told: &IssueEvent) -> Result<(), Error> {
    let event = &told.event;
    on!(work, tx => sqlx::query(ADD)
        .bind(issue).bind(&told.uid).bind(i64::from(told.sequence)).bind(to_micros(told.made_at))
        .bind(&event.title).bind(&event.place).bind(event.starts.to_string())
        .bind(event.ends.map(|ends| ends.to_string())).bind(event.is_cancelled)
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const BY_ISSUE: &str = "SELECT uid, sequence, made_at, title, place, starts, ends, is_cancelled \
    FROM issue_event WHERE issue_id = $1";

/// Returns the event of an issue, if it has one.
///
/// # Errors
/// The database failed.
pub async fn by_issue(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Option<IssueEvent>, Error> {
    let row: Option<Row> = on!(work, tx => sqlx::query_as(BY_ISSUE).bind(issue).fetch_optional(&mut **tx).await?);
    row.map(read_event).transpose()
}

const ASKING: &str = "SELECT issue_event.issue_id FROM issue_event \
    JOIN answer_question ON answer_question.issue_id = issue_event.issue_id \
    WHERE issue_event.uid = $1 ORDER BY issue_event.issue_id DESC LIMIT 50";

/// Returns the issues about an event that ask who comes, the newest first.
///
/// # Errors
/// The database failed.
pub async fn asking_issues(work: &mut DatabaseTransaction, uid: &str) -> Result<Vec<IssueId>, Error> {
    let rows: Vec<(IssueId,)> = on!(work, tx => sqlx::query_as(ASKING).bind(uid).fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(issue,)| issue).collect())
}

const LATEST_OF_DRAFT: &str = "SELECT told.uid, told.sequence, told.made_at, told.title, told.place, told.starts, \
        told.ends, told.is_cancelled \
    FROM issue_event AS told JOIN sent_issue AS issue ON issue.id = told.issue_id \
    WHERE told.uid IN (SELECT first.uid FROM issue_event AS first JOIN issue AS source ON source.id = first.issue_id \
            WHERE source.slug = $1) \
        AND NOT (issue.slug = $2 AND issue.list_id = $3) AND ($4 OR NOT issue.is_trial) \
    ORDER BY told.sequence DESC, told.issue_id DESC LIMIT 1";

/// Returns what readers were last told of the event that a draft announced.
///
/// # Errors
/// The database failed.
pub async fn latest_of_draft(
    work: &mut DatabaseTransaction,
    draft: &str,
    search: EventSearch<'_>,
) -> Result<Option<IssueEvent>, Error> {
    let row: Option<Row> = on!(work, tx => sqlx::query_as(LATEST_OF_DRAFT)
        .bind(draft).bind(search.slug).bind(search.list).bind(search.trials)
        .fetch_optional(&mut **tx).await?);
    row.map(read_event).transpose()
}

const LATEST_OF_ISSUE: &str = "SELECT told.uid, told.sequence, told.made_at, told.title, told.place, told.starts, \
        told.ends, told.is_cancelled \
    FROM issue_event AS asked JOIN issue_event AS told ON told.uid = asked.uid \
        JOIN sent_issue AS issue ON issue.id = told.issue_id \
    WHERE asked.issue_id = $1 \
        AND (told.issue_id = asked.issue_id OR (issue.starts_at <= $2 AND NOT issue.is_trial)) \
    ORDER BY told.sequence DESC, told.issue_id DESC LIMIT 1";

/// Returns what readers were last told of the event that an issue announced, by that issue or a later one whose sending
/// has begun.
///
/// # Errors
/// The database failed.
pub async fn latest_of_issue(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    now: Timestamp,
) -> Result<Option<IssueEvent>, Error> {
    let row: Option<Row> = on!(work, tx => sqlx::query_as(LATEST_OF_ISSUE)
        .bind(issue).bind(to_micros(now)).fetch_optional(&mut **tx).await?);
    row.map(read_event).transpose()
}

const SIMILAR: &str = "SELECT issue.slug, told.starts \
    FROM issue_event AS told JOIN sent_issue AS issue ON issue.id = told.issue_id \
    WHERE told.uid <> $1 AND told.starts >= $2 AND (told.title = $3 OR told.starts = $4) \
        AND ($5 OR NOT issue.is_trial) AND told.is_cancelled = $6 \
    ORDER BY told.issue_id DESC LIMIT 1";

/// Returns the draft and the beginning of another event to come with the same title or the same beginning.
///
/// # Errors
/// The database failed.
pub async fn similar(
    work: &mut DatabaseTransaction,
    told: &IssueEvent,
    today: jiff::civil::Date,
    trials: bool,
) -> Result<Option<(String, String)>, Error> {
    Ok(on!(work, tx => sqlx::query_as(SIMILAR)
        .bind(&told.uid).bind(today.to_string()).bind(&told.event.title).bind(told.event.starts.to_string())
        .bind(trials).bind(false)
        .fetch_optional(&mut **tx).await?))
}

const PUBLISHED: &str = "SELECT told.uid, told.sequence, told.made_at, told.title, told.place, told.starts, told.ends, \
        told.is_cancelled \
    FROM issue_event AS told JOIN sent_issue AS issue ON issue.id = told.issue_id \
    WHERE told.uid IN (SELECT seen.uid FROM issue_event AS seen \
            JOIN sent_issue AS source ON source.id = seen.issue_id \
            JOIN archive_letter AS letter ON letter.issue_id = source.id \
            WHERE source.list_id = $1 AND source.starts_at <= $2 AND NOT source.is_trial \
                AND letter.removed_at IS NULL AND letter.access IN ('public', $3)) \
        AND issue.starts_at <= $2 AND NOT issue.is_trial \
    ORDER BY told.uid, told.sequence DESC, told.issue_id DESC";

/// Returns what readers were last told of each event that a letter of a list announced on the web, in the order of
/// their beginnings. `access` is whose letters count: those for everybody, or also those for people with a link.
///
/// # Errors
/// The database failed.
pub async fn published(
    work: &mut DatabaseTransaction,
    list: ListId,
    access: ArchiveAccess,
    now: Timestamp,
) -> Result<Vec<IssueEvent>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(PUBLISHED)
        .bind(list).bind(to_micros(now)).bind(<&str>::from(access)).fetch_all(&mut **tx).await?);
    let mut events: Vec<IssueEvent> = rows.into_iter().map(read_event).collect::<Result<_, _>>()?;
    events.dedup_by(|later, kept| later.uid == kept.uid);
    events.sort_by_cached_key(|told| (told.event.starts.to_string(), told.uid.clone()));
    Ok(events)
}

const LATEST_FILE: &str = "SELECT attachment.name, attachment.media_type, attachment.content \
    FROM issue_event AS asked JOIN issue_event AS told ON told.uid = asked.uid \
        JOIN sent_issue AS issue ON issue.id = told.issue_id \
        JOIN attachment ON attachment.issue_id = told.issue_id AND attachment.media_type LIKE 'text/calendar;%method=%' \
    WHERE asked.issue_id = $1 \
        AND (told.issue_id = asked.issue_id OR (issue.starts_at <= $2 AND NOT issue.is_trial)) \
    ORDER BY told.sequence DESC, told.issue_id DESC LIMIT 1";

/// Returns the newest calendar file of the event that an issue announced, of that issue or a later one whose sending has
/// begun.
///
/// # Errors
/// The database failed.
pub async fn latest_file(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    now: Timestamp,
) -> Result<Option<Attachment>, Error> {
    let row: Option<(String, String, Vec<u8>)> = on!(work, tx => sqlx::query_as(LATEST_FILE)
        .bind(issue).bind(to_micros(now)).fetch_optional(&mut **tx).await?);
    Ok(row.map(|(name, media_type, bytes)| Attachment { name, media_type, bytes, cid: None }))
}

fn read_event(row: Row) -> Result<IssueEvent, Error> {
    let (uid, sequence, made_at, title, place, starts, ends, is_cancelled) = row;
    let time = |text: String| text.parse().map_err(|_| Error::InvalidValue("time of an event"));
    Ok(IssueEvent {
        uid,
        sequence: u32::try_from(sequence).map_err(|_| Error::InvalidValue("sequence of an event"))?,
        made_at: from_micros(made_at)?,
        event: CalendarEvent { title, place, starts: time(starts)?, ends: ends.map(time).transpose()?, is_cancelled },
    })
}
