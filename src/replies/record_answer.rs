//! Records an answer: the one way in for the page, mails, calendar programs and the society itself.

use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{
    Answer, AnswerOutcome, AnswerQuestion, AnswerSource, AnswerStanding, IssueId, MAX_ANSWER_NOTE, MAX_GUESTS,
    NewAnswer, SubscriberId, is_deceptive,
};

/// How often one person's answer to an issue is recorded: nobody fills the database with one link.
const MAX_ANSWERS_OF_PERSON: usize = 100;

/// Records an answer, all in one transaction.
///
/// # Errors
/// The database failed, and nothing is recorded.
pub async fn record_answer(database: &Database, answer: NewAnswer<'_>) -> Result<AnswerOutcome, database::Error> {
    let mut work = database.begin_write().await?;
    let outcome = record_answer_within(&mut work, answer).await?;
    work.commit().await?;
    Ok(outcome)
}

/// Records an answer within a transaction, so that it is committed with what else a mail says.
///
/// What the society writes down itself is never late, and there is always a place for it.
///
/// # Errors
/// The database failed.
pub async fn record_answer_within(
    work: &mut DatabaseTransaction,
    answer: NewAnswer<'_>,
) -> Result<AnswerOutcome, database::Error> {
    let Some(question) = database::answers::lock_question(work, answer.issue).await? else {
        return Ok(AnswerOutcome::NoQuestion);
    };
    if database::subscribers::address(work, answer.subscriber).await?.is_none() {
        return Ok(AnswerOutcome::NoSubscriber);
    }
    let Some(choice) = question.choice(answer.choice) else { return Ok(AnswerOutcome::UnknownChoice) };
    let earlier = database::answers::of_person(work, answer.issue, answer.subscriber).await?;
    let current = earlier.iter().find(|earlier| earlier.standing == AnswerStanding::Counted);
    let note = answer.note.and_then(clean_note);
    let given = NewAnswer { choice: &choice.word, note: note.as_deref(), ..answer };
    let given = complete_answer(&question, given, current);
    if current.is_some_and(|current| is_same(current, &given)) {
        return Ok(AnswerOutcome::Unchanged);
    }
    let standing = find_standing(work, &question, &given, current).await?;
    let is_repeated = earlier.first().is_some_and(|newest| newest.standing == standing && is_same(newest, &given));
    if !is_repeated {
        if earlier.len() >= MAX_ANSWERS_OF_PERSON && given.source != AnswerSource::Owner {
            return Ok(AnswerOutcome::TooMany);
        }
        database::answers::add(work, &given, standing).await?;
    }
    Ok(match standing {
        AnswerStanding::Counted if current.is_some_and(|current| current.answered_at > given.at) => {
            AnswerOutcome::Outdated
        }
        AnswerStanding::Counted => AnswerOutcome::Recorded,
        AnswerStanding::Late => AnswerOutcome::Late,
        AnswerStanding::Full => AnswerOutcome::Full,
    })
}

/// Returns how many places are left for a person and their guests; `None` if there is no limit.
///
/// # Errors
/// The database failed.
pub async fn places_left(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    question: &AnswerQuestion,
    subscriber: SubscriberId,
) -> Result<Option<u32>, database::Error> {
    let (Some(places), Some(attending)) = (question.places, question.choices.first()) else { return Ok(None) };
    let taken = database::answers::taken_places(work, issue, &attending.word, subscriber).await?;
    Ok(Some(places.saturating_sub(u32::try_from(taken).unwrap_or(u32::MAX))))
}

/// Fills in what the way of an answer cannot say: a mail or a calendar program repeats the choice, and the guests and
/// the note of the same choice stay.
fn complete_answer<'a>(question: &AnswerQuestion, given: NewAnswer<'a>, current: Option<&'a Answer>) -> NewAnswer<'a> {
    let has_guests = question.accepts_guests && question.is_attending(given.choice);
    let guests = if has_guests { given.guests.min(MAX_GUESTS) } else { 0 };
    let is_silent = matches!(given.source, AnswerSource::Mail | AnswerSource::Calendar);
    match current.filter(|current| is_silent && current.choice == given.choice) {
        Some(current) => NewAnswer {
            guests: if guests == 0 { current.guests } else { guests },
            note: given.note.or(current.note.as_deref()),
            ..given
        },
        None => NewAnswer { guests, ..given },
    }
}

async fn find_standing(
    work: &mut DatabaseTransaction,
    question: &AnswerQuestion,
    given: &NewAnswer<'_>,
    current: Option<&Answer>,
) -> Result<AnswerStanding, database::Error> {
    if given.source == AnswerSource::Owner {
        return Ok(AnswerStanding::Counted);
    }
    if question.is_over(given.at) {
        return Ok(AnswerStanding::Late);
    }
    if !question.is_attending(given.choice) {
        return Ok(AnswerStanding::Counted);
    }
    let people = |guests: u8| 1 + u32::from(guests);
    // Nobody loses a place that they have, even if the society gave away more of them than there are.
    let own = current.filter(|current| current.choice == given.choice).map_or(0, |current| people(current.guests));
    let left = places_left(work, given.issue, question, given.subscriber).await?;
    let is_full = left.is_some_and(|left| people(given.guests) > left.max(own));
    Ok(if is_full { AnswerStanding::Full } else { AnswerStanding::Counted })
}

fn is_same(stored: &Answer, given: &NewAnswer<'_>) -> bool {
    stored.choice == given.choice && stored.guests == given.guests && stored.note.as_deref() == given.note
}

/// Returns a note without signs that deceive, at most [`MAX_ANSWER_NOTE`] characters; `None` if nothing is left.
fn clean_note(note: &str) -> Option<String> {
    let lines = note.replace("\r\n", "\n").replace('\r', "\n");
    let plain: String = lines.chars().filter(|c| *c == '\n' || !(c.is_control() || is_deceptive(*c))).collect();
    let note: String = plain.trim().chars().take(MAX_ANSWER_NOTE).collect();
    Some(note.trim_end().to_owned()).filter(|note| !note.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn note_is_cleaned() {
        assert_eq!(clean_note(" \u{202e} \r\n\0").as_deref(), None);
        assert_eq!(clean_note(" One\r\ntwo\u{7} ").as_deref(), Some("One\ntwo"));
        let long = "\u{fc}".repeat(MAX_ANSWER_NOTE + 1);
        assert_eq!(clean_note(&long).map(|note| note.chars().count()), Some(MAX_ANSWER_NOTE));
    }
}
