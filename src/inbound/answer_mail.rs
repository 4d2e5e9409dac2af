//! Mails that answer a letter which asks something: to its sealed address, by a calendar program, or in a person's words.

use jiff::{SignedDuration, Timestamp};

use super::calendar_reply::ParticipationStatus;
use super::classify::Classification;
use super::outcome::InboundOutcome;
use super::person_text::PersonText;
use crate::database::inbound_messages;
use crate::database::{self, DatabaseTransaction};
use crate::model::{AnswerOutcome, InboundKind, SubscriberId};
use crate::replies::{self, CalendarAnswer, PersonMail, TakenMail};

/// A mail is read within so long after it was received; an earlier time is not believed.
const MAX_AGE: SignedDuration = SignedDuration::from_hours(31 * 24);

/// What a mail was taken for.
pub(super) enum AnswerMail {
    /// An answer or a view.
    Taken(TakenMail),
    /// A test letter was answered.
    Test,
    /// It answers nothing that is known.
    Other,
}

/// Takes a mail that a person wrote for an answer or a view, if it is one.
pub(super) async fn take(
    work: &mut DatabaseTransaction,
    mail: &Classification,
    now: Timestamp,
) -> Result<AnswerMail, database::Error> {
    let Some(text) = &mail.text else { return Ok(AnswerMail::Other) };
    let person = person_mail(text, now);
    if mail.kind == InboundKind::Answer {
        let taken = replies::take_sealed_mail(work, &text.tokens, &person).await?;
        return Ok(taken.map_or(AnswerMail::Test, AnswerMail::Taken));
    }
    if let Some(calendar) = &text.calendar {
        let answer = CalendarAnswer {
            uid: &calendar.uid,
            attendee: &calendar.attendee,
            is_accepted: match calendar.status {
                ParticipationStatus::Accepted => Some(true),
                ParticipationStatus::Declined => Some(false),
                ParticipationStatus::Other => None,
            },
            comment: calendar.comment.as_deref(),
        };
        if let Some(taken) = replies::take_calendar_answer(work, answer, &person).await? {
            return Ok(AnswerMail::Taken(taken));
        }
    }
    let taken = match mail.replied.first() {
        Some(first) if inbound_messages::is_reply_to_issue(work, first.issue, &first.digest).await? => {
            let readers = mail.replied.iter().map(|copy| copy.subscriber);
            let readers: Vec<_> = readers.filter(|reader| *reader != SubscriberId::NONE).collect();
            replies::take_reply(work, first.issue, &readers, &person).await?
        }
        _ => replies::take_by_subject(work, &text.subject, &person).await?,
    };
    Ok(taken.map_or(AnswerMail::Other, AnswerMail::Taken))
}

fn person_mail(text: &PersonText, now: Timestamp) -> PersonMail<'_> {
    let is_believed = |at: &Timestamp| *at <= now && now.duration_since(*at) <= MAX_AGE;
    PersonMail {
        sender: text.sender.as_ref(),
        plain: text.text.plain.as_deref(),
        html: text.text.html.as_deref(),
        attachment_count: text.text.attachment_count,
        received_at: text.received_at.filter(is_believed).unwrap_or(now),
    }
}

/// Says what became of a mail that was taken.
pub(super) async fn outcome(
    work: &mut DatabaseTransaction,
    taken: &TakenMail,
) -> Result<InboundOutcome, database::Error> {
    let address = match taken.subscriber {
        Some(subscriber) => database::subscribers::address(work, subscriber).await?,
        None => None,
    };
    let is_lost = |outcome: &AnswerOutcome| {
        matches!(outcome, AnswerOutcome::UnknownChoice | AnswerOutcome::NoQuestion | AnswerOutcome::TooMany)
    };
    Ok(match &taken.answer {
        Some((choice, outcome)) => InboundOutcome::Answered {
            address,
            choice: choice.clone(),
            outcome: *outcome,
            is_unclear: taken.is_unclear || is_lost(outcome),
        },
        None if taken.is_stored => {
            let issue = database::issues::by_id(work, taken.issue).await?;
            let slug = issue.map(|issue| issue.slug).unwrap_or_default();
            InboundOutcome::ViewStored { address, slug, is_unclear: taken.is_unclear }
        }
        None => InboundOutcome::Replied,
    })
}
