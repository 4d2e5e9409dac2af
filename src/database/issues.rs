//! Tables `issue` and `attachment`.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, answers, attachments, from_micros, issue_events, on, to_micros, views};
use crate::model::{Issue, IssueContent, IssueId, IssueState, ListId, Mailbox, Pause, RelayName};

type Text = Option<String>;
type Row = (IssueId, String, ListId, String, String, bool, bool, String, Text, Text, bool, i64, i64, Text);

/// What is frozen when an issue is made.
#[derive(Debug, Clone, Copy)]
pub struct NewIssue<'a> {
    /// The draft's name.
    pub slug: &'a str,
    /// The list it goes to.
    pub list: ListId,
    /// Digest of everything frozen, in hexadecimal.
    pub hash: &'a str,
    /// What the copies are made of.
    pub content: &'a IssueContent,
    /// Whether it goes also to those who want only the notices that the society's rules ask for.
    pub statutory: bool,
    /// The relay that it is frozen for.
    pub relay: Option<&'a RelayName>,
    /// Whether it goes to an outbox only.
    pub trial: bool,
    /// When its first copies may go.
    pub starts_at: Timestamp,
}

const ADD: &str = "INSERT INTO issue \
    (slug, list_id, subject, content_digest, composition, sender, reply_to, is_trial, state, created_at, \
        starts_at, is_statutory, relay, question_issue_id) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id";
const ADD_ATTACHMENT: &str = "INSERT INTO attachment \
        (issue_id, position, name, media_type, content, content_id, content_digest) \
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Adds an issue with its attachments and returns its number.
///
/// # Errors
/// The database failed, as it does when the list already had this draft.
pub async fn add(work: &mut DatabaseTransaction, frozen: NewIssue<'_>, now: Timestamp) -> Result<IssueId, Error> {
    let content = frozen.content;
    let composition = serde_json::to_string(&content.composition).map_err(|_| Error::InvalidValue("composition"))?;
    let (id,): (IssueId,) = on!(work, tx => sqlx::query_as(ADD)
        .bind(frozen.slug).bind(frozen.list).bind(&content.composition.subject).bind(frozen.hash).bind(composition)
        .bind(content.sender.to_string()).bind(content.reply_to.as_ref().map(ToString::to_string)).bind(frozen.trial)
        .bind(<&str>::from(IssueState::Sending)).bind(to_micros(now)).bind(to_micros(frozen.starts_at)).bind(frozen.statutory)
        .bind(frozen.relay.map(RelayName::as_str)).bind(content.question_issue)
        .fetch_one(&mut **tx).await?);
    for (position, file) in (0_i64..).zip(&content.attachments) {
        on!(work, tx => sqlx::query(ADD_ATTACHMENT)
            .bind(id).bind(position).bind(&file.name).bind(&file.media_type).bind(file.bytes.as_slice())
            .bind(file.cid.as_deref()).bind(file.digest())
            .execute(&mut **tx).await?.rows_affected());
    }
    if let Some(event) = &content.event {
        issue_events::add(work, id, event).await?;
    }
    if let (Some(question), None) = (&content.question, content.question_issue) {
        answers::add_question(work, id, question).await?;
    }
    if let Some(call) = &content.call {
        views::add_call(work, id, call).await?;
    }
    Ok(id)
}

const DELETE: &str = "DELETE FROM issue WHERE id = $1";

/// Removes an issue with its copies and attachments; its number is never used again.
///
/// # Errors
/// The database failed.
pub async fn delete(work: &mut DatabaseTransaction, id: IssueId) -> Result<(), Error> {
    on!(work, tx => sqlx::query(DELETE).bind(id).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const BY_SLUG: &str = "SELECT id, slug, list_id, subject, content_digest, is_statutory, is_trial, state, \
        pause_reason, pause_detail, accepts_rejections, created_at, starts_at, relay FROM issue \
    WHERE slug = $1 ORDER BY id";

/// Returns the issues made of a draft: one per list that it went to.
///
/// # Errors
/// The database failed.
pub async fn by_slug(work: &mut DatabaseTransaction, slug: &str) -> Result<Vec<Issue>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(BY_SLUG).bind(slug).fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_issue).collect()
}

