//! What follows from the reply of a calendar program. Only the name of the meeting tells to which issue it belongs, and
//! only the sender who answers: whoever got the letter knows the one, and the other is easily forged.

use super::person_mail::{OwnWords, PersonMail};
use super::record_answer::record_answer_within;
use super::take_mail::TakenMail;
use crate::database::{self, DatabaseTransaction};
use crate::model::{
    Address, Answer, AnswerSource, AnswerStanding, IssueId, MAX_VIEW_WORDS, NewAnswer, SubscriberId, ViewDoubt,
    ViewProof,
};

/// What a calendar program says of its user.
#[derive(Debug, Clone, Copy)]
pub struct CalendarAnswer<'a> {
    /// The name of the meeting.
    pub uid: &'a str,
    /// Who answers.
    pub attendee: &'a Address,
    /// Whether they come; `None` if the program says neither yes nor no.
    pub is_accepted: Option<bool>,
    /// What they wrote beside it.
    pub comment: Option<&'a str>,
}

/// Takes the reply of a calendar program to the newest letter about its meeting that asks who comes: yes is the first
/// answer that the letter offers, no the one of people who decline. It never replaces an answer that the person gave by
/// their link, by mail or to the society. `None` if there is no such letter.
///
/// # Errors
/// The database failed.
pub async fn take_calendar_answer(
    work: &mut DatabaseTransaction,
    answer: CalendarAnswer<'_>,
    mail: &PersonMail<'_>,
) -> Result<Option<TakenMail>, database::Error> {
    let Some((issue, subscriber)) = asking_issue(work, answer).await? else { return Ok(None) };
    let Some(question) = database::answers::question(work, issue).await? else { return Ok(None) };
    let choice = match answer.is_accepted {
        Some(true) => question.choices.first(),
        Some(false) => question.declining(),
        None => None,
    };
    let own = match subscriber {
        Some(subscriber) => own_answer(work, issue, subscriber).await?,
        None => None,
    };
    let is_sender = mail.sender.is_some_and(|sender| sender.folded() == answer.attendee.folded());
    let doubt = match (subscriber, choice) {
        (None, _) => Some(ViewDoubt::UnknownSender),
        _ if !is_sender => Some(ViewDoubt::OtherSender),
        (_, None) => Some(ViewDoubt::Undecided),
        (Some(_), Some(choice)) => {
            own.as_ref().filter(|own| own.choice != choice.word).map(|_| ViewDoubt::Contradiction)
        }
    };
    let (Some(subscriber), Some(choice), None) = (subscriber, choice, doubt) else {
        let said = choice.map_or("", |choice| choice.word.as_str());
        let text = answer.comment.map_or_else(|| said.to_owned(), |comment| format!("{said}\n{comment}"));
        let words =
            OwnWords { text: text.trim().chars().take(MAX_VIEW_WORDS).collect(), doubts: doubt.into_iter().collect() };
        let known = subscriber.filter(|_| is_sender);
        let is_stored = mail.store(work, issue, known, ViewProof::Calendar, words).await?;
        return Ok(Some(TakenMail { issue, subscriber: known, answer: None, is_stored, is_unclear: true }));
    };
    let given = NewAnswer {
        issue,
        subscriber,
        choice: &choice.word,
        guests: 0,
        note: answer.comment.filter(|_| own.is_none()),
        source: AnswerSource::Calendar,
        at: mail.received_at,
    };
    let outcome = record_answer_within(work, given).await?;
    Ok(Some(TakenMail {
        issue,
        subscriber: Some(subscriber),
        answer: Some((choice.word.clone(), outcome)),
        is_stored: false,
        // What was written beside it is not recorded: a person should read it.
        is_unclear: own.is_some() && answer.comment.is_some(),
    }))
}

/// Returns the newest issue that asks about the meeting and was sent to the person, with the person; else the newest one,
/// with nobody.
async fn asking_issue(
    work: &mut DatabaseTransaction,
    answer: CalendarAnswer<'_>,
) -> Result<Option<(IssueId, Option<SubscriberId>)>, database::Error> {
    let asking = database::issue_events::asking_issues(work, answer.uid).await?;
    if let Some(member) = database::subscribers::by_address(work, answer.attendee).await? {
        for issue in &asking {
            if database::deliveries::sent_copy(work, *issue, member.id).await?.is_some() {
                return Ok(Some((*issue, Some(member.id))));
            }
        }
    }
    Ok(asking.first().map(|newest| (*newest, None)))
}

/// Returns the answer that the person gave in another way than by a calendar, if it counts.
async fn own_answer(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    subscriber: SubscriberId,
) -> Result<Option<Answer>, database::Error> {
    let given = database::answers::of_person(work, issue, subscriber).await?;
    let is_own = |given: &Answer| given.standing == AnswerStanding::Counted && given.source != AnswerSource::Calendar;
    Ok(given.into_iter().find(is_own))
}