const BY_ID: &str = "SELECT id, slug, list_id, subject, content_digest, is_statutory, is_trial, state, \
        pause_reason, pause_detail, accepts_rejections, created_at, starts_at, relay \
    FROM issue WHERE id = $1";

/// Finds an issue by its id.
///
/// # Errors
/// The database failed.
pub async fn by_id(work: &mut DatabaseTransaction, id: IssueId) -> Result<Option<Issue>, Error> {
    let row: Option<Row> = on!(work, tx => sqlx::query_as(BY_ID).bind(id).fetch_optional(&mut **tx).await?);
    row.map(read_issue).transpose()
}

const ALL: &str = "SELECT id, slug, list_id, subject, content_digest, is_statutory, is_trial, state, \
        pause_reason, pause_detail, accepts_rejections, created_at, starts_at, relay FROM issue ORDER BY id DESC";

/// Returns all issues, the newest first.
///
/// # Errors
/// The database failed.
pub async fn all(work: &mut DatabaseTransaction) -> Result<Vec<Issue>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(ALL).fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_issue).collect()
}

const UNDER_WAY: &str = "SELECT slug FROM issue WHERE list_id = $1 AND state IN ('sending', 'paused') ORDER BY id";

/// Returns the names of the issues to a list that are neither finished nor cancelled, oldest first.
///
/// # Errors
/// The database refused.
pub async fn under_way(work: &mut DatabaseTransaction, list: ListId) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> = on!(work, tx => sqlx::query_as(UNDER_WAY).bind(list).fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(slug,)| slug).collect())
}

const CONTENT: &str = "SELECT composition, sender, reply_to, question_issue_id FROM issue WHERE id = $1";

/// Returns what was frozen.
///
/// # Errors
/// The database failed, or there is no such issue.
pub async fn frozen_content(work: &mut DatabaseTransaction, id: IssueId) -> Result<IssueContent, Error> {
    let (composition, sender, reply_to, question_issue): (String, String, Option<String>, Option<IssueId>) =
        on!(work, tx => sqlx::query_as(CONTENT).bind(id).fetch_one(&mut **tx).await?);
    let attachments = attachments::all(work, id).await?;
    let mailbox = |text: String| text.parse::<Mailbox>().map_err(|_| Error::InvalidValue("mailbox"));
    Ok(IssueContent {
        sender: mailbox(sender)?,
        reply_to: reply_to.map(mailbox).transpose()?,
        composition: serde_json::from_str(&composition).map_err(|_| Error::InvalidValue("composition"))?,
        attachments,
        event: issue_events::by_issue(work, id).await?,
        question: answers::question(work, question_issue.unwrap_or(id)).await?,
        question_issue,
        call: views::call(work, id).await?,
    })
}

const SENDER: &str = "SELECT sender FROM issue WHERE id = $1";

/// Returns the frozen sender of an issue.
///
/// # Errors
/// The database failed, or there is no such issue.
pub async fn frozen_sender(work: &mut DatabaseTransaction, id: IssueId) -> Result<Mailbox, Error> {
    let (sender,): (String,) = on!(work, tx => sqlx::query_as(SENDER).bind(id).fetch_one(&mut **tx).await?);
    sender.parse().map_err(|_| Error::InvalidValue("mailbox"))
}

const STATE: &str = "SELECT state, pause_reason, pause_detail FROM issue WHERE id = $1";

/// Returns how far an issue is, and why it is paused if it is; `None` when there is no such issue.
///
/// # Errors
/// The database failed.
pub async fn state(work: &mut DatabaseTransaction, id: IssueId) -> Result<Option<(IssueState, Option<Pause>)>, Error> {
    let row: Option<(String, Text, Text)> =
        on!(work, tx => sqlx::query_as(STATE).bind(id).fetch_optional(&mut **tx).await?);
    row.map(|(state, reason, detail)| Ok((parse_state(&state)?, pause(reason, detail)?))).transpose()
}

const SET_STATE: &str = "UPDATE issue SET state = $2, pause_reason = $3, pause_detail = $4 WHERE id = $1";

/// Sets how far an issue is, and why if it is paused.
///
/// # Errors
/// The database failed.
pub async fn set_state(
    work: &mut DatabaseTransaction,
    id: IssueId,
    state: IssueState,
    pause: Option<&Pause>,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET_STATE)
        .bind(id).bind(<&str>::from(state))
        .bind(pause.map(|pause| <&str>::from(pause.reason))).bind(pause.and_then(|pause| pause.detail.as_deref()))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const SET_ACCEPTS_REJECTIONS: &str = "UPDATE issue SET accepts_rejections = $2 WHERE id = $1";

/// Sets whether an issue goes on however many of its copies are refused.
///
/// # Errors
/// The database failed.
pub async fn set_accepts_rejections(work: &mut DatabaseTransaction, id: IssueId, accept: bool) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET_ACCEPTS_REJECTIONS).bind(id).bind(accept).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

// Each queue is named, because the index has them before the time: `serve` asks this each second, while a million copies
// may wait for a later day. The inner `LIMIT` keeps PostgreSQL from reading the copies first and their queues then.
const DUE_ISSUES: &str = "SELECT id, slug, list_id, subject, content_digest, is_statutory, is_trial, state, \
        pause_reason, pause_detail, accepts_rejections, created_at, starts_at, relay \
    FROM issue WHERE state = $1 AND starts_at <= $2 AND is_trial = $3 AND ( \
        EXISTS (SELECT 1 FROM delivery WHERE issue_id = issue.id AND domain_queue_id = 0 \
            AND status IN ('queued', 'deferred') AND due_at <= $2) \
        OR EXISTS (SELECT 1 FROM domain_queue WHERE (SELECT due_at FROM delivery WHERE delivery.issue_id = issue.id \
            AND delivery.domain_queue_id = domain_queue.id AND delivery.status IN ('queued', 'deferred') \
            AND delivery.due_at <= $2 ORDER BY due_at LIMIT 1) IS NOT NULL) \
        OR EXISTS (SELECT 1 FROM delivery WHERE issue_id = issue.id AND status = 'sending' AND due_at <= $2)) \
    ORDER BY starts_at, id";

/// Returns the issues of which a copy is due, or was left behind by whoever handed it over; trials are nobody's business.
///
/// # Errors
/// The database failed.
pub async fn list_due(work: &mut DatabaseTransaction, now: Timestamp) -> Result<Vec<Issue>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(DUE_ISSUES)
        .bind(<&str>::from(IssueState::Sending)).bind(to_micros(now)).bind(false)
        .fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_issue).collect()
}

fn read_issue(row: Row) -> Result<Issue, Error> {
    let (
        id,
        slug,
        list,
        subject,
        hash,
        statutory,
        trial,
        state,
        reason,
        detail,
        accepts_refusals,
        created_at,
        starts_at,
        relay,
    ) = row;
    let relay = relay.map(|name| name.parse().map_err(|_| Error::InvalidValue("name of a relay"))).transpose()?;
    let (state, created_at, starts_at) = (parse_state(&state)?, from_micros(created_at)?, from_micros(starts_at)?);
    Ok(Issue {
        id,
        slug,
        list,
        relay,
        subject,
        hash,
        statutory,
        trial,
        state,
        pause: pause(reason, detail)?,
        accepts_rejections: accepts_refusals,
        created_at,
        starts_at,
    })
}

fn pause(reason: Text, detail: Text) -> Result<Option<Pause>, Error> {
    let reason =
        reason.map(|reason| reason.parse().map_err(|_| Error::InvalidValue("reason of a pause"))).transpose()?;
    Ok(reason.map(|reason| Pause { reason, detail }))
}

fn parse_state(state: &str) -> Result<IssueState, Error> {
    state.parse().map_err(|_| Error::InvalidValue("state of an issue"))
}
